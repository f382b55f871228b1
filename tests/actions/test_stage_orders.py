"""What a whole stage is asked for reaches who enters the stage while it is open."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from actions.mentoring import Order, Task, ask_newcomers, assign, cancel_assignment
from actions.people import guide
from actions.stages import Move, enter_stage
from domain.days import local_day
from models.base import new_uid
from models.people import Membership, Person
from models.road import AssignmentTo, StageEntered
from tests.conftest import START

DAY = timedelta(days=1)
LATER = START + DAY


@pytest.fixture
def order(house):
    """Somebody asks for something of everybody who is 在学."""

    def ask(by, *, stage="studying", due=5):
        with house.database.writing() as db:
            agency = agency_of(db, by)
            what = Order(Task.DATE, "班会", (), local_day(START) + due * DAY, "", stage=stage)
            who = db.get_one(Person, by.id)
            return assign(db, what, by=who, agency_id=agency, once=new_uid(), at=START).id

    return ask


def agency_of(db, person):
    query = select(Membership.agency_id).where(Membership.person_id == person.id)
    return db.scalars(query.limit(1)).one()


def enter(house, person, stage="studying", *, at=LATER, cause="tests-enter", back=False):
    with house.database.writing() as db:
        move = Move(person.id, agency_of(db, person), stage, cause=cause, back=back)
        enter_stage(db, move, by_id=None, at=at)


def asked(house, person):
    with house.database.reading() as db:
        query = select(AssignmentTo.assignment_id).where(AssignmentTo.person_id == person.id)
        return list(db.scalars(query.order_by(AssignmentTo.assignment_id)))


def test_who_enters_the_stage_later_is_asked_too_and_once(house, cast, order):
    made = order(cast.li)
    for _twice in range(2):
        enter(house, cast.xiaofang)
    assert asked(house, cast.xiaofang) == [made]
    enter(house, cast.xiaofang, "in_class", cause="tests-back", back=True)
    enter(house, cast.xiaofang, cause="tests-again")
    assert asked(house, cast.xiaofang) == [made]


def test_another_stage_is_not_asked(house, cast, order):
    order(cast.li, stage="paid")
    enter(house, cast.xiaofang)
    assert asked(house, cast.xiaofang) == []


def test_what_was_taken_back_or_is_over_is_not_asked(house, cast, order):
    taken, over = order(cast.li), order(cast.li, due=0)
    with house.database.writing() as db:
        cancel_assignment(db, taken, by=db.get_one(Person, cast.li.id), at=START)
    enter(house, cast.xiaofang)
    assert asked(house, cast.xiaofang) == []
    enter(house, cast.xiaojun, at=START)
    assert asked(house, cast.xiaojun) == [over]


def test_a_mentors_order_reaches_only_whom_they_guide(house, cast, order):
    made = order(cast.wang)
    for person in (cast.xiaofang, cast.xiaojun):
        enter(house, person)
    assert (asked(house, cast.xiaofang), asked(house, cast.xiaojun)) == ([made], [])


def test_a02_another_agencys_order_reaches_nobody_here(house, cast, order):
    order(cast.wu)
    enter(house, cast.xiaofang)
    assert asked(house, cast.xiaofang) == []


def test_whoever_a_roster_enters_is_asked_in_one_go(house, cast, order):
    ours, theirs = order(cast.li, stage="in_class"), order(cast.wang, stage="in_class")
    with house.database.writing() as db:
        agency = agency_of(db, cast.li)
        rows = [
            (cast.xiaofang.id, "in_class", cast.wang.id),
            (cast.xiaojun.id, "in_class", None),
            (cast.xiaomei.id, "recruited", None),
        ]
        ask_newcomers(db, agency, rows, LATER)
    assert asked(house, cast.xiaofang) == [ours, theirs]
    assert asked(house, cast.xiaojun) == [ours]
    assert asked(house, cast.xiaomei) == []


def test_who_is_guided_after_all_is_asked_from_then_on(house, cast, order):
    made = order(cast.wang)
    with house.database.writing() as db:
        guide(db, mentor_id=cast.wang.id, trainee_id=cast.xiaojun.id, at=START)
    enter(house, cast.xiaojun)
    assert asked(house, cast.xiaojun) == [made]
    with house.database.reading() as db:
        assert db.scalars(select(StageEntered.stage)).all()[-1] == "studying"
