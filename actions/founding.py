"""The first agency of a new installation, and the person who runs it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from actions import audit
from actions.entry import make_slip
from actions.people import enter_person, grant
from actions.regions import settle_county
from domain.access import Role
from models.people import Person
from models.places import Agency
from models.seal import Keyring


@dataclass(frozen=True, slots=True)
class Founded:
    """The manager, and the code with which they set their password."""

    manager: Person
    code: str
    agency: Agency


def found_agency(
    db: Session,
    *,
    agency_name: str,
    region_code: str,
    region_name: str,
    manager_name: str,
    phone: str,
    keyring: Keyring,
    at: datetime,
    by: object = "command-line",
) -> Founded:
    """Enter an agency in its region with its first manager; the region comes with its townships.

    Raises:
        NameTakenError: the phone number is somebody's.
    """
    region = settle_county(db, region_code, region_name)
    agency = Agency(name=agency_name, region_id=region.id)
    db.add(agency)
    manager = enter_person(db, name=manager_name, keyring=keyring, at=at, phone=phone)
    grant(db, manager, Role.MANAGER, by=by, at=at, agency_id=agency.id)
    audit.tell(db, actor=by, action="agency-founded", subject=agency.uid, agency=agency.uid, at=at)
    _slip, code = make_slip(db, person=manager, by=manager, at=at)
    return Founded(manager, code, agency)
