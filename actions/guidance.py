"""Verbs about who guides whom: hand trainees over from one mentor to another."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from actions import audit
from actions.facts import lock_person
from actions.people import guide
from domain.access import Role
from models.people import Guidance, Membership, Person
from models.places import Agency


class NoMentorError(Exception):
    """The one who shall guide is no mentor of this agency."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """From whom (None: from nobody) to whom, in which agency, who says so, and when."""

    from_id: int | None
    to_id: int
    agency_id: int
    by_id: int
    at: datetime


def hand_over(db: Session, trainees: Iterable[int], order: HandOver) -> int:
    """End one mentor's guidance and begin another's; how many trainees went.

    Who is not guided by the first any more is left where they are: sent twice is sent once.

    Raises:
        NoMentorError: the second is no mentor of the agency.
    """
    if not _is_here(db, order.to_id, Role.MENTOR, order):
        raise NoMentorError
    went = 0
    for trainee_id in sorted(set(trainees)):
        lock_person(db, trainee_id)
        if _is_here(db, trainee_id, Role.TRAINEE, order) and _let_go(db, trainee_id, order):
            guide(db, mentor_id=order.to_id, trainee_id=trainee_id, at=order.at)
            _tell(db, trainee_id, order)
            went += 1
    db.flush()
    return went


def _is_here(db: Session, person_id: int, role: Role, order: HandOver) -> bool:
    query = select(Membership.id).where(
        Membership.person_id == person_id,
        Membership.agency_id == order.agency_id,
        Membership.role == role,
        or_(Membership.ends_at.is_(None), Membership.ends_at > order.at),
    )
    return db.scalars(query).first() is not None


def _let_go(db: Session, trainee_id: int, order: HandOver) -> bool:
    """End the first mentor's guidance; whether there was one, or none was asked for."""
    live = select(Guidance.id).where(Guidance.trainee_id == trainee_id, Guidance.ends_at.is_(None))
    if order.from_id is None:
        return db.scalars(live.where(Guidance.mentor_id == order.to_id)).first() is None
    ended = (
        update(Guidance)
        .where(Guidance.id.in_(live.where(Guidance.mentor_id == order.from_id)))
        .values(ends_at=order.at)
        .returning(Guidance.id)
    )
    return bool(db.scalars(ended).all())


def _tell(db: Session, trainee_id: int, order: HandOver) -> None:
    audit.tell(
        db,
        actor=db.get_one(Person, order.by_id).uid,
        action="guidance-handed-over",
        subject=db.get_one(Person, trainee_id).uid,
        agency=db.get_one(Agency, order.agency_id).uid,
        at=order.at,
        before=str(db.get_one(Person, order.from_id).uid) if order.from_id else "",
        after=str(db.get_one(Person, order.to_id).uid),
    )
