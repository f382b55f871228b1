"""Today's page: one big thing, what is due, where on the road, the week."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from blueprints.today.tasks import Task, tasks_of
from blueprints.web.countdown import Countdown, RoadTask, countdown_for, road_position, road_tasks
from blueprints.web.db import db, now
from blueprints.web.house import house
from blueprints.web.lessons import Standing, first_open
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
    return Desk(
        name=actor.name,
        go_on=_go_on(rows),
        tasks=(*tasks_of(actor.id, rows, waiting), *road_tasks(actor.id)),
        week=week,
        first_day=not rows and not any(day.studied for day in week),
        countdown=countdown_for(actor, now()),
        position=road_position(actor.id),
    )


def _go_on(rows: dict[str, Reading]) -> Standing | None:
    """In the course read last; a newcomer begins with the short course."""
    courses = list(house().library.courses.values())
    last = max(rows.values(), key=lambda row: row.last_at, default=None)
    start = last.course if last else next((c.id for c in courses if c.kind == "short"), "")
    for course in sorted(courses, key=lambda course: course.id != start):
        found = first_open(course, rows)
        if found:
            return found
    return None


def _week(days: Sequence[date], studied: Collection[date]) -> tuple[Day, ...]:
    today = local_day(now())
    return tuple(Day(day in studied, day == today) for day in days)
