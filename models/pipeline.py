"""Where people stand: the present stage of each, counts kept beside it, posts, candidates."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Public
from models.columns import choice
from models.people import Person
from models.places import Region
from models.road import Track


class StageNow(Base):
    """The stage a person stands in now, in one agency and track: made from `stages_entered`.

    Agency, class and home are kept here because counts are kept per each of them, and so are
    `stuck` (longer here than is usual, marked each night) and `engaged` (how a post is paid:
    `bought`, `hired`, or empty).
    """

    __tablename__ = "stages_now"
    __table_args__ = (
        UniqueConstraint("person_id", "agency_id", "track"),
        Index("ix_stages_now_list", "agency_id", "track", "stage", "since", "id"),
        Index("ix_stages_now_since", "agency_id", "track", "since", "id"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"))
    class_id: Mapped[int | None] = mapped_column(ForeignKey("classes.id"), index=True)
    home_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"), index=True)
    track: Mapped[Track] = mapped_column(choice(Track))
    stage: Mapped[str] = mapped_column(String(30))
    since: Mapped[datetime]
    stuck: Mapped[bool] = mapped_column(default=False, server_default=false())
    engaged: Mapped[str] = mapped_column(String(20), default="", server_default="")

    person: Mapped[Person] = relationship()


class PeopleCount(Base):
    """How many people: one leaf per measure, key, agency, class and home; 0 where there is none.

    Measures: `exam`, `post` (keys are stages), `exam-stuck` (those of a stage who are
    stuck), `engaged` (how posts are paid), `holder` (keys are levels). Pages sum leaves and never
    count people. A class or home of 0 means none is known.
    """

    __tablename__ = "people_counts"
    __table_args__ = (
        UniqueConstraint("measure", "key", "agency_id", "class_id", "home_id"),
        Index("ix_people_counts_agency", "agency_id", "measure", "key"),
        Index("ix_people_counts_home", "home_id", "measure", "key"),
    )

    measure: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(30))
    agency_id: Mapped[int]
    class_id: Mapped[int] = mapped_column(default=0)
    home_id: Mapped[int] = mapped_column(default=0)
    people: Mapped[int] = mapped_column(default=0)


class PipelineDay(Base):
    """One stage of one agency at the end of one day: how many stood there, came and went.

    `median_days` is of those who went within the year before; None for fewer than five.
    """

    __tablename__ = "pipeline_days"
    __table_args__ = (UniqueConstraint("agency_id", "track", "stage", "day"),)

    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"))
    track: Mapped[Track] = mapped_column(choice(Track))
    stage: Mapped[str] = mapped_column(String(30))
    day: Mapped[date]
    people: Mapped[int]
    entered: Mapped[int]
    went_on: Mapped[int]
    went_back: Mapped[int] = mapped_column(default=0, server_default="0")
    left: Mapped[int]
    median_days: Mapped[int | None]


class Station(Public, Base):
    """A place that has posts: a township station, an elder centre, a village committee."""

    __tablename__ = "stations"
    __table_args__ = (UniqueConstraint("region_id", "name"),)

    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(20))
    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agencies.id"), index=True)
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]

    region: Mapped[Region] = relationship()


class Post(Public, Base):
    """A paid or volunteer place somebody holds; a change of terms ends it and begins another."""

    __tablename__ = "posts"
    __table_args__ = (Index("ix_posts_agency", "agency_id", "ended_on"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"))
    station_id: Mapped[int | None] = mapped_column(ForeignKey("stations.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    engaged: Mapped[str] = mapped_column(String(20), default="")
    started_on: Mapped[date]
    contract_ends_on: Mapped[date | None]
    funding_ends_on: Mapped[date | None]
    cert_due_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    why_ended: Mapped[str] = mapped_column(String(200), default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    station: Mapped[Station | None] = relationship()


class Candidate(Public, Base):
    """Somebody who may become a trainee: known to the agency, with no account yet.

    `state` is open, invited, joined or dropped. `knows` and `runs` are what they bring already:
    whom they know, what they run. `version` counts the changes, so that two people at once are
    told of each other.
    """

    __tablename__ = "candidates"
    __table_args__ = (
        UniqueConstraint("made_by_id", "once"),
        Index("ix_candidates_list", "agency_id", "state", "village", "id"),
    )

    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"))
    home_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"))
    village: Mapped[str] = mapped_column(String(40), default="")
    name: Mapped[str] = mapped_column(String(40))
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary(16), index=True)
    phone_tail: Mapped[str] = mapped_column(String(4), default="")
    education: Mapped[str] = mapped_column(String(30), default="")
    major: Mapped[str] = mapped_column(String(20), default="")
    years: Mapped[int | None]
    knows: Mapped[str] = mapped_column(String(200), default="")
    runs: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(String(400), default="")
    state: Mapped[str] = mapped_column(String(20), default="open")
    why_dropped: Mapped[str] = mapped_column(String(200), default="")
    invite_id: Mapped[int | None] = mapped_column(ForeignKey("invites.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    once: Mapped[UUID]
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    changed_at: Mapped[datetime | None]

    home: Mapped[Region | None] = relationship()
    changed_by: Mapped[Person | None] = relationship(foreign_keys=[changed_by_id])
