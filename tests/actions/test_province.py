"""The made province: its kept counts are those of its rows, and twice it comes out the same."""

import pytest
from sqlalchemy import func, select

from actions.demo_places import OFFICERS, PROVINCE
from actions.holders import wrong_counts as wrong_counts_of_holders
from actions.holders import wrong_holders
from actions.province import ProvinceThereError, make_province
from actions.recount import wrong_counts, wrong_stages
from actions.regions import wrong_sums
from models.people import Membership, Person
from models.pipeline import StageNow
from models.places import Agency, Region
from models.road import StageEntered
from tests.conftest import START
from tests.villagers import count_tonight

PASSWORD = "only-for-this-test"


@pytest.fixture
def db(house):
    with house.database.writing() as session:
        yield session


def made(db, people=400, biggest=150):
    return make_province(db, people=people, biggest_agency=biggest, at=START, password=PASSWORD)


def test_the_kept_counts_are_those_of_the_rows(db):
    made(db)
    assert wrong_stages(db) == []
    assert wrong_counts(db) == {}
    assert wrong_sums(db) == []
    assert (wrong_holders(db, at=START), wrong_counts_of_holders(db)) == ([], [])


def test_it_has_as_many_people_as_asked_and_one_large_agency(db):
    before = db.scalar(select(func.count()).select_from(StageNow).where(StageNow.track == "exam"))
    rows = made(db).rows
    after = db.scalar(select(func.count()).select_from(StageNow).where(StageNow.track == "exam"))
    assert (after or 0) - (before or 0) == rows["guidances"] == 400
    sizes = db.scalars(
        select(func.count(Membership.id))
        .where(Membership.role == "trainee", Membership.agency_id.is_not(None))
        .group_by(Membership.agency_id)
    )
    assert max(sizes) == 150


def test_the_same_seed_makes_the_same_people(house):
    found = []
    for _twice in range(2):
        with house.database.rehearsing() as db:
            made(db)
            last = select(StageEntered.uid, StageEntered.at).order_by(StageEntered.id.desc())
            names = select(Person.name).order_by(Person.id.desc()).limit(50)
            found.append((db.execute(last.limit(50)).all(), db.scalars(names).all()))
    assert found[0] == found[1]


def test_a_second_province_is_refused(db):
    made(db, people=20)
    with pytest.raises(ProvinceThereError):
        made(db, people=20)


def test_everything_in_it_is_plainly_invented(db):
    made(db, people=20)
    names = db.scalars(select(Region.name).where(Region.code.startswith(PROVINCE[0])))
    agencies = db.scalars(
        select(Agency.name).join(Region).where(Region.code.startswith(PROVINCE[0]))
    )
    assert all("演示" in name for name in (*names, *agencies))


def test_rows_entered_afterwards_get_fresh_numbers(house, db):
    officers = made(db, people=20).officers
    db.add(Agency(name="后来的", region_id=db.scalars(select(Region.id)).first()))
    db.flush()
    assert set(officers) == {login for login, *_rest in OFFICERS} | {"dajigou"}


def test_the_night_counts_a_province(house):
    with house.database.writing() as db:
        made(db, people=600)
    found = count_tonight(house)
    measures = {measure for _code, measure, _part in found}
    assert {"silent", "eligible"} <= measures
    assert any(measure.startswith("result-") for measure in measures)
