"""Questions about the mentors of one agency and the people they guide."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from domain.access import Role
from models.actor import Actor, withdrew
from models.messages import Conversation, Message
from models.people import Guidance, Membership, Person
from models.places import StudyClass


def mentors_in(agency_id: int, now: datetime) -> Select[Person]:
    """The mentors of an agency, by name."""
    held = (
        select(Membership.person_id)
        .where(Membership.agency_id == agency_id, Membership.role == Role.MENTOR)
        .where(_live(Membership, now))
    )
    return select(Person).where(Person.id.in_(held)).order_by(Person.name, Person.id)


def managed_mentors(actor: Actor, now: datetime) -> Select[Person, int | None]:
    """The mentors of the agencies this person runs, each with the agency."""
    managed = actor.agencies({Role.MANAGER})
    return (
        select(Person, Membership.agency_id)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.agency_id.in_(managed), Membership.role == Role.MENTOR)
        .where(_live(Membership, now))
        .order_by(Membership.agency_id)
    )


def guided_in(agency_id: int, now: datetime) -> Select[int, int]:
    """Mentor and trainee of each guidance in an agency that goes on now."""
    here = (
        select(Membership.person_id)
        .where(Membership.agency_id == agency_id, Membership.role == Role.TRAINEE)
        .where(_live(Membership, now))
    )
    return (
        select(Guidance.mentor_id, Guidance.trainee_id)
        .where(Guidance.trainee_id.in_(here), _live(Guidance, now))
        .distinct()
    )


def trainees_guided_by(mentor_id: int, agency_id: int, now: datetime) -> Select[Person]:
    """Those of an agency whom one mentor guides, by name."""
    mine = guided_in(agency_id, now).where(Guidance.mentor_id == mentor_id).subquery()
    return (
        select(Person)
        .where(Person.id.in_(select(mine.c.trainee_id)), ~withdrew())
        .order_by(Person.name, Person.id)
    )


def unguided_in(agency_id: int, now: datetime) -> Select[Person]:
    """The trainees of an agency whom nobody guides, by name."""
    guided = select(guided_in(agency_id, now).subquery().c.trainee_id)
    return (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.agency_id == agency_id, Membership.role == Role.TRAINEE)
        .where(_live(Membership, now), Person.id.not_in(guided), ~withdrew())
        .order_by(Person.name, Person.id)
        .distinct()
    )


def open_classes_of(agency_id: int) -> Select[int]:
    """The open classes of an agency."""
    return select(StudyClass.id).where(
        StudyClass.agency_id == agency_id, StudyClass.closed_at.is_(None)
    )


def unanswered_in(agency_id: int) -> Select[int, datetime]:
    """Trainee and moment of each conversation whose last word is the trainee's own."""
    later = aliased(Message)
    last = select(func.max(later.id)).where(later.conversation_id == Conversation.id)
    return (
        select(Conversation.trainee_id, Message.at)
        .join(Message, Message.conversation_id == Conversation.id)
        .where(Conversation.agency_id == agency_id)
        .where(Message.id == last.scalar_subquery(), Message.by_id == Conversation.trainee_id)
    )


def by_uid(query: Select[Person, int | None], uid: UUID) -> Select[Person, int | None]:
    """The one of these mentors with a public id."""
    return query.where(Person.uid == uid)


def _live(table: type[Membership] | type[Guidance], now: datetime) -> ColumnElement[bool]:
    return and_(table.starts_at <= now, or_(table.ends_at.is_(None), table.ends_at > now))
