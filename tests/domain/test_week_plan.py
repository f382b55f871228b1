"""The weeks of a class, and texts short enough to be read in a group."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.week_plan import (
    LONGEST_TEXT,
    fit,
    is_open,
    joined,
    read_monday,
    week_done,
    weeks_in_sight,
)

TODAY = date(2026, 11, 26)


def test_this_week_and_three_more_are_in_sight():
    assert [day.isoformat() for day in weeks_in_sight(TODAY)] == [
        "2026-11-23",
        "2026-11-30",
        "2026-12-07",
        "2026-12-14",
    ]


@pytest.mark.parametrize(
    "text", ["2026-11-24", "2026-11", "x", "", "20261123", "1999-01-04", "9999-12-27", "2026-W48-1"]
)
def test_an_address_that_names_no_monday_near_by_is_none(text):
    assert read_monday(text, TODAY) is None


def test_a_monday_is_read():
    assert read_monday("2026-11-23", TODAY) == date(2026, 11, 23)


def test_a_week_can_be_planned_until_it_is_over():
    assert is_open(date(2026, 11, 23), TODAY)
    assert not is_open(date(2026, 11, 16), TODAY)
    assert is_open(date(2026, 11, 30), TODAY)


def test_a_week_is_summed_over_everybody():
    done = week_done([(1, 10), (1, 0), (2, 5)])
    assert (done.people, done.days, done.answers) == (2, 3, 15)
    assert week_done([]).people == 0


def test_a_chapter_stands_once_in_a_plan():
    assert joined(["c/4", "c/6", "c/4"]) == "c/4 c/6"


@given(st.lists(st.text(max_size=200), max_size=6))
def test_a_text_for_the_group_is_never_too_long(lines):
    text = fit(lines)
    assert len(text) <= LONGEST_TEXT
    if text != "\n".join(line for line in lines if line):
        assert text.endswith("…")


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_only_mondays_are_read(day):
    near = abs((day - TODAY).days) <= 420
    expected = day if day.weekday() == 0 and near else None
    assert read_monday(day.isoformat(), TODAY) == expected
    assert all(monday.weekday() == 0 for monday in weeks_in_sight(day + timedelta(days=1)))
