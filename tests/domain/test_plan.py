from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.days import week_of
from domain.plan import (
    FARMING_MINUTES,
    Busy,
    Lesson,
    Pace,
    Plan,
    Terms,
    Verdict,
    Work,
)
from domain.planner import make_plan, minutes_needed, studied_days

MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)


def week(number: int) -> date:
    return MONDAY + timedelta(weeks=number)


def lessons(count: int, minutes: int = 10, practice: int = 0) -> tuple[Lesson, ...]:
    return tuple(
        Lesson(f"l{number}", minutes, chapter=1, practice_minutes=practice)
        for number in range(1, count + 1)
    )


def names(plan: Plan) -> list[list[str]]:
    return [[lesson.lesson_id for lesson in one.lessons] for one in plan.weeks]


def test_a_week_holds_five_days_of_the_minutes_given() -> None:
    plan = make_plan(Work(lessons(7)), Terms(week(3), minutes_per_day=6), MONDAY)
    assert names(plan) == [["l1", "l2", "l3"], ["l4", "l5", "l6"], ["l7"]]
    assert [one.minutes for one in plan.weeks] == [30, 30, 30]
    assert (plan.verdict, plan.done_in_week) == (Verdict.FITS, week(2))


def test_the_first_week_has_only_the_days_that_are_left() -> None:
    saturday = MONDAY + timedelta(days=5)
    plan = make_plan(Work(lessons(3)), Terms(week(2), minutes_per_day=10), saturday)
    assert (plan.this_week.days, plan.this_week.minutes) == (2, 20)
    assert names(plan) == [["l1", "l2"], ["l3"]]


def test_the_day_of_the_target_is_no_day_to_study() -> None:
    wednesday = MONDAY + timedelta(days=2)
    plan = make_plan(Work(lessons(3)), Terms(wednesday, minutes_per_day=10), MONDAY)
    assert [(one.days, one.until, one.minutes) for one in plan.weeks] == [(2, wednesday, 20)]
    assert plan.verdict is Verdict.DOES_NOT_FIT


def test_practice_follows_its_lesson_and_may_be_divided() -> None:
    work = Work(lessons(2, minutes=10, practice=25))
    plan = make_plan(work, Terms(week(4), minutes_per_day=4), MONDAY)
    assert names(plan) == [["l1"], [], ["l2"], []]
    assert [one.practice_minutes for one in plan.weeks] == [10, 15, 10, 15]


def test_minutes_too_few_for_a_lesson_go_to_earlier_practice() -> None:
    work = Work(lessons(2, minutes=12), practice_minutes=30)
    plan = make_plan(work, Terms(week(3), minutes_per_day=4), MONDAY)
    assert names(plan) == [["l1"], ["l2"], []]
    assert [one.practice_minutes for one in plan.weeks] == [8, 8, 14]


def test_due_reviews_come_first_and_overdue_ones_this_week() -> None:
    reviews = {TUESDAY - timedelta(days=30): 2, TUESDAY: 1, week(1): 6, week(9): 5}
    plan = make_plan(Work(lessons(1), reviews=reviews), Terms(week(2), minutes_per_day=10), TUESDAY)
    assert [one.reviews for one in plan.weeks] == [3, 6]
    assert [one.review_minutes for one in plan.weeks] == [2, 4]
    assert (plan.left_reviews, plan.verdict) == (0, Verdict.FITS)


def test_reviews_that_find_no_room_wait_for_the_next_week() -> None:
    plan = make_plan(Work(reviews={MONDAY: 40}), Terms(week(2), minutes_per_day=3), MONDAY)
    assert [one.reviews for one in plan.weeks] == [22, 18]  # 15 minutes hold 22 of 40 seconds


def test_busy_weeks_get_five_minutes_a_day() -> None:
    terms = Terms(week(3), 30, busy={week(0): Busy.FARMING, week(1): Busy.SPRING_FESTIVAL})
    plan = make_plan(Work(lessons(6)), terms, MONDAY)
    assert [one.minutes for one in plan.weeks] == [25, 25, 150]
    assert [one.busy for one in plan.weeks] == [Busy.FARMING, Busy.SPRING_FESTIVAL, None]
    assert names(plan) == [["l1", "l2"], ["l3", "l4"], ["l5", "l6"]]


def test_a_busy_week_never_gets_more_than_was_given() -> None:
    terms = Terms(week(1), 3, busy={week(0): Busy.OTHER})
    assert make_plan(Work(), terms, MONDAY).this_week.minutes == 15


def test_the_five_minute_pace_is_for_the_week_that_runs() -> None:
    terms = Terms(week(2), 30, pace=Pace.FARMING)
    plan = make_plan(Work(lessons(4)), terms, MONDAY)
    assert [(one.minutes, one.busy) for one in plan.weeks] == [(25, Busy.FARMING), (150, None)]


def test_tight_means_that_no_day_stays_free() -> None:
    plan = make_plan(Work(lessons(6)), Terms(week(1), minutes_per_day=10), MONDAY)
    assert (plan.verdict, plan.minutes_needed) == (Verdict.TIGHT, 12)
    assert plan.this_week.planned_minutes == 60


def test_what_does_not_fit_is_said_with_the_minutes_it_would_need() -> None:
    plan = make_plan(Work(lessons(30)), Terms(week(2), minutes_per_day=10), MONDAY)
    assert (plan.verdict, plan.minutes_needed, plan.done_in_week) == (
        Verdict.DOES_NOT_FIT,
        30,
        None,
    )
    assert len(plan.left_lessons) == 16


def test_when_not_all_fits_the_heavy_chapters_come_first() -> None:
    light = [Lesson(f"light{n}", 10, chapter=1, weight=8) for n in (1, 2)]
    heavy = [Lesson(f"heavy{n}", 10, chapter=6, weight=16) for n in (1, 2)]
    work = Work((*light, *heavy))
    enough = make_plan(work, Terms(week(1), minutes_per_day=8), MONDAY)
    assert names(enough) == [["light1", "light2", "heavy1", "heavy2"]]
    short = make_plan(work, Terms(week(1), minutes_per_day=3), MONDAY)
    assert names(short) == [["heavy1", "heavy2"]]
    assert [one.lesson_id for one in short.left_lessons] == ["light1", "light2"]


def two_courses() -> tuple[Lesson, ...]:
    first = [Lesson(f"zh{n}", 10, chapter=n, weight=n, course="zh") for n in range(1, 5)]
    return (*first, *(Lesson(f"sw{n}", 10, chapter=n, course="sw") for n in (1, 2)))


def test_two_courses_go_side_by_side_and_end_together() -> None:
    plan = make_plan(Work(two_courses()), Terms(None, minutes_per_day=6), MONDAY)
    assert names(plan) == [["zh1", "sw1", "zh2"], ["zh3", "sw2", "zh4"]]


def test_a_course_of_unknown_weights_is_not_put_off_when_not_all_fits() -> None:
    plan = make_plan(Work(two_courses()), Terms(week(1), minutes_per_day=5), MONDAY)
    assert plan.verdict is Verdict.DOES_NOT_FIT
    assert names(plan) == [["zh4", "sw1", "zh3"]]


def test_some_work_fits_into_no_bearable_day() -> None:
    plan = make_plan(Work(lessons(500)), Terms(week(1), minutes_per_day=60), MONDAY)
    assert (plan.verdict, plan.minutes_needed) == (Verdict.DOES_NOT_FIT, None)


@pytest.mark.parametrize(
    ("target", "verdict"),
    [
        (None, Verdict.NO_TARGET),
        (MONDAY, Verdict.TARGET_PAST),
        (MONDAY - timedelta(days=200), Verdict.TARGET_PAST),
    ],
)
def test_without_a_target_ahead_the_plan_runs_until_the_work_is_done(
    target: date | None, verdict: Verdict
) -> None:
    plan = make_plan(Work(lessons(7)), Terms(target, minutes_per_day=6), MONDAY)
    assert names(plan) == [["l1", "l2", "l3"], ["l4", "l5", "l6"], ["l7"]]
    assert (plan.verdict, plan.minutes_needed) == (verdict, None)


def test_with_nothing_left_there_is_still_a_week() -> None:
    plan = make_plan(Work(), Terms(None, minutes_per_day=20), TUESDAY)
    assert (len(plan.weeks), plan.this_week.planned_minutes) == (1, 0)
    fits = make_plan(Work(), Terms(week(1), minutes_per_day=0), TUESDAY)
    assert (fits.verdict, fits.minutes_needed) == (Verdict.FITS, 0)


def test_a_pause_changes_only_what_is_planned_from_now_on() -> None:
    work, terms = Work(lessons(6)), Terms(week(8), minutes_per_day=6)
    before, after = make_plan(work, terms, MONDAY), make_plan(work, terms, week(3))
    assert [one for one in names(after) if one] == [one for one in names(before) if one]


def test_negative_minutes_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        make_plan(Work(), Terms(None, minutes_per_day=-1), MONDAY)


def test_studied_days_count_each_day_of_the_week_once() -> None:
    days = [MONDAY, MONDAY, MONDAY + timedelta(days=6), week(1), MONDAY - timedelta(days=1)]
    assert studied_days(days, TUESDAY) == 2
    assert studied_days([], TUESDAY) == 0


DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
LESSONS = st.lists(
    st.builds(
        Lesson,
        lesson_id=st.uuids().map(str),
        minutes=st.integers(0, 20),
        chapter=st.integers(1, 12),
        weight=st.floats(0, 20),
        practice_minutes=st.integers(0, 30),
    ),
    max_size=15,
).map(tuple)


@st.composite
def requests(draw: st.DrawFn) -> tuple[Work, Terms, date]:
    today = draw(DAYS)
    near = st.integers(-5, 120).map(lambda days: today + timedelta(days=days))
    terms = Terms(
        target=draw(st.none() | near),
        minutes_per_day=draw(st.integers(0, 60)),
        busy=draw(st.dictionaries(near.map(week_of), st.sampled_from(Busy), max_size=6)),
        pace=draw(st.sampled_from(Pace)),
    )
    reviews = draw(st.dictionaries(near, st.integers(1, 60), max_size=8))
    return Work(draw(LESSONS), draw(st.integers(0, 90)), reviews), terms, today


def aimed(plan: Plan) -> bool:
    return plan.verdict in {Verdict.FITS, Verdict.TIGHT, Verdict.DOES_NOT_FIT}


@settings(max_examples=150)
@given(requests())
def test_no_week_is_planned_beyond_the_minutes_given(
    request_: tuple[Work, Terms, date],
) -> None:
    work, terms, today = request_
    plan = make_plan(work, terms, today)
    for one in plan.weeks:
        assert 0 <= one.planned_minutes <= one.minutes <= terms.minutes_per_day * one.days
        marked = one.monday in terms.busy
        slow = terms.pace is Pace.FARMING and one.monday == week_of(today)
        assert (one.busy is not None) == (marked or slow)
        if one.busy:
            assert one.minutes <= FARMING_MINUTES * one.days
        if aimed(plan):
            assert one.until <= terms.target
    assert [one.monday for one in plan.weeks] == [
        week_of(today) + timedelta(weeks=number) for number in range(len(plan.weeks))
    ]


@settings(max_examples=150)
@given(requests())
def test_all_work_appears_exactly_once_or_is_named_as_left(
    request_: tuple[Work, Terms, date],
) -> None:
    work, terms, today = request_
    plan = make_plan(work, terms, today)
    placed = [lesson for one in plan.weeks for lesson in one.lessons]
    everything = sorted(work.lessons, key=repr)
    assert sorted([*placed, *plan.left_lessons], key=repr) == everything
    if plan.verdict in {Verdict.FITS, Verdict.TIGHT}:
        assert placed == list(work.lessons)
        practised = sum(one.practice_minutes for one in plan.weeks)
        wanted = work.practice_minutes + sum(one.practice_minutes for one in work.lessons)
        assert practised == wanted
        end = terms.target or today
        due = sum(count for day, count in work.reviews.items() if day < end)
        assert sum(one.reviews for one in plan.weeks) == due
        assert plan.done_in_week is not None or not any(one.planned_minutes for one in plan.weeks)
        left = (plan.left_lessons, plan.left_practice_minutes, plan.left_reviews)
        assert left == ((), 0, 0)
    elif plan.verdict is Verdict.DOES_NOT_FIT:
        assert plan.left_lessons or plan.left_practice_minutes or plan.left_reviews


@settings(max_examples=100)
@given(requests())
def test_the_minutes_needed_are_enough_and_no_less_would_do(
    request_: tuple[Work, Terms, date],
) -> None:
    work, terms, today = request_
    if terms.target is None or terms.target <= today:
        return
    needed = minutes_needed(work, terms, today)
    plan = make_plan(work, terms, today)
    assert plan.minutes_needed == needed
    assert (plan.verdict is Verdict.FITS) == (
        needed is not None and needed <= terms.minutes_per_day
    )
    if needed:
        less = make_plan(work, replace(terms, minutes_per_day=needed - 1), today)
        assert less.verdict is not Verdict.FITS


@given(requests(), st.integers(1, 30))
@settings(max_examples=100)
def test_more_minutes_never_make_the_plan_worse(
    request_: tuple[Work, Terms, date], more: int
) -> None:
    work, terms, today = request_
    richer = replace(terms, minutes_per_day=terms.minutes_per_day + more)
    order = [Verdict.DOES_NOT_FIT, Verdict.TIGHT, Verdict.FITS]
    plan, better = make_plan(work, terms, today), make_plan(work, richer, today)
    if aimed(plan):
        assert order.index(better.verdict) >= order.index(plan.verdict)


@given(st.lists(DAYS, max_size=20), DAYS)
def test_a_week_has_at_most_seven_studied_days(days: list[date], day: date) -> None:
    assert 0 <= studied_days(days, day) <= min(7, len(set(days)))
