"""What people can show: uploads, certificates looked at by a second person, hours, degrees."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Public


class Upload(Public, Base):
    """A file somebody gave us; its bytes lie under `instance/files` by their hash."""

    __tablename__ = "uploads"

    sha256: Mapped[str] = mapped_column(String(64), index=True)
    media: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    bytes: Mapped[int]
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agencies.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class CertificateCheck(Base):
    """A second person looked at the evidence of a certificate; the latest row counts."""

    __tablename__ = "certificate_checks"

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    agreed: Mapped[bool]
    words: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime]


class HolderNow(Base):
    """The highest confirmed level of a person in one agency, as it is counted (`holder`).

    Made from certificates and their checks; kept so that a count moves by what it was.
    """

    __tablename__ = "holders_now"
    __table_args__ = (UniqueConstraint("person_id", "agency_id"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"), index=True)
    class_id: Mapped[int | None] = mapped_column(ForeignKey("classes.id"))
    home_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"))
    level: Mapped[str] = mapped_column(String(10))


class EducationHours(Public, Base):
    """Continuing education somebody had on one day, in minutes (72 or 90 hours per term)."""

    __tablename__ = "education_hours"
    __table_args__ = (UniqueConstraint("by_id", "once"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    day: Mapped[date]
    minutes: Mapped[int]
    subject: Mapped[str] = mapped_column(String(120))
    giver: Mapped[str] = mapped_column(String(120), default="")
    upload_id: Mapped[int | None] = mapped_column(ForeignKey("uploads.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    once: Mapped[UUID]
    at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]


class Qualification(Public, Base):
    """A degree or another's title on record: `sw-degree`, `supervision`; counts once confirmed.

    `upload_id` is the evidence; `ended_at` with its reason takes it off the record.
    """

    __tablename__ = "qualifications"
    __table_args__ = (Index("ix_qualifications_person", "person_id", "kind"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(String(120))
    upload_id: Mapped[int | None] = mapped_column(ForeignKey("uploads.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    why_ended: Mapped[str] = mapped_column(String(200), default="")
