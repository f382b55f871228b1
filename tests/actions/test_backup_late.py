"""A late backup is told to administrators, once a spell, also by mail."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from actions.backup_late import JOB, tell_when_late
from actions.backup_shelf import mark_verified, name_for, shelf_of
from actions.handlers import DAILY, HANDLERS
from actions.jobs import Workshop, ask_for, plan_days, run_due
from actions.notices import MAIL_NOTICES, give_address, prove_address
from actions.people import grant
from domain.access import Role
from models.jobs import Job
from models.notices import Notice
from models.people import Person
from tests.conftest import START

HOUR = timedelta(hours=1)


@pytest.fixture
def shop(house):
    instance = house.settings.instance
    return Workshop(house.database, house.library, house.rules, instance, backup=True)


@pytest.fixture
def made(house):
    """A backup of that moment, verified."""

    def made(at, *, verified=True):
        path = shelf_of(house.settings.instance) / name_for(at)
        path.write_bytes(b"x")
        if verified:
            mark_verified(path, at, 1, 0)

    return made


def told(house):
    with house.database.reading() as db:
        rows = db.scalars(select(Notice).order_by(Notice.id)).all()
    return [(row.person_id, row.kind, row.about["never"], row.href) for row in rows]


def test_it_is_told_once_each_spell(house, cast, shop, made):
    made(START)
    for hours in (1, 26):
        tell_when_late({}, shop, START + hours * HOUR)
    assert told(house) == []
    for hours in (27, 51, 75):
        tell_when_late({}, shop, START + hours * HOUR)
    once = (cast.lin.id, "backup-late", False, "/office")
    assert told(house) == [once]
    made(START + 80 * HOUR)
    tell_when_late({}, shop, START + 81 * HOUR)
    assert told(house) == [once]
    tell_when_late({}, shop, START + 120 * HOUR)
    assert told(house) == [once, once]


def test_one_that_was_not_proved_does_not_count(house, cast, shop, made):
    made(START)
    made(START + 20 * HOUR, verified=False)
    tell_when_late({}, shop, START + 27 * HOUR)
    assert len(told(house)) == 1


def test_a_house_that_never_made_one_is_told_so_a_demo_is_not(house, cast, shop):
    demo = Workshop(
        house.database, house.library, house.rules, shop.instance, backup=True, demo=True
    )
    off = Workshop(house.database, house.library, house.rules, shop.instance)
    for quiet in (demo, off):
        tell_when_late({}, quiet, START)
    assert told(house) == []
    tell_when_late({}, shop, START)
    tell_when_late({}, shop, START + 24 * HOUR)
    assert told(house) == [(cast.lin.id, "backup-late", True, "/office")]


def test_who_becomes_an_administrator_meanwhile_is_told_too(house, cast, shop):
    tell_when_late({}, shop, START)
    with house.database.writing() as db:
        grant(db, db.get_one(Person, cast.wang.id), Role.ADMIN, by="tests", at=START)
    tell_when_late({}, shop, START + HOUR)
    assert [one[0] for one in told(house)] == [cast.lin.id, cast.wang.id]


def test_the_daily_work_tells_and_mails(house, cast, shop):
    plan_days(house.database, DAILY, at=START)
    with house.database.reading() as db:
        assert db.scalars(select(Job.id).where(Job.kind == JOB)).all() != []
    with house.database.writing() as db:
        lin = db.get_one(Person, cast.lin.id)
        give_address(db, lin, "lin@example.cn", "123456", keyring=house.keyring, at=START)
        assert prove_address(db, lin, "123456", at=START)
        for job in db.scalars(select(Job)).all():
            job.done_at = START
        ask_for(db, JOB, "tests", at=START)
    run_due(shop, HANDLERS, at=START)
    assert len(told(house)) == 1
    with house.database.reading() as db:
        mail = select(Job).where(Job.kind == MAIL_NOTICES, Job.done_at.is_(None))
        assert db.scalars(mail).one().body == {"person": cast.lin.id}
