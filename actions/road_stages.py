"""Stages that follow from a person's own facts: they began to study, paid, sat, passed, hold one.

Nothing here invents an order: a fact told since the person came to their stage moves them forward
over legal moves only, or back to learning after a failed sitting. Who has left, or stands further
on, stays where they are; what was told before counts as known to whoever moved them last.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from actions.facts import lock_person
from actions.jobs import Workshop, ask_for
from actions.moves import Turn, history_of, take_back
from actions.slices import slices
from actions.stages import Move, enter_stage
from actions.watch_again import ask_to_watch
from content.rules import Rulebook
from content.rules_build import carry_rule, exam_steps, levels_of, papers_of
from domain.carry import Result, standing
from domain.days import local_day
from domain.registration import is_registered
from domain.stages import ExamStage, exam_stages_after, way_to
from models.base import Database
from models.learning import Event
from models.pipeline import StageNow
from models.places import Agency, Region
from models.road import Track
from models.road_queries import (
    certificates_of,
    done_steps_of,
    registrations_of,
    results_of,
)

JOB: Final = "road-stages"
SLICE: Final = 100
REGION_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class Told:
    """A stage that a person's own facts speak of, and the name of the fact."""

    stage: ExamStage
    fact: str
    at: datetime
    back: bool = False


def ask_to_follow(db: Session, person_id: int, *, at: datetime) -> None:
    """Ask for a person's stages to follow what they just told of their road."""
    ask_for(db, JOB, f"{JOB}:{person_id}:{at.isoformat()}", at=at, body={"person": person_id})
    ask_to_watch(db, person_id, at=at)


def follow(db: Session, body: Mapping[str, Any], workshop: Workshop, at: datetime) -> None:
    """The job: let one person's stages follow their own facts, in each agency they stand in."""
    person_id = body["person"]
    lock_person(db, person_id)
    book = workshop.rules(db)
    for now, agency, code in db.execute(_places_of(person_id)).all():
        region = code.ljust(REGION_DIGITS, "0")
        paid = list(_registered(db, person_id, book, region, at))
        _unpay(db, now, paid, at)
        since = now.since
        sat = _sat(db, person_id, book, region, since)
        for told in (*paid, *sat, *_held(db, person_id)):
            if told.at >= since:
                _follow_one(db, now, agency, told, at)


def begin_studying(database: Database, *, at: datetime) -> int:
    """Move everybody from 入班 to 在学 who has learned anything since; how many."""
    with database.reading() as db:
        ids = list(db.scalars(_has_begun().with_only_columns(StageNow.id)))
    for piece in slices(ids, SLICE):
        with database.writing() as db:
            mine = _has_begun().where(StageNow.id.in_(piece))
            for now in db.scalars(mine).all():
                rows = db.scalars(history_of(now.person_id, now.agency_id, now.track)).all()
                fact = str(rows[-1].uid) if rows else "first"
                _enter(db, now, ExamStage.STUDYING, f"system:studying:{fact}", at)
    return len(ids)


def _has_begun() -> Select[StageNow]:
    since = exists().where(Event.person_id == StageNow.person_id, Event.at >= StageNow.since)
    return select(StageNow).where(
        StageNow.track == Track.EXAM, StageNow.stage == ExamStage.IN_CLASS, since
    )


def _places_of(person_id: int) -> Select[StageNow, Agency, str]:
    return (
        select(StageNow, Agency, Region.code)
        .join(Agency, Agency.id == StageNow.agency_id)
        .join(Region, Region.id == Agency.region_id)
        .where(StageNow.person_id == person_id, StageNow.track == Track.EXAM)
        .order_by(StageNow.id)
    )


def _held(db: Session, person_id: int) -> Iterator[Told]:
    for held in db.scalars(certificates_of(person_id)).all():
        yield Told(ExamStage.CERTIFIED, held.level, held.at)
    for row in db.scalars(registrations_of(person_id)).all():
        yield Told(ExamStage.REGISTERED, row.registered_on.isoformat(), row.at)


def _registered(
    db: Session, person_id: int, book: Rulebook, region: str, at: datetime
) -> Iterator[Told]:
    steps = exam_steps(book, region, local_day(at))
    done: dict[tuple[str, str], dict[str, datetime]] = {}
    for sitting, level, step, when in db.execute(done_steps_of(person_id)):
        done.setdefault((sitting, level), {})[step] = when
    for (sitting, level), told in sorted(done.items()):
        if is_registered(steps, told) and sitting >= str(local_day(at).year):
            last = max(told.values())
            yield Told(ExamStage.PAID, f"{level}-{sitting}-{last:%y%m%d%H%M%S}", last)


def _sat(
    db: Session, person_id: int, book: Rulebook, region: str, since: datetime
) -> Iterator[Told]:
    """Passed in time, whenever; else what the marks of the latest year say, if it is no old one."""
    rows = db.scalars(results_of(person_id)).all()
    passing = {rule.value["code"]: rule.value["pass_half_marks"] for rule in book.find("paper")}
    sat = [row for row in rows if row.half_marks is not None and row.paper in passing]
    results = [Result(r.paper, r.year, (r.half_marks or 0) >= passing[r.paper]) for r in sat]
    for level in levels_of(book):
        papers = papers_of(book, level)
        own = [row for row in rows if row.paper in papers]
        if not own:
            continue
        year, told = max(row.year for row in own), max(row.at for row in own)
        passed_in = standing(carry_rule(book, region, level), results, year + 1).completed_in
        if passed_in is not None:
            yield Told(ExamStage.PASSED, f"{level}-{passed_in}", told)
        elif year < local_day(since).year or not any(row in own for row in sat):
            continue
        elif _all_told(papers, own, year):
            yield Told(ExamStage.STUDYING, f"{level}-{year}", told, back=True)
        else:
            yield Told(ExamStage.SAT, f"{level}-{year}", told)


def _all_told(papers: Iterable[str], rows: Iterable[Any], year: int) -> bool:
    return set(papers) <= {row.paper for row in rows if row.year == year}


def _follow_one(db: Session, now: StageNow, agency: Agency, told: Told, at: datetime) -> None:
    here = ExamStage(now.stage)
    tail = f"{told.fact}:{agency.uid.hex[-12:]}"
    if told.back:
        if here in {ExamStage.PAID, ExamStage.SAT} and told.stage in exam_stages_after(here):
            _enter(db, now, told.stage, f"system:failed:{tail}", at)
        return
    for stage in way_to(here, told.stage):
        _enter(db, now, stage, f"system:{stage}:{tail}", at)


def _unpay(db: Session, now: StageNow, paid: Iterable[Told], at: datetime) -> None:
    """Who took back that they paid stands where they stood before."""
    rows = db.scalars(history_of(now.person_id, now.agency_id, now.track)).all()
    said = f"system:{ExamStage.PAID}:"
    if rows and now.stage == ExamStage.PAID and rows[-1].cause.startswith(said) and not list(paid):
        turn = Turn(by_id=None, at=at, once=rows[-1].uid, seen=rows[-1].uid)
        take_back(db, now.person_id, now.agency_id, turn=turn)


def _enter(db: Session, now: StageNow, stage: ExamStage, cause: str, at: datetime) -> None:
    move = Move(now.person_id, now.agency_id, stage, cause=cause)
    enter_stage(db, move, by_id=None, at=at)
