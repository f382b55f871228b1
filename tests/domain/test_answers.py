from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.answers import (
    TALLY_FIELDS,
    Answer,
    Leaf,
    Mode,
    Outcome,
    Tally,
    fold_answers,
    fold_by_item,
    in_order,
    tally,
)
from domain.days import local_day
from domain.recall import review

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def answer(
    right: bool | None, day: float = 0, *, unknown: bool = False, mode: Mode = Mode.PRACTICE
) -> Answer:
    """An answer some days after the first noon; its number follows its time."""
    return Answer(
        at=NOON + day * DAY,
        writer="phone",
        seq=int(day * 1440) + 1,
        item_id="jc04-p001",
        version="v1",
        chosen=frozenset() if unknown else frozenset("A" if right else "B"),
        unknown=unknown,
        mode=mode,
        seconds=20,
        right=right,
    )


def leaf_of(*answers: Answer) -> Leaf:
    leaf = fold_answers(answers)
    assert leaf is not None
    return leaf


def dont_know(day: float = 0) -> Answer:
    return answer(right=False, day=day, unknown=True)


def test_no_answers_make_no_leaf() -> None:
    assert fold_answers([]) is None
    assert tally(None) == Tally()


def test_a_first_right_answer() -> None:
    first = answer(right=True)
    assert leaf_of(first) == Leaf(
        rights=1,
        wrongs=0,
        unknowns=0,
        unmarked=0,
        first_at=NOON,
        last_at=NOON,
        last_outcome=Outcome.RIGHT,
        last_chosen=frozenset("A"),
        last_version="v1",
        last_mode=Mode.PRACTICE,
        standing=Outcome.RIGHT,
        memory=review(None, right=True, at=NOON),
        wrong_at=None,
        right_days=1,
        last_right_at=NOON,
        in_wrong_book=False,
        steady=False,
    )


@pytest.mark.parametrize(
    ("lapse", "counts"), [(answer(right=False), (1, 0)), (dont_know(), (0, 1))]
)
def test_wrong_and_dont_know_are_counted_apart_and_both_are_lapses(
    lapse: Answer, counts: tuple[int, int]
) -> None:
    leaf = leaf_of(lapse)
    assert (leaf.wrongs, leaf.unknowns) == counts
    assert (leaf.in_wrong_book, leaf.wrong_at) == (True, NOON)
    assert leaf.memory == review(None, right=False, at=NOON)


def test_an_item_leaves_the_wrong_book_on_the_third_day() -> None:
    wrong, right = answer(right=False), [answer(right=True, day=day) for day in (1, 5, 9)]
    inside = [leaf_of(wrong, *right[:days]).in_wrong_book for days in range(4)]
    assert inside == [True, True, True, False]


def test_three_right_answers_on_one_day_do_not_empty_the_wrong_book() -> None:
    leaf = leaf_of(answer(right=False), *(answer(right=True, day=day) for day in (0.1, 0.2, 0.3)))
    assert (leaf.right_days, leaf.in_wrong_book) == (1, True)


def test_a_new_wrong_answer_begins_the_count_again() -> None:
    days = [(False, 0), (True, 1), (True, 2), (False, 3), (True, 4), (True, 5)]
    leaf = leaf_of(*(answer(right=right, day=day) for right, day in days))
    assert (leaf.right_days, leaf.wrong_at, leaf.in_wrong_book) == (2, NOON + 3 * DAY, True)
    assert not leaf_of(
        *(answer(right=right, day=day) for right, day in [*days, (True, 6)])
    ).in_wrong_book


def test_calendar_days_are_local_days() -> None:
    before_midnight, after_midnight = 11.9 / 24, 12.1 / 24  # noon plus these: 23:54 and 00:06
    leaf = leaf_of(
        answer(right=False),
        answer(right=True, day=before_midnight),
        answer(right=True, day=after_midnight),
    )
    assert leaf.right_days == 2


def test_the_number_of_days_may_be_another() -> None:
    answers = [answer(right=False), answer(right=True, day=1)]
    leaf = fold_answers(answers, days_to_leave=1)
    assert leaf is not None
    assert not leaf.in_wrong_book


def test_an_unknown_version_is_kept_and_changes_no_judgement() -> None:
    known = leaf_of(answer(right=True))
    leaf = leaf_of(answer(right=True), answer(right=None, day=3))
    assert leaf == replace(
        known,
        unmarked=1,
        last_at=NOON + 3 * DAY,
        last_outcome=Outcome.UNMARKED,
        last_chosen=frozenset("B"),
    )


def test_only_unmarked_answers_make_a_leaf_without_a_standing() -> None:
    leaf = leaf_of(answer(right=None))
    assert (leaf.standing, leaf.memory, leaf.in_wrong_book) == (None, None, False)
    assert tally(leaf) == Tally(unmarked=1)


def test_dont_know_needs_no_key() -> None:
    assert answer(right=None, unknown=True).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("history", "steady"),
    [
        ([answer(right=True)], False),
        ([answer(right=True), answer(right=True, day=6)], False),
        ([answer(right=True), answer(right=True, day=7)], True),
        ([answer(right=True, mode=Mode.MIXED)], True),
        ([answer(right=True, mode=Mode.MOCK)], True),
        ([answer(right=True, mode=Mode.REVIEW)], False),
        ([answer(right=True, mode=Mode.MIXED), answer(right=False, day=1)], False),
        ([answer(right=False), answer(right=True, day=8)], True),
        ([answer(right=True, mode=Mode.MIXED), answer(right=None, day=1)], True),
    ],
)
def test_steady_is_right_when_mixed_or_delayed(history: list[Answer], steady: bool) -> None:
    assert leaf_of(*history).steady is steady


def test_of_a_fork_the_earlier_one_counts_whatever_comes_first() -> None:
    right = answer(right=True)
    wrong = replace(answer(right=False), seq=right.seq)
    assert fold_answers([right, wrong]) == fold_answers([wrong, right])
    earlier = replace(wrong, at=NOON - DAY)
    assert leaf_of(right, earlier) == leaf_of(earlier)


def test_leaves_are_kept_by_item() -> None:
    other = replace(answer(right=False, day=1), item_id="jc04-p002")
    leaves = fold_by_item([other, answer(right=True)])
    assert leaves == {"jc04-p001": leaf_of(answer(right=True)), "jc04-p002": leaf_of(other)}


def test_a_tally_sums_what_a_point_shows() -> None:
    leaves = [
        leaf_of(answer(right=True, mode=Mode.MIXED)),
        leaf_of(answer(right=True), answer(right=False, day=1)),
        leaf_of(dont_know(), answer(right=True, day=1)),
        leaf_of(answer(right=None)),
    ]
    assert sum(map(tally, leaves), Tally()) == Tally(
        answered=3,
        right_now=2,
        steady=1,
        in_wrong_book=2,
        rights=3,
        wrongs=1,
        unknowns=1,
        unmarked=1,
    )


def test_a_tally_counts_all_answers() -> None:
    assert Tally(rights=4, wrongs=3, unknowns=2, unmarked=1).answers == 10
    assert leaf_of(answer(right=True), answer(right=False, day=1), dont_know(2)).answers == 3


MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2080, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
NEAR = st.integers(0, 40 * 24).map(lambda hours: NOON + timedelta(hours=hours))
ANSWERS = st.builds(
    Answer,
    at=st.one_of(NEAR, MOMENTS),
    writer=st.sampled_from(["phone", "tablet", "server"]),
    seq=st.integers(1, 30),
    item_id=st.just("jc04-p001"),
    version=st.sampled_from(["v1", "v2"]),
    chosen=st.frozensets(st.sampled_from("ABCDE")),
    unknown=st.booleans(),
    mode=st.sampled_from(Mode),
    seconds=st.none() | st.integers(0, 600),
    right=st.none() | st.booleans(),
)
UNIQUE: dict[str, Callable[[Answer], object]] = {"unique_by": lambda one: (one.writer, one.seq)}


@given(
    st.lists(ANSWERS, max_size=14),
    st.randoms(use_true_random=False),
    st.integers(0, 14),
)
def test_any_order_any_repetition_any_split_give_the_same_leaf(
    answers: list[Answer], random: Random, split: int
) -> None:
    leaf = fold_answers(answers)
    assert fold_answers(_shuffled(answers, random)) == leaf
    assert fold_answers([*answers, *_shuffled(answers, random)]) == leaf
    first, second = answers[:split], answers[split:]
    assert fold_answers([*in_order(second), *in_order([*first, *answers[:3]])]) == leaf


@given(st.lists(ANSWERS, min_size=1, max_size=14, **UNIQUE))
def test_a_leaf_keeps_its_promises(answers: list[Answer]) -> None:
    leaf = leaf_of(*answers)
    ordered = in_order(answers)
    assert leaf.answers == len(answers)
    assert (leaf.first_at, leaf.last_at) == (ordered[0].at, ordered[-1].at)
    assert leaf.unmarked == sum(one.outcome is Outcome.UNMARKED for one in answers)

    lapses = [
        place
        for place, one in enumerate(ordered)
        if one.outcome in {Outcome.WRONG, Outcome.UNKNOWN}
    ]
    since = ordered[lapses[-1] + 1 :] if lapses else ordered
    days = {local_day(one.at) for one in since if one.outcome is Outcome.RIGHT}
    assert leaf.right_days == len(days)
    assert leaf.wrong_at == (ordered[lapses[-1]].at if lapses else None)
    assert leaf.in_wrong_book == (bool(lapses) and len(days) < 3)
    assert not (leaf.steady and leaf.standing is not Outcome.RIGHT)
    assert (leaf.memory is None) == (leaf.standing is None)


@given(st.lists(ANSWERS, min_size=1, max_size=10, **UNIQUE), ANSWERS)
def test_sums_move_by_new_minus_old(answers: list[Answer], late: Answer) -> None:
    other = tally(leaf_of(answer(right=True)))
    before, after = tally(fold_answers(answers)), tally(fold_answers([*answers, late]))
    assert (other + before) + (after - before) == other + after
    assert len(TALLY_FIELDS) == 8


def _shuffled(answers: list[Answer], random: Random) -> list[Answer]:
    mixed = list(answers)
    random.shuffle(mixed)
    return mixed
