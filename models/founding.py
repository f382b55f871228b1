"""The people who found an agency, and the walk they take: steps, papers, stages, changes."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Public
from models.people import Person
from models.places import Agency, Region


class FoundingTeam(Public, Base):
    """The people who found an agency: a scope of its own, grown by the agency that trains them.

    `stage` and `stage_since` are those of the last row of `team_stages_entered`; after the day
    `stuck_after` the team stands there too long, by the law, a promise or what is usual.
    """

    __tablename__ = "founding_teams"
    __table_args__ = (
        UniqueConstraint("made_by_id", "once"),
        Index("ix_founding_teams_agency", "agency_id", "stage", "stage_since", "id"),
        Index("ix_founding_teams_region", "region_id", "stage", "id"),
    )

    name: Mapped[str] = mapped_column(String(80))
    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    once: Mapped[UUID]
    at: Mapped[datetime]
    stage: Mapped[str] = mapped_column(String(30))
    stage_since: Mapped[datetime]
    stuck_after: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    credit_code: Mapped[str | None] = mapped_column(String(18), unique=True)
    registered_on: Mapped[date | None]
    registered_agency_id: Mapped[int | None] = mapped_column(ForeignKey("agencies.id"))

    region: Mapped[Region] = relationship()
    agency: Mapped[Agency] = relationship(foreign_keys=[agency_id])


class TeamStageEntered(Public, Base):
    """A team entered a stage: when, by whom, and why; rows are only added.

    `cause` makes the same sending twice one row: `made`, `step:<name>:<version>`, `stop:<once>`,
    `again:<once>`, `system:rules:<day>`; `why` is in words, for people.
    """

    __tablename__ = "team_stages_entered"
    __table_args__ = (
        UniqueConstraint("team_id", "cause", "stage"),
        Index("ix_team_stages_entered_team", "team_id", "at", "id"),
    )

    team_id: Mapped[int] = mapped_column(ForeignKey("founding_teams.id"))
    stage: Mapped[str] = mapped_column(String(30))
    cause: Mapped[str] = mapped_column(String(80))
    why: Mapped[str] = mapped_column(String(200), default="", server_default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]


class TeamMember(Public, Base):
    """Somebody of the team: an initiator (发起人), full-time staff (专职), or both."""

    __tablename__ = "team_members"
    __table_args__ = (UniqueConstraint("team_id", "person_id"),)

    team_id: Mapped[int] = mapped_column(ForeignKey("founding_teams.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    initiator: Mapped[bool] = mapped_column(default=True)
    full_time: Mapped[bool] = mapped_column(default=False)
    duty: Mapped[str] = mapped_column(String(40), default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person] = relationship()


class TeamStep(Base):
    """Where a team stands in one step of the walk; `version` counts the saves."""

    __tablename__ = "team_steps"
    __table_args__ = (UniqueConstraint("team_id", "step"),)

    team_id: Mapped[int] = mapped_column(ForeignKey("founding_teams.id"))
    step: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(20), default="todo")
    branch: Mapped[str] = mapped_column(String(40), default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    cost_fen: Mapped[int | None]
    place: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(String(1000), default="")
    version: Mapped[int] = mapped_column(default=1)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]


class TeamPaper(Base):
    """The state of one paper of the file: missing, draft, needs seal, ready, expires on."""

    __tablename__ = "team_papers"
    __table_args__ = (UniqueConstraint("team_id", "paper"),)

    team_id: Mapped[int] = mapped_column(ForeignKey("founding_teams.id"))
    paper: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(20), default="missing")
    expires_on: Mapped[date | None]
    upload_id: Mapped[int | None] = mapped_column(ForeignKey("uploads.id"))
    note: Mapped[str] = mapped_column(String(400), default="")
    version: Mapped[int] = mapped_column(default=1)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]


class TeamChange(Public, Base):
    """One field somebody changed: what it was and what it became; nothing is ever lost.

    `part` names the row ("step:charter", "paper:lease", "member:<uid>"), `version` is the one
    its save made: whoever began from an earlier version did not see it.
    """

    __tablename__ = "team_changes"
    __table_args__ = (Index("ix_team_changes_part", "team_id", "part", "id"),)

    team_id: Mapped[int] = mapped_column(ForeignKey("founding_teams.id"))
    part: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    field: Mapped[str] = mapped_column(String(30))
    before: Mapped[str] = mapped_column(String(1000), default="")
    after: Mapped[str] = mapped_column(String(1000), default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]
