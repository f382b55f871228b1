"""The one door through which a founding team enters a stage: history, and the present stage.

`team_stages_entered` is only added to. A stage follows from what the team told of its steps; only
stopping, and being taken up again, is said by somebody.
"""

from datetime import date, datetime
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from actions.team_book import Walkbook, tell, told_by
from domain.days import local_day
from domain.founding import Told, walk
from domain.team_stages import TeamStage, limits_of, stage_of, way_between
from models.founding import FoundingTeam, TeamStageEntered
from models.people import Person

MADE: Final = "made"
STOPPED: Final = TeamStage.STOPPED


def begin_stages(
    db: Session, team: FoundingTeam, book: Walkbook, *, by: Person, at: datetime
) -> None:
    """Let a new team stand in its first stage."""
    _enter(db, team, TeamStage(team.stage), cause=MADE, why="", by=by, at=at)
    _measure(team, book, {}, local_day(at))
    db.flush()


def follow_steps(
    db: Session,
    team: FoundingTeam,
    book: Walkbook,
    *,
    cause: str,
    by: Person | None,
    at: datetime,
) -> TeamStage:
    """Let a team stand where its steps say; every stage on the way is entered. The stage now.

    A stopped team stays stopped. Without somebody it is the rules that changed.
    """
    told, before = told_by(db, team.id), TeamStage(team.stage)
    if before is not STOPPED:
        for stage in way_between(before, stage_of(book.stages, book.steps, told)):
            _enter(db, team, stage, cause=cause, why="", by=by, at=at)
    _measure(team, book, told, local_day(at))
    db.flush()
    if team.stage != before:
        tell(db, "team-stage", team, by, at, before=before, stage=team.stage)
    return TeamStage(team.stage)


def enter_by_hand(
    db: Session,
    team: FoundingTeam,
    book: Walkbook,
    stage: TeamStage,
    *,
    cause: str,
    why: str,
    by: Person,
    at: datetime,
) -> None:
    """Stop a team, or let a stopped one stand again where its steps say."""
    before = team.stage
    _enter(db, team, stage, cause=cause, why=why, by=by, at=at)
    _measure(team, book, told_by(db, team.id), local_day(at))
    db.flush()
    tell(db, "team-stage", team, by, at, before=before, stage=stage)


def was_caused(db: Session, team_id: int, cause: str) -> bool:
    """Whether this cause has already let the team enter a stage."""
    rows = exists().where(TeamStageEntered.team_id == team_id, TeamStageEntered.cause == cause)
    return bool(db.scalar(select(rows)))


def last_day(
    book: Walkbook, stage: str, told: dict[str, Told], since: datetime, today: date
) -> date | None:
    """The last day on which a team does not yet stand in this stage too long; None for no such."""
    places = walk(book.steps, told, today)
    return next((one.day for one in limits_of(book.stage(stage), places, since)), None)


def _enter(
    db: Session,
    team: FoundingTeam,
    stage: TeamStage,
    *,
    cause: str,
    why: str,
    by: Person | None,
    at: datetime,
) -> None:
    by_id = by.id if by else None
    db.add(TeamStageEntered(team_id=team.id, stage=stage, cause=cause, why=why, by_id=by_id, at=at))
    team.stage, team.stage_since = stage.value, at
    db.flush()


def _measure(team: FoundingTeam, book: Walkbook, told: dict[str, Told], today: date) -> None:
    team.stuck_after = last_day(book, team.stage, told, team.stage_since, today)
