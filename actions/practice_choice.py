"""Which items a practice set takes: the same for the same state, nothing by chance.

Never a check question, never an item whose law is not in force that day, and a mock item only
when this person has sat it before and has it in the wrong-answer book.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from itertools import chain, zip_longest
from typing import Final

from sqlalchemy.orm import Session

from actions.wrong_items import WrongItem, wrong_items
from content.course import Item
from content.load import Library
from domain.answers import Mode
from domain.days import local_day
from models.learning_queries import due_items
from models.practice_queries import seen_practice

NEVER: Final = datetime.min.replace(tzinfo=UTC)
CHAPTERS_TO_MIX: Final = 2
"""Chapters practised before a mixed set keeps to them. Our choice."""


class Want(StrEnum):
    """What a set is made of."""

    DUE = "due"
    WRONG = "wrong"
    MIXED = "mixed"
    CHAPTER = "chapter"
    POINT = "point"
    ITEM = "item"


MODES: Final = {Want.DUE: Mode.REVIEW, Want.WRONG: Mode.WRONG, Want.MIXED: Mode.MIXED}


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to practise; `which` names the chapter, the point or the item.

    Of a mixed set it names the course, empty for all. Of wrong answers it may say
    "point/cause" or "point/cause/course", each part empty for all.
    """

    want: Want
    which: str = ""

    @property
    def mode(self) -> Mode:
        """The mode its answers are recorded in."""
        return MODES.get(self.want, Mode.PRACTICE)

    @property
    def topic(self) -> str:
        """The wish as a set keeps it."""
        return f"{self.want}:{self.which}"

    @property
    def wrong_filter(self) -> tuple[str, str, str]:
        """The point, cause and course to which wrong answers are narrowed; empty for all."""
        point, cause, course, *_more = f"{self.which}//".split("/")
        return point, cause, course

    @classmethod
    def wrong(cls, point: str = "", cause: str = "", course: str = "") -> "Wish":
        """Wrong answers again, of one point, of one cause, of one course, or all."""
        which = f"{point}/{cause}" if point or cause or course else ""
        return cls(Want.WRONG, f"{which}/{course}" if course else which)

    @classmethod
    def of(cls, topic: str) -> "Wish":
        """The wish a set was made for; ValueError if no set says that."""
        want, _colon, which = topic.partition(":")
        return cls(Want(want), which)


@dataclass(frozen=True, slots=True)
class Supply:
    """All items that fit a wish, in the order in which sets take them; `fresh` are unseen."""

    items: tuple[Item, ...]
    fresh: int = 0


def supply(db: Session, person_id: int, wish: Wish, *, library: Library, at: datetime) -> Supply:
    """The items for a wish: due ones oldest first; else unseen first, then the longest unseen."""
    if wish.want is Want.DUE:
        return Supply(tuple(_due(db, person_id, library, at)))
    if wish.want is Want.WRONG:
        book = wrong_items(db, person_id, library=library, at=at)
        return Supply(redo_order(book, wish, at))
    seen = last_seen(db, person_id)
    items = tuple(_ordered(_fitting(library, wish, seen), seen, wish, at))
    return Supply(items, sum(item.id not in seen for item in items))


def redo_order(book: Iterable[WrongItem], wish: Wish, at: datetime) -> tuple[Item, ...]:
    """The wrong items of a wish: those not yet right today first, then the longest untouched."""
    kept = [one for one in book if one.fits(*wish.wrong_filter)]
    kept.sort(key=lambda one: (one.right_on(at), one.leaf.last_at, one.item.id))
    return tuple(one.item for one in kept)


def last_seen(db: Session, person_id: int) -> dict[str, datetime]:
    """When each practice item was last answered."""
    return {row.item: row.last_at for row in db.execute(seen_practice(person_id))}


def chapter_key(item: Item) -> str:
    """The chapter of an item as addresses and topics write it."""
    return f"{item.course}/{item.chapter}"


def _due(db: Session, person_id: int, library: Library, at: datetime) -> Iterable[Item]:
    for item_id in due_items(db, person_id, at):
        item = library.find_item(item_id)
        if item is not None and item.pool == "practice" and item.holds_on(local_day(at)):
            yield item


def _fitting(library: Library, wish: Wish, seen: Mapping[str, datetime]) -> Iterable[Item]:
    pool = library.items(pool="practice")
    if wish.want is Want.ITEM:
        return [item for item in pool if item.id == wish.which]
    if wish.want is Want.POINT:
        return library.items(pool="practice", point=wish.which)
    if wish.want is Want.CHAPTER:
        return [item for item in pool if chapter_key(item) == wish.which]
    pool = library.items(course=wish.which or None, pool="practice")
    known = {chapter_key(item) for item in pool if item.id in seen}
    if len(known) < CHAPTERS_TO_MIX:
        return pool
    return [item for item in pool if chapter_key(item) in known]


def _ordered(
    items: Iterable[Item], seen: Mapping[str, datetime], wish: Wish, at: datetime
) -> Iterable[Item]:
    """Put in order, and for a mixed set take one from each chapter in turn."""
    today = local_day(at)
    order = sorted(
        (item for item in items if item.holds_on(today)),
        key=lambda item: (seen.get(item.id, NEVER), _shuffled(item.id)),
    )
    if wish.want is not Want.MIXED:
        return order
    chapters: dict[str, list[Item]] = {}
    for item in order:
        chapters.setdefault(chapter_key(item), []).append(item)
    turns = zip_longest(*(chapters[name] for name in sorted(chapters)))
    return [item for item in chain.from_iterable(turns) if item is not None]


def _shuffled(item_id: str) -> bytes:
    """A fixed place that mixes points and kinds: in the files all singles come first."""
    return sha256(item_id.encode()).digest()
