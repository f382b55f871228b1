"""Questions about founding teams as a pipeline: who stands where, since when, and on a day gone by.

No history is kept of who was stuck, nor of which teams somebody saw.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, or_, select

from domain.days import local_day, start_of
from domain.team_stages import UNDER_WAY, TeamStage
from models.actor import Actor
from models.founding import FoundingTeam, TeamStageEntered
from models.founding_queries import teams_of
from models.people import Person
from models.places import Agency

DONE: Final = tuple(stage.value for stage in TeamStage if stage not in UNDER_WAY)
"""Stages of teams that have their certificate, or have stopped: listed last."""
Row = tuple[FoundingTeam, str, datetime]
"""A team, its stage, and since when it stands there."""


@dataclass(frozen=True, slots=True)
class TeamsWanted:
    """Which of the teams somebody sees are listed; nothing named means all of them.

    `on` is a day gone by: stages are those of its end.
    """

    stage: str = ""
    stuck: bool = False
    agency: UUID | None = None
    on: date | None = None


def teams_wanted(
    actor: Actor, wanted: TeamsWanted, now: datetime, after: Row | None = None
) -> Select[FoundingTeam, str, datetime]:
    """Teams with stage and since when, those under way first, the longest there first."""
    if wanted.on is None:
        stage, since = FoundingTeam.stage, FoundingTeam.stage_since
        query = teams_of(actor, now)
    else:
        last = last_stages(wanted.on)
        stage, since = last.c.stage, last.c.at
        there = and_(last.c.team_id == FoundingTeam.id, last.c.rank == 1)
        query = teams_of(actor, now).join(last, there)
    limits = _limits(wanted, stage, local_day(now))
    later = () if after is None else (_after(stage, since, after),)
    order = (stage.in_(DONE), since, FoundingTeam.id)
    return query.add_columns(stage, since).where(*limits, *later).order_by(*order)


def team_counts(agency_id: int, today: date) -> Select[str, int, int, date]:
    """Stage, teams, how many of them are stuck, and the first day past which one was not yet."""
    stuck = is_stuck(today)
    return (
        select(
            FoundingTeam.stage,
            func.count(),
            func.sum(case((stuck, 1), else_=0)),
            func.min(case((stuck, FoundingTeam.stuck_after))),
        )
        .where(FoundingTeam.agency_id == agency_id)
        .group_by(FoundingTeam.stage)
    )


def team_stages_on(agency_id: int, day: date) -> Select[str, int]:
    """Stage and teams of an agency at the end of a day, from the history."""
    last = last_stages(day)
    return (
        select(last.c.stage, func.count())
        .join(FoundingTeam, FoundingTeam.id == last.c.team_id)
        .where(FoundingTeam.agency_id == agency_id, last.c.rank == 1)
        .group_by(last.c.stage)
    )


def last_stages(day: date) -> Subquery:
    """Every team's rows until the end of a day, the last one of each ranked 1."""
    row = TeamStageEntered
    order = (row.at.desc(), row.id.desc())
    rank = func.row_number().over(partition_by=row.team_id, order_by=order)
    return (
        select(row.team_id, row.stage, row.at, rank.label("rank"))
        .where(row.at < start_of(day + timedelta(days=1)))
        .subquery()
    )


def stages_entered(team_id: int) -> Select[TeamStageEntered, str]:
    """A team's history of stages with who wrote each row, the newest first."""
    return (
        select(TeamStageEntered, Person.name)
        .outerjoin(Person, Person.id == TeamStageEntered.by_id)
        .where(TeamStageEntered.team_id == team_id)
        .order_by(TeamStageEntered.at.desc(), TeamStageEntered.id.desc())
    )


def is_stuck(today: date) -> ColumnElement[bool]:
    """Whether a team stands in its stage for longer than holds for it."""
    return and_(FoundingTeam.stuck_after.is_not(None), FoundingTeam.stuck_after < today)


def _limits(wanted: TeamsWanted, stage: Any, today: date) -> Iterator[ColumnElement[bool]]:  # noqa: ANN401
    if wanted.stage:
        yield stage == wanted.stage
    if wanted.agency is not None:
        yield FoundingTeam.agency.has(Agency.uid == wanted.agency)
    if wanted.stuck and wanted.on is None:
        yield is_stuck(today)


def _after(stage: Any, since: Any, row: Row) -> ColumnElement[bool]:  # noqa: ANN401
    team, its_stage, its_since = row
    later = or_(since > its_since, and_(since == its_since, FoundingTeam.id > team.id))
    if its_stage in DONE:
        return and_(stage.in_(DONE), later)
    return or_(stage.in_(DONE), later)
