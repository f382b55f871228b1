"""A set as it stands: its places, which of them are answered, where to go on."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from uuid import UUID

from flask import abort, url_for

from actions.wrong_items import items_in_running_mocks
from blueprints.web.db import db, now
from blueprints.web.house import house
from blueprints.web.login import actor
from content.course import Item
from domain.days import local_day
from models.practice_queries import Answered, GivenSet, answers_in, set_of

LONGEST_NUMBER = 3


@dataclass(frozen=True, slots=True)
class Run:
    """A set with its answers by place."""

    row: GivenSet
    answers: dict[int, Answered]

    @property
    def total(self) -> int:
        """How many places there are."""
        return len(self.row.items)

    def href(self, after: int = 0) -> str:
        """The next open place, looking from after this one; the end when no other is open."""
        place = first_open(self.row.items, {*self.answers, after}, after)
        if place is None:
            return url_for("practice.end", uid=self.row.uid)
        return url_for("practice.question", uid=self.row.uid, number=str(place))


@dataclass(frozen=True, slots=True)
class Spot:
    """One place of a set; `item` is None when the courses no longer have it."""

    run: Run
    number: int
    item: Item | None
    locked: bool
    """The item stands in a mock that is still running."""

    @property
    def answer(self) -> Answered | None:
        """What was answered here."""
        return self.run.answers.get(self.number)

    @property
    def last(self) -> bool:
        """Whether no other place is open."""
        return first_open(self.run.row.items, {*self.run.answers, self.number}) is None

    @property
    def chapter(self) -> str:
        """The title of the item's chapter; empty when the courses no longer have the item."""
        if self.item is None:
            return ""
        return house().library.course(self.item.course).chapter(self.item.chapter).title


def run_or_404(uid: UUID) -> Run:
    """This person's set of that address."""
    row = set_of(db(), actor().id, uid)
    if row is None:
        abort(404)
    return Run(row, answers_in(db(), row.id))


def spot_or_404(uid: UUID, number: str) -> Spot:
    """The place of that number, written plainly: 1, not 01."""
    run = run_or_404(uid)
    if not number.isdigit() or len(number) > LONGEST_NUMBER or number.startswith("0"):
        abort(404)
    place = int(number)
    if place > run.total:
        abort(404)
    item = house().library.find_item(run.row.items[place - 1])
    locked = item is not None and item.pool == "mock" and _is_running(item)
    return Spot(run, place, item, locked)


def first_open(items: Sequence[str], answered: AbstractSet[int], after: int = 0) -> int | None:
    """The first place that can still be answered, after a place and then from the start."""
    return next(
        (p for p in _turn(len(items), after) if p not in answered and _here(items[p - 1])), None
    )


def _turn(total: int, after: int) -> Iterable[int]:
    return (*range(after + 1, total + 1), *range(1, after + 1))


def _here(item_id: str) -> bool:
    item = house().library.find_item(item_id)
    return item is not None and item.holds_on(local_day(now()))


def _is_running(item: Item) -> bool:
    return item.id in items_in_running_mocks(db(), actor().id, now())
