"""The person on the road whose page this is, read once a request."""

from typing import TYPE_CHECKING

from flask import g

from actions.traveller import REGION_DIGITS, Traveller
from blueprints.web.db import db, now
from blueprints.web.rules import rules_now
from models.road_queries import (
    answers_of,
    certificates_of,
    done_steps_of,
    region_codes_of,
)

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["REGION_DIGITS", "Traveller", "traveller"]


def traveller(person_id: int, *, anew: bool = False) -> Traveller:
    """Everything about one person's road, read once a request, and anew after a change."""
    known: dict[int, Traveller] = g.setdefault("travellers", {})
    if anew or person_id not in known:
        known[person_id] = _read(person_id)
    return known[person_id]


def _read(person_id: int) -> Traveller:
    code = db().scalars(region_codes_of(person_id, now())).first()
    done: dict[tuple[str, str], dict[str, datetime]] = {}
    for sitting, level, step, at in db().execute(done_steps_of(person_id)):
        done.setdefault((sitting, level), {})[step] = at
    return Traveller(
        person_id=person_id,
        at=now(),
        region=code.ljust(REGION_DIGITS, "0") if code else None,
        book=rules_now(db()),
        answers={row.question: row.answer for row in db().scalars(answers_of(person_id))},
        certificates={row.level: row for row in db().scalars(certificates_of(person_id))},
        done=done,
    )
