"""Half-years and months: their days, their neighbours, and what an address may say."""

from datetime import UTC, date, datetime

import pytest

from domain.halves import Half, Month, half_of, month_of, read_half, read_month


@pytest.mark.parametrize(
    ("day", "half"),
    [
        (date(2026, 1, 1), Half(2026, 1)),
        (date(2026, 6, 30), Half(2026, 1)),
        (date(2026, 7, 1), Half(2026, 2)),
        (date(2026, 12, 31), Half(2026, 2)),
    ],
)
def test_a_day_lies_in_its_half(day, half):
    assert half_of(day) == half
    assert half.first <= day <= half.last


def test_a_half_has_neighbours_and_moments_here():
    half = Half(2026, 2)
    assert (half.before, half.after) == (Half(2026, 1), Half(2027, 1))
    assert half.before.before == Half(2025, 2)
    first, end = half.moments
    assert first == datetime(2026, 6, 30, 16, tzinfo=UTC)
    assert end == datetime(2026, 12, 31, 16, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "2026", "2026H3", "1999H1", "2026h1", "２０２６H1", "x" * 99])
def test_what_is_no_half_is_none(text):
    assert read_half(text) is None


def test_a_half_reads_as_it_is_written():
    assert read_half(Half(2026, 1).text) == Half(2026, 1)


def test_months():
    assert month_of(date(2028, 2, 9)).days[-1] == date(2028, 2, 29)
    assert (Month(2026, 12).after, Month(2026, 1).before) == (Month(2027, 1), Month(2025, 12))
    assert read_month("2026-11") == Month(2026, 11)
    for text in ("2026-13", "2026-1", "", "1026-11"):
        assert read_month(text) is None
