"""From events to tables: each kind of event touches a leaf, and that leaf is refolded."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, Protocol

from sqlalchemy.orm import Session

from actions import fold_answers, fold_lessons, fold_mocks
from actions.watch_again import watch_learner
from content.load import Library
from domain.days import local_day
from models.learning import DaySum, Kind
from models.statements import on_both, run_all

Refold = Callable[..., None]
REFOLD: Final[dict[Kind, Refold]] = {
    Kind.LESSON_READ: fold_lessons.refold,
    Kind.ANSWER: fold_answers.refold,
    Kind.MOCK_STARTED: fold_mocks.project_start,
    Kind.MOCK_STEP: fold_mocks.refold,
}
COUNTED: Final = {Kind.ANSWER, Kind.LESSON_READ}


class Touch(Protocol):
    """What folding needs to know of a new event."""

    @property
    def kind(self) -> Kind:
        """Its type."""

    @property
    def subject(self) -> str:
        """What it is about."""

    @property
    def at(self) -> datetime:
        """Its corrected time."""

    @property
    def body(self) -> Mapping[str, Any]:
        """What it says."""


_ADD_DAY: Final = on_both(
    lambda insert: (new := insert(DaySum)).on_conflict_do_update(
        index_elements=["person_id", "day"],
        set_={
            name: getattr(DaySum, name) + new.excluded[name]
            for name in ("answers", "sections", "seconds")
        },
    )
)


def fold(db: Session, person_id: int, touched: Sequence[Touch], *, library: Library) -> None:
    """Refold each leaf these events touch, once, and add them to their days."""
    for kind, subject in dict.fromkeys((touch.kind, touch.subject) for touch in touched):
        if kind in REFOLD:
            REFOLD[kind](db, person_id, subject, library=library)
    run_all(db, _ADD_DAY, _days(person_id, touched))
    watch_learner(db, person_id, [touch.at for touch in touched])
    db.flush()


def _days(person_id: int, touched: Iterable[Touch]) -> list[dict[str, Any]]:
    sums: dict[date, dict[str, Any]] = {}
    for touch in touched:
        if touch.kind not in COUNTED:
            continue
        day = local_day(touch.at)
        empty = {"person_id": person_id, "day": day, "answers": 0, "sections": 0, "seconds": 0}
        row = sums.setdefault(day, empty)
        row["answers"] += touch.kind is Kind.ANSWER
        row["sections"] += touch.kind is Kind.LESSON_READ
        row["seconds"] += int(touch.body.get("seconds") or 0)
    return list(sums.values())
