"""The wrong-answer book as it is shown: by point, filtered by point or cause."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from flask import abort

from actions.practice_choice import Wish
from actions.wrong_items import WrongItem, wrong_items
from blueprints.web.db import db, now
from blueprints.web.house import house
from blueprints.web.lessons import course_or_404
from blueprints.web.login import actor
from content.course import Course, Point
from domain.wrong_book import Cause

SHOWN: Final = 12
"""Entries spread out on one page; the points after them are rows to open. Our choice."""


@dataclass(frozen=True, slots=True)
class Group:
    """The entries of one point; a folded one is only a row that leads to them."""

    course: Course
    point: Point
    entries: tuple[WrongItem, ...]
    folded: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything the page shows; `wish` is the set that does these entries again."""

    total: int
    entries: tuple[WrongItem, ...]
    groups: tuple[Group, ...]
    causes: tuple[tuple[Cause, int], ...]
    point: Point | None
    cause: Cause | None
    course: Course | None
    courses: tuple[tuple[Course, int], ...]
    """The courses with wrong answers, and how many each has."""
    wish: Wish
    fresh: int
    """How many can still count today."""

    @property
    def query(self) -> dict[str, str]:
        """The filter as an address carries it."""
        names = ("point", "cause", "course")
        found = zip(names, self.wish.wrong_filter, strict=True)
        return {name: said for name, said in found if said}

    @property
    def several(self) -> bool:
        """Whether the entries are of more than one course, so that each has to be named."""
        return len({one.item.course for one in self.entries}) > 1


def shelf_of(point: str, cause: str, course: str) -> Shelf:
    """The book of this person, filtered; 404 for a point, cause or course there is none of."""
    book = wrong_items(db(), actor().id, library=house().library, at=now())
    kept = tuple(one for one in book if one.fits(point, cause, course))
    counts = Counter(one.cause for one in book if one.cause and one.fits("", "", course))
    return Shelf(
        total=len(book),
        entries=kept,
        groups=_groups(kept, point),
        causes=tuple((each, counts[each]) for each in Cause if counts[each]),
        point=_point(point),
        cause=_cause(cause),
        course=course_or_404(course) if course else None,
        courses=_courses(book),
        wish=Wish.wrong(point, cause, course),
        fresh=sum(not one.right_on(now()) for one in kept),
    )


def _groups(entries: Iterable[WrongItem], wanted: str) -> tuple[Group, ...]:
    """By point, in the order of the outline; an item of two points stands under both."""
    by_point: dict[str, list[WrongItem]] = {}
    for one in entries:
        for point in one.item.points:
            by_point.setdefault(point, []).append(one)
    groups: list[Group] = []
    spread = 0
    for course, point in _outline():
        found = tuple(by_point.get(point.id, ()))
        if found and wanted in {"", point.id}:
            folded = bool(groups) and spread + len(found) > SHOWN
            spread += 0 if folded else len(found)
            groups.append(Group(course, point, found, folded))
    return tuple(groups)


def _outline() -> Iterable[tuple[Course, Point]]:
    for course in house().library.courses.values():
        for chapter in course.chapters:
            yield from ((course, point) for point in chapter.points)


def _courses(book: Iterable[WrongItem]) -> tuple[tuple[Course, int], ...]:
    counts = Counter(one.item.course for one in book)
    courses = house().library.courses.values()
    return tuple((course, counts[course.id]) for course in courses if counts[course.id])


def _point(point: str) -> Point | None:
    if not point:
        return None
    try:
        return house().library.point(point)
    except KeyError:
        abort(404)


def _cause(cause: str) -> Cause | None:
    if cause and cause not in set(Cause):
        abort(404)
    return Cause(cause) if cause else None
