"""Verbs of allowances: one is entered, or taken back; none is ever changed."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import audit
from domain.allowances import AllowanceKind
from models.lists import Allowance
from models.people import Person
from models.places import Agency


@dataclass(frozen=True, slots=True)
class Grant:
    """Who gets how much (in fen) for what, of which year, and when it was paid, if it was."""

    person_id: int
    kind: AllowanceKind
    year: int
    fen: int
    paid_on: date | None


def enter_allowance(
    db: Session, grant: Grant, *, agency_id: int, by: Person, once: UUID, at: datetime
) -> Allowance:
    """Write an allowance down; sent twice it is one."""
    query = select(Allowance).where(Allowance.by_id == by.id, Allowance.once == once)
    known = db.scalars(query).one_or_none()
    if known is not None:
        return known
    row = Allowance(
        person_id=grant.person_id,
        agency_id=agency_id,
        kind=grant.kind,
        year=grant.year,
        fen=grant.fen,
        paid_on=grant.paid_on,
        by_id=by.id,
        once=once,
        at=at,
    )
    db.add(row)
    db.flush()
    _tell(db, row, "allowance-entered", by, at)
    return row


def take_back_allowance(db: Session, allowance_id: int, *, by: Person, at: datetime) -> None:
    """Take an allowance back: it leaves the lists, its row stays; twice is once."""
    row = db.get_one(Allowance, allowance_id)
    if row.taken_back_at is None:
        row.taken_back_at = at
        _tell(db, row, "allowance-taken-back", by, at)
        db.flush()


def _tell(db: Session, row: Allowance, action: str, by: Person, at: datetime) -> None:
    who = db.get_one(Person, row.person_id).uid
    agency = db.get_one(Agency, row.agency_id).uid
    audit.tell(
        db, actor=by.uid, action=action, subject=who, agency=agency, at=at, allowance=str(row.uid)
    )
