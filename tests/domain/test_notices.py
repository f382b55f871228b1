"""Quiet hours: mail waits for the first loud moment, and never longer."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.notices import is_quiet, next_loud

YEAR = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 365 * 24 * 60).map(lambda n: YEAR + timedelta(minutes=n))
HOURS = st.integers(0, 23)


@pytest.mark.parametrize(
    ("hour", "quiet"), [(20, False), (21, True), (23, True), (0, True), (7, True), (8, False)]
)
def test_the_night_is_quiet(hour, quiet):
    at = datetime(2026, 11, 24, tzinfo=UTC) + timedelta(hours=hour - 8)
    assert is_quiet(at, 21, 8) is quiet


def test_equal_hours_mean_no_quiet_at_all():
    assert not is_quiet(datetime(2026, 11, 24, tzinfo=UTC), 8, 8)


@given(MOMENTS, HOURS, HOURS)
def test_the_next_loud_moment_is_loud_and_within_a_day(at, start, end):
    loud = next_loud(at, start, end)
    assert not is_quiet(loud, start, end)
    assert timedelta() <= loud - at < timedelta(days=1)
    assert loud == at or is_quiet(at, start, end)
