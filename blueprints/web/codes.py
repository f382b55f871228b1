"""A new code travels from the form to the next page, sealed in the browser's own session.

The code is kept nowhere else: the page that shows it takes it out, so it is shown once.
"""

from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from uuid import UUID

from flask import request, session

from blueprints.web.db import now
from blueprints.web.house import house
from models.seal import SealBrokenError

SLOT = "code"
LONGEST = timedelta(minutes=10)
"""A copied cookie must not show a code for long."""


def hand_over(code: str, *, of: UUID, once: UUID) -> None:
    """Keep the code of this invite or slip for the next page; `once` names the form sent."""
    sealed = house().keyring.seal(f"{now().isoformat()} {code}", _place(of))
    session[SLOT] = [str(once), str(of), b64encode(sealed).decode()]


def made_by(once: UUID) -> UUID | None:
    """The invite or slip that this browser's last sending of that form made."""
    kept = session.get(SLOT)
    return UUID(kept[1]) if kept and kept[0] == str(once) else None


def take(of: UUID) -> str | None:
    """The code, the first time it is asked for."""
    kept = session.get(SLOT)
    if request.method != "GET" or not kept or kept[1] != str(of) or not kept[2]:
        return None
    session[SLOT] = [*kept[:2], ""]
    try:
        made, _space, code = house().keyring.open(b64decode(kept[2]), _place(of)).partition(" ")
    except SealBrokenError:
        return None
    return code if now() - datetime.fromisoformat(made) < LONGEST else None


def _place(of: UUID) -> str:
    return f"session.code.{of}"
