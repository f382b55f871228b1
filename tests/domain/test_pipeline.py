"""The pipeline in numbers: stays, who went on, medians of the year, days made from history."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.pipeline import (
    USUAL_DAYS,
    Entry,
    Flow,
    day_rows,
    ending,
    flow_into,
    median,
    stays,
    stuck_before,
)
from domain.stages import EXAM_ORDER, ExamStage, exam_stages_after, is_backward, way_to

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def after(days, hours=0):
    return NOON + timedelta(days=days, hours=hours)


def test_a_history_is_a_chain_of_stays():
    found = stays([Entry("in_class", NOON), Entry("studying", after(9))])
    assert [(one.stage, one.days, one.after) for one in found] == [
        ("in_class", 9, "studying"),
        ("studying", 0, None),
    ]


def test_a_move_taken_back_never_happened():
    rows = [
        Entry("in_class", NOON),
        Entry("studying", after(9), "move:1"),
        Entry("in_class", after(10), "undo:1"),
        Entry("studying", after(20), "move:2"),
    ]
    assert [(one.stage, one.days) for one in stays(rows)] == [("in_class", 20), ("studying", 0)]


def test_the_last_of_many_moves_can_be_taken_back_one_by_one():
    rows = [
        Entry("recruited", NOON),
        Entry("in_class", after(1)),
        Entry("studying", after(2)),
        Entry("in_class", after(3), "undo:2"),
        Entry("recruited", after(4), "undo:3"),
    ]
    assert [(one.stage, one.begun, one.ended) for one in stays(rows)] == [("recruited", NOON, None)]


@pytest.mark.parametrize(
    ("track", "stage", "then", "how"),
    [
        ("exam", "studying", "registered_paid", "on"),
        ("exam", "sat", "studying", "back"),
        ("exam", "studying", "left", "left"),
        ("post", "station", "volunteer", "on"),
        ("post", "station", "none", "left"),
    ],
)
def test_a_stay_ends_on_back_or_away(track, stage, then, how):
    assert ending(track, stage, then) == how


def test_a_median_of_fewer_than_five_says_nothing():
    assert [median([1, 2, 3, 4]), median([1, 2, 3, 4, 5]), median([1, 2, 3, 9, 9, 9])] == [
        None,
        3,
        3,
    ]


def test_a_share_of_fewer_than_five_says_nothing():
    assert (Flow(4).percent_on, Flow(4, 1, 0).percent_on) == (None, 80)


def test_past_a_stage_that_few_places_have_the_one_before_counts():
    flows = {"passed": Flow(8, 0, 2), "reviewed": Flow(1)}
    assert flow_into(ExamStage.CERTIFIED, flows) == flows["passed"]
    assert flow_into(ExamStage.RECRUITED, flows) == Flow()


def test_stuck_is_longer_than_usual_by_stage():
    today = date(2026, 11, 24)
    assert stuck_before("in_class", today) == date(2026, 11, 10)
    assert stuck_before("registered", today) is None
    assert set(USUAL_DAYS) == set(EXAM_ORDER) - {ExamStage.REGISTERED}


def test_the_rows_of_a_day_say_who_stood_came_and_went():
    people = [[Entry("in_class", after(n)), Entry("studying", after(n + 10))] for n in range(6)]
    last = (after(30)).date()
    rows = {(r.stage, r.day): r for r in day_rows("exam", people, NOON.date(), last)}
    third = (after(2)).date()
    assert (rows["in_class", third].people, rows["in_class", third].entered) == (3, 1)
    assert rows["in_class", (after(10)).date()].went_on == 1
    assert (rows["studying", last].people, rows["in_class", last].people) == (6, 0)
    assert [rows["in_class", (after(n)).date()].median_days for n in (13, 14)] == [None, 10]


def test_two_rows_of_one_day_count_where_the_day_ends():
    people = [[Entry("in_class", NOON), Entry("studying", after(0, 2))]]
    rows = {r.stage: r for r in day_rows("exam", people, NOON.date(), NOON.date())}
    assert (rows["in_class"].people, rows["studying"].people) == (0, 1)


def test_what_ended_over_a_year_ago_is_in_no_median():
    people = [[Entry("in_class", after(n)), Entry("studying", after(n + 10))] for n in range(6)]
    late = (after(400)).date()
    rows = {r.stage: r for r in day_rows("exam", people, late, late)}
    assert rows["in_class"].median_days is None


def test_a_stage_passed_by_in_the_same_moment_is_in_no_median():
    people = [[Entry("studying", NOON), Entry("sat", NOON), Entry("passed", after(9))]] * 6
    rows = {r.stage: r for r in day_rows("exam", people, NOON.date(), (after(9)).date())}
    assert (rows["studying"].median_days, rows["sat"].median_days) == (None, 9)


@pytest.mark.parametrize("before", list(EXAM_ORDER))
@pytest.mark.parametrize("target", list(EXAM_ORDER))
def test_the_way_to_a_later_stage_is_made_of_legal_moves(before, target):
    way = way_to(before, target)
    forward = EXAM_ORDER.index(target) > EXAM_ORDER.index(before)
    assert bool(way) is forward
    for here, step in zip((before, *way), way, strict=False):
        assert step in exam_stages_after(here)
    assert not way or way[-1] is target


def test_nobody_is_led_on_who_has_left():
    assert way_to(ExamStage.LEFT, ExamStage.CERTIFIED) == ()


@pytest.mark.parametrize(
    ("before", "then", "back"),
    [
        ("studying", "in_class", True),
        ("sat", "left", True),
        ("studying", "registered_paid", False),
        ("left", "studying", False),
        (None, "recruited", False),
    ],
)
def test_going_back_and_leaving_want_a_reason(before, then, back):
    assert is_backward(before, then) is back
