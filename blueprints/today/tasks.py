"""What a trainee has to do, most pressing first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import format_date
from flask_babel import gettext as _

from blueprints.web.db import db, now
from blueprints.web.house import house
from domain.days import local_day
from models.learning import LessonProgress
from models.learning_queries import due_count
from models.road import Assignment
from models.task_queries import assignments_of, open_mocks_of

OVERDUE_DAYS = 14


@dataclass(frozen=True, slots=True)
class Task:
    """One row of the list."""

    title: str
    second: str
    href: str
    state: str


def tasks_of(person_id: int, rows: dict[str, LessonProgress]) -> tuple[Task, ...]:
    """Running mocks, assignments and due reviews."""
    return (*_mocks(person_id), *_assignments(person_id, rows), *_reviews(person_id))


def _mocks(person_id: int) -> Iterator[Task]:
    for mock in db().scalars(open_mocks_of(person_id, now())):
        minutes = int((mock.deadline_at - now()).total_seconds() // 60)
        yield Task(_("接着模考"), _("还剩 %(n)d 分钟", n=minutes), f"/mocks/{mock.uid}", "due")


def _assignments(person_id: int, rows: dict[str, LessonProgress]) -> Iterator[Task]:
    today = local_day(now())
    for row in db().scalars(assignments_of(person_id, today - timedelta(days=OVERDUE_DAYS))):
        title, href, done = _target(row, rows)
        state = "done" if done else "late" if row.due_on < today else "due"
        if row.due_on > today and not done:
            state = "todo"
        due = _("%(day)s前", day=format_date(row.due_on, _("M月d日")))
        yield Task(title, due + _("，") + row.reason if row.reason else due, href, state)


def _target(row: Assignment, rows: dict[str, LessonProgress]) -> tuple[str, str, bool]:
    """Title, address, and whether it is done, of what was assigned."""
    course_id, _slash, chapter_text = row.target.partition("/")
    course = house().library.courses.get(course_id)
    if course is None:
        return _("课程已撤下"), "/courses", False
    if row.kind == "mock":
        return _("模考：%(title)s", title=course.title), "/mocks", False
    chapter = course.chapter(int(chapter_text))
    if row.kind == "practice":
        return _("练习：%(title)s", title=chapter.title), f"/practice?chapter={row.target}", False
    finished = [x.id in rows and rows[x.id].finished_at is not None for x in chapter.lessons]
    return _("学：%(title)s", title=chapter.title), f"/courses/{course_id}", all(finished)


def _reviews(person_id: int) -> Iterator[Task]:
    due = db().scalar(due_count(person_id, now())) or 0
    if due:
        yield Task(
            _("复习到期题 %(n)d 题", n=due), _("趁快忘的时候做，最省力"), "/practice#due", "due"
        )
