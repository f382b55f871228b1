"""The first agency of a new installation, who runs it, and who runs the installation."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from actions import audit
from actions.entry import make_slip
from actions.people import enter_person, find_person, grant
from actions.regions import settle_county
from domain.access import Role
from models.health_queries import administrators
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


class OtherNameError(Exception):
    """The phone number is of somebody with another name."""


def appoint_administrator(
    db: Session, *, name: str, phone: str, keyring: Keyring, at: datetime
) -> str:
    """Let somebody run the installation: the code with which they set their password.

    From the machine itself only: for the first one, and for one who lost the password. Who is
    known by this number keeps what they are.

    Raises:
        OtherNameError: the number is somebody else's.
    """
    person = find_person(db, phone, keyring)
    if person is None:
        person = enter_person(db, name=name, keyring=keyring, at=at, phone=phone)
    if person.name != name:
        raise OtherNameError
    if person.id not in db.scalars(administrators(at)).all():
        grant(db, person, Role.ADMIN, by="command-line", at=at)
    _slip, code = make_slip(db, person=person, by=person, at=at)
    return code
