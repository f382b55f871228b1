"""The study plan: the remaining work spread over the weeks that are left, honestly.

It never plans more minutes than the person gave, keeps two days a week free, gives busy
weeks only five minutes a day, and says in a code whether the work fits. A pause loses
nothing: the plan is made anew from what remains. The numbers in capitals are our choices.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from domain.days import DAYS_IN_WEEK, week_days, week_of

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


def make_plan(work: Work, terms: Terms, today: date) -> Plan:
    """Spread the remaining work over the weeks before the target, in the order of the courses.

    Each week takes its due reviews first, then lessons, each followed by its own practice;
    minutes that are left go to practice of earlier lessons. Lessons stay whole, practice may
    be divided. The courses go side by side, since every paper has to be passed. If not
    everything fits, the chapters that weigh most in their course come first.
    ValueError for minutes below 0.
    """
    if terms.minutes_per_day < 0:
        raise ValueError("minutes per day cannot be negative")
    work = replace(work, lessons=side_by_side(work.lessons))
    if terms.target is None or terms.target <= today:
        past = terms.target is not None
        verdict = Verdict.TARGET_PAST if past else Verdict.NO_TARGET
        return replace(_spread(work, replace(terms, target=None), today), verdict=verdict)
    needed = minutes_needed(work, terms, today)
    plan = _spread(work, terms, today)
    if _all_placed(plan):
        return replace(plan, minutes_needed=needed)
    whole_weeks = _spread(work, terms, today, study_days=DAYS_IN_WEEK)
    if _all_placed(whole_weeks):
        return replace(whole_weeks, verdict=Verdict.TIGHT, minutes_needed=needed)
    by_weight = sorted(work.lessons, key=lambda one: -one.weight)
    heavy_first = replace(work, lessons=side_by_side(by_weight))
    plan = _spread(heavy_first, terms, today, study_days=DAYS_IN_WEEK)
    return replace(plan, verdict=Verdict.DOES_NOT_FIT, minutes_needed=needed)


def side_by_side(lessons: Iterable[Lesson]) -> tuple[Lesson, ...]:
    """Return the lessons of several courses in turn, so that all courses end together.

    Each course keeps its own order; the longer one has more turns.
    """
    courses: dict[str, list[Lesson]] = {}
    for lesson in lessons:
        courses.setdefault(lesson.course, []).append(lesson)
    places = (
        (Fraction(2 * place + 1, 2 * len(course)), order, lesson)
        for order, course in enumerate(courses.values())
        for place, lesson in enumerate(course)
    )
    return tuple(lesson for _at, _order, lesson in sorted(places, key=lambda one: one[:2]))


def minutes_needed(work: Work, terms: Terms, today: date) -> int | None:
    """Return the smallest minutes a day with which the work fits before the target.

    Busy weeks stay busy and two days a week stay free. None if no bearable number would do.
    """
    low, high = 0, MOST_MINUTES
    if not _all_placed(_spread(work, replace(terms, minutes_per_day=high), today)):
        return None
    while low < high:
        middle = (low + high) // 2
        if _all_placed(_spread(work, replace(terms, minutes_per_day=middle), today)):
            high = middle
        else:
            low = middle + 1
    return low


def studied_days(days: Iterable[date], week: date) -> int:
    """Return on how many days of a week something was studied; each day counts once."""
    return len(set(days) & set(week_days(week)))


def _all_placed(plan: Plan) -> bool:
    """Return whether nothing is left over."""
    return not (plan.left_lessons or plan.left_practice_minutes or plan.left_reviews)


def _empty_weeks(terms: Terms, today: date, study_days: int) -> Iterator[Week]:
    """Yield the weeks from today to the day before the target, with their minutes."""
    end = week_of(today) + timedelta(weeks=HORIZON_WEEKS)
    end = min(end, terms.target) if terms.target else end
    day = today
    while day < end:
        monday = week_of(day)
        after = min(monday + timedelta(weeks=1), end)
        days = (after - day).days
        busy = terms.busy.get(monday)
        if busy is None and terms.pace is Pace.FARMING and monday == week_of(today):
            busy = Busy.FARMING
        daily = min(terms.minutes_per_day, FARMING_MINUTES) if busy else terms.minutes_per_day
        yield Week(monday, after, days, daily * min(days, study_days), busy)
        day = after


class _Queue:
    """The work that is not placed yet; weeks take from its front."""

    def __init__(self, work: Work) -> None:
        self.lessons = list(reversed(work.lessons))
        self.reviews = dict(work.reviews)
        self.practice = 0
        self.backlog = work.practice_minutes

    def take_reviews(self, before: date, minutes: int) -> int:
        """Take the reviews due before a day, as many as the minutes allow."""
        due = sum(count for day, count in self.reviews.items() if day < before)
        self.reviews = {day: count for day, count in self.reviews.items() if day >= before}
        taken = min(due, minutes * 60 // REVIEW_SECONDS)
        if due > taken:
            self.reviews[before - timedelta(days=1)] = due - taken
        return taken

    def take_practice(self, minutes: int) -> int:
        """Take practice that belongs to the last lesson."""
        taken = min(self.practice, minutes)
        self.practice -= taken
        return taken

    def take_backlog(self, minutes: int) -> int:
        """Take practice of lessons read earlier."""
        taken = min(self.backlog, minutes)
        self.backlog -= taken
        return taken

    def take_lesson(self, minutes: int) -> Lesson | None:
        """Take the next lesson if its predecessor's practice is done and the minutes suffice."""
        if self.practice or not self.lessons or self.lessons[-1].minutes > minutes:
            return None
        lesson = self.lessons.pop()
        self.practice = lesson.practice_minutes
        return lesson


def _fill(week: Week, queue: _Queue) -> Week:
    """Return the week with as much of the queue as its minutes hold."""
    week = replace(week, reviews=queue.take_reviews(week.until, week.minutes))
    left = week.minutes - week.review_minutes
    lessons: list[Lesson] = []
    practice = queue.take_practice(left)
    while lesson := queue.take_lesson(left - practice):
        lessons.append(lesson)
        left -= lesson.minutes
        practice += queue.take_practice(left - practice)
    practice += queue.take_backlog(left - practice)
    return replace(week, lessons=tuple(lessons), practice_minutes=practice)


def _spread(work: Work, terms: Terms, today: date, study_days: int = STUDY_DAYS) -> Plan:
    """Fill the weeks one after another; without a target, until the work is done."""
    queue = _Queue(work)
    weeks: list[Week] = []
    for week in _empty_weeks(terms, today, study_days):
        weeks.append(_fill(week, queue))
        if terms.target is None and not _left(queue):
            break
    end = terms.target or week_of(today) + timedelta(weeks=HORIZON_WEEKS)
    return Plan(
        weeks=tuple(weeks),
        verdict=Verdict.FITS,
        minutes_needed=None,
        left_lessons=tuple(reversed(queue.lessons)),
        left_practice_minutes=queue.practice + queue.backlog,
        left_reviews=_sum_before(queue.reviews, end),
    )


def _left(queue: _Queue) -> bool:
    """Return whether anything waits, now or on a later day."""
    return bool(queue.lessons or queue.practice or queue.backlog or any(queue.reviews.values()))


def _sum_before(reviews: Mapping[date, int], end: date) -> int:
    """Sum the reviews that fall due before a day; later ones are no work of this plan."""
    return sum(count for day, count in reviews.items() if day < end)
