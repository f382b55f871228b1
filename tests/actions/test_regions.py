"""Regions: names from the files, zones of one's own, sums that follow every move."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select, update

from actions.moves import Turn, history_of, take_back
from actions.regions import (
    WrongCodeError,
    add_zone,
    enter_regions,
    mend_regions,
    settle_county,
)
from actions.road import tell_about_oneself
from actions.stages import add_people, move_home
from content.regions import Place, county_places, province_places, provinces_with_townships
from domain.eligibility_answers import NO, YES
from models.base import new_uid
from models.classes import Absence
from models.history import AuditEntry
from models.learning import DaySum
from models.people import Person
from models.pipeline import PeopleCount
from models.places import Region
from models.regions import KeptBack, RegionCount
from models.road import Track
from tests.conftest import START
from tests.villagers import FAILED, PASSED, agency_id, count_tonight, settle, villager, villagers


@pytest.fixture
def db(house):
    with house.database.writing() as session:
        yield session


def sums(db, measure="exam"):
    db.flush()
    row = RegionCount
    query = select(row.code, row.key, row.people).where(row.measure == measure, row.people != 0)
    return {(code, key): people for code, key, people in db.execute(query)}


def parent_of(db, code):
    above = select(Region.parent_id).where(Region.code == code).scalar_subquery()
    return db.scalar(select(Region.code).where(Region.id == above))


def test_the_files_know_every_county_and_the_townships_of_two_provinces():
    assert provinces_with_townships() == ("13", "42")
    hubei = province_places("42")
    assert sum(len(place.code) == 9 for place in hubei) == 1475
    assert Place("420527", "秭归县") in hubei
    assert Place("429004", "仙桃市") in hubei
    assert province_places("98") == ()


def test_a_county_comes_with_what_it_lies_in_and_its_townships():
    places = county_places("420527")
    assert [place.code for place in places[:3]] == ["42", "4205", "420527"]
    assert len(places) == 15
    assert county_places("429991") == ()


def test_a_county_is_settled_once(db):
    first = settle_county(db, "420528")
    again = settle_county(db, "420528", "别的名字")
    assert (first.id, again.name) == (again.id, "长阳土家族自治县")
    assert parent_of(db, "420528101") == "420528"
    assert parent_of(db, "429004") is None
    settle_county(db, "429004")
    assert parent_of(db, "429004") == "42"


def test_a_county_nobody_knows_needs_a_name(db):
    with pytest.raises(WrongCodeError):
        settle_county(db, "429999")
    assert settle_county(db, "429999", "新设县").name == "新设县"
    assert parent_of(db, "429999") == "42"


def test_a_name_written_here_stays(db):
    enter_regions(db, [Place("420527", "别的名字")])
    assert db.scalar(select(Region.name).where(Region.code == "420527")) == "秭归县"


def test_a_development_zone_is_added_under_its_county(db):
    zone = add_zone(db, "420527901", "开发区", under="420527", by="admin", at=START)
    assert (zone.name, parent_of(db, "420527901")) == ("开发区", "420527")
    assert db.scalars(select(AuditEntry.subject).where(AuditEntry.action == "region-added")).all()
    add_zone(db, "420591", "市开发区", under="4205", by="admin", at=START)


@pytest.mark.parametrize(
    ("code", "under", "reason"),
    [
        ("4205279", "420527", "digits"),
        ("42052790%", "420527", "digits"),
        ("４２０５２７９０１", "420527", "digits"),
        ("420527901", "130626", "parent"),
        ("420527901", "420599", "parent"),
        ("420527901", "4205", "parent"),
        ("420527101", "420527", "reserved"),
        ("4299", "42", "reserved"),
        ("420527901", "420527", "taken"),
    ],
)
def test_a_code_that_does_not_fit_is_refused(db, code, under, reason):
    if reason == "taken":
        add_zone(db, code, "一", under=under, by="admin", at=START)
    with pytest.raises(WrongCodeError) as refused:
        add_zone(db, code, "二", under=under, by="admin", at=START)
    assert refused.value.reason == reason


def test_people_count_where_they_live_else_where_the_agency_is(house):
    place = settle(house)["茅坪镇"]
    villagers(house, 2, home=place[0])
    with house.database.writing() as db:
        assert sums(db)[place[1], "in_class"] == 2
        assert sums(db)["420527", "in_class"] == 3  # the cast wrote no home
        assert sums(db)["130626", "in_class"] == 1


def test_the_sums_follow_a_move_to_another_place_and_stage(house):
    places = settle(house)
    with house.database.writing() as db:
        person = villager(
            db, house, "村民", home=places["茅坪镇"][0], road=("in_class", "studying")
        )
        assert sums(db)[places["茅坪镇"][1], "studying"] == 1
        move_home(db, person.id, places["归州镇"][0])
        assert sums(db)[places["归州镇"][1], "studying"] == 1
        assert (places["茅坪镇"][1], "studying") not in sums(db)


def test_a_recount_agrees_and_puts_right_what_was_wrong(house):
    places = settle(house)
    villagers(house, 3, home=places["茅坪镇"][0], road=PASSED)
    with house.database.writing() as db:
        add_people(db, "post", "station", 4, agency_id=agency_id(db))
        before = sums(db), sums(db, "post")
    assert mend_regions(house.database) == 0
    with house.database.writing() as db:
        db.execute(update(RegionCount).values(people=7))
    assert mend_regions(house.database) > 0
    with house.database.writing() as db:
        assert (sums(db), sums(db, "post")) == before
        db.execute(delete(PeopleCount))
    mend_regions(house.database)
    with house.database.reading() as db:
        assert sums(db) == {}


def test_the_night_counts_who_failed_by_year(house):
    places = settle(house)
    villagers(house, 6, "过", home=places["茅坪镇"][0], road=PASSED)
    villagers(house, 7, "没过", home=places["茅坪镇"][0], road=FAILED)
    villagers(house, 3, "等成绩", home=places["茅坪镇"][0], road=PASSED[:-1])
    count_tonight(house)
    with house.database.writing() as db:
        code = places["茅坪镇"][1]
        assert sums(db, "result-2026") == {(code, "rest"): 6, (code, "part"): 7}


def test_a_move_taken_back_is_no_failure(house):
    places = settle(house)
    with house.database.writing() as db:
        person = villager(db, house, "村民", home=places["茅坪镇"][0], road=PASSED[:-1])
        there = agency_id(db)
        last = db.scalars(history_of(person.id, there, Track.EXAM)).all()[-1]
        turn = Turn(person.id, START + timedelta(hours=1), new_uid(), last.uid)
        take_back(db, person.id, there, turn=turn)
    count_tonight(house)
    with house.database.writing() as db:
        assert sums(db, "result-2026") == {}


def test_the_night_counts_the_silent_and_leaves_alone_who_is_away(house):
    place = settle(house)["茅坪镇"]
    people = villagers(house, 4, home=place[0])
    villagers(house, 1, name="刚招募的", home=place[0], road=("recruited",))
    today = START + timedelta(days=20)
    with house.database.writing() as db:
        db.add(DaySum(person_id=people[0].id, day=date(2026, 12, 13)))
        away = Absence(
            person_id=people[1].id,
            from_on=date(2026, 12, 1),
            until_on=date(2026, 12, 31),
            reason="farming",
            told_by_id=people[1].id,
            at=START,
        )
        db.add(away)
    count_tonight(house, today)
    with house.database.writing() as db:
        found = sums(db, "silent")
        assert (found[place[1], "part"], found[place[1], "rest"]) == (2, 3)


def test_the_night_counts_who_may_not_sit_yet(house):
    place = settle(house)["茅坪镇"]
    first, second, _third = villagers(house, 3, home=place[0])
    told = {
        "education": "high-school",
        "practice": YES,
        "spells": "2015-03-01..",
        "certificate": NO,
    }
    with house.database.writing() as db:
        for question, answer in told.items():
            tell_about_oneself(db, first.id, question, answer, at=START)
            late = "2026-09-01.." if question == "spells" else answer
            tell_about_oneself(db, second.id, question, late, at=START)
    count_tonight(house)
    with house.database.writing() as db:
        assert sums(db, "eligible") == {(place[1], "rest"): 1, (place[1], "part"): 1}


def test_what_is_kept_back_is_written_down_for_whole_provinces(house):
    places = settle(house)
    villagers(house, 9, "过", home=places["茅坪镇"][0], road=PASSED)
    villagers(house, 9, "没过", home=places["归州镇"][0], road=FAILED)
    count_tonight(house)
    count_tonight(house)
    with house.database.reading() as db:
        hidden = set(db.scalars(select(KeptBack.code).where(KeptBack.measure == "result-2026")))
        assert {places["茅坪镇"][1], places["归州镇"][1]} <= hidden
        assert "420527" not in hidden
        assert db.scalars(select(Person.id)).first()
