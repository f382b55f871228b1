"""One person's wrong-answer book as it can be worked on today."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from content.course import Item
from content.load import Library
from domain.answers import LAPSES
from domain.days import local_day
from domain.wrong_book import Cause, days_left, suggest_cause
from models.learning import ItemLeaf
from models.learning_queries import wrong_leaves
from models.practice_queries import latest_causes
from models.task_queries import open_mocks_of


@dataclass(frozen=True, slots=True)
class WrongItem:
    """An item in the book; its cause is the one named, else one the last answer suggests."""

    item: Item
    leaf: ItemLeaf
    cause: Cause | None
    named: bool

    @property
    def days_left(self) -> int:
        """On how many more days a right answer is needed."""
        return days_left(self.leaf.right_days)

    def fits(self, point: str, cause: str, course: str = "") -> bool:
        """Whether it is of this point, this cause and this course; an empty one fits all."""
        of_point = not point or point in self.item.points
        of_course = not course or self.item.course == course
        return of_point and of_course and (not cause or self.cause == cause)

    def right_on(self, at: datetime) -> bool:
        """Whether a right answer of this day has been counted already."""
        last = self.leaf.last_right_at
        return last is not None and local_day(last) == local_day(at)


def wrong_items(
    db: Session, person_id: int, *, library: Library, at: datetime
) -> tuple[WrongItem, ...]:
    """The book, the latest wrong answer first.

    Left out are items the course no longer has, items whose law is not in force today, and
    items of a mock that is still running: their reasons stay closed until it is over.
    """
    named = {row.item: Cause(row.cause) for row in db.scalars(latest_causes(person_id))}
    closed = items_in_running_mocks(db, person_id, at)
    found = []
    for leaf in db.scalars(wrong_leaves(person_id)):
        item = library.find_item(leaf.item)
        if item is not None and item.holds_on(local_day(at)) and item.id not in closed:
            cause = named.get(item.id)
            found.append(WrongItem(item, leaf, cause or _suggested(item, leaf), cause is not None))
    return tuple(found)


def items_in_running_mocks(db: Session, person_id: int, at: datetime) -> frozenset[str]:
    """The items of this person's mocks that are not over."""
    running = db.scalars(open_mocks_of(person_id, at))
    return frozenset(item for mock in running for item in mock.items)


def _suggested(item: Item, leaf: ItemLeaf) -> Cause | None:
    if leaf.last_outcome not in LAPSES:
        return None
    unknown = leaf.last_outcome == "unknown"
    return suggest_cause(item.kind, item.key, frozenset(leaf.last_chosen), unknown)
