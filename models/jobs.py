"""Work to do later, kept in the same database as its cause."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Job(Base):
    """One piece of work; `key` makes asking twice the same as asking once."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_open", "done_at", "run_at"),)

    kind: Mapped[str] = mapped_column(String(30))
    key: Mapped[str] = mapped_column(String(80), unique=True)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    run_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str] = mapped_column(String(400), default="")
