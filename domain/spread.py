"""The remaining work of a study plan, spread over the weeks one after another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from domain.days import week_of
from domain.plan import (
    FARMING_MINUTES,
    HORIZON_WEEKS,
    REVIEW_SECONDS,
    STUDY_DAYS,
    Busy,
    Lesson,
    Pace,
    Plan,
    Terms,
    Verdict,
    Week,
    Work,
)


def spread(work: Work, terms: Terms, today: date, study_days: int = STUDY_DAYS) -> Plan:
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


def _left(queue: _Queue) -> bool:
    """Return whether anything waits, now or on a later day."""
    return bool(queue.lessons or queue.practice or queue.backlog or any(queue.reviews.values()))


def _sum_before(reviews: Mapping[date, int], end: date) -> int:
    """Sum the reviews that fall due before a day; later ones are no work of this plan."""
    return sum(count for day, count in reviews.items() if day < end)
