"""Asking for one person's kept concerns to be made anew, where an agency keeps some."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from actions.jobs import ask_for
from domain.concern import Need
from models.people import Membership
from models.places import Agency
from models.statements import first
from models.watch import ConcernNow

JOB: Final = "watch-person"
ENDED_BY_LEARNING: Final = (Need.SILENT.value, Need.LEADER.value, Need.OVERDUE.value)
_HELD: Final = (
    select(ConcernNow.id)
    .where(ConcernNow.person_id == bindparam("person_id"))
    .where(or_(*(ConcernNow.need == need for need in ENDED_BY_LEARNING)))
    .limit(1)
)


def ask_to_watch(db: Session, person_id: int, *, at: datetime) -> None:
    """Somebody told something of themselves: look at them again."""
    query = select(Membership.id).join(Agency, Agency.id == Membership.agency_id)
    kept = query.where(Membership.person_id == person_id, Agency.watched_at.is_not(None))
    if db.scalars(kept.limit(1)).first() is not None:
        _ask(db, person_id, at, at.isoformat())


def watch_learner(db: Session, person_id: int, learned_at: Iterable[datetime]) -> None:
    """Somebody learned: if that may end a kept concern, look at them again, once an hour."""
    at = max(learned_at, default=None)
    if at is not None and first(db, _HELD, {"person_id": person_id}):
        _ask(db, person_id, at, f"{at:%Y-%m-%dT%H}")


def _ask(db: Session, person_id: int, at: datetime, when: str) -> None:
    ask_for(db, JOB, f"{JOB}:{person_id}:{when}", at=at, body={"person": person_id})
