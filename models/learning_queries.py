"""Questions about one person's learning; each is already limited to that person."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, func, select

from models.learning import DaySum, ItemLeaf, LessonProgress, PointSum, PracticeSet


def progress_of(person_id: int, course: str | None = None) -> Select[LessonProgress]:
    """How far this person is in each lesson begun."""
    query = select(LessonProgress).where(LessonProgress.person_id == person_id)
    return query if course is None else query.where(LessonProgress.course == course)


def sums_of(person_id: int) -> Select[PointSum]:
    """This person's sums, one row for each point answered."""
    return select(PointSum).where(PointSum.person_id == person_id)


def days_of(person_id: int, first: date, last: date) -> Select[DaySum]:
    """What this person did on each day of a span."""
    return select(DaySum).where(
        DaySum.person_id == person_id, DaySum.day >= first, DaySum.day <= last
    )


def leaves_of(person_id: int, pool: str) -> Select[ItemLeaf]:
    """This person's leaves of one pool."""
    return select(ItemLeaf).where(ItemLeaf.person_id == person_id, ItemLeaf.pool == pool)


def check_leaves(person_id: int, items: list[str]) -> Select[ItemLeaf]:
    """What this person last answered to these items."""
    return select(ItemLeaf).where(ItemLeaf.person_id == person_id, ItemLeaf.item.in_(items))


def due_leaves(person_id: int, until: datetime) -> Select[ItemLeaf]:
    """Practice items to be reviewed by then, the longest overdue first."""
    return (
        leaves_of(person_id, "practice")
        .where(ItemLeaf.due_at <= until)
        .order_by(ItemLeaf.due_at, ItemLeaf.item)
    )


def due_count(person_id: int, until: datetime) -> Select[int]:
    """How many practice items are to be reviewed by then."""
    return select(func.count(ItemLeaf.id)).where(
        ItemLeaf.person_id == person_id, ItemLeaf.pool == "practice", ItemLeaf.due_at <= until
    )


def wrong_leaves(person_id: int) -> Select[ItemLeaf]:
    """The items in this person's wrong-answer book, the latest first."""
    return (
        select(ItemLeaf)
        .where(ItemLeaf.person_id == person_id, ItemLeaf.in_wrong_book.is_(True))
        .where(ItemLeaf.pool != "check")
        .order_by(ItemLeaf.wrong_at.desc(), ItemLeaf.item)
    )


def set_of(person_id: int, uid: UUID) -> Select[PracticeSet]:
    """This person's practice set with that public id."""
    return select(PracticeSet).where(PracticeSet.person_id == person_id, PracticeSet.uid == uid)
