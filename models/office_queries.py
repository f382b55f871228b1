"""Questions of administrators about the house, and of managers about who guards their agency."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, distinct, func, or_, select, tuple_
from sqlalchemy.orm import joinedload

from domain.access import STAFF, Role
from domain.stages import ExamStage
from models.actor import Actor
from models.entry import SignIn
from models.factors import SecondFactor
from models.history import AuditEntry
from models.mentoring_queries import recoverable_people
from models.people import Membership, Person
from models.pipeline import PeopleCount
from models.places import Agency, Region
from models.road import RuleOverride, Track


def managed_agencies(actor: Actor) -> Select[Agency]:
    """The agencies this person runs."""
    ids = actor.agencies({Role.MANAGER})
    return select(Agency).where(Agency.id.in_(ids)).order_by(Agency.name, Agency.id)


def staff_with_factor(actor: Actor, now: datetime) -> Select[Person, Membership, datetime | None]:
    """The staff of the agencies this person runs, and since when each has a second factor."""
    return (
        select(Person, Membership, SecondFactor.confirmed_at)
        .join(Membership, Membership.person_id == Person.id)
        .outerjoin(SecondFactor, SecondFactor.person_id == Person.id)
        .where(Membership.agency_id.in_(actor.agencies({Role.MANAGER})))
        .where(Membership.role.in_(STAFF), Membership.starts_at <= now)
        .where(or_(Membership.ends_at.is_(None), Membership.ends_at > now))
        .order_by(Person.name, Person.id, Membership.id)
    )


def resettable_people(actor: Actor, now: datetime) -> Select[Person]:
    """Whose second factor this manager may reset: as for recovery slips, never upwards."""
    confirmed = select(SecondFactor.person_id).where(SecondFactor.confirmed_at.is_not(None))
    return recoverable_people(actor, now).where(Person.id.in_(confirmed))


COUNTY = 6
"""Digits of a county's code."""
PAGE = 50
"""Rows on one page; the next begins after the last (keyset)."""


@dataclass(frozen=True, slots=True)
class Tenant:
    """One agency as administrators list it; no names of people."""

    agency: Agency
    region: Region
    trainees: int
    staff: int
    seen_on: date | None
    """The last day on which somebody of its staff was signed in."""


def tenants(
    prefix: str = "", after: Agency | None = None
) -> Select[Agency, Region, int, int, date]:
    """Agencies by name, from the one after `after` on: trainees by kept counts, staff, last day."""
    mine = Membership.agency_id == Agency.id
    staff = select(Membership.person_id).where(mine, Membership.role.in_(STAFF))
    staff = staff.where(Membership.ends_at.is_(None)).correlate(Agency)
    exam = select(func.coalesce(func.sum(PeopleCount.people), 0)).where(
        PeopleCount.agency_id == Agency.id,
        PeopleCount.measure == Track.EXAM.value,
        PeopleCount.key != ExamStage.LEFT.value,
    )
    many = select(func.count(distinct(staff.subquery().c.person_id)))
    seen = select(func.max(SignIn.seen_on)).where(SignIn.person_id.in_(staff))
    query = (
        select(
            Agency,
            Region,
            exam.correlate(Agency).scalar_subquery(),
            many.scalar_subquery(),
            seen.correlate(Agency).scalar_subquery(),
        )
        .join(Region, Region.id == Agency.region_id)
        .order_by(Agency.name, Agency.id)
    )
    if prefix:
        query = query.where(Agency.name.startswith(prefix, autoescape=True))
    if after is not None:
        query = query.where(tuple_(Agency.name, Agency.id) > tuple_(after.name, after.id))
    return query


def tenant_people(agency_id: int, now: datetime) -> Select[Person, Membership]:
    """The staff of an agency today, by name."""
    return (
        select(Person, Membership)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.agency_id == agency_id, Membership.role.in_(STAFF))
        .where(_held_at(now))
        .order_by(Membership.role, Person.name, Person.id)
    )


def people_found(text: str, phone_index: bytes | None) -> Select[Person]:
    """Who has exactly this phone number or user name, or a name that begins so; at most a page."""
    wanted: list[ColumnElement[bool]] = [
        Person.login_name == text.lower(),
        Person.name.startswith(text, autoescape=True),
    ]
    if phone_index is not None:
        wanted = [Person.phone_index == phone_index]
    return select(Person).where(or_(*wanted)).order_by(Person.name, Person.id).limit(PAGE)


def places_of(person_ids: Collection[int]) -> Select[Membership]:
    """What these people are and were, with the names of where."""
    return (
        select(Membership)
        .where(Membership.person_id.in_(person_ids))
        .options(joinedload(Membership.agency), joinedload(Membership.region))
        .order_by(Membership.starts_at, Membership.id)
    )


def place(uid: UUID) -> Select[Membership]:
    """One role of one person, with who and where."""
    return (
        select(Membership)
        .where(Membership.uid == uid)
        .options(
            joinedload(Membership.person),
            joinedload(Membership.agency),
            joinedload(Membership.region),
        )
    )


def open_sessions(person_id: int, now: datetime) -> Select[int, date]:
    """How many sessions of a person count today, and the last day one was used."""
    return select(func.count(SignIn.id), func.max(SignIn.seen_on)).where(
        SignIn.person_id == person_id, SignIn.revoked_at.is_(None), SignIn.ends_at > now
    )


def confirmed_factor(person_id: int) -> Select[datetime | None]:
    """Since when a person has a second factor."""
    return select(SecondFactor.confirmed_at).where(SecondFactor.person_id == person_id)


def _held_at(now: datetime) -> ColumnElement[bool]:
    ended = or_(Membership.ends_at.is_(None), Membership.ends_at > now)
    return (Membership.starts_at <= now) & ended


def overrides(after: int | None = None) -> Select[RuleOverride]:
    """Everything entered over the files, withdrawn or not, the newest first."""
    query = select(RuleOverride).order_by(RuleOverride.id.desc())
    return query if after is None else query.where(RuleOverride.id < after)


def region_names() -> Select[str, str]:
    """Codes and names of regions down to counties."""
    return select(Region.code, Region.name).where(func.length(Region.code) <= COUNTY)


def told_of(subject: object) -> Select[AuditEntry]:
    """What the log says of one thing, in order."""
    query = select(AuditEntry).where(AuditEntry.subject == str(subject))
    return query.order_by(AuditEntry.id)


def names_of(uids: Collection[UUID]) -> Select[UUID, str]:
    """The names behind public ids."""
    return select(Person.uid, Person.name).where(Person.uid.in_(uids))


def mentor_places(actor: Actor, now: datetime) -> Select[Membership]:
    """Who is a mentor in the agencies this person runs, one row for each place."""
    return (
        select(Membership)
        .where(Membership.agency_id.in_(actor.agencies({Role.MANAGER})))
        .where(Membership.role == Role.MENTOR, _held_at(now))
        .options(joinedload(Membership.person), joinedload(Membership.agency))
    )
