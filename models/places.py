"""Where people belong: regions, agencies (the tenants) and classes."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Public


class Region(Base):
    """A place with a GB/T 2260 code of 2, 4, 6 or 9 digits; local zones use reserved 9xx codes."""

    __tablename__ = "regions"

    code: Mapped[str] = mapped_column(String(12), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"), index=True)


class Agency(Public, Base):
    """The organisation that grows or employs trainees; also the tenant.

    `watched_at` is when its `concerns_now` were last made; None where that has not been.
    """

    __tablename__ = "agencies"

    name: Mapped[str] = mapped_column(String(80))
    phone: Mapped[str] = mapped_column(String(40), default="")
    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"), index=True)
    second_factor: Mapped[bool | None]
    closed_at: Mapped[datetime | None]
    watched_at: Mapped[datetime | None]
    region: Mapped[Region] = relationship()


class StudyClass(Public, Base):
    """A class: 6 to 12 people of one agency who study together; who made it also sees it."""

    __tablename__ = "classes"

    name: Mapped[str] = mapped_column(String(60))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"), index=True)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    once: Mapped[UUID | None] = mapped_column(unique=True)
    opened_on: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    agency: Mapped[Agency] = relationship()
