"""Messages between a trainee and those who guide them, each conversation about one task."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Public


class Conversation(Public, Base):
    """What a trainee and their mentors say about one thing: `about` is a kind and its key."""

    __tablename__ = "conversations"
    __table_args__ = (UniqueConstraint("trainee_id", "agency_id", "about"),)

    trainee_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"), index=True)
    about: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime]


class Message(Public, Base):
    """One message; plain text, never changed."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("by_id", "once"),
        Index("ix_messages_conversation", "conversation_id", "id"),
    )

    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    once: Mapped[UUID]
    text: Mapped[str] = mapped_column(String(1000))
    at: Mapped[datetime]


class ConversationSeen(Base):
    """Up to which message somebody has read a conversation."""

    __tablename__ = "conversations_seen"
    __table_args__ = (UniqueConstraint("conversation_id", "person_id"),)

    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    message_id: Mapped[int]
    at: Mapped[datetime]


class ConversationDone(Base):
    """Somebody of the staff said that what a trainee wrote, up to a message, wants no answer."""

    __tablename__ = "conversations_done"

    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    message_id: Mapped[int]
    at: Mapped[datetime]
