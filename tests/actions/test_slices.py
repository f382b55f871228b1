"""Nightly work in short transactions: right also when somebody writes between two of them."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update

from actions import audit, holders, pipeline_days, recount, region_counts, regions
from actions.handlers import DAILY, HANDLERS
from actions.holders import recount_holders, wrong_counts, wrong_holders
from actions.jobs import Outside
from actions.region_counts import count_outcomes, places_kept_back, write_outcomes
from actions.regions import mend_regions, wrong_sums
from actions.slices import slices
from actions.stages import add_people, move_home
from domain.days import local_day
from models.credentials import HolderNow
from models.history import AuditEntry, AuditSeal
from models.people import Person
from models.pipeline import PeopleCount, PipelineDay, StageNow
from models.regions import KeptBack, RegionCount
from tests.actions.test_credentials import enter, say
from tests.conftest import START
from tests.villagers import FAILED, PASSED, agency_id, settle, villager, villagers

LATER = START + timedelta(hours=3)


@pytest.fixture
def between(house, monkeypatch):
    """Do something once, right after the so-many-th transaction has ended; count them all."""

    def between(after, something):
        real, done = house.database.writing, []

        @contextmanager
        def writing():
            with real() as db:
                yield db
            done.append(1)
            if len(done) == after:
                with real() as db:
                    something(db)

        monkeypatch.setattr(house.database, "writing", writing)
        return done

    return between


@pytest.fixture(autouse=True)
def short(monkeypatch):
    """One thing a transaction."""
    for module in (audit, holders, recount, regions, region_counts):
        monkeypatch.setattr(module, "SLICE", 1)


def numbers(house, *where):
    with house.database.reading() as db:
        query = select(RegionCount.code, RegionCount.measure, RegionCount.key, RegionCount.people)
        return {tuple(row[:3]): row[3] for row in db.execute(query.where(*where))}


def test_slices_hold_everything_once_and_in_order():
    assert list(slices(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(slices([], 2)) == []


def test_daily_work_that_looks_at_everybody_runs_outside_the_gate():
    assert {kind for kind in DAILY if not isinstance(HANDLERS[kind], Outside)} == set()


def test_an_entry_between_two_slices_is_sealed_next_time(house, between):
    audit.seal_waiting(house.database)
    with house.database.writing() as db:
        for number in range(3):
            audit.tell(db, actor="x", action="tried", at=START, subject=str(number))
    done = between(1, lambda db: audit.tell(db, actor="x", action="between", at=START))
    assert (audit.seal_waiting(house.database), len(done)) == (3, 3)
    assert audit.seal_waiting(house.database) == 1
    with house.database.reading() as db:
        assert audit.broken_link(db) is None
        assert db.scalar(select(func.count(AuditSeal.id))) == db.scalar(
            select(func.count(AuditEntry.id))
        )


def test_sealing_that_was_interrupted_goes_on(house, between):
    audit.seal_waiting(house.database)
    with house.database.writing() as db:
        for number in range(3):
            audit.tell(db, actor="x", action="tried", at=START, subject=str(number))

    def fall(_db):
        raise InterruptedError

    between(1, fall)
    with pytest.raises(InterruptedError):
        audit.seal_waiting(house.database)
    assert audit.seal_waiting(house.database) == 2
    with house.database.reading() as db:
        assert audit.broken_link(db) is None


def test_holders_who_move_between_two_slices_are_counted_where_they_are(house, cast, between):
    place = settle(house)["茅坪镇"][0]
    for person in (cast.xiaofang, cast.xiaojun):
        say(house, enter(house, person), cast.li)
    with house.database.writing() as db:
        db.execute(delete(HolderNow))
        db.execute(delete(PeopleCount).where(PeopleCount.measure == "holder"))
        db.execute(update(RegionCount).values(people=7))

    def move(db):
        for person in (cast.xiaofang, cast.xiaojun):
            move_home(db, person.id, place)
            holders.count_holder(db, person.id, at=LATER)

    between(1, move)
    recount_holders(house.database, at=LATER)
    with house.database.reading() as db:
        assert wrong_holders(db, at=LATER) == []
        assert wrong_counts(db) == []
        assert wrong_sums(db) == []
        assert set(db.scalars(select(HolderNow.home_id))) == {place}


def test_people_who_move_between_two_slices_of_a_repair_are_counted_once(house, cast, between):
    place = settle(house)["茅坪镇"][0]
    with house.database.writing() as db:
        db.execute(update(StageNow).values(stage="certified"))
        db.execute(update(PeopleCount).values(people=7))
        db.execute(update(RegionCount).values(people=7))
    moved = [one.id for one in (cast.xiaofang, cast.xiaojun)]
    done = between(1, lambda db: [move_home(db, one, place) for one in moved])
    recount.put_right(house.database)
    assert len(done) > 3
    with house.database.reading() as db:
        assert (recount.wrong_stages(db), recount.wrong_counts(db)) == ([], {})
        assert wrong_sums(db) == []
        homes = db.scalars(select(StageNow.home_id).where(StageNow.person_id.in_(moved)))
        assert set(homes) == {place}


def test_a_repair_of_what_is_right_never_comes_to_the_gate(house, cast, between):
    done = between(0, None)
    recount.put_right(house.database)
    assert done == []


def test_a_membership_that_ended_by_itself_leaves_the_counts(house, cast):
    say(house, enter(house, cast.xiaofang), cast.li)
    with house.database.writing() as db:
        db.get_one(Person, cast.xiaofang.id).memberships[0].ends_at = LATER
    assert recount_holders(house.database, at=LATER + timedelta(hours=1)) == 1
    with house.database.reading() as db:
        assert db.scalars(select(HolderNow)).all() == []
        kept = select(func.sum(PeopleCount.people)).where(PeopleCount.measure == "holder")
        assert db.scalar(kept) == 0


def test_days_of_an_interrupted_night_are_made_up_for(house, between, monkeypatch):
    monkeypatch.setattr(pipeline_days, "DAYS", 1)
    here, days = 0, select(PipelineDay.day).order_by(PipelineDay.day).distinct()
    with house.database.reading() as db:
        here = agency_id(db)

    def fall(_db):
        raise InterruptedError

    between(2, fall)
    last = local_day(START + timedelta(days=4))
    with pytest.raises(InterruptedError):
        pipeline_days.write_days(house.database, here, last)
    with house.database.reading() as db:
        assert len(db.scalars(days).all()) == 2
    pipeline_days.write_days(house.database, here, last)
    with house.database.reading() as db:
        found = db.scalars(days).all()
    assert found == [local_day(START + timedelta(days=n)) for n in range(5)]


def test_sums_of_regions_take_along_who_comes_between(house, between):
    places = settle(house)
    villagers(house, 3, home=places["茅坪镇"][0], road=PASSED)
    with house.database.writing() as db:
        add_people(db, "post", "station", 4, agency_id=agency_id(db))
        db.execute(update(RegionCount).values(people=7))
    home = places["茅坪镇"][0]
    done = between(1, lambda db: villager(db, house, "新来", home=home, road=PASSED))
    mend_regions(house.database)
    assert len(done) > 1
    with house.database.reading() as db:
        assert wrong_sums(db) == []


def test_no_moment_shows_more_than_before_or_after(house, between):
    """What is to be kept back is so before the first number comes, and until the last has gone."""
    places = settle(house)
    villagers(house, 9, "过", home=places["茅坪镇"][0], road=PASSED)
    villagers(house, 9, "没过", home=places["归州镇"][0], road=FAILED)
    with house.database.reading() as db:
        found = count_outcomes(db, house.rules, local_day(START))
    hidden = places_kept_back(found)
    assert hidden
    for new, back in ((found, hidden), (type(found)(), set())):
        seen = []

        def look(db, seen=seen):
            counted = select(RegionCount.code, RegionCount.measure)
            shown = {row[:2] for row in db.execute(counted)}
            held = {row[:2] for row in db.execute(select(KeptBack.code, KeptBack.measure))}
            seen.append(hidden & shown <= held)

        for moment in range(1, 30):
            between(moment, look)
        write_outcomes(house.database, new, back)
        assert seen
        assert all(seen)
    assert numbers(house, RegionCount.measure.startswith("result")) == {}


def test_written_again_nothing_is_written(house, between):
    places = settle(house)
    villagers(house, 9, "没过", home=places["归州镇"][0], road=FAILED)
    with house.database.reading() as db:
        found = count_outcomes(db, house.rules, local_day(START))
    write_outcomes(house.database, found, places_kept_back(found))
    before = numbers(house)
    done = between(99, None)
    write_outcomes(house.database, found, places_kept_back(found))
    assert (numbers(house), done) == (before, [])
