"""Spells of time, added up day by day and read as whole years (满几年, facts.md 2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

Range = tuple[int, int]  # ordinals of the first day and of the day after the last
DAYS_IN_YEAR = 365


@dataclass(frozen=True, order=True)
class Spell:
    """From a first to a last day, both counted; `end` is None while it goes on."""

    start: date
    end: date | None = None


@dataclass(frozen=True)
class Served:
    """What spells add up to: the days that count, and the whole years in them."""

    days: int
    years: int


def anniversary(day: date, years: int) -> date:
    """Return the same day some years later; 29 February becomes 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def served(
    spells: Iterable[Spell],
    upto: date,
    *,
    without: Iterable[Spell] = (),
    since: date | None = None,
) -> Served:
    """Add up spells until `upto`, each day once, and read them as whole years.

    Days inside `without` and before `since` do not count. A piece in one run is read by the
    calendar: two years are full on the day before the second anniversary, leap year or not. What
    several pieces leave over is added up, and 365 days of it are one more year.
    """
    counted = _minus(_merged(_ranges(spells, upto)), _merged(_ranges(without, upto)))
    if since is not None:
        counted = _minus(counted, [(0, since.toordinal())])
    read = [_whole_years(*piece) for piece in counted]
    left = sum(days for _, days in read) // DAYS_IN_YEAR if len(read) > 1 else 0
    return Served(sum(end - start for start, end in counted), sum(y for y, _ in read) + left)


def _whole_years(start: int, end: int) -> tuple[int, int]:
    """Return the whole years of a piece, and the days after the last anniversary."""
    first, after = date.fromordinal(start), date.fromordinal(end)
    years = after.year - first.year
    years -= anniversary(first, years) > after
    return years, (after - anniversary(first, years)).days


def _ranges(spells: Iterable[Spell], upto: date) -> list[Range]:
    limit = upto.toordinal()
    ends = [(s.start.toordinal(), min(_last(s, limit), limit) + 1) for s in spells]
    return sorted((start, end) for start, end in ends if start < end)


def _last(spell: Spell, limit: int) -> int:
    return limit if spell.end is None else spell.end.toordinal()


def _merged(ranges: list[Range]) -> list[Range]:
    merged: list[Range] = []
    for start, end in ranges:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _minus(ranges: list[Range], holes: list[Range]) -> list[Range]:
    for hole_start, hole_end in holes:
        pieces = [((s, min(e, hole_start)), (max(s, hole_end), e)) for s, e in ranges]
        ranges = [piece for pair in pieces for piece in pair if piece[0] < piece[1]]
    return ranges
