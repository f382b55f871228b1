"""Posts: begun once, put right with a trace, ended; two hands at one post; the track follows."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from actions.posts import (
    ChangedMeanwhileError,
    Hand,
    Terms,
    begin_post,
    correct_post,
    end_post,
    open_station,
)
from actions.recount import put_right, wrong_counts, wrong_stages
from actions.stages import POST, Move, enter_stage, move_class, stage_now
from domain.stages import PostKind
from models.history import AuditEntry
from models.people import Person
from models.pipeline import Post, Station
from models.pipeline_queries import Within
from models.places import Agency
from models.post_queries import near_by_kind, near_counts, near_posts
from tests.cast import Cast
from tests.conftest import START

TODAY = date(2026, 11, 24)
STATION = Terms(PostKind.STATION, TODAY, engaged="bought", contract_ends_on=date(2027, 1, 31))


@pytest.fixture
def cast(house):
    return Cast(house)


@pytest.fixture
def db(house):
    with house.database.writing() as session:
        yield session


@pytest.fixture
def agency(cast):
    return cast.agency_of(cast.xiaofang)


def hand(cast, *, at=START, once=None, seen=None, by=None):
    return Hand((by or cast.li).id, at, once or uuid4(), seen)


def begin(db, cast, agency, terms=STATION, **more):
    return begin_post(db, cast.xiaofang.id, agency, terms, hand=hand(cast, **more))


def test_a_post_is_begun_once_and_the_track_follows(db, cast, agency):
    once = uuid4()
    assert begin(db, cast, agency, once=once) is begin(db, cast, agency, once=once)
    now = stage_now(db, cast.xiaofang.id, agency, POST)
    assert (now.stage, now.engaged) == ("station", "bought")
    assert (wrong_stages(db), wrong_counts(db)) == ([], {})


def test_a_post_is_counted_in_the_class_in_which_its_holder_learns(db, cast, agency):
    learns = stage_now(db, cast.xiaofang.id, agency).class_id
    begin(db, cast, agency)
    assert learns is not None
    assert stage_now(db, cast.xiaofang.id, agency, POST).class_id == learns


def test_who_comes_into_a_class_takes_the_post_along(db, cast, agency):
    learns = stage_now(db, cast.xiaofang.id, agency).class_id
    move_class(db, cast.xiaofang.id, agency, None)
    begin(db, cast, agency)
    assert stage_now(db, cast.xiaofang.id, agency, POST).class_id is None
    move = Move(cast.xiaofang.id, agency, "studying", "again", class_id=learns)
    enter_stage(db, move, by_id=None, at=START)
    assert stage_now(db, cast.xiaofang.id, agency, POST).class_id == learns
    assert wrong_counts(db) == {}


def test_a_recount_finds_the_class_of_a_post(house, cast, agency):
    with house.database.writing() as db:
        begin(db, cast, agency)
        stage_now(db, cast.xiaofang.id, agency, POST).class_id = None
        db.flush()
        assert [what for _id, what in wrong_stages(db)] == ["class"]
    put_right(house.database)
    with house.database.reading() as db:
        learns = stage_now(db, cast.xiaofang.id, agency).class_id
        assert stage_now(db, cast.xiaofang.id, agency, POST).class_id == learns
        assert wrong_counts(db) == {}


def test_a_change_of_terms_ends_one_post_and_begins_another(db, cast, agency):
    first = begin(db, cast, agency)
    later = Terms(PostKind.STATION, date(2027, 2, 1), engaged="hired")
    begin(db, cast, agency, later, at=START + timedelta(days=70))
    assert first.ended_on == date(2027, 2, 1)
    assert stage_now(db, cast.xiaofang.id, agency, POST).engaged == "hired"
    assert (wrong_stages(db), wrong_counts(db)) == ([], {})


def test_what_was_mistyped_is_put_right_and_the_log_keeps_both(db, cast, agency):
    row = begin(db, cast, agency)
    right = Terms(PostKind.ELDER, TODAY, engaged="hired", funding_ends_on=date(2027, 6, 30))
    correct_post(db, row.id, right, hand=hand(cast, seen=row.at, at=START + timedelta(hours=1)))
    told = db.scalars(select(AuditEntry).where(AuditEntry.action == "post-corrected")).one()
    assert (told.detail["was"]["kind"], told.detail["now"]["kind"]) == ("station", "elder_centre")
    assert stage_now(db, cast.xiaofang.id, agency, POST).stage == "elder_centre"
    assert (wrong_stages(db), wrong_counts(db)) == ([], {})


def test_the_second_hand_is_told_whose_was_the_first(db, cast, agency):
    row = begin(db, cast, agency)
    seen, later = row.at, START + timedelta(hours=1)
    one = Terms(PostKind.STATION, TODAY, engaged="hired")
    correct_post(db, row.id, one, hand=hand(cast, seen=seen, at=later))
    correct_post(db, row.id, one, hand=hand(cast, seen=seen, at=later))
    other = Terms(PostKind.ELDER, TODAY, engaged="bought")
    with pytest.raises(ChangedMeanwhileError) as told:
        correct_post(db, row.id, other, hand=hand(cast, seen=seen, at=later, by=cast.wang))
    assert told.value.by_id == cast.li.id


def test_a_post_that_ended_stays_ended(db, cast, agency):
    row = begin(db, cast, agency)
    end_post(db, row.id, ended_on=TODAY, why="合同到期", hand=hand(cast, seen=row.at))
    assert stage_now(db, cast.xiaofang.id, agency, POST).stage == "none"
    with pytest.raises(LookupError):
        end_post(db, row.id, ended_on=TODAY, why="x", hand=hand(cast))
    with pytest.raises(LookupError):
        correct_post(db, row.id, STATION, hand=hand(cast))
    assert (wrong_stages(db), wrong_counts(db)) == ([], {})


def test_what_ends_soon_is_near_and_a_holder_owes_no_certificate(db, cast, agency):
    terms = Terms(
        PostKind.STATION,
        TODAY,
        contract_ends_on=TODAY + timedelta(days=90),
        funding_ends_on=TODAY + timedelta(days=91),
        cert_due_on=TODAY + timedelta(days=10),
    )
    begin(db, cast, agency, terms)
    row = db.execute(near_counts(agency, TODAY)).one()
    assert list(row) == [1, TODAY + timedelta(days=90), 0, None, 1, TODAY + timedelta(days=10)]
    stage_now(db, cast.xiaofang.id, agency).stage = "certified"
    db.flush()
    assert db.execute(near_counts(agency, TODAY)).one()[4] == 0
    kind, *_days, near = db.execute(near_by_kind(Within(agency), TODAY)).one()
    assert (kind, near) == ("station", 1)
    assert [
        len(db.scalars(near_posts(Within(agency), near, TODAY)).all())
        for near in ("contract", "funding", "cert")
    ] == [1, 0, 0]


def test_a_station_is_entered_once(db, cast, agency):
    place = db.get_one(Agency, agency)
    by = db.get_one(Person, cast.li.id)
    for _twice in range(2):
        open_station(
            db, "九畹溪镇社工站", PostKind.STATION, place.region_id, agency=place, by=by, at=START
        )
    assert len(db.scalars(select(Station)).all()) == 1
    assert db.scalars(select(Post)).first() is None
