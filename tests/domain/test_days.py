from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.days import days_until, local_day, start_of, week_days, week_of

DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


def test_a_day_begins_at_four_in_the_afternoon_utc() -> None:
    assert local_day(datetime(2026, 11, 24, 15, 59, 59, tzinfo=UTC)) == date(2026, 11, 24)
    assert local_day(datetime(2026, 11, 24, 16, 0, tzinfo=UTC)) == date(2026, 11, 25)


def test_the_zone_of_the_phone_does_not_matter() -> None:
    at = datetime.fromisoformat("2026-11-24T23:30:00-05:00")
    assert local_day(at) == date(2026, 11, 25)


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        local_day(datetime(2026, 11, 24))  # noqa: DTZ001


def test_a_week_begins_on_monday() -> None:
    assert week_of(date(2026, 11, 24)) == date(2026, 11, 23)
    assert week_of(date(2026, 11, 23)) == date(2026, 11, 23)
    assert week_of(date(2026, 11, 29)) == date(2026, 11, 23)


def test_days_until_counts_nights() -> None:
    today = date(2026, 11, 24)
    assert [days_until(day, today) for day in (date(2026, 12, 1), today, date(2026, 11, 23))] == [
        7,
        0,
        -1,
    ]


@given(DAYS)
def test_a_day_starts_at_its_first_moment(day: date) -> None:
    start = start_of(day)
    assert start.tzinfo is UTC
    assert local_day(start) == day
    assert local_day(start - timedelta(microseconds=1)) == day - timedelta(days=1)


@given(DAYS)
def test_every_day_lies_in_its_week_once(day: date) -> None:
    assert week_days(day).count(day) == 1
    assert {week_of(one) for one in week_days(day)} == {week_of(day)}
