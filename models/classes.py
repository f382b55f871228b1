"""A class at work: who leads it, what each week is for, who is away, rehearsals on paper."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Public


class ClassLeader(Base):
    """This person leads this class (学习组长), from then until then; one at a time.

    `by_id` set them, `ended_by_id` ended it (none where an erasure did).
    """

    __tablename__ = "class_leaders"
    __table_args__ = (Index("ix_class_leaders_class", "class_id", "ends_at"),)

    class_id: Mapped[int] = mapped_column(ForeignKey("classes.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)


class WeekPlan(Base):
    """What a class does in the week that begins on this Monday; the latest row counts.

    `chapters` are "<course>/<chapter>" with a space between them.
    """

    __tablename__ = "week_plans"
    __table_args__ = (Index("ix_week_plans_week", "class_id", "monday"),)

    class_id: Mapped[int] = mapped_column(ForeignKey("classes.id"))
    monday: Mapped[date]
    chapters: Mapped[str] = mapped_column(String(400), default="")
    words: Mapped[str] = mapped_column(String(400), default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]


class Absence(Public, Base):
    """Somebody said why they cannot study in these days; until then nobody reminds them.

    `kind` is a code of `domain/silence.py` or empty; `reason` is in their own words or empty.
    """

    __tablename__ = "absences"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date]
    kind: Mapped[str] = mapped_column(String(20), default="", server_default="")
    reason: Mapped[str] = mapped_column(String(200))
    told_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]


class Silence(Base):
    """A silence somebody was told of: whose, in which class, and the last day before it.

    One row a silence, so that nobody is told twice: the leader first, then the mentors.
    """

    __tablename__ = "silences"
    __table_args__ = (UniqueConstraint("person_id", "class_id", "since"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    class_id: Mapped[int] = mapped_column(ForeignKey("classes.id"), index=True)
    since: Mapped[date]
    leader_on: Mapped[date | None]
    mentor_on: Mapped[date | None]


class Rehearsal(Public, Base):
    """A group rehearsal: a class sits papers on one day on printed cards.

    Each of `papers` is the body of a mock's start, drawn once for the whole class: course, seed,
    code, items, versions, minutes.
    """

    __tablename__ = "rehearsals"
    __table_args__ = (UniqueConstraint("made_by_id", "once"),)

    class_id: Mapped[int] = mapped_column(ForeignKey("classes.id"), index=True)
    held_on: Mapped[date]
    papers: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    once: Mapped[UUID]
    at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]


class RehearsalSheet(Base):
    """One person's card of one paper was typed in: it became this mock."""

    __tablename__ = "rehearsal_sheets"
    __table_args__ = (UniqueConstraint("rehearsal_id", "person_id", "course"),)

    rehearsal_id: Mapped[int] = mapped_column(ForeignKey("rehearsals.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    course: Mapped[str] = mapped_column(String(60))
    mock_id: Mapped[int] = mapped_column(ForeignKey("mocks.id"))
    typed_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]
