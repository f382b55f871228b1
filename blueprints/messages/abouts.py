"""What a conversation is about: one thing, named in the row by its kind and its key."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from flask_babel import gettext as _

from actions.mentoring import Task
from blueprints.web.db import db
from blueprints.web.house import house
from blueprints.words.days import short_day
from blueprints.words.learning import chapter_place_words
from blueprints.words.mentoring import target_words
from models.message_queries import assignments_named, assignments_to, mocks_named
from models.mock_queries import mocks_of
from models.road import Assignment

RECENT = 5
_UID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_FORM = re.compile(
    rf"(general|registration)|(assignment|mock)/({_UID})|lesson/({_SLUG})/({_SLUG})", re.ASCII
)


class Kind(StrEnum):
    """The kinds of thing."""

    GENERAL = "general"
    REGISTRATION = "registration"
    ASSIGNMENT = "assignment"
    MOCK = "mock"
    LESSON = "lesson"


@dataclass(frozen=True, slots=True)
class About:
    """One thing in words, and where the trainee does it."""

    value: str
    words: str
    href: str = ""


def abouts_for(trainee_id: int, agencies: list[int], wanted: str) -> list[About]:
    """What may be talked about with this trainee: what is wanted, if it is theirs, comes first."""
    offered = {one.value: one for one in _offered(trainee_id, agencies, wanted)}
    first = offered.pop(wanted, None)
    return [first, *offered.values()] if first else list(offered.values())


def abouts_of(values: Iterable[str]) -> dict[str, About]:
    """What conversations are about, in words; two questions, however many there are."""
    found = {value: _FORM.fullmatch(value) for value in dict.fromkeys(values)}
    uids = {
        kind: [UUID(one[3]) for one in found.values() if one and one[2] == kind]
        for kind in (Kind.ASSIGNMENT, Kind.MOCK)
    }
    rows: dict[str, About] = {}
    for row in db().scalars(assignments_named(uids[Kind.ASSIGNMENT])):
        one = _assignment(row)
        rows[one.value] = one
    for uid, course, at in db().execute(mocks_named(uids[Kind.MOCK])):
        one = _mock(uid, course, at)
        rows[one.value] = one
    return {value: rows.get(value) or _plain(value) for value in found}


def agency_of(about: str, agencies: Mapping[int, object]) -> int | None:
    """The agency an assignment belongs to, where it is one of these; None for other things."""
    found = _FORM.fullmatch(about)
    if found is None or found[2] != Kind.ASSIGNMENT:
        return None
    row = db().scalars(assignments_named([UUID(found[3])])).first()
    return row.agency_id if row and row.agency_id in agencies else None


def _offered(trainee_id: int, agencies: list[int], wanted: str) -> Iterator[About]:
    yield _plain(Kind.GENERAL)
    yield _plain(Kind.REGISTRATION)
    found = _FORM.fullmatch(wanted)
    recent = db().scalars(assignments_to(trainee_id, agencies).limit(RECENT)).all()
    yield from (_assignment(row) for row in recent)
    if found and found[2] == Kind.ASSIGNMENT:
        named = assignments_to(trainee_id, agencies).where(Assignment.uid == UUID(found[3]))
        yield from (_assignment(row) for row in db().scalars(named))
    mocks = db().execute(mocks_of(trainee_id)).all()
    shown = [one for one in mocks if found and str(one.uid) == found[3]] or mocks[:1]
    yield from (_mock(one.uid, one.course, one.started_at) for one in shown)
    if found and found[4] and (lesson := _lesson(found[4], found[5])):
        yield lesson


def _plain(value: str) -> About:
    found = _FORM.fullmatch(value)
    if value == Kind.REGISTRATION:
        return About(value, _("考试报名的事"), "/road/exam")
    if found and found[4]:
        return _lesson(found[4], found[5]) or About(value, _("一节课"))
    if found and found[2]:
        return About(value, _("布置的学习") if found[2] == Kind.ASSIGNMENT else _("一次模考"))
    return About(value, _("随便说说"))


def _lesson(course_id: str, lesson_id: str) -> About | None:
    course = house().library.courses.get(course_id)
    lesson = next((one for one in course.lessons if one.id == lesson_id), None) if course else None
    if lesson is None:
        return None
    value = f"{Kind.LESSON}/{course_id}/{lesson_id}"
    return About(value, _("课：%(title)s", title=lesson.title), f"/courses/{course_id}/{lesson_id}")


def _mock(uid: UUID, course_id: str, at: datetime) -> About:
    course = house().library.courses.get(course_id)
    day = short_day(at)
    title = course.title if course else course_id
    words = _("%(day)s的模考：%(title)s", day=day, title=title)
    return About(f"{Kind.MOCK}/{uid}", words, f"/mocks/{uid}")


def _assignment(row: Assignment) -> About:
    return About(f"{Kind.ASSIGNMENT}/{row.uid}", _target(row), "/today")


def _target(row: Assignment) -> str:
    """What was assigned, in words; a date is its own words."""
    course_id, _slash, number = row.target.partition("/")
    course = house().library.courses.get(course_id)
    if row.kind not in {Task.READ, Task.PRACTICE, Task.MOCK}:
        return row.target
    if course is None:
        return _("课程已撤下")
    chapter = next((one for one in course.chapters if str(one.number) == number), None)
    title = chapter_place_words(course, chapter) if chapter else course.title
    return target_words(Task(row.kind), title)
