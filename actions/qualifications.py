"""Verbs of continuing education, and of degrees and titles on record.

A degree or a title counts once a second person has confirmed it, never its owner and never who
entered it. Hours need nobody's word: their proof is asked for at the next registration.
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.credentials import CheckedError, SecondPersonError, tell_of
from actions.facts import lock_person
from actions.upload_reading import Given
from actions.uploads import drop_upload, keep_upload
from models.credentials import EducationHours, Qualification
from models.people import Person


@dataclass(frozen=True, slots=True)
class Study:
    """Continuing education on one day; `giver` may be empty."""

    day: date
    minutes: int
    subject: str
    giver: str = ""


def log_hours(
    db: Session,
    person_id: int,
    study: Study,
    *,
    by: Person,
    once: UUID,
    at: datetime,
    given: Given | None = None,
    instance: Path | None = None,
) -> EducationHours:
    """Keep some continuing education, with or without proof; sent twice it is kept once."""
    lock_person(db, person_id)
    query = select(EducationHours).where(EducationHours.by_id == by.id, EducationHours.once == once)
    if known := db.scalars(query).one_or_none():
        return known
    proof = None
    if given is not None and instance is not None:
        proof = keep_upload(db, given, instance=instance, by=by, at=at, person_id=person_id)
    row = EducationHours(
        person_id=person_id,
        day=study.day,
        minutes=study.minutes,
        subject=study.subject,
        giver=study.giver,
        upload_id=proof.id if proof else None,
        by_id=by.id,
        once=once,
        at=at,
    )
    db.add(row)
    tell_of(db, person_id, "hours-entered", by, at, minutes=study.minutes)
    db.flush()
    return row


def take_back_hours(db: Session, hours_id: int, *, by: Person, at: datetime) -> bool:
    """Take hours back that were entered by mistake; whether they still counted."""
    row = db.get_one(EducationHours, hours_id)
    lock_person(db, row.person_id)
    db.refresh(row)
    if row.taken_back_at is not None:
        return False
    row.taken_back_at = at
    drop_upload(db, row.upload_id, at=at)
    tell_of(db, row.person_id, "hours-taken-back", by, at, minutes=row.minutes)
    db.flush()
    return True


def record_qualification(
    db: Session,
    person: Person,
    kind: str,
    words: str,
    *,
    by: Person,
    at: datetime,
    given: Given | None = None,
    instance: Path | None = None,
) -> Qualification:
    """Record a degree or a title with its evidence; the same again is the one on record."""
    lock_person(db, person.id)
    query = select(Qualification).where(
        Qualification.person_id == person.id,
        Qualification.kind == kind,
        Qualification.words == words,
        Qualification.ended_at.is_(None),
    )
    if known := db.scalars(query).first():
        return known
    proof = None
    if given is not None and instance is not None:
        proof = keep_upload(db, given, instance=instance, by=by, at=at, person_id=person.id)
    row = Qualification(
        person_id=person.id,
        kind=kind,
        words=words,
        upload_id=proof.id if proof else None,
        by_id=by.id,
        at=at,
    )
    db.add(row)
    tell_of(db, person.id, "qualification-entered", by, at, kind=kind)
    db.flush()
    return row


def confirm_qualification(db: Session, qualification_id: int, *, by: Person, at: datetime) -> None:
    """Confirm a degree or title as the second person; confirming twice is once.

    Raises:
        SecondPersonError: it is one's own, or one entered it.
        CheckedError: somebody else has confirmed it.
    """
    row = _locked_qualification(db, qualification_id)
    if by.id in {row.person_id, row.by_id}:
        raise SecondPersonError
    if row.confirmed_by_id not in {None, by.id}:
        raise CheckedError(db.get_one(Person, row.confirmed_by_id).name)
    if row.confirmed_by_id is None:
        row.confirmed_by_id, row.confirmed_at = by.id, at
        tell_of(db, row.person_id, "qualification-confirmed", by, at, kind=row.kind)
        db.flush()


def end_qualification(
    db: Session, qualification_id: int, why: str, *, by: Person, at: datetime
) -> bool:
    """Take a degree or title off the record, and say why; whether it still stood."""
    row = _locked_qualification(db, qualification_id)
    if row.ended_at is not None:
        return False
    row.ended_at, row.why_ended = at, why
    drop_upload(db, row.upload_id, at=at)
    tell_of(db, row.person_id, "qualification-ended", by, at, kind=row.kind)
    db.flush()
    return True


def _locked_qualification(db: Session, qualification_id: int) -> Qualification:
    row = db.get_one(Qualification, qualification_id)
    lock_person(db, row.person_id)
    db.refresh(row)
    return row
