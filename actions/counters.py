"""The folded tables, made again from the events: to check them, or to put them right."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, Select, delete, select, union
from sqlalchemy.orm import Session

from actions.facts import lock_person
from actions.folding import fold
from content.load import Library
from models.base import Base
from models.learning import (
    DaySum,
    Event,
    ItemLeaf,
    Kind,
    LessonProgress,
    PointSum,
    PracticeAnswer,
    PracticeSet,
)
from models.mocks import Mock, MockAnswer

OWN: tuple[type[Base], ...] = (LessonProgress, ItemLeaf, PointSum, DaySum)
Rows = dict[str, list[tuple[Any, ...]]]


class Seen(NamedTuple):
    """An event as folding sees it."""

    kind: Kind
    subject: str
    at: datetime
    body: dict[str, Any]


def rebuild(db: Session, person_id: int, *, library: Library) -> None:
    """Delete one person's folded rows and fold all their events again."""
    lock_person(db, person_id)
    for table in OWN:
        db.execute(delete(table).where(table.person_id == person_id))  # ty: ignore[missing-attribute]
    sets = select(PracticeSet.id).where(PracticeSet.person_id == person_id)
    mocks = select(Mock.id).where(Mock.person_id == person_id)
    db.execute(delete(PracticeAnswer).where(PracticeAnswer.set_id.in_(sets)))
    db.execute(delete(MockAnswer).where(MockAnswer.mock_id.in_(mocks)))
    db.flush()
    events = db.execute(
        select(Event.kind, Event.subject, Event.at, Event.body)
        .where(Event.person_id == person_id, Event.body.is_not(None))
        .order_by(Event.id)
    )
    touched = [
        Seen(kind, subject, at, json.loads(body or "{}")) for kind, subject, at, body in events
    ]
    fold(db, person_id, touched, library=library)


def snapshot(db: Session, person_id: int) -> Rows:
    """One person's folded rows without their keys, in an order that does not depend on them."""
    rows = {
        table.__tablename__: _rows(db, _columns(table).where(table.person_id == person_id))  # ty: ignore[missing-attribute]
        for table in OWN
    }
    own_sets = PracticeSet.person_id == person_id
    rows["practice_answers"] = _rows(db, _columns(PracticeAnswer).join(PracticeSet).where(own_sets))
    own_mocks = Mock.person_id == person_id
    rows["mock_answers"] = _rows(db, _columns(MockAnswer).join(Mock).where(own_mocks))
    return _without_zeros(rows)


def who_learned() -> CompoundSelect[int]:
    """The people who have events or folded rows; nobody else has anything to fold."""
    tables = (Event, *OWN, PracticeSet, Mock)
    return union(*(select(table.person_id) for table in tables))  # ty: ignore[missing-attribute]


def differences(before: Mapping[str, list], after: Mapping[str, list]) -> list[str]:
    """The tables that a rebuild changes."""
    return [name for name in before if before[name] != after[name]]


def _columns(table: type[Base]) -> Select[*tuple[Any, ...]]:
    return select(*(column for column in table.__table__.columns if column.name != "id"))


def _rows(db: Session, query: Select[*tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return sorted((tuple(row) for row in db.execute(query)), key=repr)


def _without_zeros(rows: Rows) -> Rows:
    """Sums that came back to nothing say the same as no row at all."""
    number_of_words = 2
    rows["point_sums"] = [row for row in rows["point_sums"] if any(row[number_of_words:])]
    return rows
