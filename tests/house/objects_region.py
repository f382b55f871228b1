"""What the addresses of regions and allowances are made of, for the matrix."""

from sqlalchemy import select

from actions.allowances import Grant, enter_allowance
from domain.access import Role
from domain.allowances import AllowanceKind
from models.base import new_uid
from models.people import Person
from models.places import Agency
from tests.conftest import START

WORDS = {"region": "420527", "ending": "csv", "named": "sitting"}
COLLEAGUES = {"allowance_id": {Role.MANAGER}}
COUNTY = {"watched_agency": {Role.CIVIL}}


def make(db, house, cast, scope, people):
    """An allowance of this scope's trainee; the agency as a bureau finds it."""
    trainee, _mentor, manager = people
    there = cast.agency_of(manager)
    grant = Grant(trainee.id, AllowanceKind.TRAVEL, 2026, 6100, START.date())
    by = db.get_one(Person, manager.id)
    row = enter_allowance(db, grant, agency_id=there, by=by, once=new_uid(), at=START)
    agency = db.scalars(select(Agency.uid).where(Agency.id == there)).one()
    return {"allowance_id": row.uid, "watched_agency": agency}
