"""`flask counters`: what differs is named, put right, and the nights are written by hand."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from actions.stages import Move, enter_stage
from domain.days import local_day
from models.pipeline import PeopleCount, PipelineDay, StageNow
from models.road import Track
from tests.conftest import START


@pytest.fixture
def run(app):
    return lambda *words: app.test_cli_runner().invoke(args=["counters", *words])


def test_a_broken_count_and_a_broken_stage_are_named_and_put_right(run, house):
    with house.database.writing() as db:
        db.scalars(select(PeopleCount).where(PeopleCount.measure == "exam")).first().people = 7
        db.scalars(select(StageNow)).first().stage = "passed"
    done = run("check")
    assert done.exit_code == 1
    assert "stages_now" in done.output
    assert "people_counts exam/in_class" in done.output
    assert run("repair").exit_code == 0
    assert run("check").output == "0 people differ\n0 stages and counts differ\n"


def test_the_days_are_written_by_hand_and_twice_the_same(run, house, cast):
    first, until = START - timedelta(days=10), local_day(START) - timedelta(days=2)
    with house.database.writing() as db:
        agency = cast.agency_of(cast.xiaofang)
        move = Move(cast.xiaofang.id, agency, "volunteer", "t", track=Track.POST)
        enter_stage(db, move, by_id=None, at=first)
    for _twice in range(2):
        done = run("days", "--day", until.isoformat(), "--since", local_day(first).isoformat())
        assert done.output == f"3 agencies until {until}\n"
    with house.database.reading() as db:
        rows = db.scalars(select(PipelineDay)).all()
    assert [(row.stage, row.people) for row in rows] == [("volunteer", 1)] * 9


def test_today_is_not_over_and_cannot_be_written(run):
    done = run("days", "--day", local_day(datetime.now(UTC)).isoformat())
    assert done.exit_code == 2
    assert "before today" in done.output
