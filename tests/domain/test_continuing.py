"""Continuing education: 72 or 90 hours in the three years of one registration."""

from datetime import date
from pathlib import Path

import pytest

from content.rules import load_rules_from
from content.rules_build import certificate_terms
from domain.continuing import Lesson, Progress, Term, progress, term_of

BOOK = load_rules_from(Path(__file__).resolve().parents[2] / "rulebook")
TERMS, EDUCATION = certificate_terms(BOOK, "420527")
TERM = Term(date(2026, 9, 1), date(2029, 9, 1))


def test_the_term_is_that_of_the_last_registration():
    day = date(2026, 9, 1)
    term = term_of(
        TERMS, EDUCATION, passed_on=date(2020, 1, 1), registered_on=day, today=date(2027, 1, 1)
    )
    assert term == TERM


@pytest.mark.parametrize(
    ("passed_on", "starts"),
    [(date(2026, 7, 20), date(2026, 7, 20)), (date(2019, 7, 20), date(2023, 11, 24))],
)
def test_without_a_registration_the_last_three_years_since_passing_are_shown(passed_on, starts):
    term = term_of(
        TERMS, EDUCATION, passed_on=passed_on, registered_on=None, today=date(2026, 11, 24)
    )
    assert term == Term(starts, None)


@pytest.mark.parametrize(
    ("level", "minutes", "done", "short"),
    [
        ("junior", 52 * 60, 52, 20),
        ("junior", 52 * 60 + 10, 52, 20),
        ("junior", 72 * 60, 72, 0),
        ("junior", 80 * 60, 80, 0),
        ("middle", 72 * 60, 72, 18),
        ("middle", 0, 0, 90),
        ("unknown", 0, 0, 0),
    ],
)
def test_what_is_still_missing_is_said_in_whole_hours(level, minutes, done, short):
    found = progress(EDUCATION, level, TERM, [Lesson(date(2027, 1, 1), minutes)])
    assert (found.done, found.short) == (done, short)


@pytest.mark.parametrize(
    ("day", "counted"),
    [
        (date(2026, 8, 31), 0),
        (date(2026, 9, 1), 60),
        (date(2029, 9, 1), 60),
        (date(2029, 9, 2), 0),
    ],
)
def test_only_days_of_the_term_count_its_ends_included(day, counted):
    found = progress(EDUCATION, "junior", TERM, [Lesson(day, 60)])
    assert found == Progress(TERM, counted, 72)
