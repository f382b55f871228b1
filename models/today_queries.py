"""What stands on a trainee's today, in questions built once: no page is read more often."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    Integer,
    Row,
    String,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from models.base import UTCDateTime
from models.learning import DaySum, ItemLeaf
from models.mocks import Mock, MockClosing
from models.road import Assignment, AssignmentTo
from models.statements import run


class OpenMock(NamedTuple):
    """A mock that is still running, of which course, and when its time ends."""

    uid: str
    course: str
    deadline_at: datetime


@dataclass(slots=True)
class Waiting:
    """The days on which something was learned, the reviews that are due, the running mocks."""

    studied: set[date] = field(default_factory=set)
    due: int = 0
    mocks: list[OpenMock] = field(default_factory=list)


class Asked(NamedTuple):
    """Something assigned to a person."""

    id: int
    kind: str
    target: str
    due_on: date
    reason: str
    made_at: datetime


def waiting_for(db: Session, person_id: int, now: datetime, *, first: date, last: date) -> Waiting:
    """What waits for one person now, and on which days of a span they learned."""
    asked = {"person_id": person_id, "now": now, "first": first, "last": last}
    found = Waiting()
    for kind, text, number, at in run(db, _WAITING, asked):
        if kind == "day":
            found.studied.add(date.fromisoformat(text))
        elif kind == "due":
            found.due = number
        else:
            uid, _slash, course = text.partition("/")
            found.mocks.append(OpenMock(uid, course, at))
    found.mocks.sort(key=lambda mock: mock.deadline_at)
    return found


def asked_of(db: Session, person_id: int, since: date) -> list[Asked]:
    """What was assigned to this person, due since that day and not taken back.

    Who joins a class later is asked by name too (`assign_late`).
    """
    return [Asked(*row) for row in run(db, _ASKED, {"person_id": person_id, "since": since})]


def answered_last(db: Session, person_id: int, items: Collection[str]) -> dict[str, datetime]:
    """When this person last answered each of these items."""
    rows = db.connection().execute(_ANSWERED, {"person_id": person_id, "items": list(items)})
    return {row.item: row.last_at for row in rows}


def mocks_begun(db: Session, person_id: int) -> Sequence[Row[str, datetime]]:
    """Course and beginning of each mock that this person has finished."""
    return run(db, _SAT, {"person_id": person_id})


_ME: Final = bindparam("person_id", type_=Integer)
_NOW: Final = bindparam("now", type_=UTCDateTime())
_NEVER: Final = cast(null(), UTCDateTime()).label("at")


def _kind(name: str) -> Any:  # noqa: ANN401
    return literal_column(f"'{name}'", String()).label("kind")


_WAITING: Final = union_all(
    select(_kind("due"), cast(null(), String).label("text"), func.count(ItemLeaf.id), _NEVER).where(
        ItemLeaf.person_id == _ME, ItemLeaf.pool == "practice", ItemLeaf.due_at <= _NOW
    ),
    select(_kind("day"), cast(DaySum.day, String), cast(null(), Integer), _NEVER)
    .where(DaySum.person_id == _ME)
    .where(DaySum.day >= bindparam("first"), DaySum.day <= bindparam("last")),
    select(
        _kind("mock"),
        cast(Mock.uid, String) + "/" + Mock.course,
        cast(null(), Integer),
        Mock.deadline_at,
    )
    .outerjoin(MockClosing)
    .where(Mock.person_id == _ME, MockClosing.id.is_(None), Mock.deadline_at > _NOW),
)
_ASKED: Final = (
    select(*(getattr(Assignment, name) for name in Asked._fields))
    .join(AssignmentTo, AssignmentTo.assignment_id == Assignment.id)
    .where(AssignmentTo.person_id == _ME)
    .where(Assignment.cancelled_at.is_(None), Assignment.due_on >= bindparam("since"))
    .order_by(Assignment.due_on, Assignment.id)
)
_ANSWERED: Final = select(ItemLeaf.item, ItemLeaf.last_at).where(
    ItemLeaf.person_id == _ME, ItemLeaf.item.in_(bindparam("items", expanding=True))
)
_SAT: Final = (
    select(Mock.course, Mock.started_at)
    .join(MockClosing, MockClosing.mock_id == Mock.id)
    .where(Mock.person_id == _ME)
)
