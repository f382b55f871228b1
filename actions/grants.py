"""Verbs of giving and taking roles: within the giver's scope, told to the person, kept in the log.

Every change of a role ends the person's sessions, so that nothing old stays open (A26).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from actions import audit
from actions.entry import make_slip, revoke_sessions
from actions.holders import count_holder
from actions.notices import tell_person
from actions.people import enter_person, find_person, grant
from domain.access import AGENCY_ROLES, HOUSE_ROLES, REGION_ROLES, Role, may_grant
from models.people import Membership, Person
from models.places import Agency
from models.roster import PendingMembership
from models.roster_queries import FOR_PERSON
from models.seal import Keyring


class GrantRefusedError(Exception):
    """The role cannot be given or taken; `reason` says why.

    `above`: not this giver's to give; `scope`: the role does not belong there; `held`: the person
    has it there already; `closed`: the agency is closed; `last`: nobody would run the house.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a role holds: in an agency, in a region, or in the whole house."""

    agency_id: int | None = None
    region_id: int | None = None

    def fits(self, role: Role) -> bool:
        """Whether this role belongs there."""
        if self.agency_id is not None:
            return self.region_id is None and role in AGENCY_ROLES
        return role in (REGION_ROLES if self.region_id is not None else HOUSE_ROLES)


def grant_role(
    db: Session,
    person_id: int,
    role: Role,
    scope: Scope,
    *,
    by: Person,
    giver: Role,
    reason: str,
    at: datetime,
) -> Membership:
    """Give a person a role; they sign in anew and are told.

    Raises:
        GrantRefusedError: above, scope, closed or held.
    """
    _refuse(db, role, scope, giver)
    person = db.get_one(Person, person_id)
    if db.scalars(_held(person_id, at).where(*_same(role, scope))).first() is not None:
        raise GrantRefusedError("held")
    made = grant(
        db, person, role, by=by.uid, at=at, agency_id=scope.agency_id, region_id=scope.region_id
    )
    count_holder(db, person_id, at=at)
    _after(db, made, "role-reason", by, reason, at)
    return made


def end_role(
    db: Session, membership_id: int, *, by: Person, giver: Role, reason: str, at: datetime
) -> bool:
    """Take a role back; the row stays with its end. Whether it was still held.

    Raises:
        GrantRefusedError: above, or last.
    """
    row = db.get_one(Membership, membership_id)
    if row.ends_at is not None and row.ends_at <= at:
        return False
    if not may_grant(giver, row.role):
        raise GrantRefusedError("above")
    if row.role is Role.ADMIN:
        _refuse_last(db, row, at)
    row.ends_at = at
    count_holder(db, row.person_id, at=at)
    _after(db, row, "role-ended", by, reason, at)
    return True


def _refuse(db: Session, role: Role, scope: Scope, giver: Role) -> None:
    if not may_grant(giver, role):
        raise GrantRefusedError("above")
    if not scope.fits(role):
        raise GrantRefusedError("scope")
    if scope.agency_id and db.get_one(Agency, scope.agency_id).closed_at is not None:
        raise GrantRefusedError("closed")


def _refuse_last(db: Session, row: Membership, at: datetime) -> None:
    """The rows of all administrators are locked: two who remove each other wait in line."""
    admins = (
        select(Membership)
        .where(Membership.role == Role.ADMIN, _not_ended(at))
        .order_by(Membership.id)
        .with_for_update()
    )
    others = [one for one in db.scalars(admins) if one.person_id != row.person_id]
    if not others:
        raise GrantRefusedError("last")


def _after(
    db: Session, row: Membership, action: str, by: Person, reason: str, at: datetime
) -> None:
    person = db.get_one(Person, row.person_id)
    agency = db.get(Agency, row.agency_id) if row.agency_id else None
    revoke_sessions(db, person.id, at=at)
    audit.tell(
        db,
        actor=by.uid,
        action=action,
        subject=person.uid,
        agency=agency.uid if agency else "",
        at=at,
        role=row.role.value,
        membership=str(row.uid),
        reason=reason,
    )
    key = f"role-changed:{row.uid}:{action}"
    tell_person(db, person.id, "role-changed", key=key, at=at, href="/me")
    db.flush()


def _held(person_id: int, at: datetime) -> Select[Membership]:
    return select(Membership).where(Membership.person_id == person_id, _not_ended(at))


def _same(role: Role, scope: Scope) -> tuple[ColumnElement[bool], ...]:
    return (
        Membership.role == role,
        Membership.agency_id == scope.agency_id,
        Membership.region_id == scope.region_id,
    )


def _not_ended(at: datetime) -> ColumnElement[bool]:
    return or_(Membership.ends_at.is_(None), Membership.ends_at > at)


@dataclass(frozen=True, slots=True)
class Added:
    """What became of adding a mentor; `code` sets the password of somebody who is new here.

    `how` is `new`, `given` (they were in the agency) or `asked` (they have an account elsewhere
    and answer themselves, decisions.md 19).
    """

    how: str
    person: Person
    code: str = ""


def add_mentor(
    db: Session,
    agency_id: int,
    name: str,
    phone: str,
    *,
    by: Person,
    reason: str,
    cause: UUID,
    keyring: Keyring,
    at: datetime,
) -> Added:
    """Make somebody a mentor of an agency; `cause` makes sending twice the same as once.

    Raises:
        GrantRefusedError: held or closed.
    """
    scope = Scope(agency_id=agency_id)
    _refuse(db, Role.MENTOR, scope, Role.MANAGER)
    person = find_person(db, phone, keyring)
    if person is None:
        person = enter_person(db, name=name, keyring=keyring, at=at, phone=phone)
        _give_mentor(db, person, scope, by, reason, at)
        _slip, code = make_slip(db, person=person, by=by, at=at)
        return Added("new", person, code)
    if db.scalars(_held(person.id, at).where(Membership.agency_id == agency_id)).first():
        _give_mentor(db, person, scope, by, reason, at)
        return Added("given", person)
    _ask(db, person, agency_id, by, f"mentor:{cause}", at)
    return Added("asked", person)


def _give_mentor(
    db: Session, person: Person, scope: Scope, by: Person, reason: str, at: datetime
) -> None:
    grant_role(db, person.id, Role.MENTOR, scope, by=by, giver=Role.MANAGER, reason=reason, at=at)


def _ask(db: Session, person: Person, agency_id: int, by: Person, cause: str, at: datetime) -> None:
    """Ask somebody who has an account elsewhere; they find it on their own page."""
    waiting = select(PendingMembership.id).where(
        PendingMembership.person_id == person.id,
        PendingMembership.agency_id == agency_id,
        PendingMembership.role == Role.MENTOR,
        PendingMembership.answered_at.is_(None),
    )
    if db.scalars(waiting).first() is not None:
        return
    db.add(
        PendingMembership(
            person_id=person.id,
            agency_id=agency_id,
            role=Role.MENTOR,
            waits_for=FOR_PERSON,
            cause=cause,
            made_by_id=by.id,
            made_at=at,
        )
    )
    audit.tell(
        db,
        actor=by.uid,
        action="mentor-asked",
        subject=person.uid,
        agency=db.get_one(Agency, agency_id).uid,
        at=at,
    )
    db.flush()
