import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.exam import Marking, PaperForm, mark
from domain.mock import CodeFlag, PaperItem, QuestionState
from domain.mock_report import FIVE_MARKS, Gain, Part, Report, Way, grade

MARKING = Marking(single=2, multiple=4, per_option=1)
FORM = PaperForm("J-ZH", 120, 60, 20, MARKING, full_half_marks=200, pass_half_marks=120)
SMALL = PaperForm("T", 10, 3, 2, MARKING, full_half_marks=14, pass_half_marks=8)


def item(number: int, kind: str, key: str, chapter: int = 4, point: str = "p1") -> PaperItem:
    return PaperItem(number, f"i{number}", kind, chapter, (point, "also"), frozenset(key))


def said(number: int, *choices: str, seconds: int | None = 60, late: str | None = None):
    given_ = tuple(frozenset(one) for one in choices)
    return number, QuestionState(
        number=number,
        chosen=given_[-1] if given_ else frozenset(),
        choices=tuple(one for one in given_ if one),
        seconds=seconds,
        late_chosen=None if late is None else frozenset(late),
    )


PAPER = [
    item(1, "single", "A", chapter=4, point="values"),
    item(2, "single", "B", chapter=6, point="intake"),
    item(3, "single", "C", chapter=6, point="intake"),
    item(4, "multiple", "ABC", chapter=6, point="contract"),
    item(5, "multiple", "DE", chapter=8, point="resources"),
]
ANSWERS = dict(
    [
        said(1, "A", seconds=40),
        said(2, "B", "A", seconds=100),
        said(4, "AB", "ABE", seconds=None),
        said(5, "D", seconds=70, late="DE"),
    ]
)


def test_a_paper_is_marked_and_summed() -> None:
    report = grade(PAPER, ANSWERS, SMALL)
    assert [one.half_marks for one in report.questions] == [2, 0, 0, 0, 1]
    assert (report.half_marks, report.full, report.per_cent) == (3, 14, 21)
    assert (report.blanks, report.late, report.seconds) == (1, 1, 210)
    assert (report.right_to_wrong, report.wrong_to_right) == (1, 0)
    assert (report.shortened, report.reaches_pass_mark, report.paper_code) == (False, False, "ok")


def test_parts_are_by_chapter_main_point_and_kind() -> None:
    report = grade(PAPER, ANSWERS, SMALL)
    assert report.by_chapter == (
        Part("4", questions=1, right=1, blanks=0, half_marks=2, full=2, seconds=40),
        Part("6", questions=3, right=0, blanks=1, half_marks=0, full=8, seconds=100),
        Part("8", questions=1, right=0, blanks=0, half_marks=1, full=4, seconds=70),
    )
    assert [part.code for part in report.by_point] == ["values", "intake", "contract", "resources"]
    assert [(part.code, part.half_marks, part.full) for part in report.by_kind] == [
        ("single", 2, 6),
        ("multiple", 1, 8),
    ]


def test_five_more_marks_begin_with_habits() -> None:
    report = grade(PAPER, ANSWERS, SMALL)
    assert report.five_more == (
        Gain(Way.CHANGED_AWAY, "", None, numbers=(2,), at_most=2),
        Gain(Way.BLANK, "", None, numbers=(3,), at_most=2),
        Gain(Way.OVER_TICKING, "", None, numbers=(4,), at_most=2),
        Gain(Way.POINT, "resources", 8, numbers=(5,), at_most=3),
    )
    assert (report.five_more_reached, FIVE_MARKS) == (False, 10)


def test_the_list_ends_when_it_amounts_to_five_marks() -> None:
    paper = [item(n, "single", "A", 4 + n % 2, f"p{n % 2}") for n in range(1, 16)]
    answers = dict(said(n, "B") for n in range(1, 16))
    report = grade(paper, answers, FORM)
    assert report.five_more == (
        Gain(Way.POINT, "p1", 5, numbers=(1, 3, 5, 7, 9, 11, 13, 15), at_most=16),
    )
    assert report.five_more_reached


def test_nothing_more_is_to_be_won_on_a_full_paper() -> None:
    answers = dict(said(one.number, "".join(sorted(one.key))) for one in PAPER)
    report = grade(PAPER, answers, SMALL)
    assert (report.half_marks, report.per_cent, report.five_more) == (14, 100, ())
    assert (report.reaches_pass_mark, report.five_more_reached) == (True, False)


def test_a_wrong_tick_beside_no_right_one_is_no_habit_but_a_point() -> None:
    report = grade([item(1, "multiple", "AB")], dict([said(1, "CD")]), SMALL)
    assert [gain.way for gain in report.five_more] == [Way.POINT]


def test_ticking_all_five_options_would_have_scored_in_full() -> None:
    report = grade([item(1, "multiple", "ABD")], dict([said(1, "ABCDE")]), SMALL)
    assert report.five_more == (Gain(Way.OVER_TICKING, "", None, numbers=(1,), at_most=4),)


@pytest.mark.parametrize(("right", "reached"), [(29, False), (30, True)])
def test_a_shortened_paper_is_read_as_a_share(right: int, reached: bool) -> None:
    paper = [item(number, "single", "A") for number in range(1, 51)]
    answers = dict(said(number, "A") for number in range(1, right + 1))
    report = grade(paper, answers, FORM)
    assert (report.shortened, report.full, report.per_cent) == (True, 100, right * 2)
    assert report.reaches_pass_mark is reached


def test_a_share_is_never_rounded_up() -> None:
    paper = [item(number, "single", "A") for number in range(1, 68)]
    report = grade(paper, dict(said(number, "A") for number in range(1, 41)), FORM)
    assert (report.per_cent, report.reaches_pass_mark) == (59, False)  # 59.7


def test_an_empty_paper_has_no_share() -> None:
    report = grade([], {}, FORM)
    assert (report.per_cent, report.reaches_pass_mark, report.questions) == (0, False, ())


def test_the_paper_code_is_flagged_and_takes_no_marks() -> None:
    report = grade(PAPER, ANSWERS, SMALL, CodeFlag.WRONG)
    assert (report.paper_code, report.half_marks) == ("wrong", 3)


def test_a_report_survives_json() -> None:
    report = grade(PAPER, ANSWERS, SMALL)
    text = json.dumps(report.to_dict(), ensure_ascii=False)
    assert Report.from_dict(json.loads(text)) == report
    assert json.loads(text) == report.to_dict()


@st.composite
def sat_papers(draw: st.DrawFn) -> tuple[list[PaperItem], dict[int, QuestionState]]:
    items, states = [], {}
    for number in range(1, draw(st.integers(0, 12)) + 1):
        kind = draw(st.sampled_from(["single", "multiple"]))
        low, high, options = (1, 1, "ABCD") if kind == "single" else (2, 4, "ABCDE")
        key = draw(st.frozensets(st.sampled_from(options), min_size=low, max_size=high))
        chapter = draw(st.integers(4, 6))
        items.append(PaperItem(number, f"i{number}", kind, chapter, (f"p{chapter}",), key))
        choices = draw(st.lists(st.frozensets(st.sampled_from(options)), max_size=3))
        if choices:
            steps = ["".join(sorted(one)) for one in choices]
            states.update([said(number, *steps, seconds=draw(st.none() | st.integers(0, 90)))])
    return items, states


@given(sat_papers())
def test_any_report_adds_up(
    paper: tuple[list[PaperItem], Mapping[int, QuestionState]],
) -> None:
    items, states = paper
    report = grade(items, states, FORM)
    assert report.half_marks == sum(
        mark(one.kind, one.key, states[one.number].chosen, MARKING)
        for one in items
        if one.number in states
    )
    for parts in (report.by_chapter, report.by_point, report.by_kind):
        assert sum(part.half_marks for part in parts) == report.half_marks
        assert sum(part.full for part in parts) == report.full
        assert sum(part.questions for part in parts) == len(items)
        assert sum(part.blanks for part in parts) == report.blanks
    numbers = [number for gain in report.five_more for number in gain.numbers]
    assert len(numbers) == len(set(numbers))
    at_most = sum(gain.at_most for gain in report.five_more)
    assert at_most <= report.full - report.half_marks
    assert report.five_more_reached == (at_most >= FIVE_MARKS)
    assert Report.from_dict(json.loads(json.dumps(report.to_dict()))) == report
