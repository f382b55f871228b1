"""The road beside learning: eligibility, registration, results, certificate, stages."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Public
from models.columns import choice


class Track(StrEnum):
    """The three lines a person or team walks at once."""

    EXAM = "exam"
    POST = "post"
    FOUNDING = "founding"


class EligibilityFact(Base):
    """One answer about education or practice; the latest per question counts.

    `source` is "" where the person told it and "roster" where a roster did.
    """

    __tablename__ = "eligibility_facts"
    __table_args__ = (Index("ix_eligibility_facts_person", "person_id", "question"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    question: Mapped[str] = mapped_column(String(30))
    answer: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(10), default="", server_default="")
    at: Mapped[datetime]


class ExamApplication(Public, Base):
    """One person's way to one sitting."""

    __tablename__ = "exam_applications"
    __table_args__ = (Unique("person_id", "sitting", "level"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    sitting: Mapped[str] = mapped_column(String(60))
    level: Mapped[str] = mapped_column(String(10))
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class ApplicationStep(Base):
    """A step of the registration was done or undone; the latest row per step counts."""

    __tablename__ = "application_steps"

    application_id: Mapped[int] = mapped_column(ForeignKey("exam_applications.id"), index=True)
    step: Mapped[str] = mapped_column(String(30))
    done: Mapped[bool]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]


class TripSheet(Base):
    """The exam-day sheet of one application: seat, bus, lodging, ID expiry, what is packed."""

    __tablename__ = "trip_sheets"

    application_id: Mapped[int] = mapped_column(ForeignKey("exam_applications.id"), unique=True)
    lines: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]


class ExamResult(Base):
    """Marks a person entered for one paper of one year; the latest row counts."""

    __tablename__ = "exam_results"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    year: Mapped[int]
    paper: Mapped[str] = mapped_column(String(10))
    half_marks: Mapped[int | None]
    at: Mapped[datetime]


class Certificate(Public, Base):
    """A certificate a person says they hold; its number is sealed.

    `at` is when what it says was last changed, `by_id` who did so where it was not the holder: a
    check made before `at` no longer counts, and nobody confirms what they entered themselves.
    """

    __tablename__ = "certificates"
    __table_args__ = (Unique("person_id", "level"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    level: Mapped[str] = mapped_column(String(10))
    passed_on: Mapped[date]
    number_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    upload_id: Mapped[int | None] = mapped_column(ForeignKey("uploads.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]


class CertificateRegistration(Base):
    """The certificate was registered (登记) on that day, for the term the rulebook names."""

    __tablename__ = "certificate_registrations"

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"), index=True)
    registered_on: Mapped[date]
    at: Mapped[datetime]


class StageEntered(Public, Base):
    """A person entered a stage of a track: when, by whom, and why."""

    __tablename__ = "stages_entered"
    __table_args__ = (Unique("person_id", "track", "cause"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"), index=True)
    class_id: Mapped[int | None] = mapped_column(ForeignKey("classes.id"))
    track: Mapped[Track] = mapped_column(choice(Track))
    stage: Mapped[str] = mapped_column(String(30))
    cause: Mapped[str] = mapped_column(String(80))
    why: Mapped[str] = mapped_column(String(200), default="", server_default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]


class RuleOverride(Public, Base):
    """Rules entered here over those of the files: the whole TOML text, its source inside."""

    __tablename__ = "rule_overrides"

    name: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Goal(StrEnum):
    """What a study plan works towards: nothing yet, a day of one's own, or the sitting's day."""

    NONE = "none"
    OWN = "own"
    SITTING = "sitting"


class StudyPlan(Base):
    """How a person wants to study; the latest row counts. `goal_on` only for a day of one's own."""

    __tablename__ = "study_plans"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    goal: Mapped[Goal] = mapped_column(choice(Goal), default=Goal.NONE)
    goal_on: Mapped[date | None]
    minutes_per_day: Mapped[int]
    farming: Mapped[bool] = mapped_column(default=False)
    busy_weeks: Mapped[dict[str, str]] = mapped_column(JSON)
    at: Mapped[datetime]


class Assignment(Public, Base):
    """A mentor or manager asks people for something by a day, and says why.

    One row is for people, for a class or for a stage; who joins or enters it later is asked too.
    `target` is "<course>/<chapter>", the course of a mock, or the words of a date.
    """

    __tablename__ = "assignments"
    __table_args__ = (Unique("made_by_id", "once"),)

    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"), index=True)
    class_id: Mapped[int | None] = mapped_column(ForeignKey("classes.id"))
    stage: Mapped[str] = mapped_column(String(30), default="", server_default="")
    made_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    once: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(10))
    target: Mapped[str] = mapped_column(String(60))
    due_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    cancelled_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)


class AssignmentTo(Base):
    """This assignment is for this person."""

    __tablename__ = "assignment_people"
    __table_args__ = (Unique("assignment_id", "person_id"),)

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
