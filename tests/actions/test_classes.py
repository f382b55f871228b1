"""Verbs of classes: opened once, people moved with their counts, one leader, one latest plan."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from actions.classes import (
    ChangedMeanwhileError,
    ClassNameTakenError,
    NotInClassError,
    Week,
    close_class,
    move_person,
    open_class,
    plan_week,
    reopen_class,
    set_leader,
)
from actions.mentoring import Order, Task, assign
from actions.people import enter_person, grant
from actions.stages import Move, enter_stage, stage_now
from domain.access import Role
from domain.days import local_day
from models.base import new_uid
from models.class_queries import leader_history, leader_of, members_of, plans_of
from models.classes import ClassLeader, WeekPlan
from models.history import AuditEntry
from models.people import Membership, Person
from models.pipeline import PeopleCount
from models.places import StudyClass
from models.road import Assignment, AssignmentTo
from tests.conftest import START

LATER = START + timedelta(hours=1)
MONDAY = START.date() - timedelta(days=START.weekday())


@pytest.fixture
def db(house):
    with house.database.writing() as session:
        yield session


@pytest.fixture
def first(db):
    return db.scalars(select(StudyClass)).one()


@pytest.fixture
def second(db, first):
    return opened(db, first, "二班")


def person(db, login):
    return db.scalars(select(Person).where(Person.login_name == login)).one()


def opened(db, first, name, once=None):
    by = person(db, "wang")
    return open_class(
        db, agency_id=first.agency_id, name=name, by=by, once=once or new_uid(), at=START
    )


def move(db, who, agency_id, to, *, at=LATER, by="wang"):
    return move_person(
        db, person(db, who).id, agency_id=agency_id, class_id=to, why="asked",
        by=person(db, by), at=at,
    )  # fmt: skip


def names(db, class_id, at=LATER):
    return [one.person.name for one in db.scalars(members_of(class_id, at))]


def counted(db, class_id):
    query = select(func.coalesce(func.sum(PeopleCount.people), 0)).where(
        PeopleCount.measure == "exam", PeopleCount.class_id == class_id
    )
    return db.scalar(query)


def told(db, action):
    db.flush()
    return db.scalars(select(AuditEntry).where(AuditEntry.action == action)).all()


def test_a_class_is_opened_once_and_knows_its_maker(db, first):
    once = new_uid()
    made = opened(db, first, "三组", once)
    assert opened(db, first, "三组", once) is made
    assert made.made_by_id == person(db, "wang").id
    assert len(told(db, "class-opened")) == 1


def test_a13_the_key_of_another_persons_form_leads_to_no_class_of_theirs(db, first):
    key = new_uid()
    made, by = opened(db, first, "二班", key), person(db, "wu")
    place = db.scalars(select(Membership).where(Membership.person_id == by.id)).one()
    theirs = open_class(db, agency_id=place.agency_id, name="新班", by=by, once=key, at=START)
    assert (theirs.name, theirs.agency_id) == ("新班", place.agency_id)
    assert opened(db, first, "二班", key).id == made.id != theirs.id


def test_two_open_classes_of_an_agency_have_two_names(db, first):
    with pytest.raises(ClassNameTakenError):
        opened(db, first, "一班")
    close_class(db, first.id, by=person(db, "li"), at=LATER)
    assert opened(db, first, "一班").id != first.id


def test_a_closed_class_keeps_its_people_and_is_opened_again(db, first):
    by = person(db, "li")
    assert close_class(db, first.id, by=by, at=LATER)
    assert not close_class(db, first.id, by=by, at=LATER)
    assert names(db, first.id) == ["小军", "小芳"]
    assert reopen_class(db, first.id, by=by, at=LATER)
    assert not reopen_class(db, first.id, by=by, at=LATER)
    assert [one.action for one in told(db, "class-reopened")] == ["class-reopened"]


def test_who_moves_leaves_the_class_before_and_the_counts_move_along(db, first, second):
    before = counted(db, first.id)
    assert move(db, "xiaofang", first.agency_id, second.id)
    assert (names(db, first.id), names(db, second.id)) == (["小军"], ["小芳"])
    assert (counted(db, first.id), counted(db, second.id)) == (before - 1, 1)
    places = db.scalars(
        select(Membership).where(Membership.person_id == person(db, "xiaofang").id)
    ).all()
    assert [(one.class_id, one.ends_at is None) for one in places] == [
        (first.id, False),
        (second.id, True),
    ]
    entry = told(db, "class-changed")[0]
    assert entry.detail["before"] == [str(first.uid)]
    assert (entry.detail["after"], entry.detail["why"]) == (str(second.uid), "asked")


def test_who_moves_is_asked_for_what_the_new_class_is_still_asked_for(db, first, second):
    wang, due = person(db, "wang"), local_day(LATER)
    for number, days in enumerate((0, 3, -1)):
        order = Order(Task.DATE, f"班会 {number}", (), due + timedelta(days), "", second.id)
        assign(db, order, by=wang, agency_id=first.agency_id, once=new_uid(), at=START)
    for to in (second, first, second):
        move(db, "xiaofang", first.agency_id, to.id)
    mine = select(Assignment.target).join(AssignmentTo).order_by(Assignment.id)
    query = mine.where(AssignmentTo.person_id == person(db, "xiaofang").id)
    assert db.scalars(query).all() == ["班会 0", "班会 1"]


def test_moving_to_where_one_is_changes_nothing(db, first):
    assert not move(db, "xiaofang", first.agency_id, first.id)
    assert told(db, "class-changed") == []


def test_out_of_a_class_one_stays_in_the_agency(db, first):
    move(db, "xiaofang", first.agency_id, None)
    assert names(db, first.id) == ["小军"]
    now = stage_now(db, person(db, "xiaofang").id, first.agency_id)
    assert (now.stage, now.class_id) == ("in_class", None)


def test_nobody_of_another_agency_is_moved(db, first):
    with pytest.raises(NotInClassError):
        move(db, "xiaomei", first.agency_id, first.id)
    with pytest.raises(NotInClassError):
        move(db, "wang", first.agency_id, first.id)


def test_the_first_class_of_somebody_recruited_is_their_entrance(db, first, house):
    one = enter_person(db, name="田小草", keyring=house.keyring, at=START, login_name="tian")
    grant(db, one, Role.TRAINEE, by="tests", at=START, agency_id=first.agency_id)
    enter_stage(db, Move(one.id, first.agency_id, "recruited", cause="tests"), by_id=None, at=START)
    move(db, "tian", first.agency_id, first.id)
    assert stage_now(db, one.id, first.agency_id).stage == "in_class"
    assert counted(db, first.id) == 3


def test_the_place_is_kept_after_a_failed_sitting(db, first):
    who = person(db, "xiaofang").id
    for stage in ("studying", "registered_paid", "sat", "studying"):
        cause = f"{stage} {new_uid()}"
        enter_stage(db, Move(who, first.agency_id, stage, cause=cause), by_id=None, at=LATER)
    assert stage_now(db, who, first.agency_id).class_id == first.id
    assert names(db, first.id) == ["小军", "小芳"]


def lead(db, first, who, before=None, by="wang", at=LATER):
    person_id = person(db, who).id if who else None
    was = person(db, before).id if before else None
    return set_leader(db, first.id, person_id, before=was, by=person(db, by), at=at)


def test_a_leader_is_set_changed_and_ended_with_history(db, first):
    assert lead(db, first, "xiaofang")
    assert not lead(db, first, "xiaofang")
    assert lead(db, first, "xiaojun", before="xiaofang", by="li")
    assert lead(db, first, None, before="xiaojun")
    assert db.scalars(leader_of(first.id, LATER)).first() is None
    rows = db.execute(leader_history(first.id)).all()
    assert [(name, by, ended) for _row, name, by, ended in rows] == [
        ("小军", "李主任", "王老师"),
        ("小芳", "王老师", "李主任"),
    ]


def test_two_mentors_at_once_the_second_is_told_who_was_faster(db, first):
    lead(db, first, "xiaofang", by="li")
    with pytest.raises(ChangedMeanwhileError, match="李主任"):
        lead(db, first, "xiaojun")
    assert db.scalars(leader_of(first.id, LATER)).one().name == "小芳"


def test_only_somebody_of_the_class_leads_it(db, first):
    with pytest.raises(NotInClassError):
        lead(db, first, "xiaomei")


def test_who_leaves_the_class_leads_it_no_more(db, first, second):
    lead(db, first, "xiaofang")
    move(db, "xiaofang", first.agency_id, second.id)
    assert db.scalars(leader_of(first.id, LATER)).first() is None
    assert db.scalars(select(ClassLeader.ends_at)).one() == LATER


def test_a_leader_whose_place_ended_elsewhere_leads_no_more(db, first):
    lead(db, first, "xiaofang")
    place = select(Membership).where(Membership.person_id == person(db, "xiaofang").id)
    db.scalars(place).one().ends_at = LATER
    db.flush()
    assert db.scalars(leader_of(first.id, LATER)).first() is None


def plan(db, first, words, seen, by="wang", chapters=("c/4",)):
    week = Week(MONDAY, chapters, words)
    return plan_week(db, first.id, week, seen=seen, by=person(db, by), at=LATER)


def test_the_latest_plan_counts_and_the_earlier_ones_stay(db, first):
    assert plan(db, first, "一起读", 0)
    assert plan(db, first, "周六讲", 1, by="li")
    rows = db.execute(plans_of(first.id, [MONDAY])).all()
    assert [(row.words, name) for row, name in rows] == [("周六讲", "李主任"), ("一起读", "王老师")]


def test_the_same_plan_again_is_not_written_again(db, first):
    plan(db, first, "一起读", 0)
    assert not plan(db, first, "一起读", 0)
    assert plan(db, first, "", 1, chapters=())
    assert db.scalar(select(func.count(WeekPlan.id))) == 2


def test_nothing_planned_where_nothing_was_is_nothing(db, first):
    assert not plan(db, first, "", 0, chapters=())
    assert db.scalar(select(func.count(WeekPlan.id))) == 0


def test_two_plans_at_once_lose_nothing(db, first):
    plan(db, first, "一起读", 0, by="li")
    with pytest.raises(ChangedMeanwhileError, match="李主任"):
        plan(db, first, "周六讲", 0)
    assert db.scalars(select(WeekPlan.words)).all() == ["一起读"]
