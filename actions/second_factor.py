"""Verbs of the second factor: set up, shown at sign-in, codes for the lost phone, taken away.

TOTP (RFC 6238) with SHA-1, six digits, thirty seconds, as every authenticator reads it. A code
counts one step early or late, and each step only once.
"""

from datetime import datetime
from hmac import compare_digest
from typing import Final

import pyotp
from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from actions import audit
from actions.entry import new_code, plain_code, revoke_sessions
from actions.notices import tell_person
from models.entry import SignIn
from models.factors import RecoveryCode, SecondFactor
from models.people import Person
from models.seal import Keyring, digest

STEP_SECONDS: Final = 30
DIGITS: Final = 6
CODES: Final = 10
"""Recovery codes given at a time."""
ISSUER: Final = "Zhagen"


class NoFactorError(Exception):
    """Nothing was begun that could be confirmed."""


def factor_of(db: Session, person_id: int) -> SecondFactor | None:
    """The person's second factor, confirmed or begun."""
    query = select(SecondFactor).where(SecondFactor.person_id == person_id)
    return db.scalars(query).one_or_none()


def begin(db: Session, person_id: int, keyring: Keyring, *, at: datetime) -> SecondFactor:
    """Begin to set up a factor; what was begun before is replaced, a confirmed one stays."""
    known = factor_of(db, person_id)
    if known is not None and known.confirmed_at is not None:
        return known
    if known is None:
        known = SecondFactor(person_id=person_id, secret_sealed=b"", made_at=at)
        db.add(known)
        db.flush()
    known.secret_sealed = keyring.seal(pyotp.random_base32(), _place(known))
    known.made_at = at
    db.flush()
    return known


def secret_of(factor: SecondFactor, keyring: Keyring) -> str:
    """The secret, for the authenticator of its owner."""
    return keyring.open(factor.secret_sealed, _place(factor))


def address_of(factor: SecondFactor, name: str, keyring: Keyring) -> str:
    """What an authenticator scans."""
    return pyotp.TOTP(secret_of(factor, keyring)).provisioning_uri(name=name, issuer_name=ISSUER)


def confirm(
    db: Session, person_id: int, code: str, keyring: Keyring, *, at: datetime
) -> list[str] | None:
    """Finish setting up with a code of the new secret: the recovery codes, shown once.

    None where the code is wrong.

    Raises:
        NoFactorError: nothing was begun, or it is confirmed already.
    """
    factor = factor_of(db, person_id)
    if factor is None or factor.confirmed_at is not None:
        raise NoFactorError
    if not _take_step(db, factor, code, keyring, at):
        return None
    factor.confirmed_at = at
    _tell(db, person_id, "second-factor-set-up", at)
    return renew_codes(db, person_id, at=at)


def prove(db: Session, person_id: int, code: str, keyring: Keyring, *, at: datetime) -> bool:
    """Whether this is a code of the person's authenticator or one of their recovery codes.

    Either counts once: a code seen over a shoulder is of no use.
    """
    factor = factor_of(db, person_id)
    if factor is None or factor.confirmed_at is None:
        return False
    if _take_step(db, factor, code, keyring, at):
        return True
    spent = (
        update(RecoveryCode)
        .where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
        .where(RecoveryCode.code_hash == digest(plain_code(code)))
        .values(used_at=at)
        .returning(RecoveryCode.id)
    )
    if not db.execute(spent).all():
        return False
    _tell(db, person_id, "recovery-code-used", at)
    db.flush()
    return True


def renew_codes(db: Session, person_id: int, *, at: datetime) -> list[str]:
    """Ten new recovery codes; the old ones stop working. Only their hashes are kept."""
    db.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    codes = [new_code() for _ in range(CODES)]
    db.add_all(
        RecoveryCode(person_id=person_id, code_hash=digest(plain_code(code)), made_at=at)
        for code in codes
    )
    _tell(db, person_id, "recovery-codes-made", at)
    db.flush()
    return codes


def codes_left(person_id: int) -> Select[int]:
    """How many recovery codes the person has not used."""
    return select(func.count(RecoveryCode.id)).where(
        RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None)
    )


def turn_off(db: Session, person_id: int, *, at: datetime) -> None:
    """Take one's own factor away; sessions that showed it no longer count as having done so."""
    if _drop(db, person_id):
        _tell(db, person_id, "second-factor-off", at)
        db.flush()


def reset(db: Session, person: Person, *, by: object, reason: str, at: datetime) -> bool:
    """Take away the factor of somebody who lost it: they sign in anew, and are told who did it.

    False where there was none.
    """
    if not _drop(db, person.id):
        return False
    revoke_sessions(db, person.id, at=at)
    action = "second-factor-reset"
    audit.tell(db, actor=by, action=action, subject=person.uid, at=at, reason=reason)
    key = f"factor-reset:{at.isoformat()}"
    tell_person(db, person.id, "factor-reset", key=key, at=at, href="/me/second-factor")
    db.flush()
    return True


def _take_step(
    db: Session, factor: SecondFactor, code: str, keyring: Keyring, at: datetime
) -> bool:
    """Whether the code is of a step not used before; that step is used now, whoever is faster."""
    totp = pyotp.TOTP(secret_of(factor, keyring))
    now = int(at.timestamp()) // STEP_SECONDS
    fits = [n for n in (now - 1, now, now + 1) if compare_digest(_code(totp, n), code.encode())]
    for step in fits:
        taken = (
            update(SecondFactor)
            .where(SecondFactor.id == factor.id, SecondFactor.last_step < step)
            .values(last_step=step)
            .returning(SecondFactor.id)
        )
        if db.execute(taken).all():
            return True
    return False


def _code(totp: pyotp.TOTP, step: int) -> bytes:
    return totp.generate_otp(step).encode()


def _drop(db: Session, person_id: int) -> bool:
    shown = update(SignIn).where(SignIn.person_id == person_id)
    db.execute(shown.values(second_factor_at=None))
    db.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    gone = delete(SecondFactor).where(SecondFactor.person_id == person_id)
    return bool(db.execute(gone.returning(SecondFactor.id)).all())


def _place(factor: SecondFactor) -> str:
    return f"second_factors.secret.{factor.uid}"


def _tell(db: Session, person_id: int, action: str, at: datetime) -> None:
    uid = db.get_one(Person, person_id).uid
    audit.tell(db, actor=uid, action=action, subject=uid, at=at)
