"""What a trainee has to do, most pressing first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _

from actions.mentoring import ENOUGH_ITEMS
from blueprints.web.db import db, now
from blueprints.web.house import house
from blueprints.words.days import short_day
from blueprints.words.learning import place_words
from domain.days import local_day
from models.learning_queries import Reading
from models.today_queries import Asked, OpenMock, Waiting, answered_last, asked_of, mocks_begun

OVERDUE_DAYS = 14
Readings = Mapping[str, Reading]


@dataclass(frozen=True, slots=True)
class Task:
    """One row of the list."""

    title: str
    second: str
    href: str
    state: str


def tasks_of(person_id: int, rows: Readings, waiting: Waiting) -> tuple[Task, ...]:
    """Running mocks, assignments and due reviews."""
    return (*_mocks(waiting.mocks), *_assignments(person_id, rows), *_reviews(waiting.due))


def _mocks(running: Iterable[OpenMock]) -> Iterator[Task]:
    for mock in running:
        minutes = int((mock.deadline_at - now()).total_seconds() // 60)
        course = house().library.courses.get(mock.course)
        left = _("还剩 %(n)d 分钟", n=minutes)
        second = _("，").join((course.title, left)) if course else left
        yield Task(_("接着模考"), second, f"/mocks/{mock.uid}", "due")


def _assignments(person_id: int, rows: Readings) -> Iterator[Task]:
    today = local_day(now())
    since = today - timedelta(days=OVERDUE_DAYS)
    assigned = asked_of(db(), person_id, since)
    counts = _counts(person_id, assigned)
    for row in assigned:
        if row.kind == "date" and row.due_on < today:
            continue
        target = _target(row, rows, counts.get(row.id, 0))
        state = "done" if target.done else "late" if row.due_on < today else "due"
        if row.due_on > today and not target.done:
            state = "todo"
        said = (target.place, _due_words(row), row.reason)
        second = _("，").join(part for part in said if part)
        yield Task(target.title, second, target.href, state)


def _due_words(row: Asked) -> str:
    day = short_day(row.due_on)
    return day if row.kind == "date" else _("%(day)s前", day=day)


@dataclass(frozen=True, slots=True)
class Target:
    """What was assigned, where it is done, and whether it is."""

    title: str
    href: str
    done: bool
    place: str = ""
    """Of which course and chapter it is."""


def _target(row: Asked, rows: Readings, count: int) -> Target:
    if row.kind == "date":
        return Target(row.target, "", done=False)
    course_id, _slash, chapter_text = row.target.partition("/")
    course = house().library.courses.get(course_id)
    if course is None:
        return Target(_("课程已撤下"), "/courses", done=False)
    if row.kind == "mock":
        return Target(_("模考：%(title)s", title=course.title), "/mocks", done=count > 0)
    chapter = course.chapter(int(chapter_text))
    place = place_words(course, chapter.number)
    if row.kind == "practice":
        title = _("练习：%(title)s", title=chapter.title)
        done = count >= ENOUGH_ITEMS
        return Target(title, f"/practice?chapter={row.target}", done, place)
    finished = [x.id in rows and rows[x.id].finished_at is not None for x in chapter.lessons]
    title = _("学：%(title)s", title=chapter.title)
    href = f"/courses/{course_id}?chapter={chapter_text}#c{chapter_text}"
    return Target(title, href, all(finished), place)


def _counts(person_id: int, assigned: Sequence[Asked]) -> dict[int, int]:
    """How much of each assigned practice and mock this person has done since; two questions."""
    practice = {row.id: (row, _items(row)) for row in assigned if row.kind == "practice"}
    mocks = [row for row in assigned if row.kind == "mock"]
    wanted = {item for _row, items in practice.values() for item in items}
    last = answered_last(db(), person_id, wanted) if wanted else {}
    begun = mocks_begun(db(), person_id) if mocks else ()
    counts = {
        id_: sum(item in last and last[item] >= row.made_at for item in items)
        for id_, (row, items) in practice.items()
    }
    for row in mocks:
        counts[row.id] = sum(row.target == course and at >= row.made_at for course, at in begun)
    return counts


def _items(row: Asked) -> list[str]:
    course, _slash, chapter = row.target.partition("/")
    found = house().library.items(course=course, chapter=int(chapter), pool="practice")
    return [item.id for item in found]


def _reviews(due: int) -> Iterator[Task]:
    if due:
        yield Task(
            _("复习到期题 %(n)d 题", n=due), _("趁快忘的时候做，最省力"), "/practice#due", "due"
        )
