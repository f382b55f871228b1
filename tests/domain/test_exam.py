from itertools import combinations

import pytest

from domain.exam import Kind, Marking, PaperForm, is_right, mark

OFFICIAL = Marking(single=2, multiple=4, per_option=1)
FORM = PaperForm("J-ZH", 120, 60, 20, OFFICIAL, full_half_marks=200, pass_half_marks=120)
OPTIONS = "ABCDE"

ALL_ANSWERS = [frozenset(some) for size in range(6) for some in combinations(OPTIONS, size)]
KEYS = [frozenset(some) for size in (2, 3, 4) for some in combinations(OPTIONS, size)]

# Written from the official wording, not from the code. Rows: how many options the key has.
# Columns: how many right options are ticked. Only answers without a wrong tick; in half-marks.
WITHOUT_A_WRONG_TICK = {
    2: {0: 0, 1: 1, 2: 4},
    3: {0: 0, 1: 1, 2: 2, 3: 4},
    4: {0: 0, 1: 1, 2: 2, 3: 3, 4: 4},
}
# How many of the 32 answers to one key earn 0, 1, 2, 3 and 4 half-marks, counted by hand.
HOW_MANY_EARN = {
    2: {0: 29, 1: 2, 2: 0, 3: 0, 4: 1},
    3: {0: 25, 1: 3, 2: 3, 3: 0, 4: 1},
    4: {0: 17, 1: 4, 2: 6, 3: 4, 4: 1},
}


def expected(key: frozenset[str], chosen: frozenset[str]) -> int:
    right = sum(option in key for option in chosen)
    wrong = sum(option not in key for option in chosen)
    return 0 if wrong else WITHOUT_A_WRONG_TICK[len(key)][right]


def test_there_are_25_keys_and_32_answers() -> None:
    assert (len(set(KEYS)), len(set(ALL_ANSWERS))) == (25, 32)


@pytest.mark.parametrize("key", KEYS, ids=lambda key: "".join(sorted(key)))
def test_every_answer_to_every_multiple_key(key: frozenset[str]) -> None:
    marks = {chosen: mark(Kind.MULTIPLE, key, chosen, OFFICIAL) for chosen in ALL_ANSWERS}
    assert marks == {chosen: expected(key, chosen) for chosen in ALL_ANSWERS}
    spread = {half: list(marks.values()).count(half) for half in range(5)}
    assert spread == HOW_MANY_EARN[len(key)]


@pytest.mark.parametrize(
    ("key", "chosen", "half_marks"),
    [
        ("ACD", "ACD", 4),
        ("ACD", "AC", 2),
        ("ACD", "D", 1),
        ("ACD", "ACDE", 0),
        ("ACD", "B", 0),
        ("ACD", "", 0),
        ("AB", "A", 1),
        ("ABDE", "ABD", 3),
        ("ABDE", "ABCDE", 0),
    ],
)
def test_the_examples_of_the_schools(key: str, chosen: str, half_marks: int) -> None:
    assert mark("multiple", frozenset(key), frozenset(chosen), OFFICIAL) == half_marks


@pytest.mark.parametrize("key", "ABCD")
def test_a_single_question_wants_exactly_its_one_option(key: str) -> None:
    answers = [frozenset(some) for size in range(5) for some in combinations("ABCD", size)]
    earning = [chosen for chosen in answers if mark("single", frozenset(key), chosen, OFFICIAL)]
    assert earning == [{key}]
    assert mark("single", frozenset(key), frozenset(key), OFFICIAL) == 2


def test_the_values_come_from_the_marking() -> None:
    marking = Marking(single=3, multiple=10, per_option=2)
    key = frozenset("ABC")
    assert mark("multiple", key, frozenset("AB"), marking) == 4
    assert mark("multiple", key, key, marking) == 10
    assert mark("single", frozenset("A"), frozenset("A"), marking) == 3


@pytest.mark.parametrize(("kind", "key"), [("single", "AB"), ("multiple", "A"), ("multiple", "")])
def test_a_key_that_does_not_suit_its_kind_is_refused(kind: str, key: str) -> None:
    with pytest.raises(ValueError, match="cannot have the key"):
        mark(kind, frozenset(key), frozenset("A"), OFFICIAL)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="essay"):
        mark("essay", frozenset("A"), frozenset("A"), OFFICIAL)


def test_practice_calls_only_the_exact_key_right() -> None:
    key = frozenset("AB")
    assert [is_right(key, frozenset(some)) for some in ("AB", "A", "ABC", "")] == [
        True,
        False,
        False,
        False,
    ]


def test_a_form_knows_its_questions() -> None:
    assert (FORM.questions, FORM.count("single"), FORM.count("multiple")) == (80, 60, 20)
    whole = FORM.singles * OFFICIAL.full("single") + FORM.multiples * OFFICIAL.full("multiple")
    assert whole == FORM.full_half_marks
