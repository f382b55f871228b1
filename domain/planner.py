"""The study plan: the remaining work spread over the weeks that are left, honestly.

It never plans more minutes than the person gave, keeps two days a week free, gives busy
weeks only five minutes a day, and says in a code whether the work fits. A pause loses
nothing: the plan is made anew from what remains.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction

from domain.days import DAYS_IN_WEEK, week_days
from domain.plan import MOST_MINUTES, Lesson, Plan, Terms, Verdict, Work
from domain.spread import spread


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
        return replace(spread(work, replace(terms, target=None), today), verdict=verdict)
    needed = minutes_needed(work, terms, today)
    plan = spread(work, terms, today)
    if _all_placed(plan):
        return replace(plan, minutes_needed=needed)
    whole_weeks = spread(work, terms, today, study_days=DAYS_IN_WEEK)
    if _all_placed(whole_weeks):
        return replace(whole_weeks, verdict=Verdict.TIGHT, minutes_needed=needed)
    by_weight = sorted(work.lessons, key=lambda one: -one.weight)
    heavy_first = replace(work, lessons=side_by_side(by_weight))
    plan = spread(heavy_first, terms, today, study_days=DAYS_IN_WEEK)
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
    if not _all_placed(spread(work, replace(terms, minutes_per_day=high), today)):
        return None
    while low < high:
        middle = (low + high) // 2
        if _all_placed(spread(work, replace(terms, minutes_per_day=middle), today)):
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
