"""Codes travel from the form that makes them to the page that shows them, once.

They travel sealed in the browser's own session and are kept nowhere else; the page that shows
them takes them out. `place` names what they open (table.uid), `once` the form that was sent.
"""

from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from uuid import UUID

from flask import request, session

from blueprints.web.db import now
from blueprints.web.house import house
from models.seal import SealBrokenError

SLOT = "shown-once"
LONGEST = timedelta(minutes=10)
"""A copied cookie must not show a code for long."""


def hand_over(words: str, *, place: str, once: UUID) -> None:
    """Keep these words for the next page."""
    sealed = house().keyring.seal(f"{now().isoformat()} {words}", _place(place))
    session[SLOT] = [str(once), place, b64encode(sealed).decode()]


def made_by(once: UUID) -> str | None:
    """The place of what this browser's last sending of that form made."""
    kept = session.get(SLOT)
    return kept[1] if kept and kept[0] == str(once) else None


def take(place: str) -> str | None:
    """The words, the first time they are asked for."""
    kept = session.get(SLOT)
    if request.method != "GET" or not kept or kept[1] != place or not kept[2]:
        return None
    session[SLOT] = [*kept[:2], ""]
    try:
        told = house().keyring.open(b64decode(kept[2]), _place(place))
    except SealBrokenError:
        return None
    made, _space, words = told.partition(" ")
    return words if now() - datetime.fromisoformat(made) < LONGEST else None


def _place(place: str) -> str:
    return f"session.shown_once.{place}"
