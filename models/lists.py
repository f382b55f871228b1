"""Named lists for a bureau: each look at one is kept, with its purpose and everyone on it."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Public


class NamedListView(Public, Base):
    """An officer opened a named list, saying what for."""

    __tablename__ = "named_list_views"

    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"))
    kind: Mapped[str] = mapped_column(String(20))
    purpose: Mapped[str] = mapped_column(String(200))
    people: Mapped[int]
    at: Mapped[datetime]


class NamedListPerson(Base):
    """This person stood on that list."""

    __tablename__ = "named_list_people"
    __table_args__ = (UniqueConstraint("view_id", "person_id"),)

    view_id: Mapped[int] = mapped_column(ForeignKey("named_list_views.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)


class Allowance(Public, Base):
    """Money promised or paid to a person: what for, how much (in fen), and when."""

    __tablename__ = "allowances"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    year: Mapped[int]
    fen: Mapped[int]
    paid_on: Mapped[date | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]
