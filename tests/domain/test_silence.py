"""When a silence is one, and who hears of it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.silence import (
    RULES,
    Learner,
    Span,
    Tell,
    Told,
    busy_spans,
    farming_spans,
    is_off,
    most_days,
    rule_on,
    silent_days,
    silent_since,
    whom_to_tell,
)

JOINED = date(2026, 11, 2)
RULE = RULES[-1]
DAYS = st.integers(0, 400).map(lambda n: JOINED + timedelta(days=n))
SPANS = st.tuples(DAYS, st.integers(0, 40)).map(
    lambda pair: Span(pair[0], pair[0] + timedelta(days=pair[1]))
)
LEARNERS = st.builds(
    Learner,
    joined_on=st.just(JOINED),
    learned_on=st.none() | DAYS,
    off=st.lists(SPANS, max_size=3).map(tuple),
)


def day(number):
    return JOINED + timedelta(days=number)


def tell(learner, today, told=None, *, has_leader=True):
    return whom_to_tell(learner, told or Told(), today, RULE, has_leader=has_leader)


@pytest.mark.parametrize(
    ("learned", "today", "days"),
    [(None, 0, 0), (None, 1, 0), (None, 6, 5), (3, 3, 0), (3, 9, 5), (40, 51, 10)],
)
def test_only_whole_days_count(learned, today, days):
    learner = Learner(JOINED, None if learned is None else day(learned))
    assert silent_days(learner, day(today)) == days


@pytest.mark.parametrize(
    ("learned", "today", "who"),
    [
        (None, 5, Tell.NOBODY),
        (None, 6, Tell.LEADER),
        (20, 26, Tell.LEADER),
        (25, 31, Tell.NOBODY),
        (25, 36, Tell.LEADER),
        (30, 40, Tell.NOBODY),
        (30, 41, Tell.LEADER),
    ],
)
def test_five_days_in_the_first_month_ten_later(learned, today, who):
    learner = Learner(JOINED, None if learned is None else day(learned))
    assert tell(learner, day(today)) is who


@pytest.mark.parametrize(("waited", "who"), [(0, Tell.NOBODY), (1, Tell.NOBODY), (2, Tell.MENTOR)])
def test_the_mentor_hears_two_days_after_the_leader(waited, who):
    told = Told(leader_on=day(6))
    assert tell(Learner(JOINED), day(6 + waited), told) is who


def test_without_a_leader_the_mentor_hears_at_once_and_once():
    assert tell(Learner(JOINED), day(6), has_leader=False) is Tell.MENTOR
    assert tell(Learner(JOINED), day(7), Told(mentor_on=day(6)), has_leader=False) is Tell.NOBODY


def test_days_off_are_not_counted_after_they_end():
    learner = Learner(JOINED, day(1), (Span(day(2), day(8)),))
    assert is_off(learner, day(8))
    assert not is_off(learner, day(9))
    assert silent_since(learner, day(9)) == day(8)
    assert tell(learner, day(13)) is Tell.NOBODY
    assert tell(learner, day(14)) is Tell.LEADER


def test_a_busy_week_is_its_seven_days():
    assert busy_spans({"2026-11-09": "farming"}) == (Span(date(2026, 11, 9), date(2026, 11, 15)),)


def test_farming_lasts_from_on_to_off_and_an_open_one_to_today():
    changes = [(day(1), False), (day(2), True), (day(3), True), (day(5), False), (day(9), True)]
    assert farming_spans(changes, day(12)) == (Span(day(2), day(5)), Span(day(9), day(12)))


def test_before_all_rules_the_first_one_holds():
    assert rule_on(date(2020, 1, 1)) is RULES[0]
    assert rule_on(date(2030, 1, 1)) is RULES[-1]


@given(LEARNERS, DAYS)
def test_nobody_is_told_of_who_is_off(learner, today):
    if is_off(learner, today):
        assert tell(learner, today, Told(leader_on=JOINED)) is Tell.NOBODY
        assert silent_days(learner, today) == 0


@given(LEARNERS, DAYS)
def test_a_told_mentor_is_never_told_again(learner, today):
    assert tell(learner, today, Told(mentor_on=JOINED)) is Tell.NOBODY


@given(LEARNERS, DAYS)
def test_a_first_telling_needs_as_many_days_as_the_rule_says(learner, today):
    if tell(learner, today) is not Tell.NOBODY:
        assert silent_days(learner, today) >= most_days(learner, today, RULE) >= RULE.early


@given(LEARNERS, DAYS)
def test_more_days_off_never_make_a_silence_longer(learner, today):
    more = Learner(learner.joined_on, learner.learned_on, (*learner.off, Span(JOINED, JOINED)))
    assert silent_days(more, today) <= silent_days(learner, today)
