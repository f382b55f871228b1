"""People, stations and allowances in the townships of the town, so that a bureau sees numbers."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.allowances import Grant, enter_allowance
from blueprints.web.house import House
from domain.allowances import AllowanceKind
from domain.days import local_day
from models.people import Person
from models.pipeline import Station
from models.places import Agency, Region
from tests.chromium.life import NOW, Life, once
from tests.villagers import FAILED, PAID, PASSED, count_tonight, settle, villagers

PLACES = (("茅坪镇", 9, 7), ("归州镇", 8, 6), ("屈原镇", 3, 1), ("水田坝乡", 6, 6))
"""Township, how many passed, how many failed."""


def live(house: House) -> Life:
    """Let people live in townships, sit the exam and be paid for the way."""
    at = NOW - timedelta(days=120)
    places = settle(house)
    for name, passed, failed in PLACES:
        home = places[name][0]
        villagers(house, passed, f"{name[0]}过", home=home, road=PASSED, at=at)
        villagers(house, failed, f"{name[0]}考", home=home, road=FAILED, at=at)
    villagers(house, 3, "周同意", home=places["茅坪镇"][0], road=PAID, at=at, agreed=True)
    count_tonight(house, NOW)
    with house.database.writing() as db:
        return _stations(db) | _pay(db)


def _stations(db: Session) -> Life:
    agency = db.scalars(select(Agency).where(Agency.name == "甲机构")).one()
    for name in ("茅坪镇", "归州镇"):
        region = db.scalars(select(Region.id).where(Region.name == name)).one()
        db.add(Station(name=f"{name}社工站", kind="station", region_id=region, agency_id=agency.id))
    db.flush()
    return {"watched": str(agency.uid)}


def _pay(db: Session) -> Life:
    people = {one.login_name: one for one in db.scalars(select(Person))}
    agency = db.scalars(select(Agency.id).where(Agency.name == "甲机构")).one()
    day = local_day(NOW) - timedelta(days=9)
    for number, login in enumerate(("xiaofang", "xiaojun")):
        kind = (AllowanceKind.EXAM_FEE, AllowanceKind.TRAVEL)[number]
        grant = Grant(people[login].id, kind, day.year, 12200 - number * 6150, day)
        row = enter_allowance(
            db, grant, agency_id=agency, by=people["li"], once=once(f"pay {login}"), at=NOW
        )
    return {"allowance": str(row.uid)}
