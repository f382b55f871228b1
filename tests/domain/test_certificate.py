"""Registration of the certificate: due within a year, a term of three years, a window."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from content.rules import load_rules_from
from content.rules_build import certificate_terms
from domain.certificate import (
    CertificateStep,
    Holder,
    add_months,
    hours_short,
    next_step,
    registered_on_day,
)

BOOK = load_rules_from(Path(__file__).resolve().parents[2] / "rulebook")
UNKNOWN, HOURS = certificate_terms(BOOK, "420625")
ASKED = replace(UNKNOWN, asked="yes")
RULE = "certificate-registration-national"
NEW = Holder("junior", date(2026, 7, 20))
REGISTERED = replace(NEW, registered_on=date(2026, 9, 1), hours=40)


def test_nothing_falls_due_where_the_region_does_not_ask():
    on = date(2030, 1, 1)
    assert next_step(UNKNOWN, HOURS, NEW, on) == CertificateStep("ask-the-bureau", RULE)
    assert next_step(replace(UNKNOWN, asked="no"), HOURS, NEW, on).code == "not-asked"


@pytest.mark.parametrize(
    ("today", "code"),
    [(date(2027, 7, 20), "register"), (date(2027, 7, 21), "register-late")],
)
def test_the_first_registration_is_due_within_a_year(today, code):
    assert next_step(ASKED, HOURS, NEW, today) == CertificateStep(
        code, RULE, date(2026, 7, 20), date(2027, 7, 20)
    )


@pytest.mark.parametrize(
    ("today", "code"),
    [
        (date(2029, 5, 31), "hold"),
        (date(2029, 6, 1), "renew"),
        (date(2029, 9, 1), "renew"),
        (date(2029, 9, 2), "renew-late"),
    ],
)
def test_renewal_opens_three_months_before_three_years_are_over(today, code):
    assert next_step(ASKED, HOURS, REGISTERED, today) == CertificateStep(
        code, RULE, date(2029, 6, 1), date(2029, 9, 1), 32
    )


@pytest.mark.parametrize(
    ("level", "hours", "short"),
    [("junior", 71, 1), ("junior", 72, 0), ("middle", 72, 18), ("senior", 100, 0), ("other", 0, 0)],
)
def test_hours_asked_depend_on_the_level(level, hours, short):
    assert hours_short(HOURS, level, hours) == short


def test_months_end_on_the_last_day_where_the_day_is_missing():
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2025, 1, 31), 1) == date(2025, 2, 28)
    assert add_months(date(2025, 3, 31), -1) == date(2025, 2, 28)
    assert add_months(date(2025, 12, 15), 1) == date(2026, 1, 15)


def test_a_registration_is_in_force_to_its_last_day():
    days = [date(2026, 8, 31), date(2026, 9, 1), date(2029, 9, 1), date(2029, 9, 2)]
    found = [registered_on_day(ASKED, [date(2026, 9, 1)], day) for day in days]
    assert found == [False, True, True, False]
