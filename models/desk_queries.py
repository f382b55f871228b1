"""What waits for a mentor or manager today, as counts with the oldest; limited to who asks."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select

from domain.access import Role
from models.actor import Actor, visible_people
from models.credential_queries import certificates_seen, in_state
from models.messages import Conversation, ConversationSeen, Message
from models.people import Guidance, Person
from models.road import Certificate
from models.roster import PendingMembership
from models.roster_queries import waiting_for


def unread_from(actor: Actor, now: datetime) -> Select[UUID, int, str, datetime]:
    """Conversations I have not read to their end in which a trainee I guide wrote last, and who."""
    mentored = actor.agencies({Role.MENTOR})
    last = select(func.max(Message.id)).group_by(Message.conversation_id)
    seen = visible_people(actor, now).with_only_columns(Person.id)
    guided = select(Guidance.trainee_id).where(
        Guidance.mentor_id == actor.id,
        or_(Guidance.ends_at.is_(None), Guidance.ends_at > now),
    )
    return (
        select(Conversation.uid, Person.id, Person.name, Message.at)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .join(Person, Person.id == Conversation.trainee_id)
        .outerjoin(
            ConversationSeen,
            and_(
                ConversationSeen.conversation_id == Conversation.id,
                ConversationSeen.person_id == actor.id,
            ),
        )
        .where(Message.id.in_(last), Message.by_id == Conversation.trainee_id)
        .where(or_(ConversationSeen.id.is_(None), ConversationSeen.message_id < Message.id))
        .where(Conversation.agency_id.in_(mentored), Person.id.in_(guided), Person.id.in_(seen))
        .order_by(Message.at, Message.id)
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
