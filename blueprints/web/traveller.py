"""The person on the road whose page this is, read once a request."""

from flask import g

from actions.seasons import full_code
from actions.traveller import REGION_DIGITS, Traveller
from blueprints.web.db import db, now
from blueprints.web.rules import rules_now
from models.traveller_queries import told_of

__all__ = ["REGION_DIGITS", "Traveller", "traveller"]


def traveller(person_id: int, *, anew: bool = False) -> Traveller:
    """Everything about one person's road, read once a request, and anew after a change."""
    known: dict[int, Traveller] = g.setdefault("travellers", {})
    if anew or person_id not in known:
        known[person_id] = _read(person_id)
    return known[person_id]


def _read(person_id: int) -> Traveller:
    told = told_of(db(), person_id, now())
    return Traveller(
        person_id=person_id,
        at=now(),
        region=full_code(told.region),
        book=rules_now(db()),
        answers=told.answers,
        certificates=told.certificates,
        done=told.done,
        marks=told.marks,
    )
