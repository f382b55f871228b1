"""A roster on its way in: the file read, its rows sealed for a day, and who still has to agree."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.access import Role
from models.base import Base, Public
from models.columns import choice
from models.people import Person
from models.places import Agency, StudyClass


class RosterImport(Public, Base):
    """One file of people: read, looked over, applied, and undone within 24 hours.

    `columns` holds the sheet's name, other sheets of people, the headers and which column
    is which; `counts` what became of the rows. `purpose` is why ID-card numbers are kept: "exam",
    "filing", or "" where they are not.
    """

    __tablename__ = "roster_imports"
    __table_args__ = (UniqueConstraint("by_id", "once"),)

    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    once: Mapped[UUID]
    file_name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))
    purpose: Mapped[str] = mapped_column(String(20), default="")
    columns: Mapped[dict[str, Any]] = mapped_column(JSON)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)
    read_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]


class ImportRow(Base):
    """One row of the file, sealed, and what became of it; the sealed part goes after a day.

    `outcome` is created, updated, same, waiting; after undoing also undone or kept. `made` says
    what this row made or changed, without names and numbers of people, so that it can be undone.
    """

    __tablename__ = "import_rows"
    __table_args__ = (UniqueConstraint("import_id", "number"),)

    import_id: Mapped[int] = mapped_column(ForeignKey("roster_imports.id"))
    number: Mapped[int]
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    outcome: Mapped[str] = mapped_column(String(20), default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    made: Mapped[dict[str, Any]] = mapped_column(JSON)


class PendingMembership(Public, Base):
    """A membership that waits: for the person (from a roster), or for the manager (an invite).

    `waits_for` is "person" or "manager"; `cause` ("import:<uid>", "invite:<uid>") makes it once.
    `made_by` is who made the roster or the invite; `mentor` guides the person once they are in.
    """

    __tablename__ = "pending_memberships"
    __table_args__ = (
        UniqueConstraint("person_id", "cause"),
        Index("ix_pending_memberships_agency", "agency_id", "waits_for", "answered_at"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"))
    class_id: Mapped[int | None] = mapped_column(ForeignKey("classes.id"))
    role: Mapped[Role] = mapped_column(choice(Role))
    waits_for: Mapped[str] = mapped_column(String(10))
    cause: Mapped[str] = mapped_column(String(80))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    made_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    accepted: Mapped[bool | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    agency: Mapped[Agency] = relationship()
    study_class: Mapped[StudyClass | None] = relationship()
