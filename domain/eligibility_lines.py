"""The lines of an eligibility answer: what is met, what is short and until when, what else."""

from collections.abc import Mapping
from datetime import date

from domain.eligibility_data import Facts, Line, Row, Rules, Verdict
from domain.eligibility_practice import day_reached, practice_counted


def met_lines(row: Row, year: int, facts: Facts, rules: Rules, today: date) -> tuple[Line, ...]:
    """Say why a person may sit: the row, the years to the cut-off day, what must still go on."""
    until = rules.cutoff.practice_until(year)
    have = practice_counted(row, facts, until).years
    lines = [
        Line("row-met", row.rule, {"row": row.row, "years": row.years, "have": have}),
        *_fresh_line(row, year, facts),
    ]
    if reached := day_reached(row, facts, today, until):
        lines.append(Line("practice-must-go-on", row.rule, {"on": reached}))
    return (*lines, *_counting_lines(row, facts, rules, until))


def later_lines(
    row: Row, year: int, later: int, facts: Facts, rules: Mapping[int, Rules], today: date
) -> tuple[Line, ...]:
    """Say what is short in `year` and on which day it is full, for the exam of a later year."""
    until, then = (rules[each].cutoff.practice_until(each) for each in (year, later))
    params = {"row": row.row, "years": row.years, "year": later, "until": until}
    params["have"] = practice_counted(row, facts, until).years
    lines = [Line("row-later", row.rule, params)]
    if reached := day_reached(row, facts, today, then):
        lines.append(Line("years-full", row.rule, {"on": reached, "years": row.years}))
    diploma = rules[year].diploma
    if facts.graduated_on and facts.graduated_on > diploma.until(year):
        told = {"on": facts.graduated_on, "until": diploma.until(year)}
        lines.append(Line("education-from", diploma.rule, told))
    return (*lines, *_counting_lines(row, facts, rules[later], then))


def never_lines(facts: Facts, rules: Rules) -> tuple[Line, ...]:
    """Say that no row has this education, and what else one can do."""
    notes = (note for note in rules.notes if note.code == "education-too-low")
    lines = tuple(Line(note.code, note.rule) for note in notes)
    return lines + alternative_lines(facts, rules, Verdict.NEVER)


def alternative_lines(facts: Facts, rules: Rules, verdict: Verdict) -> tuple[Line, ...]:
    """Name what else can be done by somebody of this education with this verdict."""
    fitting = (each for each in rules.alternatives if verdict in each.verdicts)
    return tuple(
        Line(each.code, each.rule) for each in fitting if facts.education in each.education
    )


def _fresh_line(row: Row, year: int, facts: Facts) -> tuple[Line, ...]:
    graduated = facts.graduated_on
    if graduated is None or graduated.year != year or facts.education not in row.fresh:
        return ()
    return (Line("graduates-this-year", row.rule, {"on": graduated}),)


def _counting_lines(row: Row, facts: Facts, rules: Rules, until: date) -> tuple[Line, ...]:
    """Name the cut-off day and the notes on counting that fit; a row without years needs none."""
    if row.years == 0:
        return ()
    fits = {
        "education-too-low": False,
        "study-not-counted": bool(facts.full_time_study),
        "sum-before-after": row.years_from == "start",
    }
    notes = tuple(Line(n.code, n.rule) for n in rules.notes if fits.get(n.code, True))
    return (Line("cutoff", rules.cutoff.rule, {"until": until}), *notes)
