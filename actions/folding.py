"""From events to tables: each kind of event says which leaf it touches, and the leaf is refolded."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import fold_answers, fold_lessons, fold_mocks
from content.load import Library
from domain.days import local_day
from models.learning import DaySum, Event, Kind

Refold = Callable[..., None]
REFOLD: dict[Kind, Refold] = {
    Kind.LESSON_READ: fold_lessons.refold,
    Kind.ANSWER: fold_answers.refold,
    Kind.MOCK_STARTED: fold_mocks.project_start,
    Kind.MOCK_STEP: fold_mocks.refold,
}


@dataclass(frozen=True, slots=True)
class Touched:
    """What one new event touches."""

    kind: Kind
    subject: str
    at: datetime
    body: dict[str, Any]

    @classmethod
    def by(cls, event: Event) -> "Touched":
        """Read it off the event."""
        return cls(event.kind, event.subject, event.at, json.loads(event.body or "{}"))


def fold(db: Session, person_id: int, touched: Sequence[Touched], *, library: Library) -> None:
    """Refold each leaf these events touch, once, and add them to their days."""
    for kind, subject in dict.fromkeys((touch.kind, touch.subject) for touch in touched):
        if kind in REFOLD:
            REFOLD[kind](db, person_id, subject, library=library)
    _add_days(db, person_id, touched)
    db.flush()


def _add_days(db: Session, person_id: int, touched: Iterable[Touched]) -> None:
    counted = [t for t in touched if t.kind in {Kind.ANSWER, Kind.LESSON_READ}]
    sums = _days(db, person_id, {local_day(t.at) for t in counted})
    for touch in counted:
        day = sums[local_day(touch.at)]
        day.answers += touch.kind is Kind.ANSWER
        day.sections += touch.kind is Kind.LESSON_READ
        day.seconds += int(touch.body.get("seconds") or 0)


def _days(db: Session, person_id: int, days: set[date]) -> dict[date, DaySum]:
    query = select(DaySum).where(DaySum.person_id == person_id, DaySum.day.in_(days))
    sums = {row.day: row for row in db.scalars(query)}
    for day in days - sums.keys():
        sums[day] = DaySum(person_id=person_id, day=day, answers=0, sections=0, seconds=0)
        db.add(sums[day])
    return sums
