"""Verbs about candidates: note one, put it right, invite, let go; who joins becomes a person."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from actions import audit
from actions.entry import make_invite
from actions.facts import lock_person
from domain.phone import TAIL
from domain.recruiting import ACTIVE, State
from models.base import new_uid
from models.entry import Invite
from models.people import Person
from models.pipeline import Candidate
from models.places import Agency
from models.seal import Keyring

DAYS_OF_INVITE: Final = 14


class ChangedMeanwhileError(Exception):
    """Somebody else changed the candidate since the form was opened; `name` says who."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class NotActiveError(Exception):
    """The candidate has joined or was let go: nothing more is to be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is written down about a candidate; `phone` is plain here and sealed in the row."""

    name: str
    phone: str = ""
    home_id: int | None = None
    village: str = ""
    education: str = ""
    major: str = ""
    years: int | None = None
    knows: str = ""
    runs: str = ""
    note: str = ""


def enter_candidate(
    db: Session,
    told: Told,
    *,
    by: Person,
    agency_id: int,
    once: UUID,
    keyring: Keyring,
    at: datetime,
) -> Candidate:
    """Note a candidate; sent twice they are noted once."""
    lock_person(db, by.id)
    sent = select(Candidate).where(Candidate.made_by_id == by.id, Candidate.once == once)
    if known := db.scalars(sent).one_or_none():
        return known
    row = Candidate(uid=new_uid(), agency_id=agency_id, made_by_id=by.id, once=once, at=at)
    _write(row, told, keyring)
    db.add(row)
    _tell(db, "candidate-entered", row, by, at)
    return row


def change_candidate(
    db: Session,
    candidate_id: int,
    told: Told,
    *,
    version: int,
    by: Person,
    keyring: Keyring,
    at: datetime,
) -> Candidate:
    """Put right what is written about a candidate; the audit log keeps which fields.

    Raises:
        ChangedMeanwhileError: another version is there already.
    """
    row = _locked(db, candidate_id)
    before = told_of(row, keyring)
    what = sorted(name for name, value in asdict(told).items() if asdict(before)[name] != value)
    if not what:
        return row
    if row.version != version:
        raise ChangedMeanwhileError(row.changed_by.name if row.changed_by else "")
    _write(row, told, keyring)
    _changed(row, by, at)
    _tell(db, "candidate-changed", row, by, at, what=what)
    return row


def told_of(row: Candidate, keyring: Keyring) -> Told:
    """What is written about a candidate, with the phone opened."""
    phone = ""
    if row.phone_sealed is not None:
        phone = keyring.open(row.phone_sealed, _place(row))
    names = (name for name in Told.__dataclass_fields__ if name != "phone")
    return Told(phone=phone, **{name: getattr(row, name) for name in names})


def invite_candidate(
    db: Session, candidate_id: int, *, by: Person, once: UUID, at: datetime
) -> tuple[Invite, str]:
    """Make an invite for this one person; the one before stops. The code is shown once.

    Raises:
        NotActiveError: they joined or were let go.
    """
    row = _locked(db, candidate_id)
    if row.state not in ACTIVE:
        raise NotActiveError
    invite, code = make_invite(
        db,
        by=by,
        agency_id=row.agency_id,
        class_id=None,
        places=1,
        days=DAYS_OF_INVITE,
        at=at,
        once=once,
    )
    if row.invite_id != invite.id:
        older = update(Invite).where(Invite.id == row.invite_id, Invite.cancelled_at.is_(None))
        db.execute(older.values(cancelled_at=at))
        row.invite_id, row.state = invite.id, State.INVITED
        _changed(row, by, at)
        _tell(db, "candidate-invited", row, by, at, invite=str(invite.uid))
    return invite, code


def let_go(db: Session, candidate_id: int, why: str, *, by: Person, at: datetime) -> Candidate:
    """Let a candidate go, with the reason; an open invite stops. Twice is once.

    Raises:
        NotActiveError: they joined meanwhile.
    """
    row = _locked(db, candidate_id)
    if row.state == State.JOINED:
        raise NotActiveError
    if row.state != State.DROPPED:
        open_invite = update(Invite).where(Invite.id == row.invite_id)
        db.execute(open_invite.where(Invite.cancelled_at.is_(None)).values(cancelled_at=at))
        row.state, row.why_dropped = State.DROPPED, why
        _changed(row, by, at)
        _tell(db, "candidate-dropped", row, by, at)
    return row


def take_up(db: Session, candidate_id: int, *, by: Person, at: datetime) -> Candidate:
    """Take up again somebody who was let go."""
    row = _locked(db, candidate_id)
    if row.state == State.DROPPED:
        row.state, row.why_dropped = State.OPEN, ""
        _changed(row, by, at)
        _tell(db, "candidate-taken-up", row, by, at)
    return row


def meet_candidates(db: Session, agency_id: int, people: Mapping[bytes, int]) -> None:
    """Candidates of the agency with these phones have become people."""
    known = select(Candidate.id, Candidate.phone_index).where(
        Candidate.agency_id == agency_id,
        Candidate.phone_index.is_not(None),
        Candidate.person_id.is_(None),
    )
    met = [
        {"id": row.id, "person_id": people[row.phone_index], "state": State.JOINED.value}
        for row in db.execute(known)
        if row.phone_index in people
    ]
    if met:
        db.execute(update(Candidate), met)


def meet_by_invite(db: Session, invite_uid: UUID, person_id: int) -> None:
    """The candidate for whom an invite was made has become this person."""
    invite = select(Invite.id).where(Invite.uid == invite_uid).scalar_subquery()
    db.execute(
        update(Candidate)
        .where(Candidate.invite_id == invite, Candidate.person_id.is_(None))
        .values(person_id=person_id, state=State.JOINED.value)
    )


def _locked(db: Session, candidate_id: int) -> Candidate:
    query = select(Candidate).where(Candidate.id == candidate_id)
    return db.scalars(query.with_for_update(of=Candidate)).one()


def _write(row: Candidate, told: Told, keyring: Keyring) -> None:
    for name, value in asdict(told).items():
        if name != "phone":
            setattr(row, name, value)
    if told.phone:
        row.phone_sealed = keyring.seal(told.phone, _place(row))
        row.phone_index, row.phone_tail = keyring.index(told.phone), told.phone[-TAIL:]
    else:
        row.phone_sealed, row.phone_index, row.phone_tail = None, None, ""


def _changed(row: Candidate, by: Person, at: datetime) -> None:
    row.version, row.changed_by_id, row.changed_at = row.version + 1, by.id, at


def _place(row: Candidate) -> str:
    return f"candidates.phone.{row.uid}"


def _tell(
    db: Session,
    action: str,
    row: Candidate,
    by: Person,
    at: datetime,
    **detail: Any,  # noqa: ANN401
) -> None:
    db.flush()
    agency = db.get_one(Agency, row.agency_id)
    audit.tell(db, actor=by.uid, action=action, subject=row.uid, agency=agency.uid, at=at, **detail)
    db.flush()
