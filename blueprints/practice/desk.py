"""The page on which one chooses what to practise."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from actions.practice_choice import Want, Wish, chapter_key, last_seen, supply
from blueprints.practice.run import first_open
from blueprints.web.db import db, now
from blueprints.web.house import house
from blueprints.web.standing import standings_in
from blueprints.words.practice import wish_words
from content.course import Chapter, Course, Item
from domain.days import local_day
from domain.mastery import Level, NextAct, PointStanding
from models.practice_queries import answered_places, recent_sets

RESUME_DAYS: Final = 14
"""How long an unfinished set is offered again. Our choice."""
WEAK_POINTS: Final = 5


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A set that was left before its end."""

    uid: UUID
    title: str
    place: int
    total: int


@dataclass(frozen=True, slots=True)
class ChapterRow:
    """One chapter with how much of it was practised."""

    course: Course
    chapter: Chapter
    wish: Wish
    total: int
    seen: int


@dataclass(frozen=True, slots=True)
class WeakPoint:
    """A knowledge point on a low level, with something to do."""

    title: str
    course: str
    standing: PointStanding
    wish: Wish


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything the page shows."""

    unfinished: Unfinished | None
    due: int
    wrong: int
    chapters: tuple[ChapterRow, ...]
    at_hand: str
    """The course practised last, whose chapters stand open; else the first."""
    weak: tuple[WeakPoint, ...]
    next_wish: Wish

    @property
    def seen(self) -> int:
        """How many practice items were answered at least once."""
        return sum(row.seen for row in self.chapters)


def desk_of(person_id: int) -> Desk:
    """The page of one trainee."""
    seen = last_seen(db(), person_id)
    rows = tuple(_chapters(seen))
    last = _last(seen)
    at_hand = last.course if last else rows[0].course.id if rows else ""
    due, wrong = (
        len(supply(db(), person_id, Wish(want), library=house().library, at=now()).items)
        for want in (Want.DUE, Want.WRONG)
    )
    return Desk(
        unfinished=_unfinished(person_id),
        due=due,
        wrong=wrong,
        chapters=rows,
        at_hand=at_hand,
        weak=tuple(_weak(person_id)),
        next_wish=_next(rows, last, due),
    )


def _unfinished(person_id: int) -> Unfinished | None:
    rows = db().execute(recent_sets(person_id, now() - timedelta(days=RESUME_DAYS))).all()
    run = next((run for run, answered in rows if answered < len(run.items)), None)
    places = set(db().scalars(answered_places(run.id if run else 0)))
    place = first_open(run.items, places) if run else None
    if run is None or place is None:
        return None
    title = wish_words(Wish.of(run.topic), house().library)
    return Unfinished(run.uid, title, place, len(run.items))


def _chapters(seen: Mapping[str, datetime]) -> Iterator[ChapterRow]:
    today = local_day(now())
    items = [i for i in house().library.items(pool="practice") if i.holds_on(today)]
    totals = Counter(chapter_key(item) for item in items)
    done = Counter(chapter_key(item) for item in items if item.id in seen)
    for course in house().library.courses.values():
        for chapter in course.chapters:
            key = f"{course.id}/{chapter.number}"
            if totals[key]:
                yield ChapterRow(course, chapter, Wish(Want.CHAPTER, key), totals[key], done[key])


def _weak(person_id: int) -> Iterator[WeakPoint]:
    """The points on the lowest levels that were begun and have something to practise."""
    courses = (one for one in house().library.courses.values() if one.kind == "exam")
    points = [
        (point, house().library.point(point.point_id))
        for standing in standings_in(courses, person_id)
        for chapter in standing.chapters
        for point in chapter.points
        if _is_weak(point)
    ]
    points.sort(key=lambda pair: (pair[0].level, _share(pair[0])))
    for point, named in points[:WEAK_POINTS]:
        course = house().library.course(named.course).title
        yield WeakPoint(named.title, course, point, Wish(Want.POINT, point.point_id))


def _is_weak(point: PointStanding) -> bool:
    begun = point.level > Level.UNSEEN
    return begun and point.level < Level.KNOWN and bool(point.items) and _open(point)


def _open(point: PointStanding) -> bool:
    return point.next_act is not NextAct.KEEP


def _share(point: PointStanding) -> float:
    return point.tally.right_now / point.tally.answered if point.tally.answered else 0.0


def _last(seen: Mapping[str, datetime]) -> Item | None:
    """The item practised last, if the courses still have it."""
    return house().library.find_item(max(seen, key=lambda item: (seen[item], item), default=""))


def _next(rows: tuple[ChapterRow, ...], last: Item | None, due: int) -> Wish:
    """What is worth most now: what falls due, else more of the chapter practised last."""
    if due:
        return Wish(Want.DUE)
    open_rows = [row for row in rows if row.seen < row.total]
    if not open_rows:
        return Wish(Want.MIXED, last.course if last else "")
    key = chapter_key(last) if last else ""
    course = last.course if last else ""
    open_rows.sort(key=lambda row: (row.wish.which != key, row.course.id != course))
    return open_rows[0].wish
