"""The folded tables, made again from the events: to check them, or to put them right."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from actions.facts import lock_person
from actions.folding import Touched, fold
from content.load import Library
from models.base import Base
from models.learning import (
    DaySum,
    Event,
    ItemLeaf,
    LessonProgress,
    PointSum,
    PracticeAnswer,
    PracticeSet,
)
from models.mocks import Mock, MockAnswer

OWN: tuple[type[Base], ...] = (LessonProgress, ItemLeaf, PointSum, DaySum)
Rows = dict[str, list[tuple[Any, ...]]]


def rebuild(db: Session, person_id: int, *, library: Library) -> None:
    """Delete one person's folded rows and fold all their events again."""
    lock_person(db, person_id)
    for table in OWN:
        db.execute(delete(table).where(table.person_id == person_id))  # ty: ignore[unresolved-attribute]
    sets = select(PracticeSet.id).where(PracticeSet.person_id == person_id)
    mocks = select(Mock.id).where(Mock.person_id == person_id)
    db.execute(delete(PracticeAnswer).where(PracticeAnswer.set_id.in_(sets)))
    db.execute(delete(MockAnswer).where(MockAnswer.mock_id.in_(mocks)))
    db.flush()
    db.expire_all()
    events = db.scalars(
        select(Event)
        .where(Event.person_id == person_id, Event.body.is_not(None))
        .order_by(Event.id)
    )
    fold(db, person_id, [Touched.by(event) for event in events], library=library)


def snapshot(db: Session, person_id: int) -> Rows:
    """One person's folded rows without their keys, in an order that does not depend on them."""
    rows: Rows = {}
    for table in OWN:
        found = db.scalars(select(table).where(table.person_id == person_id))  # ty: ignore[unresolved-attribute]
        rows[table.__tablename__] = sorted((_values(row) for row in found), key=repr)
    places = (
        select(PracticeAnswer)
        .join(PracticeSet, PracticeSet.id == PracticeAnswer.set_id)
        .where(PracticeSet.person_id == person_id)
    )
    steps = select(MockAnswer).join(Mock).where(Mock.person_id == person_id)
    rows["practice_answers"] = sorted((_values(row) for row in db.scalars(places)), key=repr)
    rows["mock_answers"] = sorted((_values(row) for row in db.scalars(steps)), key=repr)
    return _without_zeros(rows)


def differences(before: Mapping[str, list], after: Mapping[str, list]) -> list[str]:
    """The tables that a rebuild changes."""
    return [name for name in before if before[name] != after[name]]


def _values(row: Base) -> tuple[Any, ...]:
    return tuple(
        getattr(row, column.key) for column in row.__mapper__.column_attrs if column.key != "id"
    )


def _without_zeros(rows: Rows) -> Rows:
    """Sums that came back to nothing say the same as no row at all."""
    number_of_words = 2
    rows["point_sums"] = [row for row in rows["point_sums"] if any(row[number_of_words:])]
    return rows
