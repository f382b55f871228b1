"""Where a person stands: the level of a knowledge point, the covered weight, the next act.

Levels follow the idea that mastery is right answers now, not points collected, and that it
can fall. The thresholds are ours; no ministry publishes any. Nothing here forecasts a pass.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from fractions import Fraction

from domain.answers import Tally

FAMILIAR_SHARE = Fraction(7, 10)
"""Share of answered items that must be right now before a point is familiar."""
ENOUGH_TO_RATE = 3
"""Answered items (or all, if the point has fewer) before a point can be more than seen."""
ENOUGH_TO_KNOW = 5
"""Items right now (or all, if the point has fewer) before a point can be known."""
ENOUGH_TO_BE_STEADY = 3
"""Items right when mixed or delayed (or all) before a known point is steady."""


class Level(IntEnum):
    """How well a knowledge point is mastered. It can fall."""

    UNSEEN = 0
    """没学：没有读课，也没有做题"""
    SEEN = 1
    """学过：读过或做过，对的不到七成，或做的题还太少"""
    FAMILIAR = 2
    """熟悉：至少三题，七成以上对"""
    KNOWN = 3
    """会了：至少五题，现在全对"""
    STEADY = 4
    """稳了：会了，而且混合练习、模考或隔了七天以后仍对至少三题"""

    @property
    def code(self) -> str:
        """The level's name for words, addresses and rows."""
        return self.name.lower()


class NextAct(StrEnum):
    """What would help most now; the words are the page's."""

    READ = "read"
    PRACTISE = "practise"
    REDO_WRONG = "redo_wrong"
    REVIEW = "review"
    MIX = "mix"
    KEEP = "keep"
    """Nothing is open: come back when something falls due."""


def level(tally: Tally, items_in_point: int, lesson_read: bool) -> Level:
    """Return the level of one point.

    `tally` sums the leaves of the point's items, `items_in_point` counts the items one can
    practise. A right answer to an item never lowers the level, a wrong one never raises it
    above SEEN; both are tested.
    """
    if not (lesson_read or tally.answered or tally.unmarked):
        return Level.UNSEEN
    if tally.answered < _enough(ENOUGH_TO_RATE, items_in_point):
        return Level.SEEN
    if tally.right_now < FAMILIAR_SHARE * tally.answered:
        return Level.SEEN
    all_right = tally.right_now == tally.answered
    if not all_right or tally.answered < _enough(ENOUGH_TO_KNOW, items_in_point):
        return Level.FAMILIAR
    steady = tally.steady >= _enough(ENOUGH_TO_BE_STEADY, items_in_point)
    return Level.STEADY if steady else Level.KNOWN


def _enough(wanted: int, items: int) -> int:
    """Return how many items suffice where a point may have only a few."""
    return max(1, min(wanted, items))


@dataclass(frozen=True, slots=True)
class PointFacts:
    """What is known about one person and one knowledge point."""

    point_id: str
    tally: Tally
    items: int
    """Items one can practise."""
    lesson_read: bool
    has_lesson: bool = True
    due: int = 0
    """Items due for review."""


@dataclass(frozen=True, slots=True)
class ChapterFacts:
    """One chapter with its points; `weight` is None where the outline's weight is unknown."""

    number: int
    weight: Fraction | float | None
    points: tuple[PointFacts, ...]


@dataclass(frozen=True, slots=True)
class SharedItem:
    """An item that belongs to several points, and what it adds to the sums of each of them."""

    points: frozenset[str]
    tally: Tally


@dataclass(frozen=True, slots=True)
class PointStanding:
    """One point on the progress page."""

    point_id: str
    level: Level
    tally: Tally
    items: int
    due: int
    next_act: NextAct


@dataclass(frozen=True, slots=True)
class ChapterStanding:
    """One chapter on the progress page: its points and their sums, each item counted once."""

    number: int
    weight: Fraction | float | None
    points: tuple[PointStanding, ...]
    tally: Tally
    covered: Fraction
    """Share of the points that are at least SEEN."""
    known: Fraction
    """Share of the points that are at least KNOWN."""
    next_point: PointStanding | None
    """The weakest point with something to do; None if nothing is open."""

    @property
    def levels(self) -> dict[Level, int]:
        """How many points stand on each level."""
        return _count(self.points)


@dataclass(frozen=True, slots=True)
class CourseStanding:
    """A whole course on the progress page."""

    chapters: tuple[ChapterStanding, ...]
    tally: Tally
    covered: Fraction
    """Covered weight of the chapters that are here, 0 to 1."""
    known: Fraction
    """Weight of what is known, of the chapters that are here, 0 to 1."""
    next_chapter: ChapterStanding | None
    """The chapter where most weight is still to be won."""

    @property
    def levels(self) -> dict[Level, int]:
        """How many points of the course stand on each level."""
        return _count(point for chapter in self.chapters for point in chapter.points)


def next_act(facts: PointFacts) -> NextAct:
    """Return what would help a point most: read, review, redo, practise, mix, or keep."""
    now = level(facts.tally, facts.items, facts.lesson_read)
    if now < Level.FAMILIAR and facts.has_lesson and not facts.lesson_read:
        return NextAct.READ
    if facts.tally.in_wrong_book:
        return NextAct.REDO_WRONG
    if facts.due:
        return NextAct.REVIEW
    if now < Level.KNOWN and facts.items:
        return NextAct.PRACTISE
    return NextAct.MIX if now is Level.KNOWN else NextAct.KEEP


def overview(chapters: Iterable[ChapterFacts], shared: Sequence[SharedItem] = ()) -> CourseStanding:
    """Return where a person stands in a course, chapter by chapter and point by point.

    A chapter and the course count an item once, also one of the `shared` that counts for
    several of their points.
    """
    standing = tuple(_chapter(facts, shared) for facts in chapters)
    return CourseStanding(
        chapters=standing,
        tally=_sum([point for chapter in standing for point in chapter.points], shared),
        covered=covered_weight(standing),
        known=covered_weight(standing, Level.KNOWN),
        next_chapter=_heaviest_open(standing),
    )


def covered_weight(chapters: Iterable[ChapterStanding], at_least: Level = Level.SEEN) -> Fraction:
    """Return the share of the outline's weight whose points reach a level, 0 to 1.

    Inside a chapter all points weigh the same. Chapters without a known weight weigh as much
    as the average of the others. The share is of the chapters given: a partial course says
    which these are.
    """
    listed = list(chapters)
    weights = _weights(listed)
    whole = sum(weights)
    if not whole:
        return Fraction(0)
    reached = (
        weight * _share(chapter.points, at_least)
        for weight, chapter in zip(weights, listed, strict=True)
    )
    return sum(reached, Fraction(0)) / whole


def _weights(chapters: list[ChapterStanding]) -> list[Fraction]:
    """Return exact weights, the unknown ones filled in."""
    known = [Fraction(one.weight) for one in chapters if one.weight is not None]
    usual = sum(known, Fraction(0)) / len(known) if known else Fraction(1)
    return [usual if one.weight is None else Fraction(one.weight) for one in chapters]


def _share(points: tuple[PointStanding, ...], at_least: Level) -> Fraction:
    """Return the share of points on a level or above it."""
    reached = sum(point.level >= at_least for point in points)
    return Fraction(reached, len(points)) if points else Fraction(0)


def _sum(points: Sequence[PointStanding], shared: Iterable[SharedItem]) -> Tally:
    """Return the sums over points, what counts for several of them only once."""
    total = sum((point.tally for point in points), Tally())
    named = {point.point_id for point in points}
    for one in shared:
        for _again in range(len(named & one.points) - 1):
            total -= one.tally
    return total


def _chapter(facts: ChapterFacts, shared: Iterable[SharedItem]) -> ChapterStanding:
    """Return the standing of one chapter."""
    points = tuple(_point(point) for point in facts.points)
    open_ = [point for point in points if point.next_act is not NextAct.KEEP]
    return ChapterStanding(
        number=facts.number,
        weight=facts.weight,
        points=points,
        tally=_sum(points, shared),
        covered=_share(points, Level.SEEN),
        known=_share(points, Level.KNOWN),
        next_point=min(open_, key=lambda point: point.level, default=None),
    )


def _point(facts: PointFacts) -> PointStanding:
    """Return the standing of one point."""
    return PointStanding(
        point_id=facts.point_id,
        level=level(facts.tally, facts.items, facts.lesson_read),
        tally=facts.tally,
        items=facts.items,
        due=facts.due,
        next_act=next_act(facts),
    )


def _heaviest_open(chapters: tuple[ChapterStanding, ...]) -> ChapterStanding | None:
    """Return the chapter with something to do that has most weight not known yet."""
    weighed = zip(_weights(list(chapters)), chapters, strict=True)
    open_ = [(weight * (1 - one.known), one) for weight, one in weighed if one.next_point]
    return max(open_, key=lambda pair: pair[0])[1] if open_ else None


def _count(points: Iterable[PointStanding]) -> dict[Level, int]:
    """Count points by level, every level named."""
    counts = Counter(point.level for point in points)
    return {one: counts[one] for one in Level}
