"""Proves that every internal link of lessons and help pages leads somewhere."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from content.course import Lesson
from content.draft import Draft, Link
from content.links import is_allowed, is_internal, lesson_of
from content.notes import Notes

_PAGE: Final = re.compile(r"/(courses|help)(?:/([^/#]+))?(?:/([^/#]+))?(?:#s(\d+))?")


@dataclass(frozen=True, slots=True)
class Targets:
    """What links may lead to: lessons by id, courses, and the sections of help pages."""

    lessons: Mapping[str, Lesson]
    courses: frozenset[str]
    helps: Mapping[str, int]


def check_links(draft: Draft, notes: Notes) -> None:
    """Note every link into nowhere; addresses of other parts of the product are not ours."""
    targets = Targets(
        lessons={placed.thing.id: placed.thing for placed in draft.lessons},
        courses=frozenset(placed.thing.id for placed in draft.courses),
        helps={placed.thing.slug: len(placed.thing.sections) for placed in draft.helps},
    )
    for link in draft.links:
        if is_allowed(link.href) and is_internal(link.href) and not _leads(link, targets):
            fix = "请改成现有的课、课程或帮助页"
            notes.add(link.place, f"链接 {link.href} 找不到目标，{fix}")


def _leads(link: Link, targets: Targets) -> bool:
    place = lesson_of(link.href)
    if place is not None:
        owner = targets.lessons.get(link.owner or "")
        lesson = targets.lessons.get(place[0]) if place[0] else owner
        same_course = lesson is not None and owner is not None and lesson.course == owner.course
        return same_course and lesson is not None and _has_section(lesson, place[1])
    page = _PAGE.fullmatch(link.href)
    return _page_leads(page, targets) if page else not link.href.startswith(("/courses", "/help"))


def _page_leads(page: re.Match[str], targets: Targets) -> bool:
    part, first, second = page[1], page[2], page[3]
    section = int(page[4]) if page[4] else None
    if first is None:
        return True
    if part == "help":
        return second is None and (section or 0) <= targets.helps.get(first, -1)
    if second is None:
        return first in targets.courses
    lesson = targets.lessons.get(second)
    return lesson is not None and lesson.course == first and _has_section(lesson, section)


def _has_section(lesson: Lesson, section: int | None) -> bool:
    return section is None or 1 <= section <= len(lesson.sections)
