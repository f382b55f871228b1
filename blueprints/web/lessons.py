"""Finding courses and lessons for the pages, and what comes before and after."""

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


def first_open(course: Course, rows: dict[str, Reading]) -> Standing | None:
    """The lesson to go on with: the one begun last, else the first unread."""
    lessons = course.lessons
    begun = [x for x in lessons if x.id in rows and rows[x.id].finished_at is None]
    unread = (x for x in lessons if x.id not in rows)
    found = max(begun, key=lambda x: rows[x.id].last_at) if begun else next(unread, None)
    return standing(found, rows.get(found.id)) if found else None
