"""Today's page: one big thing, what is due, where on the road, the week."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from blueprints.today.tasks import Task, tasks_of
from blueprints.web.countdown import Countdown, RoadTask, countdown_for, road_position, road_tasks
from blueprints.web.db import db, now
from blueprints.web.house import house
from blueprints.web.lessons import Standing, first_open, next_open
from blueprints.words.learning import place_words
from domain.days import local_day, week_days
from models.actor import Actor
from models.learning_queries import Reading, readings_of
from models.today_queries import waiting_for


@dataclass(frozen=True, slots=True)
class Day:
    """One day of this week."""

    studied: bool
    today: bool
    rest: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything the page shows."""

    name: str
    go_on: Standing | None
    place: str
    """Of which course and chapter the lesson to go on with is."""
    other: Standing | None
    other_place: str
    tasks: tuple[Task | RoadTask, ...]
    week: tuple[Day, ...]
    first_day: bool
    countdown: Countdown
    position: int

    @property
    def studied(self) -> int:
        """How many days of this week something was learned."""
        return sum(day.studied for day in self.week)


def desk_of(actor: Actor) -> Desk:
    """Today's page of one trainee."""
    rows = readings_of(db(), actor.id)
    days = week_days(local_day(now()))
    waiting = waiting_for(db(), actor.id, now(), first=days[0], last=days[-1])
    week = _week(days, waiting.studied)
    go_on = next_open(_start(rows), rows)
    other = _other_paper(go_on, rows)
    return Desk(
        name=actor.name,
        go_on=go_on,
        place=_place(go_on),
        other=other,
        other_place=_place(other),
        tasks=(*tasks_of(actor.id, rows, waiting), *road_tasks(actor.id)),
        week=week,
        first_day=not rows and not any(day.studied for day in week),
        countdown=countdown_for(actor, now()),
        position=road_position(actor.id),
    )


def _start(rows: dict[str, Reading]) -> str:
    """The course read last; a newcomer begins with the short course."""
    last = max(rows.values(), key=lambda row: row.last_at, default=None)
    short = (one.id for one in house().library.courses.values() if one.kind == "short")
    return last.course if last else next(short, "")


def _other_paper(go_on: Standing | None, rows: dict[str, Reading]) -> Standing | None:
    """Where one goes on in another paper than the one at hand; all papers have to be passed."""
    courses = house().library.courses
    if go_on is None or courses[go_on.lesson.course].kind != "exam":
        return None
    others = (c for c in courses.values() if c.kind == "exam" and c.id != go_on.lesson.course)
    return next((found for course in others if (found := first_open(course, rows))), None)


def _place(standing: Standing | None) -> str:
    if standing is None:
        return ""
    lesson = standing.lesson
    return place_words(house().library.course(lesson.course), lesson.chapter)


def _week(days: Sequence[date], studied: Collection[date]) -> tuple[Day, ...]:
    today = local_day(now())
    return tuple(Day(day in studied, day == today) for day in days)
