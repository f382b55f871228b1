"""Calendar days of the trainees: one fixed zone, whole days, weeks that begin on Monday.

Rows hold UTC. A day is a day at +08:00, whatever a phone's own zone says
(docs/decisions, "a day is fixed +08:00"). China has no summer time.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

ZONE = timezone(timedelta(hours=8))
"""The one zone in which days are counted."""

DAYS_IN_WEEK = 7


def local_day(at: datetime) -> date:
    """Return the local day of a moment; ValueError if the moment is naive."""
    if at.tzinfo is None:
        raise ValueError("a moment needs its zone: pass an aware datetime")
    return at.astimezone(ZONE).date()


def start_of(day: date) -> datetime:
    """Return the UTC moment at which a local day begins."""
    return at_hour(day, time())


def at_hour(day: date, hour: time) -> datetime:
    """Return the UTC moment of a local hour of a day."""
    return datetime.combine(day, hour, ZONE).astimezone(UTC)


def week_of(day: date) -> date:
    """Return the Monday of the week a day lies in."""
    return day - timedelta(days=day.weekday())


def week_days(day: date) -> tuple[date, ...]:
    """Return the seven days, Monday first, of the week a day lies in."""
    monday = week_of(day)
    return tuple(monday + timedelta(days=index) for index in range(DAYS_IN_WEEK))


def days_until(target: date, today: date) -> int:
    """Return how many nights lie between today and a target: 0 today, negative when past."""
    return (target - today).days
