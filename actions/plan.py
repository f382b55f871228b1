"""Verbs of the study plan: each change is a new row, so that the earlier ones stay known."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from actions.facts import lock_person
from domain.plan import Busy
from models.road import Goal, StudyPlan
from models.road_queries import plan_of

FIRST_MINUTES: Final = 25
"""Minutes a day that are proposed to who has not chosen any."""


def aim_at(
    db: Session, person_id: int, goal: Goal, *, on: date | None = None, at: datetime
) -> None:
    """Work towards a day of one's own, the sitting's day, or no day."""
    _change(db, person_id, {"goal": goal, "goal_on": on if goal is Goal.OWN else None}, at)


def study_a_day(db: Session, person_id: int, minutes: int, *, at: datetime) -> None:
    """Study so many minutes a day."""
    _change(db, person_id, {"minutes_per_day": minutes}, at)


def be_busy_in(db: Session, person_id: int, weeks: Mapping[date, Busy], *, at: datetime) -> None:
    """Study little in these weeks, named by their Monday; they take the place of earlier ones."""
    kept = {monday.isoformat(): weeks[monday].value for monday in sorted(weeks)}
    _change(db, person_id, {"busy_weeks": kept}, at)


def farm(db: Session, person_id: int, *, on: bool, at: datetime) -> None:
    """Switch 农忙模式 (five minutes a day for now) on or off."""
    _change(db, person_id, {"farming": on}, at)


def _change(db: Session, person_id: int, change: Mapping[str, Any], at: datetime) -> None:
    """Write a new plan that differs from the one before in this; nothing where it does not."""
    lock_person(db, person_id)
    held = db.scalars(plan_of(person_id)).one_or_none()
    before: dict[str, Any] = {
        "goal": held.goal if held else Goal.NONE,
        "goal_on": held.goal_on if held else None,
        "minutes_per_day": held.minutes_per_day if held else FIRST_MINUTES,
        "farming": held.farming if held else False,
        "busy_weeks": held.busy_weeks if held else {},
    }
    after = {**before, **change}
    if held is None or after != before:
        db.add(StudyPlan(person_id=person_id, at=at, **after))
        db.flush()
