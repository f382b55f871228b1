"""Spells of time, added up day by day and read as whole years (满几年, facts.md 2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

Range = tuple[int, int]  # ordinals of the first day and of the day after the last


@dataclass(frozen=True, order=True)
class Spell:
    """From a first to a last day, both counted; `end` is None while it goes on."""

    start: date
    end: date | None = None


@dataclass(frozen=True)
class Served:
    """What spells add up to: the first day that counts, the days, the whole years in them."""

    first: date | None
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
    """Add up the days of spells until `upto`, each day once, and read them as whole years.

    Days inside `without` and before `since` do not count. The days are laid end to end from the
    first one, so that two years in one piece are two years whether or not a 29 February is in them.
    """
    counted = _minus(_merged(_ranges(spells, upto)), _merged(_ranges(without, upto)))
    if since is not None:
        counted = _minus(counted, [(0, since.toordinal())])
    if not counted:
        return Served(None, 0, 0)
    first, days = date.fromordinal(counted[0][0]), sum(end - start for start, end in counted)
    return Served(first, days, _whole_years(first, days))


def _whole_years(first: date, days: int) -> int:
    end = first + timedelta(days=days)
    years = end.year - first.year
    return years - (anniversary(first, years) > end)


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
