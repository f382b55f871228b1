"""Facts people make while learning, and the tables folded from them."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Public
from models.columns import choice


class Kind(StrEnum):
    """The types of event; everything else in the house is a server row."""

    LESSON_READ = "lesson-read"
    ANSWER = "answer"
    MOCK_STARTED = "mock-started"
    MOCK_STEP = "mock-step"
    MOCK_SUBMITTED = "mock-submitted"
    NOTE = "note"
    FIELD_DRAFT = "field-draft"
    OFFLINE_REVIEW = "offline-review"


class PersonLock(Base):
    """One row per person: locked while that person's numbers are taken."""

    __tablename__ = "person_locks"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), unique=True)
    epoch: Mapped[int] = mapped_column(default=1)
    last_seq: Mapped[int] = mapped_column(default=0)
    last_pull: Mapped[int] = mapped_column(default=0)


class Event(Base):
    """A raw fact, kept for ever: who wrote it, its number there, and what it says."""

    __tablename__ = "events"
    __table_args__ = (
        Unique("writer", "seq"),
        Unique("person_id", "once"),
        Index("ix_events_subject", "person_id", "subject"),
        CheckConstraint("seq > 0", name="seq_from_one"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    writer: Mapped[UUID]
    seq: Mapped[int]
    epoch: Mapped[int]
    once: Mapped[UUID | None]
    kind: Mapped[Kind] = mapped_column(choice(Kind))
    schema: Mapped[int]
    subject: Mapped[str] = mapped_column(String(60))
    device_at: Mapped[datetime | None]
    device_ms: Mapped[int | None]
    at: Mapped[datetime]
    body: Mapped[str | None] = mapped_column(Text)
    body_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))


class ContentVersion(Base):
    """What exactly was shown: a lesson or item as it was when it was answered. Only ever added."""

    __tablename__ = "content_versions"

    hash: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    content_id: Mapped[str] = mapped_column(String(60), index=True)
    body: Mapped[str] = mapped_column(Text)


class LessonProgress(Base):
    """How far one person is in one lesson; folded from lesson-read events."""

    __tablename__ = "lesson_progress"
    __table_args__ = (Unique("person_id", "lesson"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    course: Mapped[str] = mapped_column(String(60))
    lesson: Mapped[str] = mapped_column(String(60))
    sections: Mapped[int] = mapped_column(default=0)
    last_section: Mapped[int] = mapped_column(default=0)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class ItemLeaf(Base):
    """What one person's answers to one item add up to; folded from that item's own events."""

    __tablename__ = "item_leaves"
    __table_args__ = (
        Unique("person_id", "item"),
        Index("ix_item_leaves_due", "person_id", "due_at"),
        Index("ix_item_leaves_wrong", "person_id", "in_wrong_book"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    item: Mapped[str] = mapped_column(String(60))
    pool: Mapped[str] = mapped_column(String(10))
    rights: Mapped[int]
    wrongs: Mapped[int]
    unknowns: Mapped[int]
    unmarked: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    last_outcome: Mapped[str] = mapped_column(String(10))
    last_chosen: Mapped[str] = mapped_column(String(5))
    last_version: Mapped[str] = mapped_column(String(32))
    last_mode: Mapped[str] = mapped_column(String(10))
    standing: Mapped[str | None] = mapped_column(String(10))
    wrong_at: Mapped[datetime | None]
    right_days: Mapped[int]
    last_right_at: Mapped[datetime | None]
    in_wrong_book: Mapped[bool]
    steady: Mapped[bool]
    stability: Mapped[float | None]
    difficulty: Mapped[float | None]
    reviewed_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]


class PointSum(Base):
    """What one person's leaves add up to in one knowledge point; its sums are those of Tally."""

    __tablename__ = "point_sums"
    __table_args__ = (Unique("person_id", "point"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    point: Mapped[str] = mapped_column(String(60))
    answered: Mapped[int] = mapped_column(default=0)
    right_now: Mapped[int] = mapped_column(default=0)
    steady: Mapped[int] = mapped_column(default=0)
    in_wrong_book: Mapped[int] = mapped_column(default=0)
    rights: Mapped[int] = mapped_column(default=0)
    wrongs: Mapped[int] = mapped_column(default=0)
    unknowns: Mapped[int] = mapped_column(default=0)
    unmarked: Mapped[int] = mapped_column(default=0)


class DaySum(Base):
    """What one person did on one day (fixed +08:00), for the week's summary."""

    __tablename__ = "day_sums"
    __table_args__ = (Unique("person_id", "day"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    day: Mapped[date]
    answers: Mapped[int] = mapped_column(default=0)
    sections: Mapped[int] = mapped_column(default=0)
    seconds: Mapped[int] = mapped_column(default=0)


class PracticeSet(Public, Base):
    """A run of practice items put together for one person."""

    __tablename__ = "practice_sets"
    __table_args__ = (Unique("person_id", "once"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    once: Mapped[UUID]
    mode: Mapped[str] = mapped_column(String(10))
    topic: Mapped[str] = mapped_column(String(60), default="")
    items: Mapped[list[str]] = mapped_column(JSON)
    made_at: Mapped[datetime]


class PracticeAnswer(Base):
    """What was answered at one place of a practice set; folded from the answer events."""

    __tablename__ = "practice_answers"
    __table_args__ = (Unique("set_id", "place"),)

    set_id: Mapped[int] = mapped_column(ForeignKey("practice_sets.id"))
    place: Mapped[int]
    chosen: Mapped[str] = mapped_column(String(5), default="")
    outcome: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]


class WrongCause(Base):
    """The cause a person gave for a wrong answer; the latest row counts."""

    __tablename__ = "wrong_causes"
    __table_args__ = (Index("ix_wrong_causes_item", "person_id", "item"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    item: Mapped[str] = mapped_column(String(60))
    cause: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
