"""Moving people: in order, once, told to the second; taken back; away and back again."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from actions.coming_in import Arrival, come_in
from actions.erasure import erase_person
from actions.leaving import Goodbye, StillManagesError, ask_back, leave_agency
from actions.moves import (
    HasLeftError,
    MovedMeanwhileError,
    NothingToTakeBackError,
    Turn,
    history_of,
    may_take_back,
    move_people,
    move_person,
    stays_of,
    take_back,
)
from actions.people import grant
from actions.posts import Hand, Terms, begin_post
from actions.recount import wrong_counts, wrong_stages
from actions.stages import mark_stuck, stage_now
from actions.waiting import accept_offer, decline_offer
from domain.access import Role
from domain.stages import PostKind, StageJumpError
from models.classes import ClassLeader
from models.history import AuditEntry
from models.notices import Notice
from models.people import Guidance, Membership, Person
from models.pipeline import PeopleCount, Post, StageNow
from models.places import Agency, StudyClass
from models.road import Track
from tests.cast import Cast
from tests.conftest import START

LATER = START + timedelta(days=3)


@pytest.fixture
def cast(house):
    return Cast(house)


@pytest.fixture
def db(house):
    with house.database.writing() as session:
        yield session


@pytest.fixture
def fang(cast):
    return cast.xiaofang


@pytest.fixture
def agency(cast, fang):
    return cast.agency_of(fang)


def rows(db, person, agency):
    return db.scalars(history_of(person.id, agency, Track.EXAM)).all()


def turn(db, by, person, agency, *, at=LATER, once=None):
    seen = rows(db, person, agency)[-1].uid
    return Turn(by.id, at, once or uuid4(), seen)


def counts(db, agency, measure="exam"):
    query = select(PeopleCount.key, PeopleCount.people).where(
        PeopleCount.agency_id == agency, PeopleCount.measure == measure, PeopleCount.people != 0
    )
    found = {}
    for key, people in db.execute(query):
        found[key] = found.get(key, 0) + people
    return found


def assert_counted(db):
    assert (wrong_stages(db), wrong_counts(db)) == ([], {})


def test_a_move_says_who_when_and_why_and_moves_the_counts(db, cast, fang, agency):
    entered = move_person(
        db, fang.id, agency, "studying", why="开班了", turn=turn(db, cast.li, fang, agency)
    )
    assert (entered.stage, entered.by_id, entered.why, entered.at) == (
        "studying",
        cast.li.id,
        "开班了",
        LATER,
    )
    assert counts(db, agency) == {"in_class": 1, "studying": 1}
    told = db.scalars(select(AuditEntry).where(AuditEntry.action == "stage-entered")).all()[-1]
    assert (told.subject, told.actor) == (str(fang.uid), str(cast.li.uid))
    assert_counted(db)


def test_sent_twice_is_moved_once(db, cast, fang, agency):
    one = turn(db, cast.li, fang, agency)
    move_person(db, fang.id, agency, "studying", why="", turn=one)
    move_person(db, fang.id, agency, "studying", why="", turn=one)
    assert [row.stage for row in rows(db, fang, agency)] == ["in_class", "studying"]


def test_an_illegal_jump_is_refused(db, cast, fang, agency):
    with pytest.raises(StageJumpError):
        move_person(db, fang.id, agency, "certified", why="", turn=turn(db, cast.li, fang, agency))
    assert counts(db, agency) == {"in_class": 2}


def test_the_second_of_two_is_told_who_moved(db, cast, fang, agency):
    first = turn(db, cast.li, fang, agency)
    second = turn(db, cast.wang, fang, agency)
    move_person(db, fang.id, agency, "studying", why="", turn=first)
    with pytest.raises(MovedMeanwhileError) as told:
        move_person(db, fang.id, agency, "left", why="搬走了", turn=second)
    assert told.value.last.by_id == cast.li.id


def test_a_move_taken_back_lets_the_stay_before_go_on(db, cast, fang, agency):
    move_person(db, fang.id, agency, "studying", why="", turn=turn(db, cast.li, fang, agency))
    back = turn(db, cast.li, fang, agency, at=LATER + timedelta(hours=1))
    take_back(db, fang.id, agency, turn=back)
    take_back(db, fang.id, agency, turn=back)
    now = stage_now(db, fang.id, agency)
    assert (now.stage, now.since) == ("in_class", START)
    assert [row.stage for row in rows(db, fang, agency)] == ["in_class", "studying", "in_class"]
    assert len(stays_of(rows(db, fang, agency))) == 1
    assert_counted(db)


def test_who_stood_too_long_does_so_again_once_the_move_is_taken_back(db, cast, fang, agency):
    late = START + timedelta(days=40)
    mark_stuck(db, stage_now(db, fang.id, agency), stuck=True)
    move = turn(db, cast.li, fang, agency, at=late)
    move_person(db, fang.id, agency, "studying", why="", turn=move)
    assert counts(db, agency, "exam-stuck") == {}
    take_back(db, fang.id, agency, turn=turn(db, cast.li, fang, agency, at=late))
    assert counts(db, agency, "exam-stuck") == {"in_class": 1}
    assert_counted(db)


def test_where_somebody_began_cannot_be_taken_back(db, cast, fang, agency):
    assert not may_take_back(rows(db, fang, agency))
    with pytest.raises(NothingToTakeBackError):
        take_back(db, fang.id, agency, turn=turn(db, cast.li, fang, agency))


def test_of_many_only_those_still_there_are_moved(db, cast, fang, agency):
    jun = cast.xiaojun
    move_person(db, jun.id, agency, "studying", why="", turn=turn(db, cast.wang, jun, agency))
    sending = Turn(cast.li.id, LATER, uuid4(), None)
    for _twice in range(2):
        done = move_people(
            db, [fang.id, jun.id], agency, ("in_class", "studying"), why="", turn=sending
        )
        assert (done.went, done.stayed) == (1, (jun.id,))
    assert counts(db, agency) == {"studying": 2}
    assert_counted(db)


def goodbye(cast, *, once=None, at=LATER, why="去外地打工"):
    return Goodbye(why, cast.li, once or uuid4(), at)


def test_who_leaves_ends_every_tie_and_keeps_the_history(db, cast, fang, agency):
    first_class = db.scalars(select(StudyClass)).first()
    db.add(ClassLeader(class_id=first_class.id, person_id=fang.id, starts_at=START))
    terms = Terms(PostKind.STATION, START.date(), engaged="bought")
    begin_post(db, fang.id, agency, terms, hand=Hand(cast.li.id, START, uuid4()))
    assert counts(db, agency, "engaged") == {"bought": 1}
    bye = goodbye(cast)
    for _twice in range(2):
        leave_agency(db, fang, db.get_one(Agency, agency), bye)
    assert counts(db, agency) == {"in_class": 1, "left": 1}
    assert counts(db, agency, "engaged") == {}
    open_ties = (
        select(Membership.id).where(Membership.person_id == fang.id, Membership.ends_at.is_(None)),
        select(Guidance.id).where(Guidance.trainee_id == fang.id, Guidance.ends_at.is_(None)),
        select(ClassLeader.id).where(ClassLeader.ends_at.is_(None)),
        select(Post.id).where(Post.ended_on.is_(None)),
    )
    assert [db.scalars(query).all() for query in open_ties] == [[], [], [], []]
    assert rows(db, fang, agency)[-1].why == "去外地打工"
    assert_counted(db)


def ask(db, cast, fang, agency, at):
    once = {"once": uuid4(), "at": at}
    return ask_back(db, fang, db.get_one(Agency, agency), by=db.get_one(Person, cast.li.id), **once)


def held(db, fang):
    query = select(Membership).where(Membership.person_id == fang.id, Membership.ends_at.is_(None))
    return [(one.role, one.class_id) for one in db.scalars(query)]


def test_who_left_comes_back_by_their_own_yes_and_goes_on_with_one_history(db, cast, fang, agency):
    move_person(db, fang.id, agency, "studying", why="", turn=turn(db, cast.li, fang, agency))
    ((_role, class_id),) = held(db, fang)
    leave_agency(db, fang, db.get_one(Agency, agency), goodbye(cast))
    at = LATER + timedelta(days=200)
    asked = ask(db, cast, fang, agency, at)
    assert ask(db, cast, fang, agency, at).id == asked.id
    assert held(db, fang) == []
    assert [row.stage for row in rows(db, fang, agency)] == ["in_class", "studying", "left"]
    told = select(Notice).where(Notice.person_id == fang.id, Notice.kind == "asked-in")
    assert db.scalars(told).one().href == f"/me/offers/{asked.uid}"
    for _twice in range(2):
        accept_offer(db, asked.id, db.get_one(Person, fang.id), at=at)
    assert [row.stage for row in rows(db, fang, agency)][2:] == ["left", "studying"]
    assert held(db, fang) == [(Role.TRAINEE, class_id)]
    assert db.scalars(told).one().seen_at == at
    assert len(db.scalars(select(StageNow).where(StageNow.person_id == fang.id)).all()) == 1
    assert_counted(db)


def test_who_says_no_stays_away_and_may_be_asked_again(db, cast, fang, agency):
    leave_agency(db, fang, db.get_one(Agency, agency), goodbye(cast))
    asked = ask(db, cast, fang, agency, LATER)
    decline_offer(db, asked.id, db.get_one(Person, fang.id), at=LATER)
    accept_offer(db, asked.id, db.get_one(Person, fang.id), at=LATER)
    assert held(db, fang) == []
    assert ask(db, cast, fang, agency, LATER).id != asked.id


def test_nobody_is_moved_back_by_another_hand(db, cast, fang, agency):
    leave_agency(db, fang, db.get_one(Agency, agency), goodbye(cast))
    now = turn(db, cast.li, fang, agency)
    with pytest.raises(HasLeftError):
        move_person(db, fang.id, agency, "studying", why="", turn=now)
    with pytest.raises(HasLeftError):
        move_people(db, [fang.id], agency, ("left", "studying"), why="", turn=now)
    assert rows(db, fang, agency)[-1].stage == "left"


def test_one_code_brings_somebody_in_again_after_they_left(db, cast, fang, agency):
    where = Arrival(agency, None, Role.TRAINEE, cast.li.id, None, f"invite:{uuid4()}")
    for number in range(2):
        bye = goodbye(cast, at=LATER + timedelta(days=number))
        leave_agency(db, fang, db.get_one(Agency, agency), bye)
        come_in(db, db.get_one(Person, fang.id), where, at=LATER + timedelta(days=number, hours=1))
        assert rows(db, fang, agency)[-1].stage == "in_class"
    assert len(rows(db, fang, agency)) == 5
    assert_counted(db)


def test_who_runs_the_agency_does_not_leave_it_this_way(db, cast, fang, agency):
    grant(db, db.get_one(Person, fang.id), Role.MANAGER, by="tests", at=START, agency_id=agency)
    with pytest.raises(StillManagesError):
        leave_agency(db, fang, db.get_one(Agency, agency), goodbye(cast))


def test_leaving_one_agency_leaves_the_other_alone(db, cast, fang, agency):
    other = db.scalars(select(Agency).where(Agency.name == "乙机构")).one()
    person = db.get_one(Person, fang.id)
    grant(db, person, Role.TRAINEE, by="tests", at=START, agency_id=other.id)
    leave_agency(db, fang, db.get_one(Agency, agency), goodbye(cast))
    held = select(Membership).where(Membership.person_id == fang.id, Membership.ends_at.is_(None))
    assert [one.agency_id for one in db.scalars(held)] == [other.id]


def test_who_is_erased_stands_nowhere_and_nothing_is_said_of_them(db, cast, fang, agency):
    terms = Terms(PostKind.STATION, START.date(), engaged="bought")
    begin_post(db, fang.id, agency, terms, hand=Hand(cast.li.id, START, uuid4()))
    move_person(db, fang.id, agency, "studying", why="开班了", turn=turn(db, cast.li, fang, agency))
    for _twice in range(2):
        erase_person(db, fang.id, at=LATER)
    assert counts(db, agency) == {"in_class": 1, "left": 1}
    assert counts(db, agency, "engaged") == {}
    assert {row.why for row in rows(db, fang, agency)} == {""}
    assert_counted(db)
