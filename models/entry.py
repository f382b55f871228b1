"""Ways in: invites, recovery slips, devices and the sessions on them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.access import Role
from models.base import Base, Public
from models.columns import choice
from models.people import Person
from models.places import Agency, StudyClass


class Invite(Public, Base):
    """A code by which people join an agency (and a class); the code itself is not kept.

    Where it `waits`, whoever comes with it stands in the waiting room until a manager agrees.
    """

    __tablename__ = "invites"
    __table_args__ = (Index("ix_invites_once", "made_by_id", "once", unique=True),)

    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    code_tail: Mapped[str] = mapped_column(String(4))
    role: Mapped[Role] = mapped_column(choice(Role))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"), index=True)
    class_id: Mapped[int | None] = mapped_column(ForeignKey("classes.id"))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    places: Mapped[int]
    waits: Mapped[bool] = mapped_column(default=False, server_default=false())
    once: Mapped[UUID | None]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]

    agency: Mapped[Agency] = relationship()
    study_class: Mapped[StudyClass | None] = relationship()
    made_by: Mapped[Person] = relationship()
    uses: Mapped[list["InviteUse"]] = relationship(back_populates="invite")


class InviteUse(Base):
    """This person took this numbered place of an invite; the number makes a race impossible."""

    __tablename__ = "invite_uses"
    __table_args__ = (
        UniqueConstraint("invite_id", "place"),
        UniqueConstraint("invite_id", "person_id"),
    )

    invite_id: Mapped[int] = mapped_column(ForeignKey("invites.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    place: Mapped[int]
    used_at: Mapped[datetime]

    invite: Mapped[Invite] = relationship(back_populates="uses")


class RecoverySlip(Public, Base):
    """A paper slip with a code that sets a new password once; printed by a mentor or manager."""

    __tablename__ = "recovery_slips"

    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]


class Device(Public, Base):
    """One writer of facts: a browser profile of one person, or the server for pages without JS."""

    __tablename__ = "devices"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    label: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[datetime]


class SignIn(Public, Base):
    """A session: the hash of a random id, whose it is, and whether it still counts."""

    __tablename__ = "sign_ins"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    label: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[datetime]
    seen_on: Mapped[date]
    ends_at: Mapped[datetime]
    second_factor_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
