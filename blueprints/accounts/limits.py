"""How often a sign-in or a code may fail: growing delays per account, a ceiling per address."""

import hmac
from datetime import timedelta

from actions.entry import plain_code
from actions.passwords import fits
from blueprints.web.db import now
from blueprints.web.errors import too_many
from blueprints.web.forms import narrow
from blueprints.web.house import house
from blueprints.web.notes import address, note, noted
from domain.phone import normal_phone
from models.people import Person

FREE_FAILURES = 5
LONGEST_DELAY = timedelta(minutes=15)
MINUTE = timedelta(minutes=1)
"""Failures are noted by the minute: the delay begins when that minute is over."""
FAILURES_PER_ADDRESS = 100
PASSWORD = "sign-in-failed"  # noqa: S105 - the kind of a note
CODE = "code-failed"
FACTOR = "second-factor-failed"


def account_key(login: str) -> str:
    """The account a sign-in is meant for, as a keyed hash, whether or not it exists."""
    return _keyed(b"account ", normal_phone(login) or narrow(login).lower())


def password_fits(login: str, person: Person | None, password: str) -> bool:
    """Whether this is the person's password; a failure is noted and soon costs time.

    `login` names the account the try counts for; nobody there costs as much as a wrong
    password. Raises TooManyRequests when it is too early for another try.
    """
    account = account_key(login)
    _stop_flood(account, PASSWORD)
    if fits(password, person.password_hash if person else None):
        return True
    _note_failure(account, PASSWORD)
    return False


def stop_code_flood(code: str) -> None:
    """Let a code be tried only where it did not fail too often; else TooManyRequests."""
    _stop_flood(_code_key(code), CODE)


def note_dead_code(code: str) -> None:
    """Remember that a code did not work."""
    _note_failure(_code_key(code), CODE)


def stop_factor_flood(person: Person) -> None:
    """Let a second factor be tried only where it did not fail too often; else TooManyRequests."""
    _stop_flood(account_key(str(person.uid)), FACTOR)


def note_wrong_factor(person: Person) -> None:
    """Remember that a second factor was wrong."""
    _note_failure(account_key(str(person.uid)), FACTOR)


def note_taken() -> None:
    """Remember that a phone number was taken, so that nobody asks for number after number."""
    note(CODE, address())


def refuse_flood(account: str, kind: str = PASSWORD) -> int:
    """Seconds to wait before the next try; 0 when it may be made now.

    Only failures count. Five are free; each further one adds a minute, at most fifteen, from
    the end of the minute of the last, so that the owner is never locked out for good. One
    address may fail a hundred times in a quarter of an hour, so that a whole class behind it
    can sign in.
    """
    failed = noted(kind, account)
    if failed.last and failed.times >= FREE_FAILURES:
        delay = min(timedelta(minutes=failed.times - FREE_FAILURES + 1), LONGEST_DELAY)
        left = (failed.last + MINUTE + delay - now()).total_seconds()
        if left > 0:
            return int(left) + 1
    if noted(kind, address()).times >= FAILURES_PER_ADDRESS:
        return int(LONGEST_DELAY.total_seconds())
    return 0


def _stop_flood(account: str, kind: str) -> None:
    wait = refuse_flood(account, kind)
    if wait:
        raise too_many(wait)


def _note_failure(account: str, kind: str) -> None:
    note(kind, account)
    note(kind, address())


def _code_key(code: str) -> str:
    return _keyed(b"code ", plain_code(code))


def _keyed(use: bytes, text: str) -> str:
    key = house().settings.secret_key.encode()
    return hmac.digest(key, use + text.encode(), "sha256").hex()[:32]
