"""Finding courses and lessons for the pages, and what comes before and after."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort

from blueprints.web.house import house
from content.course import Course, Lesson
from models.learning_queries import Reading


@dataclass(frozen=True, slots=True)
class Standing:
    """How one lesson stands for a reader: unread, begun (at a section) or finished."""

    lesson: Lesson
    state: str
    section: int
    href: str


def course_or_404(course_id: str) -> Course:
    """The course of that address."""
    course = house().library.courses.get(course_id)
    if course is None:
        abort(404)
    return course


def lesson_or_404(course_id: str, lesson_id: str) -> tuple[Course, Lesson]:
    """The course and lesson of that address."""
    course = course_or_404(course_id)
    lesson = next((lesson for lesson in course.lessons if lesson.id == lesson_id), None)
    if lesson is None:
        abort(404)
    return course, lesson


def neighbours(course: Course, lesson: Lesson) -> tuple[Lesson | None, Lesson | None]:
    """The lesson before and the lesson after."""
    lessons = course.lessons
    place = lessons.index(lesson)
    before = lessons[place - 1] if place else None
    after = lessons[place + 1] if place + 1 < len(lessons) else None
    return before, after


def standing(lesson: Lesson, row: Reading | None) -> Standing:
    """How a lesson stands, from its progress row."""
    href = f"/courses/{lesson.course}/{lesson.id}"
    if row is None:
        return Standing(lesson, "unread", 0, href)
    if row.finished_at is not None:
        return Standing(lesson, "finished", row.last_section, href)
    return Standing(lesson, "begun", row.last_section, f"{href}#s{row.last_section}")


def first_open(course: Course, rows: Mapping[str, Reading]) -> Standing | None:
    """The lesson to go on with: the one read last, else the next after it that is not finished."""
    lessons = course.lessons
    known = [place for place, lesson in enumerate(lessons) if lesson.id in rows]
    last = max(known, key=lambda place: rows[lessons[place].id].last_at, default=0)
    turn = (*lessons[last:], *lessons[:last])
    found = next((one for one in turn if not _finished(rows.get(one.id))), None)
    return standing(found, rows.get(found.id)) if found else None


def next_open(start: str, rows: Mapping[str, Reading]) -> Standing | None:
    """The lesson to go on with in the course one is in, else in another one."""
    courses = sorted(house().library.courses.values(), key=lambda course: course.id != start)
    return next((found for course in courses if (found := first_open(course, rows))), None)


def _finished(row: Reading | None) -> bool:
    return row is not None and row.finished_at is not None
