"""Who hears of a silence: the leader first, then the mentor, each once; the excused never."""

from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from actions.absences import note_absence, take_absence_back
from actions.classes import close_class, move_person, set_leader
from actions.handlers import DAILY, HANDLERS
from actions.jobs import Workshop, plan_days, run_due
from actions.learning import read_section
from actions.people import agree, guide, withdraw
from actions.plan import be_busy_in, farm
from actions.silence import JOB, quiet_people, tell_of_silences
from actions.stages import Move, enter_stage
from domain.days import local_day, week_of
from domain.plan import Busy
from domain.silence import Span
from models.classes import Silence
from models.jobs import Job
from models.notices import Notice
from models.people import Person
from models.places import StudyClass
from tests.conftest import START


def after(days):
    return START + timedelta(days=days)


@pytest.fixture
def workshop(house):
    return Workshop(house.database, house.library, house.rules)


@pytest.fixture
def class_id(house, cast):
    """一班, led by 小军; 小芳 is in it too, guided by 王老师."""
    with house.database.writing() as db:
        found = db.scalars(select(StudyClass.id)).one()
        by = db.get_one(Person, cast.wang.id)
        set_leader(db, found, cast.xiaojun.id, before=None, by=by, at=START)
    return found


def run(workshop, days):
    tell_of_silences({}, workshop, after(days))


def told(house):
    """Every notice: to whom, about how many."""
    with house.database.reading() as db:
        query = select(Person.name, Notice.about).join(Person, Person.id == Notice.person_id)
        rows = db.execute(query.order_by(Notice.id)).all()
    return [(name, about["people"]) for name, about in rows]


def learn(house, person, days):
    lesson = next(iter(house.library.courses.values())).lessons[0]
    with house.database.writing() as db:
        read_section(
            db, person.id, lesson, section=1 + days % 2, library=house.library, at=after(days)
        )


def keep_learning(house, person, days):
    for day in range(0, days, 3):
        learn(house, person, day)


def test_nobody_hears_of_four_days(house, workshop, class_id):
    run(workshop, 5)
    assert told(house) == []


def test_the_leader_hears_first_and_two_days_later_the_mentor(house, workshop, class_id, cast):
    keep_learning(house, cast.xiaojun, 10)
    run(workshop, 6)
    assert told(house) == [("小军", 1)]
    run(workshop, 7)
    assert told(house) == [("小军", 1)]
    run(workshop, 8)
    assert told(house) == [("小军", 1), ("王老师", 1)]


def test_nobody_is_told_twice_of_the_same_silence(house, workshop, class_id, cast):
    keep_learning(house, cast.xiaojun, 40)
    for day in (6, 6, 7, 8, 8, 9, 15, 30):
        run(workshop, day)
    assert told(house) == [("小军", 1), ("王老师", 1)]


def test_who_learns_and_falls_silent_again_is_told_of_again(house, workshop, class_id, cast):
    keep_learning(house, cast.xiaojun, 20)
    run(workshop, 6)
    learn(house, cast.xiaofang, 7)
    run(workshop, 8)
    assert told(house) == [("小军", 1)]
    run(workshop, 13)
    assert told(house) == [("小军", 1), ("小军", 1)]
    with house.database.reading() as db:
        assert db.scalar(select(func.count(Silence.id))) == 2


def test_later_it_takes_ten_days(house, workshop, class_id, cast):
    keep_learning(house, cast.xiaojun, 60)
    learn(house, cast.xiaofang, 35)
    run(workshop, 45)
    assert told(house) == []
    run(workshop, 46)
    assert told(house) == [("小军", 1)]


def test_of_a_silent_leader_the_mentor_hears_at_once(house, workshop, class_id, cast):
    keep_learning(house, cast.xiaofang, 10)
    with house.database.writing() as db:
        guide(db, mentor_id=cast.wang.id, trainee_id=cast.xiaojun.id, at=START)
    run(workshop, 6)
    assert told(house) == [("王老师", 1)]


def test_where_nobody_guides_the_managers_hear(house, workshop, class_id, cast):
    keep_learning(house, cast.xiaofang, 10)
    run(workshop, 6)
    assert told(house) == [("李主任", 1)]


def test_several_silent_people_are_one_notice(house, workshop, class_id, cast):
    with house.database.writing() as db:
        by = db.get_one(Person, cast.li.id)
        set_leader(db, class_id, None, before=cast.xiaojun.id, by=by, at=START)
        guide(db, mentor_id=cast.wang.id, trainee_id=cast.xiaojun.id, at=START)
    run(workshop, 6)
    assert told(house) == [("王老师", 2)]


def test_who_told_a_reason_is_left_alone_and_those_days_are_not_counted(
    house, workshop, class_id, cast
):
    keep_learning(house, cast.xiaojun, 40)
    today = local_day(START)
    with house.database.writing() as db:
        me = db.get_one(Person, cast.xiaofang.id)
        days = Span(today + timedelta(days=3), today + timedelta(days=9))
        note_absence(db, me, days, kind="farming", reason="", by=me, at=after(1))
    for day in (6, 8, 9, 14):
        run(workshop, day)
    assert told(house) == []
    run(workshop, 15)
    assert told(house) == [("小军", 1)]


def test_an_absence_taken_back_counts_no_more(house, workshop, class_id, cast):
    keep_learning(house, cast.xiaojun, 10)
    with house.database.writing() as db:
        me = db.get_one(Person, cast.xiaofang.id)
        days = Span(local_day(START), local_day(after(20)))
        row = note_absence(db, me, days, kind="", reason="出门", by=me, at=START)
        same = note_absence(db, me, days, kind="", reason="出门", by=me, at=START)
        assert same is row
        assert take_absence_back(db, row.id, by=me, at=after(1)) is True
        assert take_absence_back(db, row.id, by=me, at=after(1)) is False
    run(workshop, 6)
    assert told(house) == [("小军", 1)]


def test_a_busy_week_and_farming_are_left_alone(house, workshop, class_id, cast):
    with house.database.writing() as db:
        be_busy_in(db, cast.xiaofang.id, {week_of(local_day(after(6))): Busy.FARMING}, at=START)
        farm(db, cast.xiaojun.id, on=True, at=after(1))
    run(workshop, 6)
    assert told(house) == []
    with house.database.writing() as db:
        farm(db, cast.xiaojun.id, on=False, at=after(6))
        assert quiet_people(db, [class_id], at=after(10)) == []


@pytest.mark.parametrize("stage", ["sat", "left"])
def test_who_is_not_expected_to_learn_is_left_alone(house, workshop, class_id, cast, stage):
    keep_learning(house, cast.xiaojun, 10)
    way = {"sat": ("studying", "registered_paid", "sat"), "left": ("left",)}[stage]
    with house.database.writing() as db:
        for one in way:
            move = Move(cast.xiaofang.id, cast.agency_of(cast.wang), one, cause=one)
            enter_stage(db, move, by_id=None, at=START)
    run(workshop, 6)
    assert told(house) == []


def test_who_took_back_their_consent_is_seen_by_nobody(house, workshop, class_id, cast):
    keep_learning(house, cast.xiaojun, 10)
    with house.database.writing() as db:
        me = db.get_one(Person, cast.xiaofang.id)
        agree(db, me, purpose="learning-data", version="1", words="x", at=START)
        withdraw(db, me.id, "learning-data", at=after(1))
    run(workshop, 6)
    assert told(house) == []


def test_a_closed_class_and_who_left_it_make_no_noise(house, workshop, class_id, cast):
    keep_learning(house, cast.xiaojun, 10)
    with house.database.writing() as db:
        by = db.get_one(Person, cast.wang.id)
        agency = cast.agency_of(cast.wang)
        move_person(
            db, cast.xiaofang.id, agency_id=agency, class_id=None, why="", by=by, at=after(1)
        )
    run(workshop, 6)
    with house.database.writing() as db:
        close_class(db, class_id, by=db.get_one(Person, cast.li.id), at=after(7))
    run(workshop, 30)
    assert told(house) == []


def test_the_work_is_asked_for_every_day_at_six(house, workshop):
    plan_days(house.database, {JOB: DAILY[JOB]}, at=START)
    with house.database.reading() as db:
        job = db.scalars(select(Job).where(Job.kind == JOB)).one()
    assert job.run_at.isoformat() == "2026-11-24T22:00:00+00:00"
    assert run_due(workshop, {JOB: HANDLERS[JOB]}, at=job.run_at) == 1
    plan_days(house.database, {JOB: DAILY[JOB]}, at=job.run_at)
    with house.database.reading() as db:
        assert db.scalar(select(func.count(Job.id)).where(Job.kind == JOB)) == 2


def test_looking_costs_the_same_for_one_class_and_for_many(house, class_id, cast):
    asked = []

    def look(db, classes):
        asked.clear()
        quiet_people(db, classes, at=after(20))
        return len([words for words in asked if words != "BEGIN"])

    event.listen(
        house.database.engine, "before_cursor_execute", lambda *args: asked.append(args[2])
    )
    with house.database.reading() as db:
        assert look(db, [class_id]) == look(db, list(range(1, 50))) == 4
