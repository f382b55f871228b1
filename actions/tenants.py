"""Verbs about agencies as tenants: what they ask of their staff, closed and opened again."""

from datetime import datetime

from sqlalchemy.orm import Session

from actions import audit
from models.people import Person
from models.places import Agency


def wish_second_factor(
    db: Session, agency_id: int, wish: bool | None, *, by: Person, at: datetime
) -> bool:
    """What an agency asks of its staff at sign-in; None is what the house asks. Whether it changed.

    It counts from each person's next request: who lacks a factor is led to setting it up.
    """
    agency = db.get_one(Agency, agency_id)
    if agency.second_factor is wish:
        return False
    before, agency.second_factor = agency.second_factor, wish
    audit.tell(
        db,
        actor=by.uid,
        action="second-factor-wished",
        subject=agency.uid,
        agency=agency.uid,
        at=at,
        before=before,
        wish=wish,
    )
    db.flush()
    return True


def close_agency(db: Session, agency_id: int, *, by: Person, reason: str, at: datetime) -> bool:
    """Close an agency: its staff can do nothing in it any more; its rows and history stay.

    Trainees keep their own learning. Whether it was open.
    """
    agency = db.get_one(Agency, agency_id)
    if agency.closed_at is not None:
        return False
    agency.closed_at = at
    _tell(db, agency, "agency-closed", by, reason, at)
    return True


def reopen_agency(db: Session, agency_id: int, *, by: Person, reason: str, at: datetime) -> bool:
    """Open a closed agency again, with everyone in it as before. Whether it was closed."""
    agency = db.get_one(Agency, agency_id)
    if agency.closed_at is None:
        return False
    agency.closed_at = None
    _tell(db, agency, "agency-reopened", by, reason, at)
    return True


def _tell(db: Session, agency: Agency, action: str, by: Person, reason: str, at: datetime) -> None:
    audit.tell(
        db,
        actor=by.uid,
        action=action,
        subject=agency.uid,
        agency=agency.uid,
        at=at,
        reason=reason,
    )
    db.flush()
