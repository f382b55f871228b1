"""The questions that are built once for pages asked for often, asked of both engines."""

from datetime import date, timedelta

import pytest

from actions.mentoring import Order, Task, assign
from actions.road import enter_certificate, enter_marks, tell_about_oneself
from domain.days import local_day
from models.base import new_uid
from models.learning import DaySum, ItemLeaf, LessonProgress
from models.learning_queries import readings_of
from models.mocks import Mock, MockClosing
from models.road import ApplicationStep, ExamApplication
from models.today_queries import answered_last, asked_of, mocks_begun, waiting_for
from models.traveller_queries import Mark, Told, told_of
from tests.conftest import START
from tests.models.test_concern_queries import agency_of, person

LATER = START + timedelta(hours=1)
TODAY = local_day(START)
DAY = timedelta(days=1)


@pytest.fixture
def db(house):
    with house.database.writing() as session:
        yield session


@pytest.fixture
def fang(db):
    return person(db, "xiaofang").id


@pytest.fixture
def jun(db):
    return person(db, "xiaojun").id


def step(db, application, name, *, done=True, at=START):
    db.add(
        ApplicationStep(
            application_id=application.id, step=name, done=done, by_id=application.person_id, at=at
        )
    )
    db.flush()


def leaf(db, who, item, *, pool="practice", due=None):
    row = ItemLeaf(
        person_id=who, item=item, pool=pool, rights=0, wrongs=0, unknowns=0, unmarked=0,
        first_at=START, last_at=START, last_outcome="right", last_chosen="a", last_version="v",
        last_mode="practice", right_days=0, in_wrong_book=False, steady=False, due_at=due,
    )  # fmt: skip
    db.add(row)
    db.flush()


def mock(db, who, *, ends, closed=False, course="c"):
    row = Mock(
        person_id=who, once=new_uid(), course=course, seed=1, code="A", items=[], versions=[],
        minutes=9, started_at=START, deadline_at=ends,
    )  # fmt: skip
    db.add(row)
    db.flush()
    if closed:
        closing = MockClosing(
            mock_id=row.id, cause="x", closed_at=START, half_marks=1, full_half_marks=2, report={}
        )
        db.add(closing)
        db.flush()
    return row


def test_who_told_nothing_has_a_region_only(db, fang):
    assert told_of(db, fang, LATER) == Told(region="420527")


def test_of_what_was_told_twice_the_last_counts(db, fang, jun):
    for answer in ("bachelor", "vocational"):
        tell_about_oneself(db, fang, "education", answer, at=START)
    enter_marks(db, fang, 2025, {"J-ZH": 120}, at=START)
    enter_marks(db, fang, 2025, {"J-ZH": 130, "J-SW": None}, at=LATER)
    enter_certificate(db, fang, "junior", passed_on=date(2025, 6, 15), at=START)
    way = ExamApplication(person_id=fang, sitting="2027", level="junior", made_at=START)
    db.add(way)
    db.flush()
    step(db, way, "account")
    step(db, way, "photo")
    step(db, way, "photo", done=False, at=LATER)
    told = told_of(db, fang, LATER)
    assert told.answers == {"education": "vocational"}
    assert sorted(told.marks) == [Mark("J-SW", 2025, None), Mark("J-ZH", 2025, 130)]
    assert told.certificates == {"junior": date(2025, 6, 15)}
    assert told.done == {("2027", "junior"): {"account": START}}
    assert told_of(db, jun, LATER) == Told(region="420527")


def test_what_waits_is_ones_own_and_of_now(db, fang, jun):
    leaf(db, fang, "late", due=START)
    leaf(db, fang, "tomorrow", due=LATER + DAY)
    leaf(db, fang, "mock", pool="mock", due=START)
    leaf(db, jun, "late", due=START)
    for day in (TODAY, TODAY - DAY, TODAY - 9 * DAY):
        db.add(DaySum(person_id=fang, day=day, answers=1))
    second = mock(db, fang, ends=LATER + 2 * DAY)
    first = mock(db, fang, ends=LATER + DAY)
    mock(db, fang, ends=START)
    mock(db, fang, ends=LATER + DAY, closed=True)
    found = waiting_for(db, fang, LATER, first=TODAY - 6 * DAY, last=TODAY)
    assert (found.due, found.studied) == (1, {TODAY, TODAY - DAY})
    ends = ((first, LATER + DAY), (second, LATER + 2 * DAY))
    assert found.mocks == [(str(one.uid), "c", end) for one, end in ends]
    other = waiting_for(db, jun, LATER, first=TODAY, last=TODAY)
    assert (other.due, other.studied, other.mocks) == (1, set(), [])


def test_what_was_asked_comes_by_its_day(db, fang, jun):
    wang = person(db, "wang")
    for target, day in (("late", TODAY - 20 * DAY), ("b", TODAY + DAY), ("a", TODAY)):
        order = Order(Task.DATE, target, (fang,), day, "reason")
        assign(db, order, by=wang, agency_id=agency_of(db, "wang"), once=new_uid(), at=START)
    found = asked_of(db, fang, TODAY - 14 * DAY)
    assert [(one.target, one.due_on, one.made_at) for one in found] == [
        ("a", TODAY, START),
        ("b", TODAY + DAY, START),
    ]
    assert asked_of(db, jun, TODAY) == []


def test_what_was_done_is_counted_for_the_one_who_did_it(db, fang, jun):
    leaf(db, fang, "one")
    leaf(db, fang, "two")
    leaf(db, jun, "three")
    assert answered_last(db, fang, ["one", "three"]) == {"one": START}
    mock(db, fang, ends=LATER, closed=True, course="mine")
    mock(db, fang, ends=LATER)
    assert [tuple(row) for row in mocks_begun(db, fang)] == [("mine", START)]


def test_readings_stand_by_lesson(db, fang, jun):
    db.add(
        LessonProgress(
            person_id=fang, course="c", lesson="x", last_section=2, first_at=START, last_at=LATER
        )
    )
    db.flush()
    assert readings_of(db, fang) == {"x": ("c", "x", 2, LATER, None)}
    assert readings_of(db, jun) == {}
