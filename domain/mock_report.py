"""What a graded mock tells: marks, where they were lost, and where five more would come from.

Everything here is arithmetic on this one paper. It is no forecast and no promise.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from domain.exam import Kind, Marking, PaperForm, mark
from domain.mock import CodeFlag, Graded, PaperItem, QuestionState, grade_one

FIVE_MARKS = 10
"""Five marks in half-marks: a step small enough to plan for."""


class Way(StrEnum):
    """Where marks were lost: a habit, or knowledge of a point."""

    OVER_TICKING = "over_ticking"
    """A wrong tick beside right ones: the right ticks alone would have scored."""
    CHANGED_AWAY = "changed_away"
    """The right answer was there and was changed."""
    BLANK = "blank"
    """Nothing was ticked; a blank never scores."""
    POINT = "point"
    """Answered, and not known."""


@dataclass(frozen=True, slots=True)
class Part:
    """The sums of some questions: of a chapter, a main point or a kind."""

    code: str
    """Chapter number, point id or kind."""
    questions: int
    right: int
    blanks: int
    half_marks: int
    full: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Gain:
    """One way to more marks: the questions, and what they could at most have brought."""

    way: Way
    code: str
    """The point for Way.POINT, otherwise empty."""
    chapter: int | None
    numbers: tuple[int, ...]
    at_most: int
    """Half-marks, by this paper's arithmetic alone."""


@dataclass(frozen=True, slots=True)
class Report:
    """A graded mock. Plain values only: `to_dict` and `from_dict` are a round trip."""

    paper: str
    questions: tuple[Graded, ...]
    half_marks: int
    full: int
    """Half-marks this paper could bring; below the form's if it was shortened."""
    shortened: bool
    per_cent: int
    """Share of `full`, rounded down: how a shortened paper is read."""
    reaches_pass_mark: bool
    """Whether this paper's share reaches the form's pass mark. Says nothing of the next one."""
    paper_code: str
    by_chapter: tuple[Part, ...]
    by_point: tuple[Part, ...]
    by_kind: tuple[Part, ...]
    blanks: int
    late: int
    right_to_wrong: int
    wrong_to_right: int
    seconds: int
    five_more: tuple[Gain, ...]
    five_more_reached: bool
    """Whether the ways listed amount to five marks at all."""

    def to_dict(self) -> dict[str, Any]:
        """Return the report as values that JSON knows."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Report:
        """Return the report that `to_dict` wrote; KeyError or TypeError if it is another thing."""
        frozen = _frozen(values)
        for name in ("by_chapter", "by_point", "by_kind"):
            frozen[name] = tuple(Part(**part) for part in frozen[name])
        frozen["questions"] = tuple(Graded(**one) for one in frozen["questions"])
        frozen["five_more"] = tuple(
            replace(Gain(**gain), way=Way(gain["way"])) for gain in frozen["five_more"]
        )
        return cls(**frozen)


def grade(
    items: Iterable[PaperItem],
    states: Mapping[int, QuestionState],
    form: PaperForm,
    paper_code: CodeFlag = CodeFlag.OK,
) -> Report:
    """Grade a mock: the last answers in time, by the form's marking.

    A shortened paper is read as a share of what it could bring. Points and chapters sum by
    each question's main point, so that the parts add up to the whole. ValueError for a key
    that does not suit its kind.
    """
    ordered = sorted(items, key=lambda one: one.number)
    graded = tuple(grade_one(item, states.get(item.number), form.marking) for item in ordered)
    marks, full = sum(one.half_marks for one in graded), sum(one.full for one in graded)
    five_more = _five_more(graded, form.marking)
    return Report(
        paper=form.code,
        questions=graded,
        half_marks=marks,
        full=full,
        shortened=len(graded) < form.questions,
        per_cent=marks * 100 // full if full else 0,
        reaches_pass_mark=bool(full)
        and marks * form.full_half_marks >= form.pass_half_marks * full,
        paper_code=paper_code.value,
        by_chapter=_sums(graded, lambda one: str(one.chapter)),
        by_point=_sums(graded, _main_point),
        by_kind=_sums(graded, lambda one: str(one.kind)),
        blanks=sum(one.is_blank for one in graded),
        late=sum(one.late is not None for one in graded),
        right_to_wrong=sum(one.right_to_wrong for one in graded),
        wrong_to_right=sum(one.wrong_to_right for one in graded),
        seconds=sum(one.seconds or 0 for one in graded),
        five_more=five_more,
        five_more_reached=sum(gain.at_most for gain in five_more) >= FIVE_MARKS,
    )


def _main_point(one: Graded) -> str:
    """Return the first point of a question; empty if it has none."""
    return one.points[0] if one.points else ""


def _sums(questions: Iterable[Graded], code: Callable[[Graded], str]) -> tuple[Part, ...]:
    """Sum questions by a code, in the order in which the codes appear."""
    groups: dict[str, list[Graded]] = {}
    for one in questions:
        groups.setdefault(code(one), []).append(one)
    return tuple(_part(name, group) for name, group in groups.items())


def _part(code: str, questions: Collection[Graded]) -> Part:
    """Sum some questions."""
    return Part(
        code=code,
        questions=len(questions),
        right=sum(one.is_right for one in questions),
        blanks=sum(one.is_blank for one in questions),
        half_marks=sum(one.half_marks for one in questions),
        full=sum(one.full for one in questions),
        seconds=sum(one.seconds or 0 for one in questions),
    )


def _five_more(questions: tuple[Graded, ...], marking: Marking) -> tuple[Gain, ...]:
    """List the cheapest ways to five more marks, each question counted once.

    Habits come first, because they need nothing new to be learned; then points, the one that
    lost most first. The list ends as soon as it amounts to five marks.
    """
    ways: dict[tuple[Way, str], list[tuple[Graded, int]]] = {}
    for one in questions:
        way, gain = _way(one, marking)
        if gain:
            code = _main_point(one) if way is Way.POINT else ""
            ways.setdefault((way, code), []).append((one, gain))
    gains = [_gain(way, code, lost) for (way, code), lost in ways.items()]
    gains.sort(key=lambda gain: (gain.way is Way.POINT, -gain.at_most, gain.numbers))
    taken: list[Gain] = []
    for gain in gains:
        if sum(one.at_most for one in taken) < FIVE_MARKS:
            taken.append(gain)
    return tuple(taken)


def _way(one: Graded, marking: Marking) -> tuple[Way, int]:
    """Return how one question lost its marks, and how many half-marks that way holds."""
    if one.is_blank:
        return Way.BLANK, one.lost
    if one.right_to_wrong:
        return Way.CHANGED_AWAY, one.lost
    right_ticks = set(one.chosen) & set(one.key)
    if one.kind == Kind.MULTIPLE and right_ticks and set(one.chosen) - set(one.key):
        return Way.OVER_TICKING, mark(one.kind, set(one.key), right_ticks, marking)
    return Way.POINT, one.lost


def _gain(way: Way, code: str, lost: list[tuple[Graded, int]]) -> Gain:
    """Sum the questions that lost marks the same way."""
    return Gain(
        way=way,
        code=code,
        chapter=lost[0][0].chapter if way is Way.POINT else None,
        numbers=tuple(one.number for one, _ in lost),
        at_most=sum(gain for _, gain in lost),
    )


def _plain(value: Any) -> Any:  # noqa: ANN401  values of any JSON kind
    """Return lists for tuples and plain strings for codes, all the way down."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.value if isinstance(value, StrEnum) else value


def _frozen(value: Any) -> Any:  # noqa: ANN401  values of any JSON kind
    """Return tuples for lists, all the way down."""
    if isinstance(value, Mapping):
        return {key: _frozen(one) for key, one in value.items()}
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value
