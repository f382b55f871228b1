"""Verbs of messages: say something about one thing, once; keep up to where one has read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from actions.facts import lock_person
from actions.notices import see_of, tell_person
from domain.access import Role
from domain.days import local_day
from models.message_queries import (
    conversation_about,
    message_sent,
    readers,
    seen_up_to,
    sent_since,
    unanswered,
)
from models.messages import Conversation, ConversationDone, ConversationSeen, Message

LONGEST: Final = 1_000
"""Characters of one message."""
MOST_AN_HOUR: Final = 30
HOUR: Final = timedelta(hours=1)


class TooManyMessagesError(Exception):
    """This person has written very many messages in an hour; `seconds` until the next may go."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Talk:
    """What a conversation is about: the trainee, the agency, and the thing as its row names it."""

    trainee_id: int
    agency_id: int
    about: str


def say(db: Session, talk: Talk, text: str, *, by_id: int, once: UUID, at: datetime) -> Message:
    """Write a message, in the conversation about this thing; sent twice it is written once.

    Who is on the other side is told, at most once a day and conversation.

    Raises:
        TooManyMessagesError: thirty in the last hour are enough.
    """
    lock_person(db, by_id)
    if known := db.scalars(message_sent(by_id, once)).one_or_none():
        return known
    _refuse_flood(db, by_id, at)
    conversation = _conversation(db, talk, at)
    message = Message(conversation_id=conversation.id, by_id=by_id, once=once, text=text, at=at)
    db.add(message)
    db.flush()
    see(db, conversation.id, by_id, message.id, at=at)
    _tell_others(db, conversation, by_id, at)
    return message


def see(
    db: Session, conversation_id: int, person_id: int, message_id: int, *, at: datetime
) -> None:
    """Keep that somebody has read up to this message; it never goes back.

    What told them of messages in this conversation was seen with it.
    """
    lock_person(db, person_id)
    row = db.scalars(seen_up_to(conversation_id, person_id)).one_or_none()
    if row is None:
        row = ConversationSeen(
            conversation_id=conversation_id, person_id=person_id, message_id=message_id, at=at
        )
        db.add(row)
    elif row.message_id < message_id:
        row.message_id, row.at = message_id, at
    conversation = db.get_one(Conversation, conversation_id)
    see_of(db, person_id, f"message:{conversation.uid}:", at=at)
    db.flush()


def settle(db: Session, conversation_id: int, message_id: int, by_id: int, *, at: datetime) -> bool:
    """Say that what the trainee wrote up to this message wants no answer; False where it waits on.

    What they wrote since the page was opened still waits.
    """
    conversation = db.get_one(Conversation, conversation_id)
    lock_person(db, conversation.trainee_id)
    last = db.scalars(unanswered(conversation_id)).one_or_none()
    if last is not None and last.id <= message_id:
        row = ConversationDone(
            conversation_id=conversation_id, by_id=by_id, message_id=last.id, at=at
        )
        db.add(row)
        db.flush()
        last = None
    return last is None


def _refuse_flood(db: Session, by_id: int, at: datetime) -> None:
    sent, first = db.execute(sent_since(by_id, at - HOUR)).one()
    if sent >= MOST_AN_HOUR:
        raise TooManyMessagesError(max(1, int((first + HOUR - at).total_seconds())))


def _conversation(db: Session, talk: Talk, at: datetime) -> Conversation:
    """The conversation about this thing, begun if nobody has; the trainee's lock makes it one."""
    lock_person(db, talk.trainee_id)
    query = conversation_about(talk.trainee_id, talk.agency_id, talk.about)
    row = db.scalars(query).one_or_none()
    if row is None:
        row = Conversation(
            trainee_id=talk.trainee_id, agency_id=talk.agency_id, about=talk.about, made_at=at
        )
        db.add(row)
        db.flush()
    return row


def _tell_others(db: Session, row: Conversation, by_id: int, at: datetime) -> None:
    key = f"message:{row.uid}:{local_day(at)}"
    for person_id in _others(db, row, by_id, at):
        tell_person(
            db, person_id, "message", key=key, at=at, about={"n": 1}, href=f"/messages/{row.uid}"
        )


def _others(db: Session, row: Conversation, by_id: int, at: datetime) -> Collection[int]:
    """The trainee where staff wrote; else the mentors, and where there is none the managers."""
    if by_id != row.trainee_id:
        return [row.trainee_id]
    staff = db.execute(readers(row.trainee_id, row.agency_id, at)).all()
    mentors = {one.id for one in staff if one.role is Role.MENTOR}
    return (mentors or {one.id for one in staff}) - {by_id}
