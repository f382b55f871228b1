"""Lists of very many trainees, kept concerns and orders of stages, asked of both engines."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from actions.concerns import concern_of, watch_anew
from actions.mentoring import Order, Task, assign, assign_on_arrival
from actions.watch_again import ask_to_watch, watch_learner
from actions.watching import Lens
from domain.concern import Need
from domain.days import local_day
from models import crowd_queries as crowd
from models import watch_queries as many
from models.base import new_uid
from models.jobs import Job
from models.people import Membership
from models.places import Agency, StudyClass
from models.road import AssignmentTo
from models.watch import ConcernNow
from tests.conftest import START
from tests.models.test_concern_queries import actor, agency_of, person, rows

LATER = START + timedelta(hours=1)
WHILE = START + timedelta(days=40)


@pytest.fixture
def db(house):
    with house.database.writing() as session:
        yield session


@pytest.fixture
def kept(db, house):
    """小芳 and 小军 joined long ago, have not learned since, and that is kept."""
    agency = db.get_one(Agency, agency_of(db, "wang"))
    agency.watched_at = LATER
    db.flush()
    for login in ("xiaofang", "xiaojun"):
        watch_anew(db, person(db, login).id, Lens(house.library, house.rules, WHILE))
    db.flush()
    return agency


def test_a_kept_concern_says_what_was_found(db, kept):
    found = [concern_of(row) for row in db.scalars(select(ConcernNow))]
    assert {one.need for one in found} == {Need.SILENT}
    assert all(one.days > 30 for one in found)


def test_people_come_in_order_and_are_counted(db, kept):
    li, fang = actor(db, "li"), person(db, "xiaofang")
    ids = many.trainee_ids(li, LATER)
    order = list(dict.fromkeys(db.scalars(many.in_order(ids))))
    assert set(order) == {fang.id, person(db, "xiaojun").id}
    assert rows(db, many.more_than(ids, 1)) == [(2,)]
    assert rows(db, many.more_than(ids, 0)) == [(1,)]
    ((need, people, _since, _one),) = rows(db, many.needs_of(ids, li))
    assert (need, people) == ("silent", 2)
    assert sorted(rows(db, many.who_needs(li))) == sorted(("silent", one) for one in order)
    assert rows(db, many.who_needs(actor(db, "wu"))) == []
    assert db.scalars(many.watched_since(li)).all() == [LATER]
    named = ids.where(Membership.person_id.in_(many.named_like("小芳")))
    assert db.scalars(named).all() == [fang.id]


def test_crowds_are_counted_by_class_and_stage(db, kept):
    li = actor(db, "li")
    row = db.scalars(select(StudyClass).where(StudyClass.agency_id == kept.id)).one()
    assert db.scalars(crowd.class_ids(li, LATER, 9)).all() == [row.id]
    whole = [(row.id, row.uid, row.name, kept.id, 2)]
    assert rows(db, crowd.class_sizes(li, LATER, classes=[row.id])) == whole
    assert rows(db, crowd.class_sizes(li, LATER, words=row.name[:1])) == whole
    assert rows(db, crowd.class_sizes(li, LATER, uids=[new_uid()])) == []
    assert rows(db, crowd.stage_sizes(li, LATER)) == [("in_class", 2)]
    whole = crowd.Crowd(classes=(row.id,), stages=("in_class",))
    assert len(db.execute(crowd.by_stage(li, LATER, whole)).all()) == 2
    assert len(db.execute(crowd.by_class(li, LATER, whole)).all()) == 2
    assert len(set(db.scalars(crowd.ids_of_crowd(li, LATER, whole)))) == 2
    assert rows(db, crowd.ids_named(li, LATER, "小", 1)) != []


def test_who_learns_or_tells_is_looked_at_again_once_an_hour(db, kept):
    fang = person(db, "xiaofang").id
    for minutes in (1, 2, 70):
        watch_learner(db, fang, [LATER + timedelta(minutes=minutes)])
    ask_to_watch(db, fang, at=LATER)
    keys = db.scalars(select(Job.key).where(Job.kind == "watch-person")).all()
    assert len(keys) == 3


def test_of_whom_nothing_is_kept_nobody_is_asked(db):
    watch_learner(db, person(db, "xiaofang").id, [LATER])
    ask_to_watch(db, person(db, "xiaofang").id, at=LATER)
    assert db.scalars(select(Job.key).where(Job.kind == "watch-person")).all() == []


def test_orders_of_a_stage_reach_who_comes_later(db):
    li, fang, agency = person(db, "li"), person(db, "xiaofang"), agency_of(db, "li")
    order = Order(Task.DATE, "x", (), local_day(START), "", stage="studying")
    made = assign(db, order, by=li, agency_id=agency, once=new_uid(), at=START)
    for _twice in range(2):
        assign_on_arrival(db, fang.id, agency, "studying", START)
    assert db.scalars(select(AssignmentTo.assignment_id)).all() == [made.id]
