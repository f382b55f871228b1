from datetime import UTC, date, datetime, timedelta

import pytest
from fsrs import Card, Rating, Scheduler
from hypothesis import given
from hypothesis import strategies as st

from domain.days import local_day, start_of
from domain.recall import LONGEST_INTERVAL_DAYS, Memory, chance, due_day, is_due, review

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
MOMENTS = st.datetimes(datetime(1996, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
HISTORIES = st.lists(st.tuples(st.booleans(), MOMENTS), min_size=1, max_size=12)


def remember(*history: tuple[bool, datetime]) -> Memory:
    memory = None
    for right, at in history:
        memory = review(memory, right, at)
    assert memory is not None
    return memory


def test_a_first_right_answer_rests_two_days() -> None:
    memory = review(None, right=True, at=NOON)
    assert round(memory.stability, 4) == 2.3065  # published initial stability of Good
    assert (due_day(memory), memory.reviewed_at) == (date(2026, 11, 26), NOON)


def test_a_first_wrong_answer_comes_back_tomorrow() -> None:
    memory = review(None, right=False, at=NOON)
    assert round(memory.stability, 4) == 0.212
    assert due_day(memory) == date(2026, 11, 25)


def test_right_answers_in_time_stretch_the_rest() -> None:
    memory, rests = None, []
    at = NOON
    for _ in range(4):
        memory = review(memory, right=True, at=at)
        rests.append((due_day(memory) - local_day(at)).days)
        at = memory.due + timedelta(hours=4)
    assert rests == [2, 11, 46, 163]


def test_no_rest_is_longer_than_the_year_between_two_sittings() -> None:
    memory = remember(*((True, NOON + 200 * DAY * times) for times in range(10)))
    assert due_day(memory) - local_day(memory.reviewed_at) == timedelta(LONGEST_INTERVAL_DAYS)


def test_a_lapse_shortens_the_rest_again() -> None:
    long = remember((True, NOON), (True, NOON + 3 * DAY), (True, NOON + 20 * DAY))
    lapsed = review(long, right=False, at=NOON + 60 * DAY)
    assert lapsed.stability < long.stability
    assert lapsed.difficulty > long.difficulty
    assert due_day(lapsed) - local_day(lapsed.reviewed_at) < timedelta(days=7)


def test_an_item_falls_due_at_the_start_of_a_local_day() -> None:
    evening = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)  # 23:30 at +08:00
    memory = review(None, right=False, at=evening)
    assert memory.due == start_of(date(2026, 11, 25))
    assert not is_due(memory, evening)
    assert is_due(memory, evening + timedelta(minutes=30))


def test_the_hour_of_the_day_changes_nothing_but_the_label() -> None:
    morning = remember((True, NOON - timedelta(hours=9)), (True, NOON + 3 * DAY))
    evening = remember((True, NOON + timedelta(hours=9)), (True, NOON + 3 * DAY))
    assert morning == evening


def test_an_older_answer_counts_as_given_at_the_last_review() -> None:
    memory = review(None, right=True, at=NOON)
    late = review(memory, right=False, at=NOON - 4000 * DAY)
    assert late == review(memory, right=False, at=NOON)
    assert late.reviewed_at == NOON


def test_the_chance_falls_from_one_to_nine_in_ten_when_due() -> None:
    memory = review(None, right=True, at=NOON)
    assert chance(memory, NOON) == 1.0
    assert chance(memory, NOON - 100 * DAY) == 1.0
    assert chance(memory, NOON + 2 * DAY) == pytest.approx(0.91, abs=0.01)


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        review(None, right=True, at=datetime(2026, 11, 24))  # noqa: DTZ001


def test_the_fold_equals_the_library_on_cards_kept_from_review_to_review() -> None:
    scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    card, memory = Card(card_id=1, due=NOON), None
    for day, right in ((0, True), (2, True), (2, False), (3, True), (9, True), (40, False)):
        at = NOON + day * DAY
        rating = Rating.Good if right else Rating.Again
        card, _ = scheduler.review_card(card, rating, at)
        memory = review(memory, right, at)
        assert (memory.stability, memory.difficulty) == (card.stability, card.difficulty)
        assert due_day(memory) == local_day(card.due)


@given(HISTORIES)
def test_any_history_gives_a_sound_memory(history: list[tuple[bool, datetime]]) -> None:
    memory = remember(*history)
    assert memory.stability > 0
    assert 1 <= memory.difficulty <= 10
    assert memory.reviewed_at == max(at for _, at in history)
    rest = (due_day(memory) - local_day(memory.reviewed_at)).days
    assert 1 <= rest <= LONGEST_INTERVAL_DAYS
    assert memory.due == start_of(due_day(memory))


@given(HISTORIES, st.integers(0, 400), st.integers(0, 400))
def test_the_chance_never_rises_with_time(
    history: list[tuple[bool, datetime]], first: int, second: int
) -> None:
    memory = remember(*history)
    sooner, later = sorted((first, second))
    at = memory.reviewed_at
    assert 1 >= chance(memory, at + sooner * DAY) >= chance(memory, at + later * DAY) > 0


@given(HISTORIES, MOMENTS)
def test_a_right_answer_never_comes_back_before_a_wrong_one(
    history: list[tuple[bool, datetime]], at: datetime
) -> None:
    memory = remember(*history)
    assert review(memory, right=True, at=at).due >= review(memory, right=False, at=at).due
