"""Who may sit the junior or the middle exam, in which year, and what counts until then.

Source: facts.md 2 (国人部发〔2006〕71号 articles 11 and 12, as printed in later notices). The rows,
cut-off days and notes are rules handed in for each year; nothing is a constant here. Facts may be
missing: the answer then names them. Sentences are made elsewhere from the codes and parameters.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from domain.eligibility_data import (
    FLOOR,
    HIGHER,
    Alternative,
    Answer,
    Cutoff,
    DiplomaDay,
    Education,
    Facts,
    Level,
    Line,
    Major,
    Note,
    Row,
    Rules,
    Verdict,
)
from domain.eligibility_lines import alternative_lines, later_lines, met_lines, never_lines
from domain.eligibility_practice import practice_counted, study_unknown
from domain.spells import Spell

__all__ = [
    "Alternative",
    "Answer",
    "Cutoff",
    "DiplomaDay",
    "Education",
    "Facts",
    "Level",
    "Line",
    "Major",
    "Note",
    "Row",
    "Rules",
    "Spell",
    "Verdict",
    "may_sit",
    "missing_facts",
]


def may_sit(
    level: Level, year: int, facts: Facts, rules: Mapping[int, Rules], today: date
) -> Answer:
    """Say whether a person may sit a level in `year`, or from which year on.

    `rules` holds `year` and as many later years as shall be looked at. Works with any fact missing.
    """
    missing = missing_facts(level, facts, rules[year])
    if row := _first_met(level, year, facts, rules[year]):
        lines = met_lines(row, year, facts, rules[year], today)
        unasked = tuple(name for name in missing if name == "region")
        return Answer(level, year, Verdict.YES, year, row.row, lines, unasked)
    if _blocking(missing):
        return Answer(level, year, Verdict.UNKNOWN, None, None, (), missing)
    if not _rows_for(level, facts, rules[year]):
        lines = never_lines(facts, rules[year])
        return Answer(level, year, Verdict.NEVER, None, None, lines, missing)
    return _later(level, year, facts, rules, today)


def missing_facts(level: Level, facts: Facts, rules: Rules) -> tuple[str, ...]:
    """Name the facts that this level still needs from this person, in the order to ask them."""
    education, higher = facts.education, facts.education in HIGHER
    lower = _lower_certificate(level, facts, rules)
    held = facts.certificates or {}
    asked = {
        "education": education is None,
        "studying": higher and facts.studying is None,
        "graduated-on": facts.unfinished and facts.graduated_on is None,
        "major": higher and facts.major is None,
        "practice": education not in (None, Education.BELOW) and facts.practice is None,
        "full-time-study": study_unknown(facts),
        "certificate": lower is not None and facts.certificates is None,
        "certificate-date": lower is not None and lower in held and held[lower] is None,
        "region": facts.region is None,
    }
    return tuple(name for name, wanted in asked.items() if wanted)


def _blocking(missing: tuple[str, ...]) -> bool:
    return any(name != "region" for name in missing)


def _held(facts: Facts, on: date) -> tuple[Education | None, Major]:
    """Return education and major held on a day; an unfinished one leaves what came before it."""
    graduated = facts.graduated_on
    finished = not facts.unfinished if graduated is None else graduated <= on
    if finished or facts.education is None:
        return facts.education, facts.major or Major.OTHER
    return FLOOR.get(facts.education, Education.BELOW), Major.OTHER


def _schooled(row: Row, year: int, facts: Facts, rules: Rules) -> bool:
    """Tell whether education and major fit a row in the exam of a year."""
    graduated = facts.graduated_on
    if graduated is not None and graduated.year == year and facts.education in row.fresh:
        return row.major in ("any", facts.major or Major.OTHER)
    education, major = _held(facts, rules.diploma.until(year))
    return education in row.education and row.major in ("any", major)


def _certified(row: Row, facts: Facts) -> bool:
    return row.certificate is None or row.certificate in (facts.certificates or {})


def _met(row: Row, year: int, facts: Facts, rules: Rules) -> bool:
    if not (_schooled(row, year, facts, rules) and _certified(row, facts)):
        return False
    return practice_counted(row, facts, rules.cutoff.practice_until(year)).years >= row.years


def _first_met(level: Level, year: int, facts: Facts, rules: Rules) -> Row | None:
    met = (row for row in rules.rows if row.level == level and _met(row, year, facts, rules))
    return min(met, key=lambda row: row.years, default=None)


def _rows_for(level: Level, facts: Facts, rules: Rules) -> list[Row]:
    rows = (row for row in rules.rows if row.level == level)
    return [row for row in rows if facts.education in row.education]


def _lower_certificate(level: Level, facts: Facts, rules: Rules) -> Level | None:
    """Return the certificate without which no row of this education can be met."""
    wanted = [row.certificate for row in _rows_for(level, facts, rules)]
    return wanted[0] if wanted and all(wanted) else None


def _later(
    level: Level, year: int, facts: Facts, rules: Mapping[int, Rules], today: date
) -> Answer:
    """Look for the first year, on the footing that practice goes on or starts today."""
    missing = missing_facts(level, facts, rules[year])
    others = alternative_lines(facts, rules[year], Verdict.LATER)
    facts, first = _with_certificate(level, year, facts, rules, today)
    assumed = _with_practice(facts, today)
    for later in sorted(each for each in rules if each >= year):
        if row := _first_met(level, later, assumed, rules[later]):
            lines = later_lines(row, year, later, assumed, rules, today)
            if first:  # the certificate's day is assumed, so no day follows from it
                lines = tuple(line for line in lines if line.code != "years-full")
            if not _met(row, later, facts, rules[later]):
                begun = {"on": _may_begin(facts, today)}
                lines += (Line("start-practice", row.rule, begun),)
            lines = (*first, *lines, *others)
            return Answer(level, year, Verdict.LATER, later, row.row, lines, missing)
    return Answer(level, year, Verdict.LATER, None, None, (*first, *others), missing)


def _with_practice(facts: Facts, today: date) -> Facts:
    """Let practice begin today, or after full-time study, where none is going on."""
    spells = facts.practice or ()
    if any(spell.end is None for spell in spells):
        return facts
    begun = Spell(_may_begin(facts, today))
    return replace(facts, spells=(*spells, begun), practice_from=None)


def _may_begin(facts: Facts, today: date) -> date:
    if facts.unfinished and facts.graduated_on is not None:
        return max(today, facts.graduated_on)
    return today


def _with_certificate(
    level: Level, year: int, facts: Facts, rules: Mapping[int, Rules], today: date
) -> tuple[Facts, tuple[Line, ...]]:
    """Let a lower certificate that is needed be won at the first sitting possible, and say so.

    It is dated the last day of that year, for the day itself is not known.
    """
    lower = _lower_certificate(level, facts, rules[year])
    if lower is None or lower in (facts.certificates or {}):
        return facts, ()
    first = may_sit(lower, year, facts, rules, today).first_year
    rule = next(row.rule for row in rules[year].rows if row.certificate == lower)
    line = Line("certificate-first", rule, {"level": lower, "year": first})
    if first is None:
        return facts, (line,)
    held = {**(facts.certificates or {}), lower: date(first, 12, 31)}
    return replace(facts, certificates=held), (line,)
