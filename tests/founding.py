"""What the tests of founding teams share: a team of some people, their certificates, their walk."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.people import enter_person, grant
from actions.team_book import Walkbook, walkbook
from actions.team_merge import NEWEST, Edit
from actions.team_walk import papers_asked, save_paper, save_step
from actions.teams import add_member, make_team
from blueprints.web.house import House
from content.rules import Rulebook, load_rules_from
from domain.access import Role
from domain.founding import Told
from models.base import new_uid
from models.credentials import CertificateCheck, Qualification
from models.founding import FoundingTeam, TeamMember
from models.people import Membership, Person
from models.places import Agency
from models.road import Certificate, CertificateRegistration
from tests.conftest import START

ROOT = Path(__file__).resolve().parent.parent
LATER = START + timedelta(hours=1)


def book_of(house: House, region: str = "420527") -> Walkbook:
    """The walk as it holds in a county."""
    return walkbook(house.rules, region)


@cache
def rules_of_files() -> Rulebook:
    """The rules of the repository, read once."""
    return load_rules_from(ROOT / "rulebook")


def begin(
    db: Session,
    by: Person,
    *people: Person,
    name: str = "薪火社工筹备组",
    at: datetime = START,
) -> FoundingTeam:
    """A team grown by the agency of `by`, with these people in it."""
    query = select(Membership.agency_id).where(Membership.person_id == by.id)
    agency = db.get_one(Agency, db.scalars(query).first())
    book = walkbook(rules_of_files(), agency.region.code)
    team = make_team(
        db, name=name, region_id=agency.region_id, agency_id=agency.id, book=book,
        by=by, once=new_uid(), at=at,
    )  # fmt: skip
    for person in people:
        add_member(db, team.id, person.id, by=by, at=at)
    return team


def founders(
    db: Session, house: House, number: int, agency_id: int, *, first: int = 1
) -> list[Person]:
    """So many more trainees of an agency."""
    made = []
    for n in range(first, first + number):
        person = enter_person(
            db,
            name=f"组员{n}",
            keyring=house.keyring,
            at=START,
            phone=f"1390000{n:04d}",
        )
        grant(db, person, Role.TRAINEE, by="tests", at=START, agency_id=agency_id)
        made.append(person)
    return made


def certify(
    db: Session,
    person: Person,
    *,
    by: Person | None = None,
    agreed: bool = True,
    registered_on: date | None = None,
) -> Certificate:
    """Somebody holds a certificate, which `by` looked at, and which was registered that day."""
    row = Certificate(person_id=person.id, level="junior", passed_on=date(2025, 9, 1), at=START)
    db.add(row)
    db.flush()
    if by is not None:
        db.add(CertificateCheck(certificate_id=row.id, by_id=by.id, agreed=agreed, at=START))
    if registered_on is not None:
        db.add(
            CertificateRegistration(certificate_id=row.id, registered_on=registered_on, at=START)
        )
    db.flush()
    return row


def graduate(db: Session, person: Person, *, by: Person, confirmed: bool = True) -> None:
    """Somebody holds a social-work degree."""
    row = Qualification(
        person_id=person.id, kind="sw-degree", words="社会工作本科", by_id=person.id, at=START
    )
    if confirmed:
        row.confirmed_by_id, row.confirmed_at = by.id, START
    db.add(row)
    db.flush()


def set_full_time(db: Session, team: FoundingTeam, *people: Person) -> None:
    """These members are full-time."""
    ids = [one.id for one in people]
    query = select(TeamMember).where(TeamMember.team_id == team.id, TeamMember.person_id.in_(ids))
    for row in db.scalars(query):
        row.full_time = True
    db.flush()


def tell(
    db: Session,
    team: FoundingTeam,
    book: Walkbook,
    step: str,
    by: Person,
    at: datetime = LATER,
    **values: str,
) -> list[str]:
    """Tell something of a step, whoever told what before."""
    found = book.step(step)
    assert found is not None
    return save_step(db, team.id, found, Edit(NEWEST, values), book=book, by=by, at=at)


def walk_to(
    db: Session,
    team: FoundingTeam,
    book: Walkbook,
    step: str,
    by: Person,
    way: str = "direct",
    at: datetime = LATER,
) -> None:
    """Do every step before one, and ready its papers and theirs."""
    number = next(one.number for one in book.steps if one.step == step)
    for one in book.steps:
        if one.number > number or (one.for_way and one.for_way != way):
            continue
        for name in papers_asked(one, book, {"authority": Told(way=way)}):
            paper = book.paper(name)
            assert paper is not None
            edit = Edit(NEWEST, {"state": "ready"})
            save_paper(db, team.id, paper, edit, book=book, by=by, at=at)
        if one.number < number:
            values = {"state": "done"} | ({"branch": way} if one.either else {})
            tell(db, team, book, one.step, by, at, **values)
