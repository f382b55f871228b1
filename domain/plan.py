"""The words of the study plan: what is left, on what terms, and the weeks that come of it.

The numbers in capitals are our choices.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

FARMING_MINUTES = 5
"""Minutes a day in a busy week: the promise of 农忙模式."""
STUDY_DAYS = 5
"""Days a week the plan counts on; two stay free."""
REVIEW_SECONDS = 40
"""One reviewed item with its reason, on a phone."""
HORIZON_WEEKS = 104
"""No plan looks further than two years."""
MOST_MINUTES = 480
"""More than eight hours a day is not asked of anybody: then the answer is "it does not fit"."""


class Busy(StrEnum):
    """Why a week is busy."""

    FARMING = "farming"
    SPRING_FESTIVAL = "spring_festival"
    OTHER = "other"


class Pace(StrEnum):
    """How somebody studies at present; FARMING makes the current week a busy one."""

    NORMAL = "normal"
    FARMING = "farming"


class Verdict(StrEnum):
    """Whether the remaining work fits before the target."""

    FITS = "fits"
    TIGHT = "tight"
    """Only if no day of the week stays free."""
    DOES_NOT_FIT = "does_not_fit"
    NO_TARGET = "no_target"
    TARGET_PAST = "target_past"
    """The target is today or over: planned as if there were none."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson still to be read, with the practice that belongs to it."""

    lesson_id: str
    minutes: int
    chapter: int
    weight: float = 0
    """Weight of its chapter; it orders the work when not all of it fits."""
    practice_minutes: int = 0
    course: str = ""
    """Its paper's course; the lessons of several courses are planned side by side."""


@dataclass(frozen=True, slots=True)
class Work:
    """All that remains to be done."""

    lessons: tuple[Lesson, ...] = ()
    practice_minutes: int = 0
    """Practice of lessons already read, and mocks."""
    reviews: Mapping[date, int] = field(default_factory=dict)
    """How many items fall due on which local day; overdue ones belong to this week."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the person gave: a target, minutes a day, busy weeks."""

    target: date | None
    minutes_per_day: int
    busy: Mapping[date, Busy] = field(default_factory=dict)
    """Busy weeks by their Monday."""
    pace: Pace = Pace.NORMAL


@dataclass(frozen=True, slots=True)
class Week:
    """What to do in one week."""

    monday: date
    until: date
    """The day after the last planned one: the next Monday, or the target."""
    days: int
    """Days that are left of the week before the target."""
    minutes: int
    """Minutes that may be planned."""
    busy: Busy | None
    reviews: int = 0
    lessons: tuple[Lesson, ...] = ()
    practice_minutes: int = 0

    @property
    def review_minutes(self) -> int:
        """Minutes for the reviews, rounded up."""
        return -(-self.reviews * REVIEW_SECONDS // 60)

    @property
    def lesson_minutes(self) -> int:
        """Minutes for the lessons."""
        return sum(lesson.minutes for lesson in self.lessons)

    @property
    def planned_minutes(self) -> int:
        """All minutes planned; never more than `minutes`."""
        return self.review_minutes + self.lesson_minutes + self.practice_minutes


@dataclass(frozen=True, slots=True)
class Plan:
    """The weeks from today on, and whether the work fits into them."""

    weeks: tuple[Week, ...]
    verdict: Verdict
    minutes_needed: int | None
    """Smallest minutes a day, two days a week free, with which all fits before the target;
    None without a target, or if not even MOST_MINUTES would do."""
    left_lessons: tuple[Lesson, ...]
    left_practice_minutes: int
    left_reviews: int

    @property
    def this_week(self) -> Week:
        """The week of today."""
        return self.weeks[0]

    @property
    def done_in_week(self) -> date | None:
        """Monday of the last week with anything planned; None if something does not fit."""
        if self.left_lessons or self.left_practice_minutes or self.left_reviews:
            return None
        return max((week.monday for week in self.weeks if week.planned_minutes), default=None)
