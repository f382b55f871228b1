"""How often a sign-in or a code may fail: growing delays per account, a ceiling per address."""

import hmac
from datetime import timedelta

from blueprints.web.db import now
from blueprints.web.forms import narrow
from blueprints.web.house import house
from blueprints.web.notes import address, noted
from domain.phone import normal_phone

FREE_FAILURES = 5
LONGEST_DELAY = timedelta(minutes=15)
FAILURES_PER_ADDRESS = 100


def account_key(login: str) -> str:
    """The account a sign-in is meant for, as a keyed hash, whether or not it exists."""
    plain = normal_phone(login) or narrow(login).lower()
    key = house().settings.secret_key.encode()
    return hmac.digest(key, b"account " + plain.encode(), "sha256").hex()[:32]


def refuse_flood(account: str, kind: str = "sign-in-failed") -> int:
    """Seconds to wait before the next try; 0 when it may be made now.

    Only failures count. Five are free; each further one adds a minute, at most fifteen, so
    that the owner is never locked out for good. One address may fail a hundred times in a
    quarter of an hour, so that a whole class behind it can sign in.
    """
    failed = noted(kind, account)
    if failed.last and failed.times >= FREE_FAILURES:
        delay = min(timedelta(minutes=failed.times - FREE_FAILURES + 1), LONGEST_DELAY)
        left = (failed.last + delay - now()).total_seconds()
        if left > 0:
            return int(left) + 1
    if noted(kind, address()).times >= FAILURES_PER_ADDRESS:
        return int(LONGEST_DELAY.total_seconds())
    return 0
