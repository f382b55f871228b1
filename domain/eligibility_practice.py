"""Which practice counts for a row: full-time study left out, years from a certificate on."""

from bisect import bisect_left
from dataclasses import replace
from datetime import date, timedelta

from domain.eligibility_data import Facts, Row
from domain.spells import Served, Spell, served


def practice_counted(row: Row, facts: Facts, upto: date) -> Served:
    """Return the practice that counts for a row until a day; full-time study is left out.

    Practice before and after the diploma counts; for rows that run from the lower certificate,
    only what comes after it.
    """
    since = None
    if row.years_from == "certificate" and row.certificate is not None:
        since = (facts.certificates or {}).get(row.certificate)
        if since is None:
            return Served(0, 0)
    return served(facts.practice or (), upto, without=study_of(facts), since=since)


def study_of(facts: Facts) -> tuple[Spell, ...]:
    """Return the full-time study; the one going on is taken until the day of graduation.

    Where study may overlap with practice and nobody told us, all time before graduation is taken,
    so that nobody hears "yes" too early.
    """
    graduated = facts.graduated_on
    until = None if graduated is None else graduated - timedelta(days=1)
    if study_unknown(facts):
        return (Spell(date.min, until),)
    spells = facts.full_time_study or ()
    return tuple(replace(s, end=s.end or until) for s in spells) if facts.studying else spells


def study_unknown(facts: Facts) -> bool:
    """Tell whether practice may overlap with full-time study that nobody has told us about."""
    if not facts.practice:
        return False
    if facts.unfinished:
        return all(spell.end is not None for spell in facts.full_time_study or ())
    if facts.full_time_study is not None:
        return False
    started = min(spell.start for spell in facts.practice)
    return facts.graduated_on is not None and started < facts.graduated_on


def day_reached(row: Row, facts: Facts, today: date, upto: date) -> date | None:
    """Return the day after today on which the row's years are full, None if it is no later day."""
    days = range((upto - today).days + 1)
    if not days:
        return None
    ahead = bisect_left(days, 1, key=lambda n: _full(row, facts, today + timedelta(days=n)))
    return today + timedelta(days=ahead) if 0 < ahead < len(days) else None


def _full(row: Row, facts: Facts, on: date) -> int:
    return int(practice_counted(row, facts, on).years >= row.years)
