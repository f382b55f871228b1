"""Work for later: daily work is asked for once, and slow work holds no gate."""

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select

from actions.jobs import LONGEST_WORK, Outside, Workshop, ask_for, plan_days, run_due
from models.jobs import Job
from tests.conftest import START

DAILY = {"early": time(2, 30), "late": time(23, 0)}


def workshop(house):
    return Workshop(house.database, house.library, house.rules)


def jobs(house):
    with house.database.reading() as db:
        return db.execute(select(Job.key, Job.run_at).order_by(Job.run_at)).all()


def test_daily_work_is_asked_for_once_at_its_hour_here(house):
    for _ in range(2):
        plan_days(house.database, DAILY, at=START)  # 09:00 here
    assert [tuple(row) for row in jobs(house)] == [
        ("late:2026-11-24", datetime(2026, 11, 24, 15, 0, tzinfo=UTC)),
        ("early:2026-11-25", datetime(2026, 11, 24, 18, 30, tzinfo=UTC)),
    ]


def test_the_next_day_is_asked_for_when_the_hour_has_come(house):
    plan_days(house.database, {"early": time(9, 0)}, at=START)
    plan_days(house.database, {"early": time(9, 0)}, at=START + timedelta(days=1))
    assert [key for key, _at in jobs(house)] == ["early:2026-11-25", "early:2026-11-26"]


def test_outside_work_writes_on_its_own_and_is_done_once(house):
    done = []

    def work(body, at_work, at):
        with at_work.database.writing() as db:
            ask_for(db, "other", "other", at=at + timedelta(days=1))
        done.append(body["n"])

    with house.database.writing() as db:
        ask_for(db, "slow", "slow", at=START, body={"n": 7})
    for _ in range(2):
        run_due(workshop(house), {"slow": Outside(work)}, at=START)
    assert done == [7]


def test_outside_work_in_trouble_is_tried_again(house):
    seen = []

    def work(body, at_work, at):
        del body, at_work
        seen.append(at)
        if len(seen) == 1:
            raise OSError("no network")

    with house.database.writing() as db:
        ask_for(db, "slow", "slow", at=START)
    for hours in (0, 1):
        run_due(workshop(house), {"slow": Outside(work)}, at=START + timedelta(hours=hours))
    assert len(seen) == 2


def test_work_claimed_by_a_process_that_died_is_taken_up_again(house):
    seen = []
    with house.database.writing() as db:
        ask_for(db, "slow", "slow", at=START)
        db.scalars(select(Job)).one().claimed_at = START
    handlers = {"slow": Outside(lambda _body, _shop, at: seen.append(at))}
    run_due(workshop(house), handlers, at=START + LONGEST_WORK - timedelta(seconds=1))
    assert seen == []
    run_due(workshop(house), handlers, at=START + LONGEST_WORK)
    assert len(seen) == 1
