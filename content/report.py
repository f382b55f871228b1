"""What `flask courses check --json` prints: the counts of each course and every problem."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from content.course import Course
from content.library import Library
from content.problems import Problem


def report(library: Library, problems: Iterable[Problem]) -> dict[str, Any]:
    """The report in the form of design.md 7, ready for JSON."""
    return {
        "courses": [_course_row(course, library) for course in library.courses.values()],
        "errors": [
            {"file": each.file, "line": each.line, "message": each.message} for each in problems
        ],
    }


def _course_row(course: Course, library: Library) -> dict[str, Any]:
    """The counts of one course; chapters are those written, checks of lessons are no items."""
    written = [chapter for chapter in course.chapters if chapter.written]
    points = [point.id for chapter in written for point in chapter.points]
    lessons = course.lessons
    bare = [each for each in points if not library.items(pool="practice", point=each)]
    return {
        "id": course.id,
        "chapters": len(written),
        "lessons": len(lessons),
        "characters": sum(lesson.characters for lesson in lessons),
        "points": len(points),
        "items": _item_counts(course, library),
        "points_without_items": len(bare) if course.kind == "exam" else 0,
    }


def _item_counts(course: Course, library: Library) -> dict[str, int]:
    pools = (library.items(course=course.id, pool=pool) for pool in ("practice", "mock"))
    items = [item for pool in pools for item in pool]
    kinds = Counter(item.kind for item in items)
    difficulties = Counter(item.difficulty for item in items)
    return {
        "single": kinds["single"],
        "multiple": kinds["multiple"],
        "easy": difficulties["easy"],
        "middle": difficulties["mid"],
        "hard": difficulties["hard"],
    }
