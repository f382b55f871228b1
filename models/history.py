"""What happened: the append-only audit log, its seals, and the notes of refused requests."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class AuditEntry(Base):
    """Who did what to whom, with public ids only. Triggers refuse any change."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_at", "at"),
        Index("ix_audit_entries_actor", "actor", "at"),
        Index("ix_audit_entries_subject", "subject", "at"),
        Index("ix_audit_entries_agency", "agency", "at"),
        Index("ix_audit_entries_action", "action", "at"),
    )

    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(36))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(60), default="")
    agency: Mapped[str] = mapped_column(String(36), default="")
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)


class AuditSeal(Base):
    """The place of an entry in the chain: its number and the hash over it and the seal before."""

    __tablename__ = "audit_seals"

    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entries.id"), unique=True)
    number: Mapped[int] = mapped_column(unique=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class AuditCheck(Base):
    """The whole chain was read once: up to which seal, and where it broke if it did."""

    __tablename__ = "audit_checks"

    at: Mapped[datetime]
    number: Mapped[int]
    broken_at: Mapped[int | None]


class Note(Base):
    """A refused or sensitive request, folded per kind, subject and minute."""

    __tablename__ = "notes"
    __table_args__ = (
        Unique("kind", "subject", "route", "minute"),
        Index("ix_notes_subject", "kind", "subject", "minute"),
    )

    kind: Mapped[str] = mapped_column(String(30))
    subject: Mapped[str] = mapped_column(String(64))
    route: Mapped[str] = mapped_column(String(60))
    minute: Mapped[datetime]
    times: Mapped[int] = mapped_column(default=1)
