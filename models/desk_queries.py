"""What waits for a mentor or manager today, as counts with the oldest; limited to who asks."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from domain.access import Role
from models.actor import Actor, visible_people
from models.class_queries import is_live
from models.credential_queries import certificates_seen, in_state
from models.message_queries import in_agency, wants_answer
from models.messages import Conversation, ConversationDone, Message
from models.people import Guidance, Membership, Person
from models.road import Certificate
from models.roster import PendingMembership
from models.roster_queries import waiting_for


def unanswered_from(actor: Actor, now: datetime) -> Select[UUID, int, str, datetime]:
    """Conversations in which a trainee waits for my answer, and since when; oldest first.

    Mine are those I guide; for a manager those whom nobody guides. That they were read is no
    answer. What was said twice waits since it was said first.
    """
    last = select(func.max(Message.id)).group_by(Message.conversation_id)
    seen = visible_people(actor, now).with_only_columns(Person.id)
    since = _first_asked().label("since")
    return (
        select(Conversation.uid, Person.id, Person.name, since)
        .select_from(Message)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .join(Person, Person.id == Conversation.trainee_id)
        .where(Message.id.in_(last), wants_answer())
        .where(_mine_to_answer(actor, now), in_agency(now), Person.id.in_(seen))
        .order_by(since, Message.id)
    )


def _mine_to_answer(actor: Actor, now: datetime) -> ColumnElement[bool]:
    mentored, managed = actor.agencies({Role.MENTOR}), actor.agencies({Role.MANAGER})
    live = is_live(now, Guidance)
    mine = select(Guidance.trainee_id).where(Guidance.mentor_id == actor.id, live)
    guided = (
        select(Guidance.id)
        .join(Membership, Membership.person_id == Guidance.mentor_id)
        .where(Guidance.trainee_id == Conversation.trainee_id, live)
        .where(Membership.agency_id == Conversation.agency_id)
        .where(Membership.role == Role.MENTOR, is_live(now))
        .correlate(Conversation)
    )
    return or_(
        and_(Conversation.agency_id.in_(mentored), Conversation.trainee_id.in_(mine)),
        and_(Conversation.agency_id.in_(managed), ~guided.exists()),
    )


def _first_asked() -> Any:  # noqa: ANN401
    """When the trainee wrote first since somebody answered, or said that no answer is wanted."""
    told, asked = aliased(Message), aliased(Message)
    answered = select(func.max(told.id)).where(
        told.conversation_id == Conversation.id, told.by_id != Conversation.trainee_id
    )
    settled = select(func.max(ConversationDone.message_id)).where(
        ConversationDone.conversation_id == Conversation.id
    )
    ends = (
        func.coalesce(one.correlate(Conversation).scalar_subquery(), 0)
        for one in (answered, settled)
    )
    return (
        select(func.min(asked.at))
        .where(asked.conversation_id == Conversation.id, *(asked.id > end for end in ends))
        .correlate(Conversation)
        .scalar_subquery()
    )


def waiting_count(actor: Actor) -> Select[Any, Any]:
    """How many stand in the waiting room, and since when the first."""
    rows = (
        waiting_for(actor)
        .where(PendingMembership.answered_at.is_(None))
        .with_only_columns(PendingMembership.made_at, maintain_column_froms=True)
        .order_by(None)
        .subquery()
    )
    return select(func.count(), func.min(rows.c.made_at)).select_from(rows)


def unconfirmed_count(actor: Actor, now: datetime) -> Select[Any, Any]:
    """How many certificates of others no second person has looked at, and since when the first."""
    rows = (
        certificates_seen(actor, now)
        .where(in_state("unverified"), Certificate.person_id != actor.id)
        .with_only_columns(Certificate.at, maintain_column_froms=True)
        .order_by(None)
        .subquery()
    )
    return select(func.count(), func.min(rows.c.at)).select_from(rows)
