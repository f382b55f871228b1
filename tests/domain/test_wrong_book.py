from itertools import combinations

import pytest

from domain.exam import Marking, mark
from domain.wrong_book import Cause, days_left, is_in_book, suggest_cause

MARKING = Marking(single=2, multiple=4, per_option=1)


def test_what_was_never_wrong_is_not_in_the_book() -> None:
    assert not is_in_book(ever_wrong=False, right_days=0)


def test_three_days_with_a_right_answer_lead_out_of_the_book() -> None:
    stays = [is_in_book(ever_wrong=True, right_days=days) for days in range(5)]
    assert stays == [True, True, True, False, False]
    assert [days_left(days) for days in range(5)] == [3, 2, 1, 0, 0]


def test_the_number_of_days_may_be_another() -> None:
    assert is_in_book(ever_wrong=True, right_days=3, days_to_leave=5)
    assert days_left(3, days_to_leave=5) == 2


@pytest.mark.parametrize(
    ("kind", "key", "chosen", "unknown", "cause"),
    [
        ("single", "A", "B", False, Cause.NOT_REMEMBERED),
        ("single", "A", "A", False, None),
        ("single", "A", "A", True, Cause.UNKNOWN),
        ("single", "A", "", False, Cause.UNKNOWN),
        ("multiple", "ABC", "AB", False, Cause.MISSED_OPTION),
        ("multiple", "ABC", "ABCD", False, Cause.EXTRA_OPTION),
        ("multiple", "ABC", "AD", False, Cause.EXTRA_OPTION),
        ("multiple", "ABC", "ABC", False, None),
        ("multiple", "ABC", "", True, Cause.UNKNOWN),
    ],
)
def test_a_cause_is_suggested_from_the_answer(
    kind: str, key: str, chosen: str, unknown: bool, cause: Cause | None
) -> None:
    assert suggest_cause(kind, frozenset(key), frozenset(chosen), unknown) is cause


def test_of_multiple_answers_missed_ones_still_score_and_extra_ones_do_not() -> None:
    key = frozenset("ACE")
    for size in range(1, 6):
        for some in combinations("ABCDE", size):
            cause = suggest_cause("multiple", key, frozenset(some), unknown=False)
            marks = mark("multiple", key, frozenset(some), MARKING)
            wanted = {4: None, 0: Cause.EXTRA_OPTION}.get(marks, Cause.MISSED_OPTION)
            assert cause is wanted


def test_every_cause_has_a_code_of_its_own() -> None:
    assert sorted(Cause) == [
        "careless",
        "extra_option",
        "misread",
        "missed_option",
        "mixed_up",
        "not_remembered",
        "unknown",
    ]
