from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.exam import Marking
from domain.mock import (
    CodeFlag,
    PaperItem,
    QuestionState,
    Step,
    code_flag,
    deadline,
    fold_steps,
    grade_one,
    is_late,
    last_saved,
    remaining_seconds,
    unanswered,
)

START = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
END = START + timedelta(minutes=120)
MARKING = Marking(single=2, multiple=4, per_option=1)


def step(
    number: int, chosen: str, minute: float, *, flagged: bool = False, seconds: int | None = 30
) -> Step:
    return Step(
        at=START + timedelta(minutes=minute),
        writer="phone",
        seq=int(minute * 60) + number * 100_000,
        number=number,
        chosen=frozenset(chosen),
        flagged=flagged,
        seconds=seconds,
    )


def state(*choices: str) -> QuestionState:
    steps = [step(1, chosen, minute) for minute, chosen in enumerate(choices)]
    return fold_steps(steps, END)[1]


def test_a_mock_ends_after_its_minutes_and_the_persons_extra_time() -> None:
    assert deadline(START, 120) == END
    assert deadline(START, 120, extra_minutes=30) == END + timedelta(minutes=30)


def test_remaining_seconds_run_down_to_nothing() -> None:
    moments = [START, END - timedelta(seconds=1.5), END, END + timedelta(hours=1)]
    assert [remaining_seconds(END, at) for at in moments] == [7200, 1, 0, 0]


def test_the_last_moment_is_in_time() -> None:
    assert not is_late(END, END)
    assert is_late(END + timedelta(microseconds=1), END)


def test_the_last_step_of_a_question_counts() -> None:
    steps = [step(7, "A", 1), step(7, "B", 5, flagged=True), step(9, "AC", 3, seconds=None)]
    assert fold_steps(steps, END) == {
        7: QuestionState(
            number=7,
            chosen=frozenset("B"),
            flagged=True,
            choices=(frozenset("A"), frozenset("B")),
            seconds=60,
            saved_at=START + timedelta(minutes=5),
        ),
        9: QuestionState(
            number=9,
            chosen=frozenset("AC"),
            choices=(frozenset("AC"),),
            saved_at=START + timedelta(minutes=3),
        ),
    }


def test_changes_are_counted_and_repeated_steps_are_none() -> None:
    changed = state("A", "A", "", "A", "B", "A")
    assert (changed.changes, changed.first_choice, changed.chosen) == (2, {"A"}, {"A"})
    assert state("").changes == 0
    assert state("").first_choice == frozenset()


def test_an_answer_taken_back_is_blank() -> None:
    assert state("A", "").is_blank


def test_late_answers_are_kept_and_marked_and_do_not_score() -> None:
    steps = [step(1, "A", 119), step(1, "B", 121), step(2, "C", 130)]
    states = fold_steps(steps, END)
    assert (states[1].chosen, states[1].late_chosen, states[1].seconds) == ({"A"}, {"B"}, 30)
    assert states[2] == QuestionState(2, late_chosen=frozenset("C"))
    item = PaperItem(2, "x", "single", 4, (), frozenset("C"))
    graded = grade_one(item, states[2], MARKING)
    assert (graded.half_marks, graded.is_blank, graded.late) == (0, True, ("C",))


def test_one_resumes_at_the_question_saved_last() -> None:
    states = fold_steps([step(3, "A", 2), step(12, "B", 9), step(4, "", 8), step(5, "A", 125)], END)
    saved = last_saved(states)
    assert saved is not None
    assert saved.number == 12
    assert last_saved({}) is None
    assert unanswered(states, 13) == (1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 13)


@pytest.mark.parametrize(
    ("given", "flag"),
    [
        ("B7", CodeFlag.OK),
        (" Ｂ ７ ", CodeFlag.OK),
        ("b7", CodeFlag.OK),
        ("B1", CodeFlag.WRONG),
        ("", CodeFlag.BLANK),
        ("　 ", CodeFlag.BLANK),
        (None, CodeFlag.BLANK),
    ],
)
def test_the_paper_code_box(given: str | None, flag: CodeFlag) -> None:
    assert code_flag("B7", given) is flag


@pytest.mark.parametrize(
    ("key", "choices", "changes"),
    [
        ("A", ["A", "B"], (True, False)),
        ("A", ["B", "A"], (False, True)),
        ("A", ["A", "B", "A"], (False, True)),
        ("A", ["B", "C"], (False, False)),
        ("A", ["A", ""], (True, False)),
        ("A", ["A"], (False, False)),
        ("AC", ["A", "AC"], (False, False)),
        ("AC", ["AB", "AC"], (False, True)),
        ("AC", ["AC", "ACD"], (True, False)),
        ("AC", ["AC", "A"], (True, False)),
    ],
)
def test_changes_between_right_and_wrong(
    key: str, choices: list[str], changes: tuple[bool, bool]
) -> None:
    kind = "single" if len(key) == 1 else "multiple"
    item = PaperItem(1, "x", kind, 4, ("p",), frozenset(key))
    graded = grade_one(item, state(*choices), MARKING)
    assert (graded.right_to_wrong, graded.wrong_to_right) == changes


def test_a_question_never_touched_is_blank() -> None:
    item = PaperItem(5, "x", "multiple", 4, ("p",), frozenset("AB"))
    graded = grade_one(item, None, MARKING)
    assert (graded.chosen, graded.half_marks, graded.lost, graded.seconds) == ((), 0, 4, None)


STEPS = st.builds(
    Step,
    at=st.integers(0, 130 * 6).map(lambda tens: START + timedelta(seconds=10 * tens)),
    writer=st.sampled_from(["phone", "tablet", "server"]),
    seq=st.integers(1, 40),
    number=st.integers(1, 5),
    chosen=st.frozensets(st.sampled_from("ABCDE")),
    flagged=st.booleans(),
    seconds=st.none() | st.integers(0, 300),
)


@given(st.lists(STEPS, max_size=25), st.randoms(use_true_random=False))
def test_any_order_and_any_repetition_give_the_same_states(
    steps: list[Step], random: Random
) -> None:
    states = fold_steps(steps, END)
    mixed = [*steps, *steps[:5]]
    random.shuffle(mixed)
    assert fold_steps(mixed, END) == states


@given(st.lists(STEPS, max_size=25, unique_by=lambda one: (one.writer, one.seq)))
def test_late_steps_change_nothing_that_is_graded(steps: list[Step]) -> None:
    in_time = [one for one in steps if not is_late(one.at, END)]
    with_late = fold_steps(steps, END)
    for number, alone in fold_steps(in_time, END).items():
        late = with_late[number]
        assert (late.chosen, late.choices, late.seconds) == (
            alone.chosen,
            alone.choices,
            alone.seconds,
        )
    kept = {one.number for one in steps if is_late(one.at, END)}
    assert kept == {number for number, one in with_late.items() if one.late_chosen is not None}
