"""The pipeline's night: who is stuck by now, and how each stage stood at the end of each day.

Everything is read from `stages_entered`, for teams from `team_stages_entered`, before the gate is
taken; running it twice writes the same rows. Pages read medians and shares from `pipeline_days`
and never from people.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Select, delete, func, insert, select
from sqlalchemy.orm import Session

from actions.jobs import Outside, Workshop
from actions.road_stages import begin_studying
from actions.slices import slices
from actions.stages import mark_stuck
from actions.team_night import follow_rules, remind_of_papers
from domain.days import local_day, start_of
from domain.pipeline import USUAL_DAYS, WINDOW, DayRow, Entry, day_rows, is_stuck, stuck_before
from models.base import Database
from models.founding import FoundingTeam, TeamStageEntered
from models.pipeline import PipelineDay, StageNow
from models.places import Agency
from models.road import StageEntered, Track

JOB: Final = "pipeline-day"
TRACKS: Final = (Track.EXAM, Track.POST, Track.FOUNDING)
MOST_DAYS: Final = 2 * WINDOW
"""So many missed days are made up for at most; earlier ones are asked of the history itself."""
SLICE: Final = 100
DAYS: Final = 60
"""So many people, or days, are written in one transaction."""


def night(_body: Mapping[str, Any], workshop: Workshop, at: datetime) -> None:
    """The job: let people and teams follow, mark who is stuck, write the days until yesterday."""
    today = local_day(at)
    begin_studying(workshop.database, at=at)
    follow_rules(workshop, at)
    remind_of_papers(workshop, at)
    for agency_id in _agencies(workshop.database):
        mark_agency(workshop.database, agency_id, today)
        write_days(workshop.database, agency_id, today - timedelta(days=1))


HANDLER: Final = Outside(night)


def write_days(database: Database, agency_id: int, last: date, first: date | None = None) -> int:
    """Write one agency's rows up to a day, from the first one missing; how many days."""
    written = 0
    for track in TRACKS:
        with database.reading() as db:
            begin = first or _first_missing(db, agency_id, track, last)
            if begin is None or begin > last:
                continue
            rows = day_rows(track, _entries(db, agency_id, track, last), begin, last)
        rows.sort(key=lambda row: row.day)
        days = [(day, list(own)) for day, own in groupby(rows, key=lambda row: row.day)]
        for piece in slices(days, DAYS):
            with database.writing() as db:
                _replace(db, agency_id, track, piece)
        written = max(written, (last - begin).days + 1)
    return written


def _entries(db: Session, agency_id: int, track: Track, last: date) -> Iterator[list[Entry]]:
    if track is Track.FOUNDING:
        return entries_by_team(db, agency_id, last)
    return entries_by_person(db, agency_id, track, last)


def entries_by_team(db: Session, agency_id: int, last: date) -> Iterator[list[Entry]]:
    """Each team's rows in one agency up to the end of a day, in order."""
    row = TeamStageEntered
    query = (
        select(row.team_id, row.stage, row.at, row.cause)
        .join(FoundingTeam, FoundingTeam.id == row.team_id)
        .where(FoundingTeam.agency_id == agency_id)
        .where(row.at < start_of(last + timedelta(days=1)))
        .order_by(row.team_id, row.at, row.id)
    )
    for _team, rows in groupby(db.execute(query), key=lambda one: one.team_id):
        yield [Entry(one.stage, one.at, one.cause) for one in rows]


def entries_by_person(
    db: Session, agency_id: int, track: Track, last: date
) -> Iterator[list[Entry]]:
    """Each person's rows in one agency and track up to the end of a day, in order."""
    query = (
        select(StageEntered.person_id, StageEntered.stage, StageEntered.at, StageEntered.cause)
        .where(StageEntered.agency_id == agency_id, StageEntered.track == track)
        .where(StageEntered.at < start_of(last + timedelta(days=1)))
        .order_by(StageEntered.person_id, StageEntered.at, StageEntered.id)
    )
    for _person, rows in groupby(db.execute(query), key=lambda row: row.person_id):
        yield [Entry(row.stage, row.at, row.cause) for row in rows]


def mark_agency(database: Database, agency_id: int, today: date) -> int:
    """Mark who stands in an exam stage for longer than is usual; how many were marked."""
    with database.reading() as db:
        ids = [one for query in _newly_stuck(agency_id, today) for one in db.scalars(query)]
    for piece in slices(ids, SLICE):
        with database.writing() as db:
            rows = db.scalars(select(StageNow).where(StageNow.id.in_(piece)))
            for row in rows.all():
                mark_stuck(db, row, is_stuck(row.stage, local_day(row.since), today))
            db.flush()
    return len(ids)


def _newly_stuck(agency_id: int, today: date) -> Iterator[Select[int]]:
    for stage in USUAL_DAYS:
        limit = stuck_before(stage, today)
        if limit is not None:
            yield select(StageNow.id).where(
                StageNow.agency_id == agency_id,
                StageNow.track == Track.EXAM,
                StageNow.stage == stage,
                StageNow.since < start_of(limit),
                StageNow.stuck.is_(False),
            )


def _agencies(database: Database) -> list[int]:
    with database.reading() as db:
        return list(db.scalars(select(Agency.id).order_by(Agency.id)))


def _first_missing(db: Session, agency_id: int, track: Track, last: date) -> date | None:
    """The day after the last one written; else the first day of the history."""
    kept = select(func.max(PipelineDay.day)).where(
        PipelineDay.agency_id == agency_id, PipelineDay.track == track
    )
    written = db.scalar(kept)
    if written is not None:
        return min(written + timedelta(days=1), last)
    first = db.scalar(_begun(agency_id, track))
    earliest = last - timedelta(days=MOST_DAYS)
    return None if first is None else max(local_day(first), earliest)


def _begun(agency_id: int, track: Track) -> Select[datetime]:
    if track is Track.FOUNDING:
        entered = select(func.min(TeamStageEntered.at)).join(
            FoundingTeam, FoundingTeam.id == TeamStageEntered.team_id
        )
        return entered.where(FoundingTeam.agency_id == agency_id)
    return select(func.min(StageEntered.at)).where(
        StageEntered.agency_id == agency_id, StageEntered.track == track
    )


def _replace(
    db: Session,
    agency_id: int,
    track: Track,
    days: Sequence[tuple[date, Sequence[DayRow]]],
) -> None:
    """Whole days, the earliest first: who is interrupted goes on after the last one written."""
    db.execute(
        delete(PipelineDay).where(
            PipelineDay.agency_id == agency_id,
            PipelineDay.track == track,
            PipelineDay.day.between(days[0][0], days[-1][0]),
        )
    )
    rows = [_row(agency_id, track, row) for _day, own in days for row in own]
    db.execute(insert(PipelineDay), rows)


def _row(agency_id: int, track: Track, row: DayRow) -> dict[str, Any]:
    return {
        "agency_id": agency_id,
        "track": track,
        "stage": row.stage,
        "day": row.day,
        "people": row.people,
        "entered": row.entered,
        "went_on": row.went_on,
        "went_back": row.went_back,
        "left": row.left,
        "median_days": row.median_days,
    }
