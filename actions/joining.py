"""Verbs of joining an agency with an invite: as somebody new, or with an account one has."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from actions.coming_in import Arrival, come_in
from actions.entry import find_invite, known_invite, take_place
from actions.people import agree, enter_person
from actions.waiting import wait_for_manager, was_asked
from domain.access import Role
from models.entry import Invite
from models.people import Membership, Person
from models.seal import Keyring

_GAPS: Final = re.compile(r"[\s·•.]+")


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

    Whom a roster of that agency entered already, with this phone and name, takes over what
    stands there, and waits for nobody.

    Raises:
        CodeSpentError: the code is unknown, used up, cancelled or too old.
        NameTakenError: the phone number or user name is somebody's.
    """
    known = db.scalars(select(Person).where(Person.uid == newcomer.uid)).one_or_none()
    if known is not None:
        return known
    person = on_roster(db, code, newcomer.name, newcomer.phone, keyring=keyring, at=at)
    if person is not None:
        person.name, person.password_hash = newcomer.name, newcomer.password_hash
    else:
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
    _join(db, code, person, agreed, at, new=True)
    return person


def join_known(
    db: Session, code: str, person_id: int, agreed: Sequence[Agreed], *, at: datetime
) -> None:
    """Let somebody join with the account they have; who is in already takes no place.

    Raises:
        CodeSpentError: the code is unknown, used up, cancelled or too old.
    """
    _join(db, code, db.get_one(Person, person_id), agreed, at)


def on_roster(
    db: Session, code: str, name: str, phone: str | None, *, keyring: Keyring, at: datetime
) -> Person | None:
    """Whom a roster of the invite's agency entered, where nobody has taken the account yet.

    Who comes with that phone, that name and a code of that agency is that person, also when they
    were let go before they ever came.
    """
    invite = find_invite(db, code, at=at) if phone else None
    if invite is None or not phone:
        return None
    member = select(Membership.person_id).where(
        Membership.agency_id == invite.agency_id,
        Membership.role == Role.TRAINEE,
    )
    query = select(Person).where(
        Person.phone_index == keyring.index(phone),
        Person.password_hash == "",
        Person.login_name.is_(None),
        Person.id.in_(member),
    )
    found = db.scalars(query.with_for_update()).one_or_none()
    return found if found is not None and _alike(found.name, name) else None


def place_held(person_id: int, invite: Invite, at: datetime) -> Select[int]:
    """The membership an invite would give, where this person has it already."""
    query = select(Membership.id).where(
        Membership.person_id == person_id,
        Membership.agency_id == invite.agency_id,
        Membership.role == invite.role,
        or_(Membership.ends_at.is_(None), Membership.ends_at > at),
    )
    return query.where(Membership.class_id == invite.class_id) if invite.class_id else query


def _join(
    db: Session,
    code: str,
    person: Person,
    agreed: Sequence[Agreed],
    at: datetime,
    *,
    new: bool = False,
) -> None:
    known = db.scalars(known_invite(code)).one_or_none()
    inside = known is not None and _is_member(db, person, known, at)
    if known is not None and db.scalars(place_held(person.id, known, at)).first() is not None:
        if new:
            _agree(db, person, agreed, at)
        return
    invite = take_place(db, code, person, at=at)
    _agree(db, person, agreed, at)
    asked = was_asked(db, person.id, invite.agency_id, at=at)
    if invite.waits and not inside and not asked:
        wait_for_manager(db, person, invite, at=at)
        return
    arrival = Arrival(
        agency_id=invite.agency_id,
        class_id=invite.class_id,
        role=invite.role,
        by_id=invite.made_by_id,
        mentor_id=invite.made_by_id,
        cause=f"invite:{invite.uid}",
    )
    come_in(db, person, arrival, at=at)


def _is_member(db: Session, person: Person, invite: Invite, at: datetime) -> bool:
    """Whether the agency's own rows know this person as its trainee already."""
    query = select(Membership.id).where(
        Membership.person_id == person.id,
        Membership.agency_id == invite.agency_id,
        or_(Membership.ends_at.is_(None), Membership.ends_at > at),
    )
    return db.scalars(query).first() is not None


def _agree(db: Session, person: Person, agreed: Sequence[Agreed], at: datetime) -> None:
    for one in agreed:
        agree(db, person, purpose=one.purpose, version=one.version, words=one.words, at=at)


def _alike(one: str, other: str) -> bool:
    """Whether two writings of a name differ in gaps only."""
    return _GAPS.sub("", one) == _GAPS.sub("", other)
