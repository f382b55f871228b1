"""The reasons to look after somebody: each with its edges, and what holds for all of them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.concern import (
    Concern,
    Facts,
    Near,
    Need,
    Score,
    as_number,
    concerns,
    fell,
    weight,
)
from domain.silence import RULES, Learner, Span

TODAY = date(2026, 11, 24)
LONG_AGO = TODAY - timedelta(days=400)
RULE = RULES[-1]


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def facts(joined: date = LONG_AGO, learned: date | None = TODAY, **more: object) -> Facts:
    off = more.pop("off", ())
    return Facts(learner=Learner(joined, learned, off), **more)  # ty: ignore[invalid-argument-type]


def needs(some: Facts) -> list[Need]:
    return [one.need for one in concerns(some, TODAY)]


def score(marks: float, days: int, full: int = 100, course: str = "c") -> Score:
    return Score(course, ago(days), int(marks * 2), full * 2)


def test_who_learned_today_is_nobodys_concern() -> None:
    assert needs(facts()) == []


@pytest.mark.parametrize(
    ("joined", "learned", "silent"),
    [
        (LONG_AGO, ago(RULE.later), False),
        (LONG_AGO, ago(RULE.later + 1), True),
        (LONG_AGO, None, True),
        (ago(6), None, True),
        (ago(5), None, False),
        (ago(20), ago(6), True),
    ],
)
def test_a_silence_has_its_days(joined: date, learned: date | None, silent: bool) -> None:
    assert needs(facts(joined, learned)) == [Need.SILENT] * silent


def test_silence_is_no_news_after_the_exam() -> None:
    assert needs(facts(learned=ago(60), studies=False)) == []


def test_the_leader_of_the_class_asks_first() -> None:
    days = RULE.later + 1
    assert needs(facts(learned=ago(days), has_leader=True)) == [Need.LEADER]
    after = days + RULE.mentor_after
    assert needs(facts(learned=ago(after), has_leader=True)) == [Need.SILENT]


def test_a_silence_counts_from_the_end_of_days_off() -> None:
    off = (Span(ago(40), ago(3)),)
    assert needs(facts(learned=ago(60), off=off)) == []


@pytest.mark.parametrize(
    ("opens", "closes", "left"),
    [(-5, 5, 5), (-5, 0, 0), (-5, -1, None), (3, 14, 14), (3, 15, None), (0, 30, 30)],
)
def test_an_unpaid_registration_counts_while_it_can_be_paid(
    opens: int, closes: int, left: int | None
) -> None:
    found = concerns(facts(unpaid=Near(ago(-opens), ago(-closes))), TODAY)
    assert [(one.need, one.days) for one in found] == (
        [] if left is None else [(Need.UNPAID, left)]
    )


@pytest.mark.parametrize(
    ("name", "opens", "closes", "days"),
    [
        ("exam", 14, 15, 14),
        ("exam", 15, 16, None),
        ("exam", -1, 0, 0),
        ("exam", -2, -1, None),
        ("ticket", 7, 12, 7),
        ("ticket", 8, 12, None),
        ("results", 0, 7, 0),
    ],
)
def test_a_date_is_near_for_as_long_as_something_can_be_done(
    name: str, opens: int, closes: int, days: int | None
) -> None:
    found = concerns(facts(dates=[Near(ago(-opens), ago(-closes), name)]), TODAY)
    assert [(one.name, one.days) for one in found] == ([] if days is None else [(name, days)])


def test_what_is_overdue_is_counted_from_the_oldest() -> None:
    (one,) = concerns(facts(overdue=[ago(2), ago(9), TODAY, ago(-3)]), TODAY)
    assert (one.need, one.many, one.days, one.since) == (Need.OVERDUE, 2, 9, ago(9))


@pytest.mark.parametrize(
    ("before", "after", "falls"),
    [(60, 53.5, True), (60, 54, False), (60, 53, True), (60, 60, False), (50, 70, False)],
)
def test_a_mock_falls_by_five_of_eighty(before: float, after: float, falls: bool) -> None:
    assert fell(score(before, 9), score(after, 1)) is falls  # that is 6.25 of 100, in half-marks


def test_only_the_last_two_mocks_of_one_course_are_compared() -> None:
    others = [score(90, 3, course="x"), score(90, 8), score(60, 5), score(62, 2)]
    assert needs(facts(scores=others)) == []
    (one,) = concerns(facts(scores=[*others, score(50, 1)]), TODAY)
    assert one.scores == (score(62, 2), score(50, 1))


def test_an_old_fall_is_no_news() -> None:
    assert needs(facts(scores=[score(90, 40), score(50, 29)])) == []
    assert needs(facts(scores=[score(90, 40), score(50, 28)])) == [Need.FALLING]


def test_papers_of_different_length_are_compared_by_share() -> None:
    assert not fell(score(60, 2), score(30, 1, full=50))
    assert fell(score(60, 2), score(20, 1, full=50))
    assert not fell(score(60, 2, full=0), score(20, 1, full=0))


def everything(away: date | None = None) -> Facts:
    return facts(
        learned=ago(60),
        unpaid=Near(ago(3), ago(-3)),
        dates=[Near(TODAY, TODAY, "exam")],
        overdue=[ago(4)],
        scores=[score(90, 5), score(50, 2)],
        away_until=away,
    )


def test_the_most_pressing_comes_first() -> None:
    assert needs(everything()) == [
        Need.UNPAID,
        Need.DATE,
        Need.SILENT,
        Need.OVERDUE,
        Need.FALLING,
    ]


@pytest.mark.parametrize(("until", "silent"), [(TODAY, True), (ago(-9), True), (ago(1), False)])
def test_nothing_at_all_is_said_of_who_told_a_reason(until: date, silent: bool) -> None:
    assert (needs(everything(until)) == []) is silent


def test_people_are_sorted_by_need_then_number_then_age() -> None:
    old = [Concern(need=Need.SILENT, since=ago(30))]
    two = [Concern(need=Need.SILENT, since=ago(11)), Concern(need=Need.FALLING, since=ago(1))]
    new = [Concern(need=Need.SILENT, since=ago(11))]
    paid = [Concern(need=Need.UNPAID, since=TODAY)]
    assert sorted([[], new, old, two, paid], key=weight) == [paid, two, old, new, []]


DAYS = st.integers(-400, 60).map(lambda days: TODAY + timedelta(days=days))
SPANS = st.builds(
    lambda day, long, name: Near(day, day + timedelta(days=long), name),
    DAYS,
    st.integers(0, 40),
    st.sampled_from(["ticket", "exam", "results"]),
)
SCORES = st.builds(Score, st.sampled_from("ab"), DAYS, st.integers(0, 200), st.just(200))
FACTS = st.builds(
    Facts,
    learner=st.builds(Learner, DAYS.filter(lambda d: d <= TODAY), st.none() | DAYS),
    studies=st.booleans(),
    has_leader=st.booleans(),
    away_until=st.none() | DAYS,
    scores=st.lists(SCORES, max_size=6),
    unpaid=st.none() | SPANS,
    dates=st.lists(SPANS, max_size=3),
    overdue=st.lists(DAYS, max_size=4),
)


@given(FACTS)
def test_whatever_is_known_reasons_are_ordered_and_never_count_backwards(some: Facts) -> None:
    found = concerns(some, TODAY)
    assert [list(Need).index(one.need) for one in found] == sorted(
        list(Need).index(one.need) for one in found
    )
    assert all(one.days >= 0 and one.many >= 1 for one in found)
    assert not {Need.SILENT, Need.LEADER} <= {one.need for one in found}
    if some.away_until and some.away_until >= TODAY:
        assert found == ()


@given(st.lists(FACTS, max_size=5))
def test_any_people_can_be_sorted(people: list[Facts]) -> None:
    found = [concerns(some, TODAY) for some in people]
    ordered = sorted(found, key=weight)
    assert all(ordered[place:] == [()] * len(ordered[place:]) for place in first_empty(ordered))


def first_empty(ordered: list[tuple[Concern, ...]]) -> list[int]:
    return [ordered.index(())] if () in ordered else []


REASONS = st.lists(
    st.builds(
        Concern,
        need=st.sampled_from(Need),
        since=st.dates(date(2026, 1, 1), TODAY),
        days=st.integers(0, 400),
    ),
    min_size=1,
    max_size=9,
)


@given(REASONS, REASONS)
def test_the_number_of_a_weight_sorts_as_the_weight_does(
    one: list[Concern], other: list[Concern]
) -> None:
    short = [(as_number(found), weight(found)[2]) for found in (one, other)]
    assert (short[0] < short[1]) == (weight(one) < weight(other))
