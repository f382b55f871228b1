"""Stages follow a person's own facts: only forward over legal moves, or back after a failure."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from actions.credentials import enter_for
from actions.handlers import HANDLERS
from actions.jobs import Workshop, run_due
from actions.road import (
    enter_certificate,
    enter_marks,
    register_certificate,
    take_step,
    undo_step,
)
from actions.stages import Move, enter_stage
from content.rules_build import exam_steps
from domain.sittings import Sitting
from models.people import Person
from models.road import StageEntered
from tests.cast import Cast
from tests.conftest import START

DAY = date(2026, 6, 14)
PASSED = {"J-ZH": 130, "J-SW": 140}
FAILED = {"J-ZH": 130, "J-SW": 60}


@pytest.fixture
def fang(house):
    return Cast(house).xiaofang


@pytest.fixture
def agency(house, fang):
    return Cast(house).agency_of(fang)


@pytest.fixture
def tell(house):
    """Tell a fact, then let the house do what it asked for."""

    def tell(verb, person, *args, at=START, **more):
        with house.database.writing() as db:
            verb(db, person.id, *args, at=at, **more)
        workshop = Workshop(house.database, house.library, house.rules)
        run_due(workshop, HANDLERS, at=at + timedelta(seconds=1))

    return tell


def stages(house, person):
    with house.database.reading() as db:
        query = select(StageEntered).where(StageEntered.person_id == person.id)
        return [row.stage for row in db.scalars(query.order_by(StageEntered.id))]


def walk(house, tell, person, *, at=START, last="paid"):
    """Take every step of the registration for a sitting that has begun."""
    steps = exam_steps(house.rules, "420527", START.date())
    sitting = Sitting(rule="x", year=2026, levels=("junior",), status="held", exam_days=())
    for step in steps:
        tell(take_step, person, step.step, sitting=sitting, level="junior", steps=steps, at=at)
        if step.step == last:
            return steps, sitting
    raise AssertionError(last)


def test_who_paid_is_registered(house, tell, fang):
    walk(house, tell, fang)
    assert stages(house, fang) == ["in_class", "studying", "registered_paid"]


def test_unpaid_is_not_registered(house, tell, fang):
    walk(house, tell, fang, last="qualification-check")
    assert stages(house, fang) == ["in_class"]


def test_a_payment_taken_back_is_taken_back_here_and_can_be_made_again(house, tell, fang):
    steps, sitting = walk(house, tell, fang)
    more = {"sitting": sitting, "level": "junior", "steps": steps}
    tell(undo_step, fang, "paid", at=START + timedelta(hours=1), **more)
    assert stages(house, fang)[-1] == "studying"
    tell(take_step, fang, "paid", at=START + timedelta(hours=2), **more)
    assert stages(house, fang)[-1] == "registered_paid"


def test_marks_that_pass_lead_to_passed(house, tell, fang):
    tell(enter_marks, fang, 2026, PASSED)
    assert stages(house, fang) == ["in_class", "studying", "registered_paid", "sat", "passed"]


def test_a_failed_sitting_keeps_the_place(house, tell, fang):
    walk(house, tell, fang)
    tell(enter_marks, fang, 2026, FAILED, at=START + timedelta(days=90))
    assert stages(house, fang)[-1] == "studying"


def test_one_paper_alone_says_only_that_they_sat(house, tell, fang):
    tell(enter_marks, fang, 2026, {"J-ZH": 130})
    assert stages(house, fang)[-1] == "sat"


def test_marks_put_right_follow(house, tell, fang):
    tell(enter_marks, fang, 2026, FAILED)
    tell(enter_marks, fang, 2026, PASSED, at=START + timedelta(hours=1))
    assert stages(house, fang)[-1] == "passed"


def test_a_certificate_and_its_registration_lead_to_the_end(house, tell, fang):
    tell(enter_certificate, fang, "junior", passed_on=date(2026, 6, 14))
    assert stages(house, fang)[-1] == "certified"
    later = START + timedelta(days=2)
    tell(register_certificate, fang, "junior", registered_on=date(2026, 11, 25), at=later)
    assert stages(house, fang)[-1] == "registered"


def test_told_twice_is_moved_once(house, tell, fang):
    for _twice in range(2):
        tell(enter_certificate, fang, "junior", passed_on=date(2026, 6, 14))
    assert stages(house, fang).count("certified") == 1


def test_nobody_goes_backward_for_an_older_fact(house, tell, fang, agency):
    tell(enter_certificate, fang, "junior", passed_on=date(2026, 6, 14))
    tell(enter_marks, fang, 2026, FAILED, at=START + timedelta(days=1))
    assert stages(house, fang)[-1] == "certified"


def test_who_left_is_left_alone(house, tell, fang, agency):
    with house.database.writing() as db:
        enter_stage(db, Move(fang.id, agency, "left", "test"), by_id=None, at=START)
    tell(enter_certificate, fang, "junior", passed_on=date(2026, 6, 14))
    assert stages(house, fang) == ["in_class", "left"]


def test_what_was_known_before_does_not_overrule_a_managers_hand(house, tell, fang, agency):
    walk(house, tell, fang)
    later = START + timedelta(days=1)
    with house.database.writing() as db:
        enter_stage(db, Move(fang.id, agency, "studying", "move:x"), by_id=None, at=later)
    tell(enter_marks, fang, 2026, {"J-ZH": None}, at=later + timedelta(hours=1))
    assert stages(house, fang) == ["in_class", "studying", "registered_paid", "studying"]


def test_marks_of_long_ago_say_nothing_of_today(house, tell, fang):
    walk(house, tell, fang)
    tell(enter_marks, fang, 2020, FAILED, at=START + timedelta(hours=1))
    assert stages(house, fang)[-1] == "registered_paid"


def test_a_certificate_entered_by_staff_is_followed_too(house, tell, fang):
    with house.database.reading() as db:
        wang = db.get_one(Person, Cast(house).wang.id)
    tell(
        lambda db, _id, **more: enter_for(db, fang, "junior", **more), fang, passed_on=DAY, by=wang
    )
    assert stages(house, fang)[-1] == "certified"
