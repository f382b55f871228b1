"""Questions about one person's learning; each is already limited to that person."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm import Session

from domain.answers import TALLY_FIELDS, Outcome, Tally
from models.base import UTCDateTime
from models.learning import DaySum, ItemLeaf, LessonProgress, PointSum
from models.statements import run

LEAF_SUMS: Final = (
    "standing", "steady", "in_wrong_book", "rights", "wrongs", "unknowns", "unmarked",
)  # fmt: skip
"""The columns of a leaf that its sums come of."""


class Reading(NamedTuple):
    """How far one person is in one lesson; `last_section` counts from 1."""

    course: str
    lesson: str
    last_section: int
    last_at: datetime
    finished_at: datetime | None


_READINGS: Final = select(*(getattr(LessonProgress, name) for name in Reading._fields)).where(
    LessonProgress.person_id == bindparam("person_id")
)


def readings_of(db: Session, person_id: int) -> dict[str, Reading]:
    """How far this person is in each lesson begun."""
    rows = run(db, _READINGS, {"person_id": person_id})
    return {row.lesson: Reading(*row) for row in rows}


_SUMS: Final = select(PointSum.point, *(getattr(PointSum, name) for name in TALLY_FIELDS)).where(
    PointSum.person_id == bindparam("person_id")
)
_DUE: Final = (
    select(ItemLeaf.item)
    .where(ItemLeaf.person_id == bindparam("person_id"), ItemLeaf.pool == "practice")
    .where(ItemLeaf.due_at <= bindparam("until", type_=UTCDateTime()))
    .order_by(ItemLeaf.due_at, ItemLeaf.item)
)


def sums_of(db: Session, person_id: int) -> dict[str, Tally]:
    """This person's sums, for each point answered."""
    rows = run(db, _SUMS, {"person_id": person_id})
    return {point: Tally(*sums) for point, *sums in rows}


def due_items(db: Session, person_id: int, until: datetime) -> Sequence[str]:
    """Practice items to be reviewed by then, the longest overdue first."""
    return [row.item for row in run(db, _DUE, {"person_id": person_id, "until": until})]


def days_of(person_id: int, first: date, last: date) -> Select[DaySum]:
    """What this person did on each day of a span."""
    return select(DaySum).where(
        DaySum.person_id == person_id, DaySum.day >= first, DaySum.day <= last
    )


def leaves_of(person_id: int, pool: str) -> Select[ItemLeaf]:
    """This person's leaves of one pool."""
    return select(ItemLeaf).where(ItemLeaf.person_id == person_id, ItemLeaf.pool == pool)


def tallies_of(db: Session, person_id: int, items: Collection[str]) -> dict[str, Tally]:
    """What this person's answers to each of these items add to the sums of its points."""
    leaves = select(ItemLeaf.item, *(getattr(ItemLeaf, name) for name in LEAF_SUMS))
    rows = db.execute(leaves.where(ItemLeaf.person_id == person_id, ItemLeaf.item.in_(items)))
    return {row.item: stored_tally(row) for row in rows}


def stored_tally(row: Row[*tuple[Any, ...]]) -> Tally:
    """What a leaf as it is stored adds to the sums; nothing where there is none."""
    if row.rights is None:
        return Tally()
    return Tally(
        answered=int(row.standing is not None),
        right_now=int(row.standing == Outcome.RIGHT),
        steady=int(row.steady),
        in_wrong_book=int(row.in_wrong_book),
        rights=row.rights,
        wrongs=row.wrongs,
        unknowns=row.unknowns,
        unmarked=row.unmarked,
    )


def check_leaves(person_id: int, items: list[str]) -> Select[ItemLeaf]:
    """What this person last answered to these items."""
    return select(ItemLeaf).where(ItemLeaf.person_id == person_id, ItemLeaf.item.in_(items))


def wrong_leaves(person_id: int) -> Select[ItemLeaf]:
    """The items in this person's wrong-answer book, the latest first."""
    return (
        select(ItemLeaf)
        .where(ItemLeaf.person_id == person_id, ItemLeaf.in_wrong_book.is_(True))
        .where(ItemLeaf.pool != "check")
        .order_by(ItemLeaf.wrong_at.desc(), ItemLeaf.item)
    )
