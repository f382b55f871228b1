"""A timed mock: its deadline, its saved steps, the state and the marks of each question.

Every change of an answer is a step; the state is a fold over the set of steps, so any order
and any repetition give the same state. Nothing is dropped: a step after the deadline is kept
and marked, and only does not score.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.exam import Kind, Marking, is_right, mark


class CodeFlag(StrEnum):
    """What stands in the 试卷代码 box."""

    OK = "ok"
    BLANK = "blank"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Step:
    """One saved state of one question; `(writer, seq)` names it."""

    at: datetime
    """Time by the clock that owns the mock, aware."""
    writer: str
    seq: int
    number: int
    """Number of the question on the paper, from 1."""
    chosen: frozenset[str]
    """The options ticked now; empty when the answer was taken back."""
    flagged: bool
    seconds: int | None
    """Seconds spent on the question since the step before; None if nobody measured."""


@dataclass(frozen=True, slots=True)
class QuestionState:
    """What the steps of one question add up to."""

    number: int
    chosen: frozenset[str] = frozenset()
    """The last answer in time: what is graded."""
    flagged: bool = False
    choices: tuple[frozenset[str], ...] = ()
    """Every different answer in time, in order, blanks left out."""
    seconds: int | None = None
    """All seconds in time; None if none was measured."""
    saved_at: datetime | None = None
    """The last step in time."""
    late_chosen: frozenset[str] | None = None
    """The last answer after the deadline, kept but not scored; None if there is none."""

    @property
    def first_choice(self) -> frozenset[str]:
        """The first answer that was not blank."""
        return self.choices[0] if self.choices else frozenset()

    @property
    def changes(self) -> int:
        """How often the answer became another one."""
        return max(0, len(self.choices) - 1)

    @property
    def is_blank(self) -> bool:
        """Whether nothing is ticked."""
        return not self.chosen


@dataclass(frozen=True, slots=True)
class PaperItem:
    """One question of the paper that was sat."""

    number: int
    item_id: str
    kind: str
    chapter: int
    points: tuple[str, ...]
    """Knowledge points, the main one first."""
    key: frozenset[str]


@dataclass(frozen=True, slots=True)
class Graded:
    """One question after grading. Options are sorted strings, ready for JSON."""

    number: int
    item_id: str
    kind: str
    chapter: int
    points: tuple[str, ...]
    key: tuple[str, ...]
    chosen: tuple[str, ...]
    half_marks: int
    full: int
    seconds: int | None
    changes: int
    right_to_wrong: bool
    """The exact key had been chosen and was changed away."""
    wrong_to_right: bool
    """A wrong option had been chosen and the exact key stands now."""
    late: tuple[str, ...] | None
    """An answer after the deadline: kept, not scored."""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was ticked in time."""
        return not self.chosen

    @property
    def is_right(self) -> bool:
        """Whether the answer is exactly the key."""
        return self.chosen == self.key

    @property
    def lost(self) -> int:
        """Half-marks this question did not bring."""
        return self.full - self.half_marks


def deadline(started_at: datetime, minutes: int, extra_minutes: int = 0) -> datetime:
    """Return the moment a mock ends; extra time is the person's own."""
    return started_at + timedelta(minutes=minutes + extra_minutes)


def remaining_seconds(until: datetime, at: datetime) -> int:
    """Return the whole seconds left, never below 0."""
    return max(0, int((until - at).total_seconds()))


def is_late(at: datetime, until: datetime) -> bool:
    """Return whether a step comes too late to score; the last moment itself is in time."""
    return at > until


def fold_steps(steps: Iterable[Step], until: datetime) -> dict[int, QuestionState]:
    """Fold all steps of a mock into the state of each question that has any.

    Per question the last step by (at, writer, seq) in time counts; of two steps with the
    same (writer, seq) the first counts.
    """
    groups: dict[int, list[Step]] = defaultdict(list)
    for step in _in_order(steps):
        groups[step.number].append(step)
    return {number: _state(number, group, until) for number, group in sorted(groups.items())}


def last_saved(states: Mapping[int, QuestionState]) -> QuestionState | None:
    """Return the question saved last in time: where one resumes; None before the first."""
    saved = [state for state in states.values() if state.saved_at is not None]
    return max(saved, key=lambda state: (state.saved_at, state.number), default=None)


def unanswered(states: Mapping[int, QuestionState], questions: int) -> tuple[int, ...]:
    """Return the numbers of the questions that are still blank."""
    numbers = range(1, questions + 1)
    return tuple(one for one in numbers if one not in states or states[one].is_blank)


def grade_one(item: PaperItem, state: QuestionState | None, marking: Marking) -> Graded:
    """Grade one question; one without a state was never touched.

    Going from an incomplete answer to the full one is neither change. ValueError for a key
    that does not suit its kind.
    """
    state = state or QuestionState(item.number)
    right = is_right(item.key, state.chosen)
    before = [choice for choice in state.choices if choice != state.chosen]
    return Graded(
        number=item.number,
        item_id=item.item_id,
        kind=str(Kind(item.kind)),
        chapter=item.chapter,
        points=item.points,
        key=tuple(sorted(item.key)),
        chosen=tuple(sorted(state.chosen)),
        half_marks=mark(item.kind, item.key, state.chosen, marking),
        full=marking.full(item.kind),
        seconds=state.seconds,
        changes=state.changes,
        right_to_wrong=not right and item.key in before,
        wrong_to_right=right and any(choice - item.key for choice in before),
        late=None if state.late_chosen is None else tuple(sorted(state.late_chosen)),
    )


def code_flag(expected: str, given: str | None) -> CodeFlag:
    """Return what is to be said about the 试卷代码 box.

    Full-width characters, spaces and case do not matter. On the real answer card a blank or
    wrong code scores nothing (rulebook, 变换卷 since 2024); the mock only flags it.
    """
    written = _plain(given or "")
    if not written:
        return CodeFlag.BLANK
    return CodeFlag.OK if written == _plain(expected) else CodeFlag.WRONG


def _plain(text: str) -> str:
    """Return a code without width, spaces and case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def _in_order(steps: Iterable[Step]) -> list[Step]:
    """Return the steps in the order of the fold, each (writer, seq) once."""
    once: dict[tuple[str, int], Step] = {}
    for step in sorted(steps, key=_order):
        once.setdefault((step.writer, step.seq), step)
    return list(once.values())


def _order(step: Step) -> tuple[datetime, str, int, str]:
    """Order by time, writer, number; the rest only settles forks, always the same way."""
    rest = (step.number, sorted(step.chosen), step.flagged, step.seconds)
    return step.at, step.writer, step.seq, repr(rest)


def _state(number: int, steps: list[Step], until: datetime) -> QuestionState:
    """Return the state of one question from its steps in order."""
    in_time = [step for step in steps if not is_late(step.at, until)]
    late = [step for step in steps if is_late(step.at, until)]
    measured = [step.seconds for step in in_time if step.seconds is not None]
    last = in_time[-1] if in_time else None
    return QuestionState(
        number=number,
        chosen=last.chosen if last else frozenset(),
        flagged=last.flagged if last else False,
        choices=_choices(in_time),
        seconds=sum(measured) if measured else None,
        saved_at=last.at if last else None,
        late_chosen=late[-1].chosen if late else None,
    )


def _choices(steps: list[Step]) -> tuple[frozenset[str], ...]:
    """Return the answers in order, without blanks and without repeating the one before."""
    different: list[frozenset[str]] = []
    for step in steps:
        if step.chosen and (not different or different[-1] != step.chosen):
            different.append(step.chosen)
    return tuple(different)
