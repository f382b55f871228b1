"""Who is asking: one row read per request, and the rows that person may see."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from domain.access import Act, Role, asks_second_factor, may
from domain.consent import LEARNING_DATA
from models.entry import SignIn
from models.factors import SecondFactor
from models.notices import Notice
from models.people import Consent, Guidance, Membership, Person
from models.places import Agency
from models.statements import run


@dataclass(frozen=True, slots=True)
class Place:
    """One role in one scope, as it stands today."""

    role: Role
    agency_id: int | None
    region_id: int | None
    class_id: int | None


class Proof(StrEnum):
    """What a session still lacks before it counts for more than one's own account."""

    NONE = "none"
    ASK = "ask"
    """The person has a second factor, and this session has not shown it."""
    SET_UP = "set-up"
    """A role of theirs wants one, and they have none yet."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person; the four attributes at the end are what Flask-Login asks for."""

    id: int
    uid: UUID
    name: str
    language: str
    sign_in_id: int
    seen_on: date
    unseen: int = 0
    """How many notices wait for this person."""
    places: tuple[Place, ...] = ()
    """Without the staff places of closed agencies, and those that lack a second factor."""
    roles: frozenset[Role] = field(default_factory=frozenset)
    proof: Proof = Proof.NONE
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        """The public id."""
        return str(self.uid)

    def may(self, act: Act) -> bool:
        """Whether this person may do this act somewhere."""
        return may(self.roles, act)

    def agencies(self, roles: Iterable[Role]) -> list[int]:
        """The agencies in which this person holds one of these roles."""
        wanted = set(roles)
        return [p.agency_id for p in self.places if p.agency_id and p.role in wanted]

    def regions(self, roles: Iterable[Role]) -> list[int]:
        """The regions in which this person holds one of these roles."""
        wanted = set(roles)
        return [p.region_id for p in self.places if p.region_id and p.role in wanted]


_SIGNED_IN = (
    select(
        Person.id,
        Person.uid,
        Person.name,
        Person.language,
        SignIn.id.label("sign_in_id"),
        SignIn.seen_on,
        select(func.count(Notice.id))
        .where(Notice.person_id == Person.id, Notice.seen_at.is_(None))
        .correlate(Person)
        .scalar_subquery()
        .label("unseen"),
        Membership.role,
        Membership.agency_id,
        Membership.region_id,
        Membership.class_id,
        Agency.second_factor,
        Agency.closed_at,
        SignIn.second_factor_at,
        SecondFactor.confirmed_at,
    )
    .join(Person, Person.id == SignIn.person_id)
    .outerjoin(SecondFactor, SecondFactor.person_id == Person.id)
    .outerjoin(
        Membership,
        and_(
            Membership.person_id == Person.id,
            Membership.starts_at <= bindparam("now"),
            or_(Membership.ends_at.is_(None), Membership.ends_at > bindparam("now")),
        ),
    )
    .outerjoin(Agency, Agency.id == Membership.agency_id)
    .where(
        SignIn.token_hash == bindparam("token_hash"),
        SignIn.revoked_at.is_(None),
        SignIn.ends_at > bindparam("now"),
    )
)


def load_actor(
    db: Session, token_hash: bytes, now: datetime, *, second_factor: bool = False
) -> Actor | None:
    """The person behind a session token, with today's roles; None when it no longer counts.

    `second_factor` is what the house asks of staff where no agency has decided. A session that
    lacks a factor holds no staff place: whatever is asked of it, it is a stranger's.
    """
    rows = run(db, _SIGNED_IN, {"token_hash": token_hash, "now": now})
    if not rows:
        return None
    head = rows[0]
    proof = _lacking(rows, second_factor)
    places = tuple(_places(rows, proof))
    return Actor(
        id=head.id,
        uid=head.uid,
        name=head.name,
        language=head.language,
        sign_in_id=head.sign_in_id,
        seen_on=head.seen_on,
        unseen=head.unseen,
        places=places,
        roles=frozenset(place.role for place in places),
        proof=proof,
    )


def _lacking(rows: Sequence[Row[*tuple[Any, ...]]], otherwise: bool) -> Proof:
    """What this session lacks. Who has set up a factor is asked for it, wanted or not."""
    head = rows[0]
    if head.second_factor_at is not None:
        return Proof.NONE
    if head.confirmed_at is not None:
        return Proof.ASK
    wanted = any(
        r.role and not r.closed_at and asks_second_factor(r.role, r.second_factor, otherwise)
        for r in rows
    )
    return Proof.SET_UP if wanted else Proof.NONE


def _places(rows: Sequence[Row[*tuple[Any, ...]]], proof: Proof) -> Iterator[Place]:
    for row in rows:
        staff = row.role is not None and row.role is not Role.TRAINEE
        if row.role and not (staff and (row.closed_at or proof is not Proof.NONE)):
            yield Place(row.role, row.agency_id, row.region_id, row.class_id)


def visible_people(actor: Actor, now: datetime) -> Select[Person]:
    """The people whose rows this person may see: the one function that decides it.

    A mentor sees the trainees assigned to them, inside their agencies; a manager sees the
    agency's people; everyone sees themselves. A bureau sees no named person here. Who took
    back their agreement that their learning may be seen is seen by nobody but themselves.
    """
    visible = [Person.id == actor.id]
    managed = actor.agencies({Role.MANAGER})
    mentored = actor.agencies({Role.MENTOR})
    if managed:
        visible.append(Person.id.in_(_members(managed, now)) & ~withdrew())
    if mentored:
        visible.append(Person.id.in_(_guided(actor, mentored, now)) & ~withdrew())
    return select(Person).where(or_(*visible))


def _members(agency_ids: list[int], now: datetime) -> Select[int]:
    return select(Membership.person_id).where(
        Membership.agency_id.in_(agency_ids),
        or_(Membership.ends_at.is_(None), Membership.ends_at > now),
    )


def _guided(actor: Actor, agency_ids: list[int], now: datetime) -> Select[int]:
    return select(Guidance.trainee_id).where(
        Guidance.mentor_id == actor.id,
        or_(Guidance.ends_at.is_(None), Guidance.ends_at > now),
        Guidance.trainee_id.in_(_members(agency_ids, now)),
    )


def withdrew() -> ColumnElement[bool]:
    """Whether somebody's every agreement to the use of their learning was taken back."""
    given = exists().where(Consent.person_id == Person.id, Consent.purpose == LEARNING_DATA)
    return given & ~given.where(Consent.withdrawn_at.is_(None))
