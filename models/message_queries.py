"""Questions about messages: whose conversations, what is unread; limited to who asks.

A conversation belongs to one trainee and one agency. Its trainee always reads it. Staff read it
while they may see the trainee (a mentor guides them, a manager runs the agency) and the trainee is
in that agency: when that ends, it is gone at once.
"""

from collections.abc import Collection
from datetime import datetime
from enum import Enum, auto
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import aliased

from domain.access import STAFF, Role
from models.actor import Actor, visible_people
from models.class_queries import is_live
from models.messages import Conversation, ConversationDone, ConversationSeen, Message
from models.mocks import Mock
from models.people import Guidance, Membership, Person
from models.places import Agency
from models.road import Assignment, AssignmentTo


def conversations_of(actor: Actor, now: datetime) -> Select[Conversation]:
    """Every conversation this person may read."""
    return select(Conversation).where(_readable(actor, now))


def writable(actor: Actor, now: datetime) -> Select[Conversation]:
    """Those in which this person may also write: the trainee is in that agency today."""
    return conversations_of(actor, now).where(in_agency(now))


class Pile(Enum):
    """The three piles of an inbox: something new, read but not answered yet, all the others."""

    NEW = auto()
    UNANSWERED = auto()
    REST = auto()


def inbox(
    actor: Actor, now: datetime, pile: Pile, *, before: UUID | None = None
) -> Select[Conversation, Message, str, str, str]:
    """Conversations with their last message, who wrote it, the trainee and the agency.

    The latest first; `before` is the last message at the end of the page before. Nothing that
    one wrote oneself as a trainee waits for one's own answer.
    """
    last = select(func.max(Message.id)).group_by(Message.conversation_id)
    by, trainee, seen = aliased(Person), aliased(Person), aliased(ConversationSeen)
    new = and_(Message.by_id != actor.id, Message.id > func.coalesce(seen.message_id, 0))
    asked = and_(Conversation.trainee_id != actor.id, wants_answer())
    wanted = {
        Pile.NEW: new,
        Pile.UNANSWERED: and_(~new, asked),
        Pile.REST: and_(~new, ~asked),
    }
    query = (
        select(Conversation, Message, by.name, trainee.name, Agency.name)
        .join(Message, Message.conversation_id == Conversation.id)
        .join(by, by.id == Message.by_id)
        .join(trainee, trainee.id == Conversation.trainee_id)
        .join(Agency, Agency.id == Conversation.agency_id)
        .outerjoin(seen, and_(seen.conversation_id == Conversation.id, seen.person_id == actor.id))
        .where(_readable(actor, now), Message.id.in_(last), wanted[pile])
        .order_by(Message.id.desc())
    )
    if before is not None:
        number = select(Message.id).where(Message.uid == before).scalar_subquery()
        query = query.where(Message.id < number)
    return query


def wants_answer() -> ColumnElement[bool]:
    """Whether a conversation's last message is the trainee's, and nobody said it is done with."""
    done = select(ConversationDone.id).where(
        ConversationDone.conversation_id == Message.conversation_id,
        ConversationDone.message_id >= Message.id,
    )
    return and_(Message.by_id == Conversation.trainee_id, ~done.correlate(Message).exists())


def unanswered(conversation_id: int) -> Select[Message]:
    """The last message of a conversation, where it wants an answer."""
    last = select(func.max(Message.id)).where(Message.conversation_id == conversation_id)
    return (
        select(Message)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.id == last.scalar_subquery(), wants_answer())
    )


def done_with(conversation_id: int) -> Select[ConversationDone, str]:
    """Who said that a conversation wants no answer, the latest first."""
    return (
        select(ConversationDone, Person.name)
        .join(Person, Person.id == ConversationDone.by_id)
        .where(ConversationDone.conversation_id == conversation_id)
        .order_by(ConversationDone.id.desc())
    )


def messages_in(conversation_id: int) -> Select[Message, str]:
    """What was said, the latest first, with who said it."""
    return (
        select(Message, Person.name)
        .join(Person, Person.id == Message.by_id)
        .where(Message.conversation_id == conversation_id)
        .order_by(Message.id.desc())
    )


def message_named(conversation_id: int, uid: str) -> Select[Message]:
    """One message of a conversation; none where the text names none."""
    try:
        wanted = UUID(uid)
    except ValueError:
        return select(Message).where(false())
    return select(Message).where(Message.conversation_id == conversation_id, Message.uid == wanted)


def seen_up_to(conversation_id: int, person_id: int) -> Select[ConversationSeen]:
    """Up to where this person has read."""
    return select(ConversationSeen).where(
        ConversationSeen.conversation_id == conversation_id,
        ConversationSeen.person_id == person_id,
    )


def conversation_about(trainee_id: int, agency_id: int, about: str) -> Select[Conversation]:
    """The one conversation about a thing."""
    return select(Conversation).where(
        Conversation.trainee_id == trainee_id,
        Conversation.agency_id == agency_id,
        Conversation.about == about,
    )


def message_sent(person_id: int, once: UUID) -> Select[Message]:
    """The message this person sent with that form."""
    return select(Message).where(Message.by_id == person_id, Message.once == once)


def sent_since(person_id: int, since: datetime) -> Select[int, datetime]:
    """How many messages this person has sent since then, and when the first of them."""
    return select(func.count(Message.id), func.min(Message.at)).where(
        Message.by_id == person_id, Message.at > since
    )


def shared_agencies(actor: Actor, trainee_id: int, now: datetime) -> Select[Agency]:
    """The agencies over which these two may talk: of a trainee's places, those of the staff."""
    here = select(Membership.agency_id).where(
        Membership.person_id == trainee_id, Membership.role == Role.TRAINEE, is_live(now)
    )
    query = select(Agency).where(Agency.id.in_(here)).order_by(Agency.name, Agency.id)
    if trainee_id != actor.id:
        query = query.where(Agency.id.in_(actor.agencies(STAFF)))
    return query


def partner(actor: Actor, uid: UUID, now: datetime) -> Select[Person]:
    """The trainee to write about: oneself, or somebody one guides or whose agency one runs."""
    seen = visible_people(actor, now).with_only_columns(Person.id)
    trainees = select(Membership.person_id).where(
        Membership.role == Role.TRAINEE,
        is_live(now),
        or_(Membership.person_id == actor.id, Membership.agency_id.in_(actor.agencies(STAFF))),
    )
    return select(Person).where(Person.uid == uid, Person.id.in_(seen), Person.id.in_(trainees))


def readers(trainee_id: int, agency_id: int, now: datetime) -> Select[int, str, Role]:
    """The staff who read what this trainee writes to this agency: mentors first, then managers."""
    guides = select(Guidance.mentor_id).where(
        Guidance.trainee_id == trainee_id, is_live(now, Guidance)
    )
    reads = or_(
        and_(Membership.role == Role.MENTOR, Membership.person_id.in_(guides)),
        Membership.role == Role.MANAGER,
    )
    return (
        select(Person.id, Person.name, Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.agency_id == agency_id, is_live(now), reads)
        .order_by(Membership.role.desc(), Person.name, Person.id)
    )


def assignments_to(trainee_id: int, agencies: Collection[int]) -> Select[Assignment]:
    """What was assigned to a trainee in these agencies, the latest first."""
    mine = select(AssignmentTo.assignment_id).where(AssignmentTo.person_id == trainee_id)
    return (
        select(Assignment)
        .where(Assignment.id.in_(mine), Assignment.agency_id.in_(agencies))
        .order_by(Assignment.made_at.desc(), Assignment.id.desc())
    )


def assignments_named(uids: Collection[UUID]) -> Select[Assignment]:
    """The assignments that conversations of one's own are about."""
    return select(Assignment).where(Assignment.uid.in_(uids))


def mocks_named(uids: Collection[UUID]) -> Select[UUID, str, datetime]:
    """The mocks that conversations of one's own are about: course and day, no marks."""
    return select(Mock.uid, Mock.course, Mock.started_at).where(Mock.uid.in_(uids))


def _readable(actor: Actor, now: datetime) -> ColumnElement[bool]:
    mine = Conversation.trainee_id == actor.id
    agencies = actor.agencies(STAFF)
    if not agencies:
        return mine
    seen = visible_people(actor, now).with_only_columns(Person.id)
    managed = actor.agencies({Role.MANAGER})
    guided = select(Guidance.trainee_id).where(
        Guidance.mentor_id == actor.id, is_live(now, Guidance)
    )
    in_reach = or_(Conversation.agency_id.in_(managed), Conversation.trainee_id.in_(guided))
    staff = and_(
        Conversation.agency_id.in_(agencies),
        Conversation.trainee_id.in_(seen),
        in_reach,
        in_agency(now),
    )
    return or_(mine, staff)


def in_agency(now: datetime) -> ColumnElement[bool]:
    """Whether the trainee of a conversation is in its agency today."""
    return (
        select(Membership.id)
        .where(
            Membership.person_id == Conversation.trainee_id,
            Membership.agency_id == Conversation.agency_id,
            Membership.role == Role.TRAINEE,
            is_live(now),
        )
        .correlate(Conversation)
        .exists()
    )
