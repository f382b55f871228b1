"""The end of the walk: the team has its licence and becomes an agency, a tenant of its own."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from actions.holders import count_holder
from actions.moves import history_of, stays_of
from actions.notices import tell_people
from actions.people import grant
from actions.stages import Move, enter_stage
from actions.team_book import LICENCE, SUBMITTED, Walkbook, places_of, tell, told_by
from actions.team_merge import NEWEST, Edit, lock_team
from actions.team_walk import save_step
from domain.access import Role
from domain.days import local_day
from domain.founding import NOTHING, Said, Standing
from domain.stages import ExamStage
from models.founding import FoundingTeam
from models.founding_queries import members_of
from models.people import Membership, Person
from models.places import Agency
from models.road import Track


class TooEarlyError(Exception):
    """The registrar's decision is not told yet."""


class CodeTakenError(Exception):
    """Another team was registered with this code."""


class DayBeforeError(Exception):
    """The certificate would be older than the file for it; `day` is when that was handed in."""

    def __init__(self, day: date) -> None:
        super().__init__(day.isoformat())
        self.day = day


class NotInTeamError(Exception):
    """Who was to run the agency has left the team."""


@dataclass(frozen=True, slots=True)
class Licence:
    """What stands on the certificate: name, code, day; and who runs the agency here."""

    name: str
    code: str
    registered_on: date
    manager_id: int


def register_team(
    db: Session, team_id: int, licence: Licence, *, book: Walkbook, by: Person, at: datetime
) -> Agency:
    """Make the agency with the team's members as its people; registered once is registered.

    The chosen member manages it; each keeps the role they have in the agency that grew the team,
    and nobody leaves that one. Who had left it stands where they stood before they left; who only
    runs it is a mentor in the new one. The walk's history stays.

    Raises:
        CodeTakenError: the code is another team's.
        DayBeforeError: the certificate is older than the file.
        NotInTeamError: the manager has left the team.
        TooEarlyError: the decision is not told yet.
        TeamClosedError: the team has stopped.
    """
    team = lock_team(db, team_id)
    if team.registered_agency_id is not None:
        return db.get_one(Agency, team.registered_agency_id)
    refuse_licence(db, team, licence, book, local_day(at))
    members = db.scalars(members_of([team_id], at)).all()
    if licence.manager_id not in {one.person_id for one in members}:
        raise NotInTeamError
    _take_code(db, team, licence)
    _tell_licence(db, team, licence, book, by, at)
    agency = Agency(name=licence.name, region_id=team.region_id)
    db.add(agency)
    db.flush()
    roles = roles_there(db, team, [one.person_id for one in members])
    for member in members:
        _come_over(db, team, agency, (member.person_id, roles[member.person_id]), by, at)
    manager = db.get_one(Person, licence.manager_id)
    grant(db, manager, Role.MANAGER, by=by.uid, at=at, agency_id=agency.id)
    count_holder(db, manager.id, at=at)
    team.registered_agency_id, team.closed_at = agency.id, at
    tell(db, "team-registered", team, by, at, to=str(agency.uid))
    people = [one.person_id for one in members]
    key, href = f"team-registered:{team.uid}", f"/founding/{team.uid}"
    tell_people(db, people, "team-registered", key=key, at=at, href=href)
    return agency


def roles_there(db: Session, team: FoundingTeam, people: Collection[int]) -> dict[int, list[Role]]:
    """What each of these members will be in the new agency, beside who manages it."""
    held = select(Membership.person_id, Membership.role).where(
        Membership.person_id.in_(people),
        Membership.agency_id == team.agency_id,
        Membership.role.in_((Role.TRAINEE, Role.MENTOR, Role.MANAGER)),
        Membership.ends_at.is_(None),
    )
    found: dict[int, set[Role]] = {person: set() for person in people}
    for person, role in db.execute(held):
        found[person].add(role)
    return {person: _brought(roles) for person, roles in found.items()}


def _brought(held: Collection[Role]) -> list[Role]:
    """The roles somebody brings along; running the agency is given to one alone, anew."""
    own = set(held) - {Role.MANAGER}
    return sorted(own or ({Role.MENTOR} if held else {Role.TRAINEE}))


def refuse_licence(
    db: Session, team: FoundingTeam, licence: Licence, book: Walkbook, today: date
) -> None:
    """Refuse what cannot be registered yet, or not with this code.

    Raises:
        CodeTakenError: the code is another team's.
        DayBeforeError: the certificate is older than the file.
        TooEarlyError: the decision is not told yet.
    """
    taken = select(FoundingTeam.id).where(FoundingTeam.credit_code == licence.code)
    if db.scalars(taken).first() is not None:
        raise CodeTakenError
    places = {place.step.step: place for place in places_of(db, team.id, book, today)}
    if places[LICENCE].standing is Standing.LOCKED:
        raise TooEarlyError
    handed_in = told_by(db, team.id).get(SUBMITTED, NOTHING).done_on
    if handed_in and licence.registered_on < handed_in:
        raise DayBeforeError(handed_in)


def _take_code(db: Session, team: FoundingTeam, licence: Licence) -> None:
    """Write the code down; where two teams bring one at once, the database decides."""
    team.credit_code, team.registered_on = licence.code, licence.registered_on
    try:
        db.flush()
    except IntegrityError as taken:
        raise CodeTakenError from taken


def _tell_licence(
    db: Session,
    team: FoundingTeam,
    licence: Licence,
    book: Walkbook,
    by: Person,
    at: datetime,
) -> None:
    """The licence's own step is done on the day that stands on it."""
    step = next(one for one in book.steps if one.step == LICENCE)
    values = {"state": Said.DONE.value, "done_on": licence.registered_on.isoformat()}
    save_step(db, team.id, step, Edit(NEWEST, values), book=book, by=by, at=at)


def _come_over(
    db: Session,
    team: FoundingTeam,
    agency: Agency,
    who: tuple[int, list[Role]],
    by: Person,
    at: datetime,
) -> None:
    """Somebody of the team belongs to the new agency too, in the role they have in the old one."""
    person_id, roles = who
    person = db.get_one(Person, person_id)
    for role in roles:
        grant(db, person, role, by=by.uid, at=at, agency_id=agency.id)
    stage = _reached(db, person.id, team.agency_id)
    if stage and Role.TRAINEE in roles:
        move = Move(
            person.id, agency.id, stage, cause=f"team:{team.uid}", why=agency.name, back=True
        )
        enter_stage(db, move, by_id=by.id, at=at)
    count_holder(db, person.id, at=at)


def _reached(db: Session, person_id: int, agency_id: int) -> str:
    """The stage somebody has come to in the old agency, leaving it left out; "" without any."""
    rows = db.scalars(history_of(person_id, agency_id, Track.EXAM)).all()
    reached = [stay.stage for stay in stays_of(rows) if stay.stage != ExamStage.LEFT]
    return reached[-1] if reached else ""
