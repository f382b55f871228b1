"""Questions about days gone by: who stood where, from the history, and what each night wrote."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, or_, select
from sqlalchemy.orm import aliased

from domain.days import start_of
from domain.pipeline import WINDOW
from models.actor import withdrew
from models.people import Person
from models.pipeline import PipelineDay
from models.pipeline_queries import AWAY, Place, Wanted, Within, begins_like, belongs
from models.places import Region, StudyClass
from models.road import StageEntered, Track


def stages_on(agency_id: int, day: date) -> Select[str, str, int]:
    """Track, stage and people at the end of a day, from the history."""
    last = _last_rows(agency_id, day)
    return (
        select(last.c.track, last.c.stage, func.count())
        .where(last.c.rank == 1)
        .group_by(last.c.track, last.c.stage)
    )


def people_on(
    within: Within, wanted: Wanted, day: date, place: Place | None = None
) -> Select[Person, str, str, str, datetime, bool]:
    """Who stood where at the end of a day: class then, home now, stage, since when, still here.

    No history is kept of where people lived, who guided them and who was stuck.
    """
    last, here = _last_rows(within.agency_id, day), belongs(within.agency_id)
    query = (
        select(Person, StudyClass.name, Region.name, last.c.stage, last.c.at, here)
        .join(last, last.c.person_id == Person.id)
        .outerjoin(StudyClass, StudyClass.id == last.c.class_id)
        .outerjoin(Region, Region.id == Person.home_id)
        .where(last.c.rank == 1, last.c.track == wanted.track, ~withdrew())
        .where(*_limits(last, within, wanted))
        .order_by(last.c.at, Person.id)
    )
    if place is None:
        return query
    row = aliased(Person)
    there = select(row.id).where(row.uid == place.person).scalar_subquery()
    later = and_(last.c.at == place.since, Person.id > there)
    return query.where(or_(last.c.at > place.since, later))


def _limits(last: Subquery, within: Within, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    stages = last.c.stage
    yield stages.in_(wanted.stages) if wanted.stages else stages.not_in(AWAY)
    if within.class_id is not None:
        yield last.c.class_id == within.class_id
    if within.home_id is not None:
        yield and_(Person.home_id == within.home_id, belongs(within.agency_id))
    if wanted.words:
        yield begins_like(wanted.words, belongs(within.agency_id))


def _last_rows(agency_id: int, day: date) -> Subquery:
    """Each person's rows until the end of a day, the last one of each track ranked 1."""
    order = (StageEntered.at.desc(), StageEntered.id.desc())
    pair = (StageEntered.person_id, StageEntered.track)
    rank = func.row_number().over(partition_by=pair, order_by=order)
    return (
        select(
            *pair, StageEntered.stage, StageEntered.class_id, StageEntered.at, rank.label("rank")
        )
        .where(StageEntered.agency_id == agency_id)
        .where(StageEntered.at < start_of(day + timedelta(days=1)))
        .subquery()
    )


def flows_until(agency_id: int, day: date, track: Track = Track.EXAM) -> Select[str, int, int, int]:
    """Stage, and how many went on, back and away from it in the year that ends with a day."""
    on, back = func.sum(PipelineDay.went_on), func.sum(PipelineDay.went_back)
    return (
        select(PipelineDay.stage, on, back, func.sum(PipelineDay.left))
        .where(PipelineDay.agency_id == agency_id, PipelineDay.track == track)
        .where(PipelineDay.day <= day, PipelineDay.day > day - timedelta(days=WINDOW))
        .group_by(PipelineDay.stage)
    )


def days_of_stages(agency_id: int, day: date, track: Track = Track.EXAM) -> Select[PipelineDay]:
    """The stages of a track at the end of the last day that was written, up to a day."""
    written = (
        select(func.max(PipelineDay.day))
        .where(PipelineDay.agency_id == agency_id, PipelineDay.track == track)
        .where(PipelineDay.day <= day)
        .scalar_subquery()
    )
    return select(PipelineDay).where(
        PipelineDay.agency_id == agency_id,
        PipelineDay.track == track,
        PipelineDay.day == written,
    )
