"""Verbs of being away: told by oneself or to the leader, and taken back."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from actions import audit
from actions.facts import lock_person
from actions.watch_again import ask_to_watch
from domain.silence import Span
from models.classes import Absence
from models.people import Person


def note_absence(
    db: Session, person: Person, days: Span, *, kind: str, reason: str, by: Person, at: datetime
) -> Absence:
    """Keep that somebody is away in these days, told by them or to the leader; twice is once."""
    lock_person(db, person.id)
    same = select(Absence).where(
        Absence.person_id == person.id,
        Absence.from_on == days.first,
        Absence.until_on == days.last,
        Absence.kind == kind,
        Absence.reason == reason,
        Absence.taken_back_at.is_(None),
    )
    if known := db.scalars(same).first():
        return known
    made = Absence(
        person_id=person.id,
        from_on=days.first,
        until_on=days.last,
        kind=kind,
        reason=reason,
        told_by_id=by.id,
        at=at,
    )
    db.add(made)
    audit.tell(db, actor=by.uid, action="absence-noted", subject=person.uid, at=at)
    ask_to_watch(db, person.id, at=at)
    db.flush()
    return made


def take_absence_back(db: Session, absence_id: int, *, by: Person, at: datetime) -> bool:
    """Somebody is there after all; whether that was still to be said."""
    taken = (
        update(Absence)
        .where(Absence.id == absence_id, Absence.taken_back_at.is_(None))
        .values(taken_back_at=at)
        .returning(Absence.person_id)
    )
    person_id = db.scalars(taken).one_or_none()
    if person_id is not None:
        who = db.get_one(Person, person_id).uid
        audit.tell(db, actor=by.uid, action="absence-taken-back", subject=who, at=at)
        ask_to_watch(db, person_id, at=at)
        db.flush()
    return person_id is not None
