"""What people are told: in the product first, by mail where somebody wants it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Public


class Notice(Public, Base):
    """One thing somebody should know; `key` makes telling twice the same as telling once."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("person_id", "key"),
        Index("ix_notices_unseen", "person_id", "seen_at"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(30))
    key: Mapped[str] = mapped_column(String(80))
    about: Mapped[dict[str, Any]] = mapped_column(JSON)
    href: Mapped[str] = mapped_column(String(200), default="")
    made_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]


class NoticeWish(Base):
    """How somebody wants to be told: an address for mail (sealed), and the quiet hours."""

    __tablename__ = "notice_wishes"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), unique=True)
    email_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    code_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    code_until: Mapped[datetime | None]
    code_tries: Mapped[int] = mapped_column(default=0)
    email_confirmed_at: Mapped[datetime | None]
    quiet_from: Mapped[int] = mapped_column(default=21)
    quiet_until: Mapped[int] = mapped_column(default=8)
    at: Mapped[datetime]


class HouseSetting(Base):
    """A setting an administrator wrote; what is secret in it is sealed and never read back."""

    __tablename__ = "house_settings"

    key: Mapped[str] = mapped_column(String(40), unique=True)
    value: Mapped[str] = mapped_column(String(400), default="")
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]
