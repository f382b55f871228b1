"""The one verb by which somebody comes into an agency, whatever let them in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from actions import audit
from actions.candidates import meet_by_invite, meet_candidates
from actions.holders import count_holder
from actions.mentoring import assign_late
from actions.people import grant, guide
from actions.stages import Move, enter_stage, move_class, stage_now
from domain.access import Role
from domain.stages import ExamStage, stage_on_return
from models.people import Membership, Person
from models.places import Agency
from models.road import StageEntered, Track

COMES_IN: Final = frozenset({ExamStage.RECRUITED, ExamStage.LEFT})
"""Who enters a stage on joining: 入班, or where they left off; who stands further on stays."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where somebody comes in, as what, who let them in, and what caused it.

    `mentor_id` guides the newcomer if that person is a mentor of the agency today.
    """

    agency_id: int
    class_id: int | None
    role: Role
    by_id: int
    mentor_id: int | None
    cause: str


def come_in(db: Session, person: Person, arrival: Arrival, *, at: datetime) -> None:
    """Give a person their place: role and class, guidance, stage, what the class is asked for.

    Whoever is in the agency without a class gets the class; a place held already stays as it is.
    """
    by = db.get_one(Person, arrival.by_id)
    agency = db.get_one(Agency, arrival.agency_id)
    held = _held(db, person, arrival, at)
    if held is None:
        grant(
            db,
            person,
            arrival.role,
            by=by.uid,
            at=at,
            agency_id=arrival.agency_id,
            class_id=arrival.class_id,
        )
    elif held.class_id is None and arrival.class_id is not None:
        held.class_id = arrival.class_id
        move_class(db, person.id, arrival.agency_id, arrival.class_id)
    if arrival.mentor_id and _is_mentor(db, arrival.mentor_id, arrival.agency_id, at):
        guide(db, mentor_id=arrival.mentor_id, trainee_id=person.id, at=at)
    if arrival.role is Role.TRAINEE:
        _enter_class(db, person, arrival, at)
    _meet(db, person, arrival)
    count_holder(db, person.id, at=at)
    audit.tell(
        db,
        actor=person.uid,
        action="joined",
        subject=arrival.cause.partition(":")[2],
        agency=agency.uid,
        at=at,
        by=str(by.uid),
    )
    db.flush()


def _meet(db: Session, person: Person, arrival: Arrival) -> None:
    """Whoever was a candidate of the agency is one no longer."""
    kind, _colon, uid = arrival.cause.partition(":")
    if kind == "invite":
        meet_by_invite(db, UUID(uid), person.id)
    if person.phone_index:
        meet_candidates(db, arrival.agency_id, {person.phone_index: person.id})


def _held(db: Session, person: Person, arrival: Arrival, at: datetime) -> Membership | None:
    """The place this arrival would fill: the same class, or one without a class yet."""
    query = select(Membership).where(
        Membership.person_id == person.id,
        Membership.agency_id == arrival.agency_id,
        Membership.role == arrival.role,
        or_(Membership.ends_at.is_(None), Membership.ends_at > at),
    )
    if arrival.class_id is not None:
        here = or_(Membership.class_id.is_(None), Membership.class_id == arrival.class_id)
        query = query.where(here).order_by(Membership.class_id.is_(None))
    return db.scalars(query).first()


def _is_mentor(db: Session, person_id: int, agency_id: int, at: datetime) -> bool:
    query = select(Membership.id).where(
        Membership.person_id == person_id,
        Membership.agency_id == agency_id,
        Membership.role == Role.MENTOR,
        or_(Membership.ends_at.is_(None), Membership.ends_at > at),
    )
    return db.scalars(query).first() is not None


def _enter_class(db: Session, person: Person, arrival: Arrival, at: datetime) -> None:
    now = stage_now(db, person.id, arrival.agency_id)
    if now is None or now.stage in COMES_IN:
        stage, cause = ExamStage.IN_CLASS, arrival.cause
        if now is not None and now.stage == ExamStage.LEFT:
            before, left_id = _before_leaving(db, person.id, arrival.agency_id)
            stage, cause = stage_on_return(before), f"{cause}:{left_id}"
        move = Move(person.id, arrival.agency_id, stage, cause=cause, class_id=arrival.class_id)
        enter_stage(db, move, by_id=arrival.by_id, at=at)
    if arrival.class_id is not None:
        assign_late(db, person.id, arrival.class_id, at)


def _before_leaving(db: Session, person_id: int, agency_id: int) -> tuple[ExamStage | None, int]:
    """Where who left stood before, and the row of leaving: one code may bring somebody in twice."""
    rows = (
        select(StageEntered)
        .where(StageEntered.person_id == person_id, StageEntered.agency_id == agency_id)
        .where(StageEntered.track == Track.EXAM)
        .order_by(StageEntered.at.desc(), StageEntered.id.desc())
    )
    left, *before = db.scalars(rows.limit(2)).all()
    return (ExamStage(before[0].stage) if before else None), left.id
