"""People by the dozen for tests of regions: where they live, how far they are, what they agreed."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.people import agree, enter_person, grant
from actions.region_counts import count_outcomes, places_kept_back, write_outcomes
from actions.regions import settle_county
from actions.stages import Move, enter_stage
from domain.access import Role
from domain.consent import NAMED_LISTS
from domain.days import local_day
from models.people import Person
from models.places import Agency, Region
from tests.conftest import START

COUNTY = "420527"
PASSED = ("in_class", "studying", "registered_paid", "sat", "passed")
FAILED = ("in_class", "studying", "registered_paid", "sat", "studying")
PAID = ("in_class", "studying", "registered_paid")


def settle(house, county=COUNTY):
    """The townships of a county; how to find them by name."""
    with house.database.writing() as db:
        settle_county(db, county)
        rows = db.execute(select(Region.name, Region.id, Region.code))
        return {name: (id_, code) for name, id_, code in rows if code.startswith(county)}


def agency_id(db: Session, name="甲机构") -> int:
    return db.scalars(select(Agency.id).where(Agency.name == name)).one()


def villager(
    db: Session,
    house,
    name: str,
    *,
    home: int | None = None,
    road=("in_class",),
    agency="甲机构",
    agreed=False,
    at: datetime = START,
) -> Person:
    """One more trainee who has come so far."""
    person = enter_person(db, name=name, keyring=house.keyring, at=at)
    person.home_id = home
    db.flush()
    there = agency_id(db, agency)
    grant(db, person, Role.TRAINEE, by="tests", at=at, agency_id=there)
    for number, stage in enumerate(road):
        move = Move(person.id, there, stage, cause=f"tests:{number}")
        enter_stage(db, move, by_id=None, at=at + timedelta(minutes=number))
    if agreed:
        agree(db, person, purpose=NAMED_LISTS, version="1", words="x", at=at)
    return person


def villagers(house, many: int, name="村民", **more):
    """Several of them."""
    with house.database.writing() as db:
        return [villager(db, house, f"{name}{n}", **more) for n in range(many)]


def count_tonight(house, at: datetime = START):
    """What the nightly job does."""
    with house.database.reading() as db:
        found = count_outcomes(db, house.rules, local_day(at))
    write_outcomes(house.database, found, places_kept_back(found))
    return found
