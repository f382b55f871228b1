"""Whether a certificate counts: a second person's word first, then the region's rule."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from content.rules import load_rules_from
from content.rules_build import certificate_rules
from domain.standing import (
    Check,
    Held,
    Registration,
    check_of,
    counts,
    highest,
    registration_of,
)

BOOK = load_rules_from(Path(__file__).resolve().parents[2] / "rulebook")
NATIONAL = certificate_rules(BOOK, "420527")
HEBEI = certificate_rules(BOOK, "130626")
NO_NEED = replace(NATIONAL, terms=replace(NATIONAL.terms, asked="no"))
ENTERED = datetime(2026, 9, 1, tzinfo=UTC)
JUNIOR = Held("junior", date(2026, 7, 20), ENTERED)
YES = Check(agreed=True, at=ENTERED + timedelta(days=1))
NO = Check(agreed=False, at=ENTERED + timedelta(days=2))
TODAY = date(2026, 11, 24)
IN_FORCE, LONG_AGO = (date(2026, 9, 1),), (date(2022, 9, 1),)


@pytest.mark.parametrize(
    ("checks", "code"),
    [
        ((), "unverified"),
        ((YES,), "confirmed"),
        ((YES, NO), "sent-back"),
        ((NO, replace(YES, at=NO.at + timedelta(days=1))), "confirmed"),
        ((replace(YES, at=ENTERED - timedelta(seconds=1)),), "unverified"),
        ((replace(YES, at=ENTERED),), "confirmed"),
    ],
)
def test_the_latest_check_since_the_last_change_counts(checks, code):
    assert check_of(JUNIOR, checks) == code


@pytest.mark.parametrize(
    ("rules", "checks", "registrations", "answer"),
    [
        (NATIONAL, (), IN_FORCE, (False, "unverified")),
        (NATIONAL, (YES, NO), IN_FORCE, (False, "sent-back")),
        (NATIONAL, (YES,), (), (True, "registration-unsettled")),
        (NATIONAL, (YES,), LONG_AGO, (True, "registration-unsettled")),
        (NATIONAL, (YES,), IN_FORCE, (True, "registered")),
        (HEBEI, (YES,), (), (False, "not-registered")),
        (HEBEI, (YES,), LONG_AGO, (False, "lapsed")),
        (HEBEI, (YES,), IN_FORCE, (True, "registered")),
        (HEBEI, (), IN_FORCE, (False, "unverified")),
        (NO_NEED, (YES,), (), (True, "confirmed")),
        (NO_NEED, (), (), (False, "unverified")),
    ],
)
def test_whether_it_counts_and_why(rules, checks, registrations, answer):
    assert counts(JUNIOR, checks, registrations, rules, TODAY) == answer


def test_it_does_not_count_before_the_day_on_it():
    assert counts(JUNIOR, (YES,), (), NATIONAL, date(2026, 7, 19)) == (False, "not-yet")


def test_in_hebei_it_stops_counting_the_day_after_the_term():
    registered = (date(2026, 9, 1),)
    last = date(2029, 9, 1)
    assert counts(JUNIOR, (YES,), registered, HEBEI, last) == (True, "registered")
    after = counts(JUNIOR, (YES,), registered, HEBEI, last + timedelta(days=1))
    assert after == (False, "lapsed")


@pytest.mark.parametrize(
    ("asked", "registered_on", "today", "found"),
    [
        ("no", None, TODAY, Registration("not-asked")),
        ("unknown", None, TODAY, Registration("ask")),
        ("yes", None, TODAY, Registration("register-by", date(2027, 7, 20))),
        ("yes", None, date(2027, 7, 21), Registration("register-late", date(2027, 7, 20))),
        (
            "unknown",
            date(2026, 9, 1),
            TODAY,
            Registration("in-force", date(2029, 9, 1), date(2029, 6, 1)),
        ),
        (
            "yes",
            date(2026, 9, 1),
            date(2029, 6, 1),
            Registration("window-open", date(2029, 9, 1), date(2029, 6, 1)),
        ),
        (
            "no",
            date(2026, 9, 1),
            date(2029, 9, 2),
            Registration("lapsed", date(2029, 9, 1), date(2029, 6, 1)),
        ),
    ],
)
def test_how_a_registration_stands(asked, registered_on, today, found):
    terms = replace(NATIONAL.terms, asked=asked)
    assert registration_of(terms, JUNIOR.passed_on, registered_on, today) == found


def test_a_holder_of_two_levels_is_one_holder_of_the_higher():
    assert highest(["junior", "middle"]) == "middle"
    assert highest([]) is None
