"""People, what they are to whom, and what they agreed to."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.access import Role
from models.base import Base, Public
from models.columns import choice
from models.places import Agency, Region, StudyClass


class Person(Public, Base):
    """One human being. Phone and ID card are sealed; only the phone's tail is plain."""

    __tablename__ = "people"

    name: Mapped[str] = mapped_column(String(40))
    login_name: Mapped[str | None] = mapped_column(String(40), unique=True)
    password_hash: Mapped[str] = mapped_column(String(120), default="")
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary(16), unique=True)
    phone_tail: Mapped[str] = mapped_column(String(4), default="")
    id_card_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    id_card_index: Mapped[bytes | None] = mapped_column(LargeBinary(16), unique=True)
    language: Mapped[str] = mapped_column(String(8), default="")
    home_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"), index=True)
    village: Mapped[str] = mapped_column(String(40), default="", server_default="")
    joined_at: Mapped[datetime]

    memberships: Mapped[list["Membership"]] = relationship(back_populates="person")


class Membership(Public, Base):
    """A person's role in one scope (an agency, with or without a class; a region; or the house)."""

    __tablename__ = "memberships"
    __table_args__ = (
        CheckConstraint("agency_id IS NULL OR region_id IS NULL", name="one_scope"),
        CheckConstraint("class_id IS NULL OR agency_id IS NOT NULL", name="class_in_agency"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[Role] = mapped_column(choice(Role))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agencies.id"), index=True)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"), index=True)
    class_id: Mapped[int | None] = mapped_column(ForeignKey("classes.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(back_populates="memberships")
    agency: Mapped[Agency | None] = relationship()
    region: Mapped[Region | None] = relationship()
    study_class: Mapped[StudyClass | None] = relationship()


class Guidance(Base):
    """This mentor guides this trainee, from then until then."""

    __tablename__ = "guidances"
    __table_args__ = (Index("ix_guidances_pair", "mentor_id", "trainee_id"),)

    mentor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    trainee_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]


class Consent(Base):
    """One purpose a person agreed to, with the words shown; withdrawing keeps the row.

    Withdrawn at the moment it was given: they were asked, and said no.
    """

    __tablename__ = "consents"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(String(400))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    @property
    def refused(self) -> bool:
        """Whether they never agreed."""
        return self.withdrawn_at == self.given_at


class ErasureRequest(Base):
    """A person asked to be erased: undone, or carried out when the time to undo it ends."""

    __tablename__ = "erasure_requests"
    __table_args__ = (UniqueConstraint("person_id", "asked_at"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
