"""Why trainees may need somebody, kept for lists that are too long to look at everybody anew."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class ConcernNow(Base):
    """One reason to look after a trainee of an agency, as of the agency's `watched_at`.

    Made each night from the facts by the rules of domain/concern.py, and anew for one person when
    they learn, pay or tell why they are away; it can be made again at any time. `need`, `since`,
    `days`, `name`, `many` and `scores` say what a Concern says; `weight` and `oldest` are of the
    whole person and sort lists.
    """

    __tablename__ = "concerns_now"
    __table_args__ = (
        UniqueConstraint("person_id", "agency_id", "place"),
        Index("ix_concerns_now_need", "agency_id", "need", "person_id", "since"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"))
    place: Mapped[int]
    """The most pressing reason of the person has place 0."""
    need: Mapped[str] = mapped_column(String(10))
    since: Mapped[date]
    days: Mapped[int]
    name: Mapped[str] = mapped_column(String(10), default="")
    many: Mapped[int] = mapped_column(default=1)
    scores: Mapped[list[Any] | None] = mapped_column(JSON)
    weight: Mapped[int]
    oldest: Mapped[date]
