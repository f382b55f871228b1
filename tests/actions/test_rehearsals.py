"""A rehearsal on paper: one paper for all, each card a mock once, marked like any other."""

import json
from collections import Counter
from datetime import time, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from actions.mock_papers import Books, NoPaperError
from actions.rehearsals import (
    AlreadyTypedError,
    Card,
    cancel_rehearsal,
    hours_of_day,
    plan_rehearsal,
    type_in,
)
from domain.days import ZONE, local_day
from models.base import new_uid
from models.classes import Rehearsal, RehearsalSheet
from models.learning import DaySum, Event, ItemLeaf, Kind
from models.mock_queries import mocks_of
from models.mocks import Mock, MockAnswer, MockClosing
from models.people import Person
from models.places import StudyClass
from tests.conftest import START

LATER = START + timedelta(days=2)


@pytest.fixture
def books(house):
    return Books(house.library, house.rules)


@pytest.fixture
def course(house):
    return next(one for one in house.library.courses.values() if one.kind == "exam")


@pytest.fixture
def db(house):
    with house.database.writing() as session:
        yield session


@pytest.fixture
def planned(db, books, course):
    return plan(db, books, [course])


def person(db, login):
    return db.scalars(select(Person).where(Person.login_name == login)).one()


def plan(db, books, courses, once=None):
    return plan_rehearsal(
        db,
        db.scalars(select(StudyClass)).one(),
        courses,
        held_on=local_day(START),
        by=person(db, "wang"),
        once=once or new_uid(),
        books=books,
        at=START,
    )


def keys(house, row):
    items = row.papers[0]["items"]
    return {number: house.library.item(item).key for number, item in enumerate(items, 1)}


def junior(house, paper):
    return next(one for one in house.library.courses.values() if one.paper == paper)


def typed(db, row, login, chosen, books, code=None, place=0):
    paper = row.papers[place]
    card = Card(
        person(db, login).id, paper["course"], chosen, paper["code"] if code is None else code
    )
    return type_in(db, row.id, card, by=person(db, "wang"), books=books, at=LATER)


def test_a_paper_is_drawn_once_for_all(db, books, course, planned):
    once = new_uid()
    made = plan(db, books, [course], once)
    assert plan(db, books, [course], once) is made
    paper = planned.papers[0]
    assert paper["course"] == course.id
    assert len(paper["items"]) == len(paper["versions"]) > 10
    assert len(paper["code"]) == 2
    assert {books.library.item(one).pool for one in paper["items"]} == {"mock"}


def test_two_papers_of_one_day_are_sat_at_the_hours_of_the_exam(db, books, planned, house):
    morning, afternoon = junior(house, "J-ZH"), junior(house, "J-SW")
    day = plan(db, books, [afternoon, morning])
    assert [(one["course"], one["starts"]) for one in day.papers] == [
        (morning.id, "09:00"),
        (afternoon.id, "14:00"),
    ]
    kinds = [[house.library.item(item).kind for item in one["items"]] for one in day.papers]
    assert [Counter(one) for one in kinds] == [{"single": 60, "multiple": 20}] * 2


def test_both_papers_of_a_day_are_typed_in_and_marked_each_for_itself(db, books, house):
    day = plan(db, books, [junior(house, "J-ZH"), junior(house, "J-SW")])
    right = [
        {n: "".join(sorted(house.library.item(item).key)) for n, item in enumerate(one["items"], 1)}
        for one in day.papers
    ]
    for place, chosen in enumerate((right[0], {1: right[1][1]})):
        typed(db, day, "xiaofang", chosen, books, place=place)
    rows = db.execute(
        select(Mock.course, Mock.started_at, MockClosing.half_marks, MockClosing.full_half_marks)
        .join(MockClosing, MockClosing.mock_id == Mock.id)
        .order_by(Mock.started_at)
    ).all()
    assert [one.course for one in rows] == [one["course"] for one in day.papers]
    assert [one.started_at.astimezone(ZONE).hour for one in rows] == [9, 14]
    assert [(one.half_marks, one.full_half_marks) for one in rows] == [(200, 200), (2, 200)]


@pytest.mark.parametrize(
    ("known", "hours"),
    [
        ({"one": time(14), "two": time(9)}, [("two", 9), ("one", 14)]),
        ({"one": time(9), "two": time(9)}, [("one", 9), ("two", 14)]),
        ({"one": time(10)}, [("one", 9), ("two", 14)]),
        ({}, [("one", 9), ("two", 14)]),
    ],
)
def test_papers_begin_at_their_own_hours_where_these_are_apart(known, hours):
    papers = [SimpleNamespace(paper="one"), SimpleNamespace(paper="two")]
    assert [(one.paper, at.hour) for at, one in hours_of_day(papers, known)] == hours


def test_items_of_which_the_class_had_fewest_come_first(db, books, course, planned, house):
    typed(db, planned, "xiaofang", {1: "A"}, books)
    again = plan(db, books, [course])
    before, after = set(planned.papers[0]["items"]), set(again.papers[0]["items"])
    pool = len(house.library.items(course=course.id, pool="mock"))
    assert len(before & after) <= max(0, 2 * len(before) - pool) + len(before) // 4


def test_a_course_without_a_paper_is_refused(db, books, house):
    short = next(one for one in house.library.courses.values() if one.kind == "short")
    with pytest.raises(NoPaperError):
        plan(db, books, [short])


def test_a_card_becomes_a_graded_mock_of_its_sitter(db, books, planned, house):
    chosen = {number: "".join(sorted(key)) for number, key in keys(house, planned).items()}
    sheet = typed(db, planned, "xiaofang", chosen, books)
    mock = db.get_one(Mock, sheet.mock_id)
    closing = db.scalars(select(MockClosing).where(MockClosing.mock_id == mock.id)).one()
    assert mock.person_id == person(db, "xiaofang").id
    assert mock.items == planned.papers[0]["items"]
    assert closing.half_marks == closing.full_half_marks > 0
    assert closing.report["paper_code"] == "ok"
    assert local_day(mock.started_at) == planned.held_on


def test_blank_and_wrong_answers_and_no_code_are_marked_as_such(db, books, planned, house):
    number, key = next(iter(keys(house, planned).items()))
    wrong = next(letter for letter in "ABCD" if letter not in key)
    sheet = typed(db, planned, "xiaofang", {number: wrong}, books, code="")
    closing = db.scalars(select(MockClosing).where(MockClosing.mock_id == sheet.mock_id)).one()
    assert (closing.half_marks, closing.report["paper_code"]) == (0, "blank")
    assert db.scalar(select(func.count(ItemLeaf.id))) == 1


def test_a_card_typed_twice_is_one_mock(db, books, planned):
    first = typed(db, planned, "xiaofang", {1: "A"}, books)
    again = typed(db, planned, "xiaofang", {1: "B"}, books)
    assert first is again
    assert db.scalar(select(func.count(Mock.id))) == 1
    assert db.scalars(select(MockAnswer.chosen).where(MockAnswer.number == 1)).one() == "A"


def test_every_fact_says_who_typed_it_and_the_day_is_the_day_it_was_sat(db, books, planned):
    typed(db, planned, "xiaofang", {1: "A"}, books)
    wang = str(person(db, "wang").uid)
    events = db.scalars(select(Event).where(Event.kind != Kind.ANSWER)).all()
    assert {one.kind for one in events} == {
        Kind.MOCK_STARTED,
        Kind.MOCK_STEP,
        Kind.MOCK_SUBMITTED,
    }
    assert {json.loads(one.body)["typed_by"] for one in events} == {wang}
    assert db.scalars(select(DaySum.day)).all() == [planned.held_on]


def test_the_list_of_mocks_says_it_was_on_paper(db, books, planned):
    typed(db, planned, "xiaofang", {1: "A"}, books)
    rows = db.execute(mocks_of(person(db, "xiaofang").id)).all()
    assert [one.on_paper for one in rows] == [True]


def test_each_sitter_has_their_own(db, books, planned):
    for login in ("xiaofang", "xiaojun"):
        typed(db, planned, login, {1: "A"}, books)
    assert db.scalar(select(func.count(RehearsalSheet.id))) == 2


def test_a_rehearsal_is_called_off_until_a_card_is_typed(db, books, course, planned):
    by = person(db, "wang")
    other = plan(db, books, [course])
    assert cancel_rehearsal(db, other.id, by=by, at=LATER)
    assert not cancel_rehearsal(db, other.id, by=by, at=LATER)
    typed(db, planned, "xiaofang", {1: "A"}, books)
    with pytest.raises(AlreadyTypedError):
        cancel_rehearsal(db, planned.id, by=by, at=LATER)
    assert db.scalar(select(func.count(Rehearsal.id)).where(Rehearsal.cancelled_at.is_(None))) == 1
