"""Mock exams: the paper drawn, each step saved, the one closing."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Public


class Mock(Public, Base):
    """One timed run of a paper; the server owns its clock. Open until it has a closing."""

    __tablename__ = "mocks"
    __table_args__ = (
        Unique("person_id", "once"),
        CheckConstraint("minutes BETWEEN 1 AND 600", name="minutes"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    once: Mapped[UUID]
    course: Mapped[str] = mapped_column(String(60))
    seed: Mapped[int]
    code: Mapped[str] = mapped_column(String(8))
    items: Mapped[list[str]] = mapped_column(JSON)
    versions: Mapped[list[str]] = mapped_column(JSON)
    minutes: Mapped[int]
    extra_minutes: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime]
    deadline_at: Mapped[datetime]

    answers: Mapped[list["MockAnswer"]] = relationship(back_populates="mock")
    closing: Mapped["MockClosing | None"] = relationship(back_populates="mock")


class MockAnswer(Base):
    """The state of one question of a mock; folded from its steps."""

    __tablename__ = "mock_answers"
    __table_args__ = (Unique("mock_id", "number"),)

    mock_id: Mapped[int] = mapped_column(ForeignKey("mocks.id"))
    number: Mapped[int]
    chosen: Mapped[str] = mapped_column(String(5), default="")
    first_chosen: Mapped[str] = mapped_column(String(5), default="")
    flagged: Mapped[bool] = mapped_column(default=False)
    changes: Mapped[int] = mapped_column(default=0)
    seconds: Mapped[int] = mapped_column(default=0)
    late: Mapped[str] = mapped_column(String(5), default="")
    code: Mapped[str] = mapped_column(String(8), default="")
    at: Mapped[datetime]

    mock: Mapped[Mock] = relationship(back_populates="answers")


class MockClosing(Base):
    """A mock was closed and graded, once: by its sitter or by the clock."""

    __tablename__ = "mock_closings"

    mock_id: Mapped[int] = mapped_column(ForeignKey("mocks.id"), unique=True)
    cause: Mapped[str] = mapped_column(String(10))
    closed_at: Mapped[datetime]
    half_marks: Mapped[int]
    full_half_marks: Mapped[int]
    report: Mapped[dict[str, Any]] = mapped_column(JSON)

    mock: Mapped[Mock] = relationship(back_populates="closing")


class ExtraTime(Base):
    """More minutes in mocks for one person, with the reason; the latest row counts."""

    __tablename__ = "extra_times"
    __table_args__ = (CheckConstraint("minutes BETWEEN 0 AND 240", name="minutes"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    minutes: Mapped[int]
    reason: Mapped[str] = mapped_column(String(200))
    given_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]
