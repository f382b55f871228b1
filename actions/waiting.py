"""Memberships that wait for an answer, of the manager or of the person.

The manager's, where a code went from hand to hand (A62); the person's, where a roster named
somebody who has an account elsewhere, or where who left is asked back.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from actions import audit
from actions.coming_in import Arrival, come_in
from actions.notices import see_of, tell_person
from models.entry import Invite
from models.people import Person
from models.places import Agency
from models.roster import PendingMembership
from models.roster_queries import FOR_MANAGER, FOR_PERSON

INVITE: Final = "invite:"


def wait_for_manager(
    db: Session, person: Person, invite: Invite, *, at: datetime
) -> PendingMembership:
    """Let who came with a waiting invite stand in the waiting room; twice is once."""
    cause = f"{INVITE}{invite.uid}"
    query = select(PendingMembership).where(
        PendingMembership.person_id == person.id, PendingMembership.cause == cause
    )
    if known := db.scalars(query).one_or_none():
        return known
    waits = PendingMembership(
        person_id=person.id,
        agency_id=invite.agency_id,
        class_id=invite.class_id,
        role=invite.role,
        waits_for=FOR_MANAGER,
        cause=cause,
        made_by_id=invite.made_by_id,
        mentor_id=invite.made_by_id,
        made_at=at,
    )
    db.add(waits)
    db.flush()
    _tell(db, "waits", waits, person, at)
    told = {"key": waiting_key(waits), "about": {"n": 1}, "href": "/agency/waiting"}
    tell_person(db, invite.made_by_id, "waiting", at=at, **told)
    return waits


def waiting_key(waits: PendingMembership) -> str:
    """Under which key it was told that somebody waits; it is seen when they are answered."""
    return f"waiting:{waits.uid}"


def offer_key(cause: str) -> str:
    """Under which key somebody was told that an agency asks them; it is seen once that is over."""
    return f"offer:{cause}"


def was_asked(db: Session, person_id: int, agency_id: int, *, at: datetime) -> bool:
    """Whether the agency asks for this person; coming by oneself is then the answer."""
    answered = (
        update(PendingMembership)
        .where(PendingMembership.person_id == person_id, PendingMembership.agency_id == agency_id)
        .where(PendingMembership.waits_for == FOR_PERSON)
        .where(PendingMembership.answered_at.is_(None))
        .values(answered_at=at, accepted=True, answered_by_id=person_id)
        .returning(PendingMembership.cause)
    )
    causes = db.scalars(answered).all()
    for cause in causes:
        see_of(db, person_id, offer_key(cause), at=at)
    return bool(causes)


def let_in(db: Session, waiting_id: int, *, by: Person, at: datetime) -> PendingMembership:
    """Let somebody in from the waiting room; who was answered already stays so."""
    waits = _answer(db, waiting_id, accepted=True, by=by, at=at)
    if waits.answered_by_id == by.id and waits.answered_at == at:
        _come_in(db, waits, by_id=by.id, at=at)
        _tell(db, "let-in", waits, by, at)
    return waits


def turn_away(db: Session, waiting_id: int, *, by: Person, at: datetime) -> PendingMembership:
    """Turn somebody away; the place they took of the invite is free again."""
    waits = _answer(db, waiting_id, accepted=False, by=by, at=at)
    if waits.answered_by_id == by.id and waits.answered_at == at:
        if waits.cause.startswith(INVITE):
            uid = UUID(waits.cause.removeprefix(INVITE))
            db.execute(update(Invite).where(Invite.uid == uid).values(places=Invite.places + 1))
        _tell(db, "turned-away", waits, by, at)
    return waits


def accept_offer(db: Session, offer_id: int, person: Person, *, at: datetime) -> None:
    """Come into an agency that asked; agreeing is done by the caller in the same act."""
    offer = _answer(db, offer_id, accepted=True, by=person, at=at)
    if offer.accepted and offer.answered_at == at:
        _come_in(db, offer, by_id=offer.made_by_id or person.id, at=at)
        _tell(db, "offer-accepted", offer, person, at)


def decline_offer(db: Session, offer_id: int, person: Person, *, at: datetime) -> None:
    """Say no to an agency that asked."""
    offer = _answer(db, offer_id, accepted=False, by=person, at=at)
    if offer.accepted is False and offer.answered_at == at:
        _tell(db, "offer-declined", offer, person, at)


def _answer(
    db: Session, waiting_id: int, *, accepted: bool, by: Person, at: datetime
) -> PendingMembership:
    """Keep the first answer; a later one finds it there."""
    query = select(PendingMembership).where(PendingMembership.id == waiting_id)
    waits = db.scalars(query.with_for_update(of=PendingMembership)).one()
    if waits.answered_at is None:
        waits.answered_at, waits.accepted, waits.answered_by_id = at, accepted, by.id
        db.flush()
        if waits.waits_for == FOR_PERSON:
            see_of(db, waits.person_id, offer_key(waits.cause), at=at)
        elif waits.made_by_id is not None:
            see_of(db, waits.made_by_id, waiting_key(waits), at=at)
    return waits


def _come_in(db: Session, waits: PendingMembership, *, by_id: int, at: datetime) -> None:
    arrival = Arrival(
        agency_id=waits.agency_id,
        class_id=waits.class_id,
        role=waits.role,
        by_id=by_id,
        mentor_id=waits.mentor_id,
        cause=f"waiting:{waits.uid}",
    )
    come_in(db, db.get_one(Person, waits.person_id), arrival, at=at)


def _tell(db: Session, action: str, waits: PendingMembership, by: Person, at: datetime) -> None:
    person = db.get_one(Person, waits.person_id)
    agency = db.get_one(Agency, waits.agency_id)
    audit.tell(
        db,
        actor=by.uid,
        action=action,
        subject=person.uid,
        agency=agency.uid,
        at=at,
        cause=waits.cause,
    )
    db.flush()
