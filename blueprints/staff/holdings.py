"""Certificates as staff see them: checked or not, registered or not, hours, and whether they count.

A page needs the same few queries for one holder and for fifty.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from blueprints.web.db import db, now
from blueprints.web.login import actor
from blueprints.web.rules import rules_now
from content.rules_build import certificate_rules, certificate_terms
from domain.access import STAFF
from domain.continuing import Lesson, Progress, progress, term_of
from domain.days import local_day
from domain.standing import (
    Check,
    CheckCode,
    Held,
    Reason,
    Registration,
    check_of,
    counts,
    registration_of,
)
from models.credential_queries import hours_of, regions_of
from models.credentials import CertificateCheck
from models.people import Person
from models.road import Certificate

REGION_DIGITS = 6
Row = tuple[Certificate, Person, CertificateCheck | None, date | None]


@dataclass(frozen=True, slots=True)
class Holding:
    """One certificate of one person, with everything that is said about it."""

    row: Certificate
    person: Person
    checked: CheckCode
    check: CertificateCheck | None
    registered_on: date | None
    registration: Registration
    progress: Progress
    counts: bool
    reason: Reason


def holdings(rows: Iterable[Row]) -> list[Holding]:
    """What is to be said about some certificates; two queries for all of them."""
    kept = list(rows)
    people = {person.id for _row, person, _check, _day in kept}
    lessons = _lessons(people)
    codes = dict(reversed(_codes(people)))
    return [_holding(row, codes.get(row[1].id), lessons) for row in kept]


def region_here() -> str | None:
    """The region whose rules a page of this person quotes: that of their people's agency."""
    code = next((code for _person, code in _codes({actor().id})), None)
    return code.ljust(REGION_DIGITS, "0") if code else None


def _holding(row: Row, code: str | None, lessons: Mapping[int, Sequence[Lesson]]) -> Holding:
    held, person, check, registered_on = row
    region, today = code.ljust(REGION_DIGITS, "0") if code else None, local_day(now())
    book = rules_now(db())
    terms, education = certificate_terms(book, region, today)
    plain = Held(held.level, held.passed_on, held.at)
    checks = [Check(agreed=check.agreed, at=check.at)] if check else []
    days = [registered_on] if registered_on else []
    good, reason = counts(plain, checks, days, certificate_rules(book, region, today), today)
    term = term_of(
        terms, education, passed_on=held.passed_on, registered_on=registered_on, today=today
    )
    return Holding(
        row=held,
        person=person,
        checked=check_of(plain, checks),
        check=check,
        registered_on=registered_on,
        registration=registration_of(terms, held.passed_on, registered_on, today),
        progress=progress(education, held.level, term, lessons.get(person.id, ())),
        counts=good,
        reason=reason,
    )


def _codes(people: set[int]) -> list[Any]:
    agencies = actor().agencies(STAFF)
    return [tuple(row) for row in db().execute(regions_of(people, agencies, now()))]


def _lessons(people: set[int]) -> dict[int, list[Lesson]]:
    found: dict[int, list[Lesson]] = {}
    for row in db().scalars(hours_of(people)):
        found.setdefault(row.person_id, []).append(Lesson(row.day, row.minutes))
    return found
