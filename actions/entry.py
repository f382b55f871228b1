"""Verbs of coming in: sign in and out, invite, join, recover."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from actions import audit
from actions.facts import lock_person
from domain.access import Role
from domain.days import local_day
from models.entry import Invite, InviteUse, RecoverySlip, SignIn
from models.people import Person
from models.seal import digest

SESSION_DAYS = 90
SLIP_DAYS = 7
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0/O, 1/I/L: codes are read aloud and typed
CODE_LENGTH = 10
TAIL = 4


class CodeSpentError(Exception):
    """The code is unknown, used up, cancelled or too old."""


def open_session(
    db: Session,
    person: Person,
    *,
    token: str,
    label: str,
    at: datetime,
    second_factor_at: datetime | None = None,
) -> SignIn:
    """Keep a new session of this person; only the token's hash is kept."""
    row = SignIn(
        token_hash=digest(token),
        person_id=person.id,
        label=label,
        made_at=at,
        seen_on=local_day(at),
        ends_at=at + timedelta(days=SESSION_DAYS),
        second_factor_at=second_factor_at,
    )
    db.add(row)
    db.flush()
    return row


def revoke_session(db: Session, sign_in_id: int, *, at: datetime) -> None:
    """End one session."""
    db.execute(
        update(SignIn)
        .where(SignIn.id == sign_in_id, SignIn.revoked_at.is_(None))
        .values(revoked_at=at)
    )


def revoke_sessions(db: Session, person_id: int, *, at: datetime, but: int | None = None) -> None:
    """End this person's sessions, all or all but one."""
    query = update(SignIn).where(SignIn.person_id == person_id, SignIn.revoked_at.is_(None))
    if but is not None:
        query = query.where(SignIn.id != but)
    db.execute(query.values(revoked_at=at))


def set_password(
    db: Session, person: Person, password_hash: str, *, by: object, at: datetime
) -> None:
    """Set a new password, hashed before the gate was taken; it ends every session."""
    person = db.get_one(Person, person.id)
    person.password_hash = password_hash
    revoke_sessions(db, person.id, at=at)
    audit.tell(db, actor=by, action="password-set", subject=person.uid, at=at)
    db.flush()


def new_code() -> str:
    """A code people can read aloud and type: ten letters and digits, parted in two."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return f"{letters[:5]}-{letters[5:]}"


def plain_code(typed: str) -> str:
    """A code as kept: capitals, without hyphens and spaces."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def make_invite(
    db: Session,
    *,
    by: Person,
    agency_id: int,
    class_id: int | None,
    places: int,
    days: int,
    at: datetime,
    once: UUID | None = None,
    waits: bool = False,
) -> tuple[Invite, str]:
    """Make an invite for trainees; the code is shown once and not kept.

    The same `once` again is the invite made before, without its code. Where it `waits`, whoever
    comes stands in the waiting room first (A62).
    """
    if once is not None:
        lock_person(db, by.id)
        if kept := db.scalars(invite_sent(by.id, once)).one_or_none():
            return kept, ""
    code = new_code()
    invite = Invite(
        code_hash=digest(plain_code(code)),
        code_tail=code[-TAIL:],
        role=Role.TRAINEE,
        agency_id=agency_id,
        class_id=class_id,
        made_by_id=by.id,
        places=places,
        waits=waits,
        once=once,
        made_at=at,
        expires_at=at + timedelta(days=days),
    )
    db.add(invite)
    db.flush()
    audit.tell(db, actor=by.uid, action="invite-made", subject=invite.uid, at=at, places=places)
    return invite, code


def invite_sent(person_id: int, once: UUID) -> Select[Invite]:
    """The invite this person made by sending that form."""
    return select(Invite).where(Invite.made_by_id == person_id, Invite.once == once)


def known_invite(code: str) -> Select[Invite]:
    """The invite behind a code, whether or not it can still be used."""
    return select(Invite).where(Invite.code_hash == digest(plain_code(code)))


def find_invite(db: Session, code: str, *, at: datetime) -> Invite | None:
    """The invite behind a code, while it can still be used."""
    query = known_invite(code).where(Invite.cancelled_at.is_(None), Invite.expires_at > at)
    invite = db.scalars(query).one_or_none()
    if invite is None or _places_taken(db, invite) >= invite.places:
        return None
    return invite


def take_place(db: Session, code: str, person: Person, *, at: datetime) -> Invite:
    """Take the next place of an invite for this person; taking it twice is taking it once.

    Raises:
        CodeSpentError: the code is unknown, used up, cancelled or too old.
    """
    kept = db.scalars(known_invite(code).with_for_update(of=Invite)).one_or_none()
    if kept is not None and _has_place(db, kept, person):
        return kept
    invite = find_invite(db, code, at=at)
    if invite is None:
        raise CodeSpentError
    place = _places_taken(db, invite) + 1
    db.add(InviteUse(invite_id=invite.id, person_id=person.id, place=place, used_at=at))
    db.flush()
    return invite


def _places_taken(db: Session, invite: Invite) -> int:
    query = select(func.count(InviteUse.id)).where(InviteUse.invite_id == invite.id)
    return db.scalar(query) or 0


def _has_place(db: Session, invite: Invite, person: Person) -> bool:
    query = select(InviteUse.id).where(
        InviteUse.invite_id == invite.id, InviteUse.person_id == person.id
    )
    return db.scalars(query).first() is not None


def make_slip(db: Session, *, person: Person, by: Person, at: datetime) -> tuple[RecoverySlip, str]:
    """Make a recovery slip; earlier ones of this person stop working. The code is not kept."""
    db.execute(
        update(RecoverySlip)
        .where(RecoverySlip.person_id == person.id, RecoverySlip.used_at.is_(None))
        .where(RecoverySlip.cancelled_at.is_(None))
        .values(cancelled_at=at)
    )
    code = new_code()
    slip = RecoverySlip(
        code_hash=digest(plain_code(code)),
        person_id=person.id,
        made_by_id=by.id,
        made_at=at,
        expires_at=at + timedelta(days=SLIP_DAYS),
    )
    db.add(slip)
    db.flush()
    audit.tell(db, actor=by.uid, action="recovery-slip-made", subject=person.uid, at=at)
    return slip, code


def use_slip(db: Session, code: str, password_hash: str, *, at: datetime) -> Person:
    """Set a new password with a slip, once; `password_hash` was made before the gate was taken.

    Raises:
        CodeSpentError: the code is unknown, used, cancelled or too old.
    """
    spent = (
        update(RecoverySlip)
        .where(RecoverySlip.code_hash == digest(plain_code(code)))
        .where(RecoverySlip.used_at.is_(None), RecoverySlip.cancelled_at.is_(None))
        .where(RecoverySlip.expires_at > at)
        .values(used_at=at)
        .returning(RecoverySlip.person_id)
    )
    person_id = db.execute(spent).scalar_one_or_none()
    if person_id is None:
        raise CodeSpentError
    person = db.get_one(Person, person_id)
    set_password(db, person, password_hash, by=person.uid, at=at)
    return person
