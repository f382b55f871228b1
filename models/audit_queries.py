"""Questions to the audit log: filtered, newest first, a page at a time; limited to who asks."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, and_, or_, select, tuple_, type_coerce

from domain.access import Role
from domain.days import ZONE
from models.actor import Actor, visible_people
from models.history import AuditEntry, AuditSeal
from models.people import Person
from models.places import Agency

Place = tuple[datetime, int]
"""Where a page ends: time and row of its last entry."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; whatever is None is not asked."""

    person: UUID | None = None
    """Who did it, or to whom it was done."""
    agency: UUID | None = None
    action: str = ""
    first: date | None = None
    last: date | None = None


def whole_log() -> Select[AuditEntry, int]:
    """Every entry with the number of its seal."""
    return select(AuditEntry, AuditSeal.number).outerjoin(
        AuditSeal, AuditSeal.entry_id == AuditEntry.id
    )


def log_of_agencies(actor: Actor, now: datetime) -> Select[AuditEntry, int]:
    """What a manager may read of the log.

    What it ties to their agencies, and what others did to the people they may see. What people
    did about their own account stays their own.
    """
    managed = actor.agencies({Role.MANAGER})
    uids = select(type_coerce(Agency.uid, String)).where(Agency.id.in_(managed))
    seen = visible_people(actor, now).with_only_columns(type_coerce(Person.uid, String))
    untied = and_(
        AuditEntry.agency == "",
        AuditEntry.subject.in_(seen),
        AuditEntry.actor != AuditEntry.subject,
    )
    return whole_log().where(or_(AuditEntry.agency.in_(uids), untied))


def narrowed(
    query: Select[AuditEntry, int], wanted: Wanted, after: Place | None = None
) -> Select[AuditEntry, int]:
    """The entries asked for, the newest first, from the one after `after` on."""
    asked: list[ColumnElement[bool]] = []
    if wanted.person is not None:
        asked.append(
            or_(AuditEntry.actor == str(wanted.person), AuditEntry.subject == str(wanted.person))
        )
    if wanted.agency is not None:
        asked.append(AuditEntry.agency == str(wanted.agency))
    if wanted.action:
        asked.append(AuditEntry.action == wanted.action)
    if wanted.first is not None:
        asked.append(AuditEntry.at >= _start(wanted.first))
    if wanted.last is not None:
        asked.append(AuditEntry.at < _start(wanted.last + timedelta(days=1)))
    if after is not None:
        asked.append(tuple_(AuditEntry.at, AuditEntry.id) < tuple_(*after))
    return query.where(*asked).order_by(AuditEntry.at.desc(), AuditEntry.id.desc())


def people_named(uids: Collection[UUID]) -> Select[UUID, str]:
    """The names behind public ids of people."""
    return select(Person.uid, Person.name).where(Person.uid.in_(uids))


def agencies_named(uids: Collection[UUID]) -> Select[UUID, str]:
    """The names behind public ids of agencies."""
    return select(Agency.uid, Agency.name).where(Agency.uid.in_(uids))


def _start(day: date) -> datetime:
    """The first moment of a day here."""
    return datetime.combine(day, time(), ZONE)
