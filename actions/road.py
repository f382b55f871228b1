"""Verbs of the road: tell about oneself, register step by step, enter marks, keep a certificate.

Nothing here is ever overwritten but the exam-day sheet and a certificate's own row, whose changes
the audit log keeps. Sending the same thing twice is sending it once.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from actions import audit
from actions.facts import lock_person
from actions.holders import count_holder
from actions.road_stages import ask_to_follow
from content.rules import Rule, parse_rules
from domain.registration import PAID, Step, may_follow
from domain.sittings import Sitting, Window
from models.people import Person
from models.road import (
    ApplicationStep,
    Certificate,
    CertificateRegistration,
    EligibilityFact,
    ExamApplication,
    ExamResult,
    RuleOverride,
    TripSheet,
)
from models.road_queries import (
    answers_of,
    application_of,
    done_steps,
    overrides_in_force,
    results_of,
)

PREPARABLE: Final = frozenset({"account", "photo"})
"""Steps that do not wait for a sitting: an account and a photo serve any year."""


class StepNotOpenError(Exception):
    """The steps before are not done, or the sitting is not open for this one."""


def tell_about_oneself(
    db: Session, person_id: int, question: str, answer: str, *, at: datetime
) -> None:
    """Keep an answer about education or practice; the same answer again adds nothing."""
    lock_person(db, person_id)
    held = {row.question: row.answer for row in db.scalars(answers_of(person_id))}
    if held.get(question) != answer:
        db.add(EligibilityFact(person_id=person_id, question=question, answer=answer, at=at))
        db.flush()


def may_take(
    sitting: Sitting, steps: Sequence[Step], done: Sequence[str], step: str, at: datetime
) -> bool:
    """Whether a step may be entered as done: in its order, and not before its window opens."""
    if not may_follow(steps, done, step):
        return False
    return step in PREPARABLE or is_open(sitting, at)


def is_open(sitting: Sitting, at: datetime) -> bool:
    """Whether registration for a sitting has begun; a sitting that nobody announced has not."""
    if sitting.status in ("unannounced", "cancelled"):
        return False
    opens = sitting.windows.get("registration", Window()).opens
    return opens is None or at >= opens


def take_step(
    db: Session,
    person_id: int,
    step: str,
    *,
    sitting: Sitting,
    level: str,
    steps: Sequence[Step],
    at: datetime,
) -> None:
    """Enter a step of the exam registration as done; done already, nothing changes.

    Raises:
        StepNotOpenError: the steps before are not done, or registration has not opened.
    """
    application = _application(db, person_id, str(sitting.year), level, at)
    done = db.scalars(done_steps(application.id)).all()
    if step in done:
        return
    if not may_take(sitting, steps, done, step, at):
        raise StepNotOpenError
    _tell_step(db, application, step, done=True, at=at)


def undo_step(
    db: Session,
    person_id: int,
    step: str,
    *,
    sitting: Sitting,
    level: str,
    steps: Sequence[Step],
    at: datetime,
) -> tuple[str, ...]:
    """Enter a step as not done after all, and with it those that rest on it; the steps undone."""
    application = _application(db, person_id, str(sitting.year), level, at)
    done = set(db.scalars(done_steps(application.id)))
    undone = tuple(name for name in resting_on(steps, step) if name in done)
    for name in undone:
        _tell_step(db, application, name, done=False, at=at)
    return undone


def resting_on(steps: Sequence[Step], step: str) -> tuple[str, ...]:
    """A step and every step that cannot stand without it, in order."""
    fallen = {step}
    for each in steps:
        if fallen.intersection(each.after):
            fallen.add(each.step)
    return tuple(each.step for each in steps if each.step in fallen)


def keep_trip(
    db: Session,
    person_id: int,
    lines: Mapping[str, str],
    *,
    sitting: Sitting,
    level: str,
    at: datetime,
) -> None:
    """Keep the exam-day sheet of one sitting."""
    application = _application(db, person_id, str(sitting.year), level, at)
    query = select(TripSheet).where(TripSheet.application_id == application.id)
    sheet = db.scalars(query).one_or_none()
    if sheet is None:
        db.add(TripSheet(application_id=application.id, lines=dict(lines), at=at))
    elif sheet.lines != dict(lines):
        sheet.lines, sheet.at = dict(lines), at
    db.flush()


def enter_marks(
    db: Session, person_id: int, year: int, half_marks: Mapping[str, int | None], *, at: datetime
) -> None:
    """Enter marks in half-marks by paper, None for a paper not sat; earlier entries are kept."""
    lock_person(db, person_id)
    held = {(row.year, row.paper): row.half_marks for row in db.scalars(results_of(person_id))}
    for paper, marks in half_marks.items():
        if (year, paper) not in held or held[year, paper] != marks:
            row = ExamResult(person_id=person_id, year=year, paper=paper, half_marks=marks, at=at)
            db.add(row)
            ask_to_follow(db, person_id, at=at)
    db.flush()


def enter_certificate(
    db: Session, person_id: int, level: str, *, passed_on: date, at: datetime
) -> None:
    """Keep that a person holds a certificate since a day; another day corrects it."""
    lock_person(db, person_id)
    held = _certificate(db, person_id, level)
    if held is not None and held.passed_on == passed_on:
        return
    was = held.passed_on.isoformat() if held else ""
    if held is None:
        held = Certificate(person_id=person_id, level=level, passed_on=passed_on, at=at)
        db.add(held)
    held.passed_on, held.at, held.by_id = passed_on, at, None
    uid = db.get_one(Person, person_id).uid
    told = {"level": level, "passed_on": passed_on.isoformat(), "was": was}
    audit.tell(db, actor=uid, action="certificate-entered", subject=uid, at=at, **told)
    count_holder(db, person_id, at=at)
    ask_to_follow(db, person_id, at=at)


def register_certificate(
    db: Session, person_id: int, level: str, *, registered_on: date, at: datetime
) -> None:
    """Keep that a certificate was registered (登记) on a day.

    Raises:
        LookupError: there is no certificate of this level on record.
    """
    lock_person(db, person_id)
    held = _certificate(db, person_id, level)
    if held is None:
        raise LookupError(level)
    query = select(CertificateRegistration.id).where(
        CertificateRegistration.certificate_id == held.id,
        CertificateRegistration.registered_on == registered_on,
    )
    if db.scalars(query).first() is None:
        db.add(CertificateRegistration(certificate_id=held.id, registered_on=registered_on, at=at))
        ask_to_follow(db, person_id, at=at)
        db.flush()


def enter_rules(db: Session, name: str, text: str, by: str, at: datetime) -> tuple[Rule, ...]:
    """Put the rules of one text before those of the files; the rules in it.

    The same text under the same name, still in force, is not entered twice.

    Raises:
        ContentError: the text has faults; each with file, line and fix.
    """
    rules = parse_rules(text.encode(), name)
    in_force = db.scalars(overrides_in_force()).all()
    if not any((row.name, row.text) == (name, text) for row in in_force):
        row = RuleOverride(name=name, text=text, by=by, at=at)
        db.add(row)
        db.flush()
        ids = [rule.id for rule in rules]
        audit.tell(db, actor=by, action="rules-entered", subject=row.uid, at=at, rules=ids)
        db.flush()
    return rules


def withdraw_rules(db: Session, uid: UUID, by: str, at: datetime, reason: str = "") -> bool:
    """Take rules back that were entered; False where none of that id are in force."""
    taken = db.execute(
        update(RuleOverride)
        .where(RuleOverride.uid == uid, RuleOverride.withdrawn_at.is_(None))
        .values(withdrawn_at=at)
        .returning(RuleOverride.id)
    ).first()
    if taken is not None:
        audit.tell(db, actor=by, action="rules-withdrawn", subject=uid, at=at, reason=reason)
        db.flush()
    return taken is not None


def _application(
    db: Session, person_id: int, sitting: str, level: str, at: datetime
) -> ExamApplication:
    """The person's way to a sitting, begun now if it was not yet."""
    lock_person(db, person_id)
    held = db.scalars(application_of(person_id, sitting, level)).one_or_none()
    if held is None:
        held = ExamApplication(person_id=person_id, sitting=sitting, level=level, made_at=at)
        db.add(held)
        db.flush()
    return held


def _tell_step(
    db: Session, application: ExamApplication, step: str, *, done: bool, at: datetime
) -> None:
    db.add(
        ApplicationStep(
            application_id=application.id,
            step=step,
            done=done,
            by_id=application.person_id,
            at=at,
        )
    )
    if step == PAID:
        ask_to_follow(db, application.person_id, at=at)
    db.flush()


def _certificate(db: Session, person_id: int, level: str) -> Certificate | None:
    query = select(Certificate).where(
        Certificate.person_id == person_id, Certificate.level == level
    )
    return db.scalars(query).one_or_none()
