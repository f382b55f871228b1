"""Questions of mentors and managers, asked of both engines."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from actions.entry import make_invite, make_slip, open_session
from actions.learning import answer_checks
from actions.mentoring import Order, Task, assign, give_extra_time
from actions.people import grant
from domain.access import Role
from models.actor import load_actor
from models.assignment_queries import (
    assigned_people,
    assignments_by,
    items_practised,
    lessons_finished,
    mocks_sat,
)
from models.base import new_uid
from models.health_queries import job_counts, last_seal, unsealed
from models.mentoring_queries import (
    classes_of,
    extra_times_of,
    latest_extra_times,
    live_invites,
    open_slip_of,
    recoverable_people,
    trainees_of,
)
from models.people import Membership, Person
from models.seal import digest
from tests.conftest import START

LATER = START + timedelta(hours=1)


@pytest.fixture
def db(house):
    with house.database.writing() as session:
        yield session


def person(db, login):
    return db.scalars(select(Person).where(Person.login_name == login)).one()


def actor(db, login):
    token = f"{login} {new_uid()}"
    open_session(db, person(db, login), token=token, label="x", at=START)
    return load_actor(db, digest(token), LATER)


def agency_of(db, login):
    query = select(Membership.agency_id).join(Person).where(Person.login_name == login)
    return db.scalars(query.limit(1)).one()


def trainees(db, login):
    return [row.person.name for row in db.scalars(trainees_of(actor(db, login), LATER))]


def assigned(db, task, target, *logins):
    order = Order(task, target, tuple(person(db, x).id for x in logins), START.date(), "")
    by, agency = person(db, "wang"), agency_of(db, "wang")
    return assign(db, order, by=by, agency_id=agency, once=new_uid(), at=START)


def test_a_mentor_has_those_guided_and_a_manager_the_agency(db):
    assert trainees(db, "wang") == ["小芳"]
    assert set(trainees(db, "li")) == {"小军", "小芳"}
    assert trainees(db, "xiaofang") == trainees(db, "lin") == trainees(db, "like") == []


def test_nobody_is_their_own_trainee(db):
    li = person(db, "li")
    grant(db, li, Role.TRAINEE, by="tests", at=START, agency_id=agency_of(db, "li"))
    assert "李主任" not in trainees(db, "li")


def test_a_role_to_come_counts_already_against_a_slip(db):
    fang, tomorrow = person(db, "xiaofang"), LATER + timedelta(days=1)
    wang = actor(db, "wang")
    assert fang in db.scalars(recoverable_people(wang, LATER)).all()
    grant(db, fang, Role.ADMIN, by="tests", at=tomorrow)
    assert db.scalars(recoverable_people(wang, LATER)).all() == []


def test_a_role_that_is_over_no_longer_counts(db):
    fang = person(db, "xiaofang")
    grant(db, fang, Role.ADMIN, by="tests", at=START).ends_at = LATER - timedelta(minutes=1)
    db.flush()
    assert fang in db.scalars(recoverable_people(actor(db, "wang"), LATER)).all()


def test_a_full_or_old_invite_is_not_live(db):
    wang, agency = person(db, "wang"), agency_of(db, "wang")
    common = {"by": wang, "agency_id": agency, "class_id": None, "at": START}
    make_invite(db, places=3, days=1, **common)
    me = actor(db, "wang")
    assert [(i.places, taken) for i, taken in db.execute(live_invites(me, LATER))] == [(3, 0)]
    assert db.execute(live_invites(me, START + timedelta(days=1))).all() == []
    assert db.execute(live_invites(actor(db, "zhou"), LATER)).all() == []


def test_classes_are_those_of_ones_own_agencies(db):
    assert [one.name for one in db.scalars(classes_of(actor(db, "wang")))] == ["一班"]
    assert db.scalars(classes_of(actor(db, "chen"))).all() == []


def test_the_slip_in_force_is_the_last_one(db):
    fang, wang = person(db, "xiaofang"), person(db, "wang")
    make_slip(db, person=fang, by=wang, at=START)
    second, _code = make_slip(db, person=fang, by=wang, at=LATER)
    assert db.scalars(open_slip_of(fang.id, LATER)).all() == [second]


def test_the_last_extra_time_is_in_force(db):
    fang, wang = person(db, "xiaofang"), person(db, "wang")
    for minutes in (30, 60):
        give_extra_time(db, fang, minutes=minutes, reason="慢", by=wang, at=START)
    assert db.execute(latest_extra_times([fang.id])).all() == [(fang.id, 60)]
    rows = db.execute(extra_times_of(fang.id, actor(db, "li"))).all()
    assert [(row.minutes, by) for row, by in rows] == [(60, "王老师"), (30, "王老师")]
    assert db.execute(extra_times_of(fang.id, actor(db, "chen"))).all() == []


def test_what_is_done_is_counted_per_assignment_and_person(db, house):
    course = next(c for c in house.library.courses.values() if c.kind == "exam")
    chapter = next(one for one in course.chapters if one.written)
    target = f"{course.id}/{chapter.number}"
    reading = assigned(db, Task.READ, target, "xiaofang", "xiaojun")
    lesson = chapter.lessons[0]
    checks = house.library.checks(lesson.id)
    answer_checks(
        db,
        person(db, "xiaofang").id,
        lesson,
        chosen={item.id: item.key for item in checks},
        once=new_uid(),
        library=house.library,
        at=LATER,
    )
    fang, jun = person(db, "xiaofang").id, person(db, "xiaojun").id
    people = {reading.id: {fang, jun}}
    seen = db.execute(assigned_people([reading.id], actor(db, "li"), LATER)).all()
    assert {tuple(row) for row in seen} == {(reading.id, one) for one in people[reading.id]}
    assert db.execute(assigned_people([reading.id], actor(db, "chen"), LATER)).all() == []
    finished = lessons_finished([reading.id], {(target, one.id) for one in chapter.lessons})
    assert db.execute(finished).all() == [(reading.id, fang, 1)]
    items = {(target, item.id) for item in checks}
    assert db.execute(items_practised([reading.id], items)).all() == [
        (reading.id, fang, len(checks))
    ]
    assert db.execute(items_practised([reading.id], set())).all() == []
    assert db.execute(mocks_sat([reading.id])).all() == []


def test_a_mentor_sees_only_their_own_assignments(db):
    row = assigned(db, Task.READ, "x/1", "xiaofang")
    wang = actor(db, "wang")
    assert db.scalars(assignments_by(wang)).all() == [row]
    assert db.scalars(assignments_by(actor(db, "li"))).all() == [row]
    assert db.scalars(assignments_by(actor(db, "zhou"))).all() == []
    gone = replace(wang, places=())
    assert db.scalars(assignments_by(gone)).all() == []


def test_an_empty_house_has_no_jobs_and_no_seals(db):
    assert db.execute(job_counts(START, 8)).one() == (0, 0, 0)
    assert db.execute(last_seal()).one_or_none() is None
    assert db.scalar(unsealed()) > 0
