"""Verbs of joining an agency with an invite: as somebody new, or with an account one has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from actions import audit
from actions.entry import known_invite, take_place
from actions.mentoring import assign_late
from actions.people import agree, enter_person, grant, guide
from actions.stages import Move, enter_stage, stage_now
from domain.access import Role
from domain.stages import ExamStage
from models.entry import Invite
from models.people import Membership, Person
from models.seal import Keyring

COMES_IN: Final = frozenset({ExamStage.RECRUITED, ExamStage.LEFT})
"""Whose next stage is 入班 on joining; who stands further on stays there."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """A purpose somebody agrees to, in the words they were shown."""

    purpose: str
    version: str
    words: str


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who has no account yet; `uid` makes sending it twice the same as once."""

    uid: UUID
    name: str
    phone: str | None
    login_name: str | None
    password_hash: str


def join_new(
    db: Session,
    code: str,
    newcomer: Newcomer,
    agreed: Sequence[Agreed],
    *,
    keyring: Keyring,
    at: datetime,
) -> Person:
    """Enter a new person with an invite: the account, the place and everything that hangs on it.

    Raises:
        CodeSpentError: the code is unknown, used up, cancelled or too old.
        NameTakenError: the phone number or user name is somebody's.
    """
    known = db.scalars(select(Person).where(Person.uid == newcomer.uid)).one_or_none()
    if known is not None:
        return known
    person = enter_person(
        db,
        name=newcomer.name,
        keyring=keyring,
        at=at,
        phone=newcomer.phone,
        login_name=newcomer.login_name,
        password_hash=newcomer.password_hash,
        uid=newcomer.uid,
    )
    _join(db, code, person, agreed, at)
    return person


def join_known(
    db: Session, code: str, person_id: int, agreed: Sequence[Agreed], *, at: datetime
) -> None:
    """Let somebody join with the account they have; who is in already takes no place.

    Raises:
        CodeSpentError: the code is unknown, used up, cancelled or too old.
    """
    _join(db, code, db.get_one(Person, person_id), agreed, at)


def place_held(person_id: int, invite: Invite, at: datetime) -> Select[int]:
    """The membership an invite would give, where this person has it already."""
    query = select(Membership.id).where(
        Membership.person_id == person_id,
        Membership.agency_id == invite.agency_id,
        Membership.role == invite.role,
        or_(Membership.ends_at.is_(None), Membership.ends_at > at),
    )
    return query.where(Membership.class_id == invite.class_id) if invite.class_id else query


def _join(db: Session, code: str, person: Person, agreed: Sequence[Agreed], at: datetime) -> None:
    known = db.scalars(known_invite(code)).one_or_none()
    if known is not None and db.scalars(place_held(person.id, known, at)).first() is not None:
        return
    invite = take_place(db, code, person, at=at)
    grant(
        db,
        person,
        invite.role,
        by=invite.made_by.uid,
        at=at,
        agency_id=invite.agency_id,
        class_id=invite.class_id,
    )
    for one in agreed:
        agree(db, person, purpose=one.purpose, version=one.version, words=one.words, at=at)
    if db.scalars(_mentors_there(invite, at)).first() is not None:
        guide(db, mentor_id=invite.made_by_id, trainee_id=person.id, at=at)
    _enter_class(db, person, invite, at)
    if invite.class_id is not None and invite.role is Role.TRAINEE:
        assign_late(db, person.id, invite.class_id, at)
    audit.tell(
        db,
        actor=person.uid,
        action="joined",
        subject=invite.uid,
        agency=invite.agency.uid,
        at=at,
    )
    db.flush()


def _mentors_there(invite: Invite, at: datetime) -> Select[int]:
    """Whether who made the invite is a mentor of its agency today."""
    return select(Membership.id).where(
        Membership.person_id == invite.made_by_id,
        Membership.agency_id == invite.agency_id,
        Membership.role == Role.MENTOR,
        or_(Membership.ends_at.is_(None), Membership.ends_at > at),
    )


def _enter_class(db: Session, person: Person, invite: Invite, at: datetime) -> None:
    now = stage_now(db, person.id, invite.agency_id)
    if invite.role is not Role.TRAINEE or (now and now.stage not in COMES_IN):
        return
    move = Move(
        person.id,
        invite.agency_id,
        ExamStage.IN_CLASS,
        cause=f"invite:{invite.uid}",
        class_id=invite.class_id,
    )
    enter_stage(db, move, by_id=invite.made_by_id, at=at)
