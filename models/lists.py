"""Named lists for a bureau: each look at one is kept, with its purpose and everyone on it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Public
from models.people import Person


class NamedListView(Public, Base):
    """An officer opened a named list, saying what for.

    `kind` is `allowance` (who was paid in `year`) or `sitting` (who is registered for the exam or
    sat it). Only people with a live separate agreement stand on it (domain/consent.py).
    """

    __tablename__ = "named_list_views"
    __table_args__ = (UniqueConstraint("by_id", "once"),)

    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"))
    kind: Mapped[str] = mapped_column(String(20))
    year: Mapped[int]
    purpose: Mapped[str] = mapped_column(String(200))
    people: Mapped[int]
    once: Mapped[UUID]
    at: Mapped[datetime]


class NamedListPerson(Base):
    """This person stood on that list."""

    __tablename__ = "named_list_people"
    __table_args__ = (UniqueConstraint("view_id", "person_id"),)

    view_id: Mapped[int] = mapped_column(ForeignKey("named_list_views.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)


class Allowance(Public, Base):
    """Money promised or paid to a person: what for, how much (in fen), and when.

    Kinds are those of `domain.allowances`. A row is never changed: it is taken back, and entered
    anew where it was wrong.
    """

    __tablename__ = "allowances"
    __table_args__ = (
        UniqueConstraint("by_id", "once"),
        Index("ix_allowances_list", "agency_id", "year", "id"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"))
    kind: Mapped[str] = mapped_column(String(20))
    year: Mapped[int]
    fen: Mapped[int]
    paid_on: Mapped[date | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    once: Mapped[UUID]
    at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
