"""What a trainee did lately, as their mentor reads it: weeks, mocks, what they were asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import url_for
from flask_babel import gettext as _

from blueprints.web.board import standings_of
from blueprints.web.db import db, now
from blueprints.web.house import house
from blueprints.web.login import actor
from blueprints.words.days import long_day
from blueprints.words.mentoring import by_day, score_words
from domain.access import Role
from domain.days import local_day, start_of, week_of
from models.learning_queries import days_of
from models.mock_queries import mocks_of
from models.road import Assignment
from models.trainee_queries import asked_of, lessons_since, wrong_counts

WEEKS = 4
MOST_MOCKS = 10


@dataclass(frozen=True, slots=True)
class Week:
    """What was learned in one week: on how many days, lessons finished, items answered."""

    monday: date
    days: int
    lessons: int
    items: int


@dataclass(frozen=True, slots=True)
class MockRow:
    """One finished mock."""

    on: date
    title: str
    score: str


@dataclass(frozen=True, slots=True)
class AskedRow:
    """One thing this person was asked for; `state` is a word of parts.task."""

    title: str
    second: str
    href: str
    state: str
    pill: str


def last_weeks(person_id: int) -> list[Week]:
    """The last four weeks, this one first; two queries."""
    today = local_day(now())
    mondays = [week_of(today) - timedelta(weeks=back) for back in range(WEEKS)]
    days = db().scalars(days_of(person_id, mondays[-1], today)).all()
    times = db().scalars(lessons_since(person_id, start_of(mondays[-1])))
    read = [local_day(at) for at in times if at is not None]
    return [
        Week(
            monday,
            days=sum(week_of(row.day) == monday for row in days),
            lessons=sum(week_of(day) == monday for day in read),
            items=sum(row.answers for row in days if week_of(row.day) == monday),
        )
        for monday in mondays
    ]


def mocks(person_id: int) -> list[MockRow]:
    """The last finished mocks, the latest first."""
    courses = house().library.courses
    rows = [row for row in db().execute(mocks_of(person_id)) if row.closed_at is not None]
    return [
        MockRow(
            local_day(row.closed_at),
            courses[row.course].title if row.course in courses else _("课程已撤下"),
            score_words(row.half_marks, row.full_half_marks),
        )
        for row in rows[:MOST_MOCKS]
    ]


def asked(person_id: int, agencies: Sequence[int]) -> list[AskedRow]:
    """What this person was asked for, the latest day first; four queries."""
    rows = [(row, by) for row, by in db().execute(asked_of(person_id, agencies))]
    pairs = [(row.id, person_id) for row, _by in rows]
    makers = {row.id: by for row, by in rows}
    return [
        AskedRow(
            title=one.target.words if one.target else _("课程已撤下"),
            second=_second(one.row, makers[one.row.id]),
            href=_address(one.row),
            state=(state := _state(one.row, done=person_id in one.done)),
            pill=_pill(one.row, state),
        )
        for one in standings_of([row for row, _by in rows], pairs)
    ]


def wrong_book(person_id: int) -> tuple[int, int]:
    """How many items stand in the wrong-answer book, and how many reviews are due."""
    wrong, due = db().execute(wrong_counts(person_id, now())).one()
    return wrong, due


def _second(row: Assignment, maker: str) -> str:
    due = long_day(row.due_on) if row.kind == "date" else by_day(row.due_on)
    said = _("%(due)s，%(name)s布置", due=due, name=maker)
    return _("%(said)s：%(reason)s", said=said, reason=row.reason) if row.reason else said


def _address(row: Assignment) -> str:
    """A mentor opens what they made themselves, a manager what their agency did."""
    managed = row.agency_id in actor().agencies({Role.MANAGER})
    if managed or row.made_by_id == actor().id:
        return url_for("mentoring.assignment", assignment_id=row.uid)
    return ""


def _state(row: Assignment, *, done: bool) -> str:
    today = local_day(now())
    if row.cancelled_at is not None or (row.kind == "date" and row.due_on < today):
        return "locked"
    if done:
        return "done"
    return "late" if row.due_on < today else "due" if row.due_on == today else "todo"


def _pill(row: Assignment, state: str) -> str:
    if row.cancelled_at is not None:
        return _("收回了")
    if row.kind == "date":
        return _("过去了") if state == "locked" else _("日子")
    return "" if state != "todo" else _("还没完成")
