"""Verbs of mentors and managers: each way they end, and twice."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from actions.entry import find_invite, make_invite
from actions.mentoring import (
    Order,
    Task,
    assign,
    assign_each,
    assign_late,
    cancel_assignment,
    cancel_invite,
    give_extra_time,
)
from models.base import new_uid
from models.history import AuditEntry
from models.mocks import ExtraTime
from models.people import Membership, Person
from models.places import StudyClass
from models.road import Assignment, AssignmentTo
from tests.conftest import START

LATER = START + timedelta(hours=1)
ONCE = new_uid()


@pytest.fixture
def db(house):
    with house.database.writing() as session:
        yield session


def person(db, login):
    return db.scalars(select(Person).where(Person.login_name == login)).one()


def agency_of(db, login):
    query = select(Membership.agency_id).join(Person).where(Person.login_name == login)
    return db.scalars(query).one()


def order_for(db, *logins, **more):
    people = tuple(person(db, login).id for login in logins)
    due = START.date() + timedelta(days=7)
    return replace(Order(Task.READ, "course/4", people, due, "周六讲"), **more)


def sent(db, order, once=ONCE, at=START):
    by, agency = person(db, "wang"), agency_of(db, "wang")
    return assign(db, order, by=by, agency_id=agency, once=once, at=at)


def told(db, action):
    db.flush()
    return db.scalars(select(AuditEntry).where(AuditEntry.action == action)).all()


def test_an_assignment_keeps_who_what_and_when(db):
    made = sent(db, order_for(db, "xiaofang", "xiaojun"))
    assert (made.kind, made.target, made.reason, made.cancelled_at) == (
        "read",
        "course/4",
        "周六讲",
        None,
    )
    people = set(db.scalars(select(AssignmentTo.person_id)))
    assert people == {person(db, "xiaofang").id, person(db, "xiaojun").id}


def test_an_assignment_sent_twice_is_one(db):
    order = order_for(db, "xiaofang")
    assert sent(db, order).id == sent(db, replace(order, reason="又一次")).id
    assert [row.reason for row in db.scalars(select(Assignment))] == ["周六讲"]
    assert len(told(db, "assigned")) == 1


def test_a_person_named_twice_is_asked_once(db):
    sent(db, order_for(db, "xiaofang", "xiaofang"))
    assert len(db.scalars(select(AssignmentTo)).all()) == 1


def test_two_mentors_may_send_the_same_id(db):
    sent(db, order_for(db, "xiaofang"))
    by, agency = person(db, "zhou"), agency_of(db, "zhou")
    assign(db, order_for(db, "xiaomei"), by=by, agency_id=agency, once=ONCE, at=START)
    assert len(db.scalars(select(Assignment)).all()) == 2


def test_the_audit_names_ids_and_no_words(db):
    made = sent(db, order_for(db, "xiaofang"))
    (entry,) = told(db, "assigned")
    assert (entry.subject, entry.actor) == (str(made.uid), str(person(db, "wang").uid))
    assert entry.detail == {"people": 1}


def test_an_assignment_is_cancelled_once(db):
    made, by = sent(db, order_for(db, "xiaofang")), person(db, "wang")
    assert cancel_assignment(db, made.id, by=by, at=LATER)
    assert not cancel_assignment(db, made.id, by=by, at=LATER + timedelta(hours=1))
    db.refresh(made)
    assert (made.cancelled_at, made.cancelled_by_id) == (LATER, by.id)
    assert len(told(db, "assignment-cancelled")) == 1


def class_id(db):
    return db.scalars(select(StudyClass.id)).one()


def each(db, *orders, once=ONCE):
    by, agency = person(db, "wang"), agency_of(db, "wang")
    return assign_each(db, orders, by=by, agency_id=agency, once=once, at=START)


def asked(db, login):
    """What this person is asked for, by target."""
    query = select(Assignment.target).join(AssignmentTo).order_by(Assignment.id)
    return list(db.scalars(query.where(AssignmentTo.person_id == person(db, login).id)))


def test_classes_stages_and_people_get_a_row_each_and_twice_is_once(db):
    orders = (
        order_for(db, "xiaofang", class_id=class_id(db)),
        order_for(db, "xiaomei", stage="in_class"),
        order_for(db, "xiaojun"),
    )
    first = each(db, *orders)
    assert [(row.class_id, row.stage) for row in first] == [
        (class_id(db), ""),
        (None, "in_class"),
        (None, ""),
    ]
    assert [row.id for row in each(db, *orders)] == [row.id for row in first]
    assert len(told(db, "assigned")) == 3


def test_six_hundred_people_are_asked_in_as_many_statements_as_one(house, db):
    def statements(count, once):
        said = []
        heard = lambda *args: said.append(args[2])  # noqa: E731
        event.listen(house.database.engine, "before_cursor_execute", heard)
        people = tuple(db.scalars(select(Person.id).limit(count)))
        each(db, order_for(db, people=people), once=once)
        event.remove(house.database.engine, "before_cursor_execute", heard)
        return len(said)

    enter_many(house, db, 600)
    assert statements(1, new_uid()) == statements(600, new_uid())


def enter_many(house, db, count):
    db.add_all(Person(name=f"学员{n}", joined_at=START) for n in range(count))
    db.flush()


def test_who_comes_into_a_class_later_is_asked_for_what_is_still_open(db):
    day = START.date()
    mine = class_id(db)
    orders = {
        "open": order_for(db, "xiaofang", class_id=mine, target="open/1"),
        "today": order_for(db, "xiaofang", class_id=mine, target="today/1", due_on=day),
        "past": order_for(
            db, "xiaofang", class_id=mine, target="past/1", due_on=day - timedelta(days=1)
        ),
        "back": order_for(db, "xiaofang", class_id=mine, target="back/1"),
        "people": order_for(db, "xiaofang", target="people/1"),
    }
    made = {name: sent(db, order, once=new_uid()) for name, order in orders.items()}
    cancel_assignment(db, made["back"].id, by=person(db, "wang"), at=LATER)
    late = person(db, "xiaojun")
    assert assign_late(db, late.id, mine, LATER) == 2
    assert assign_late(db, late.id, mine, LATER) == 0
    assert asked(db, "xiaojun") == ["open/1", "today/1"]
    (entry,) = told(db, "assigned-late")
    assert (entry.subject, entry.detail) == (str(late.uid), {"assignments": 2})


def test_a_date_is_kept_in_words(db):
    made = sent(db, order_for(db, "xiaofang", task=Task.DATE, target="班会"))
    assert (made.kind, made.target) == ("date", "班会")


def test_a_cancelled_invite_lets_nobody_in(db):
    by = person(db, "li")
    invite, code = make_invite(
        db,
        by=by,
        agency_id=agency_of(db, "li"),
        class_id=None,
        places=2,
        days=3,
        at=START,
    )
    assert find_invite(db, code, at=LATER).id == invite.id
    assert cancel_invite(db, invite.id, by=by, at=LATER)
    assert find_invite(db, code, at=LATER) is None
    assert not cancel_invite(db, invite.id, by=by, at=LATER)
    assert len(told(db, "invite-cancelled")) == 1


def test_an_invite_sent_twice_is_one_and_tells_its_code_once(db):
    once = new_uid()
    common = {"agency_id": agency_of(db, "li"), "class_id": None, "places": 2, "days": 3}
    by = person(db, "li")
    invite, code = make_invite(db, by=by, once=once, at=START, **common)
    again, nothing = make_invite(db, by=by, once=once, at=LATER, **common)
    assert (again.id, nothing) == (invite.id, "")
    assert find_invite(db, code, at=LATER).id == invite.id
    assert len(told(db, "invite-made")) == 1


def given(db, minutes, reason="看字慢", at=START):
    return give_extra_time(
        db, person(db, "xiaofang"), minutes=minutes, reason=reason, by=person(db, "wang"), at=at
    )


def test_extra_time_keeps_its_history(db):
    assert given(db, 30)
    assert given(db, 60, "字号大，翻页多", LATER)
    rows = db.scalars(select(ExtraTime).order_by(ExtraTime.id)).all()
    assert [(row.minutes, row.reason) for row in rows] == [(30, "看字慢"), (60, "字号大，翻页多")]


def test_extra_time_sent_twice_is_one_row(db):
    assert given(db, 30)
    assert not given(db, 30, at=LATER)
    assert len(db.scalars(select(ExtraTime)).all()) == 1
    assert len(told(db, "extra-time-given")) == 1


def test_extra_time_is_taken_back_by_a_row_of_nothing(db):
    assert not given(db, 0)
    given(db, 30)
    assert given(db, 0, "用不着了", LATER)
    assert [row.minutes for row in db.scalars(select(ExtraTime).order_by(ExtraTime.id))] == [30, 0]


def test_the_reason_for_extra_time_stays_out_of_the_audit(db):
    given(db, 30)
    (entry,) = told(db, "extra-time-given")
    assert entry.detail == {"minutes": 30}
