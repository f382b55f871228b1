"""The night of the pipeline: who is stuck, how each day ended, and last year's numbers today."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from actions.handlers import DAILY, HANDLERS
from actions.jobs import Workshop, ask_for, run_due
from actions.learning import read_section
from actions.pipeline_days import JOB, mark_agency, night, write_days
from actions.recount import wrong_counts, wrong_stages
from actions.stages import Move, enter_stage, move_class, stage_now
from domain.days import local_day, start_of
from models.pipeline import PeopleCount, PipelineDay, StageNow
from models.pipeline_history import stages_on
from models.road import StageEntered
from tests.cast import Cast
from tests.conftest import START

NIGHT = start_of(local_day(START) + timedelta(days=40)) + timedelta(minutes=20)


@pytest.fixture
def cast(house):
    return Cast(house)


@pytest.fixture
def agency(cast):
    return cast.agency_of(cast.xiaofang)


@pytest.fixture
def workshop(house):
    return Workshop(house.database, house.library, house.rules)


def enter(house, person, agency, stage, at):
    with house.database.writing() as db:
        enter_stage(db, Move(person.id, agency, stage, f"test:{at}"), by_id=None, at=at)


def count(db, agency, measure, key):
    query = select(PeopleCount.people).where(
        PeopleCount.agency_id == agency, PeopleCount.measure == measure, PeopleCount.key == key
    )
    return sum(db.scalars(query))


def days(db, agency):
    query = select(PipelineDay).where(PipelineDay.agency_id == agency).order_by(PipelineDay.id)
    return [
        (row.track, row.stage, row.day, row.people, row.entered, row.went_on, row.left)
        for row in db.scalars(query)
    ]


def test_who_stands_too_long_is_marked_and_counted_until_they_move(house, cast, agency, workshop):
    night({}, workshop, NIGHT)
    with house.database.writing() as db:
        assert count(db, agency, "exam-stuck", "in_class") == 2
        move_class(db, cast.xiaofang.id, agency, None)
        move = Move(cast.xiaofang.id, agency, "studying", "test:on")
        enter_stage(db, move, by_id=None, at=NIGHT)
        assert count(db, agency, "exam-stuck", "in_class") == 1
        assert not stage_now(db, cast.xiaofang.id, agency).stuck
        assert (wrong_counts(db), wrong_stages(db)) == ({}, [])


def test_marking_twice_marks_once(house, agency):
    today = local_day(NIGHT)
    assert [mark_agency(house.database, agency, today) for _twice in range(2)] == [2, 0]


def test_in_the_usual_time_nobody_is_stuck(house, agency):
    assert mark_agency(house.database, agency, local_day(START) + timedelta(days=14)) == 0


def test_the_days_are_written_from_the_first_one_and_twice_the_same(house, cast, agency):
    last = local_day(START) + timedelta(days=3)
    enter(house, cast.xiaofang, agency, "studying", START + timedelta(days=2))
    written = write_days(house.database, agency, last)
    with house.database.reading() as db:
        first = days(db, agency)
    write_days(house.database, agency, last, local_day(START))
    with house.database.reading() as db:
        assert days(db, agency) == first
    assert written == 4
    people = {(stage, day): n for _track, stage, day, n, *_rest in first}
    assert [people["in_class", last - timedelta(days=n)] for n in (3, 2, 1, 0)] == [2, 2, 1, 1]


def test_a_missed_night_is_made_up_for(house, agency):
    first = local_day(START)
    write_days(house.database, agency, first)
    assert write_days(house.database, agency, first + timedelta(days=5)) == 5


def test_a_day_gone_by_is_counted_again_and_says_the_same(house, cast, agency, workshop):
    enter(house, cast.xiaofang, agency, "studying", START + timedelta(days=2))
    enter(house, cast.xiaofang, agency, "left", START + timedelta(days=9))
    enter(house, cast.xiaojun, agency, "studying", START + timedelta(days=9))
    night({}, workshop, NIGHT)
    with house.database.reading() as db:
        for number in range(12):
            day = local_day(START) + timedelta(days=number)
            kept = select(PipelineDay.track, PipelineDay.stage, PipelineDay.people).where(
                PipelineDay.agency_id == agency, PipelineDay.day == day, PipelineDay.people > 0
            )
            again = {tuple(row) for row in db.execute(stages_on(agency, day))}
            assert again == {tuple(row) for row in db.execute(kept)}, day


def test_before_the_first_day_there_was_nobody(house, agency):
    with house.database.reading() as db:
        assert db.execute(stages_on(agency, date(2000, 1, 1))).all() == []


def test_who_learned_since_joining_is_studying_in_the_morning_and_only_once(
    house, cast, agency, workshop
):
    fang = cast.xiaofang
    lesson = next(c for c in house.library.courses.values() if c.kind == "exam").lessons[0]
    with house.database.writing() as db:
        at = START + timedelta(days=1)
        read_section(db, fang.id, lesson, section=1, library=house.library, at=at)
    for _twice in range(2):
        night({}, workshop, NIGHT)
    with house.database.reading() as db:
        query = select(StageEntered).where(StageEntered.person_id == fang.id)
        rows = db.scalars(query.order_by(StageEntered.id)).all()
        stages = [row.stage for row in rows]
        assert (stages, rows[-1].by_id) == (["in_class", "studying"], None)
        assert stage_now(db, cast.xiaojun.id, agency).stage == "in_class"


def test_the_night_is_asked_for_each_day_and_runs_outside_the_gate(house, workshop):
    assert JOB in DAILY
    with house.database.writing() as db:
        ask_for(db, JOB, "tonight", at=NIGHT)
    assert run_due(workshop, HANDLERS, at=NIGHT) == 1
    with house.database.reading() as db:
        assert db.scalars(select(StageNow).where(StageNow.stuck.is_(True))).first() is not None
        assert db.scalars(select(PipelineDay)).first() is not None
