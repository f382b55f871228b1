"""A person's answers to one item, folded into what they add up to: the leaf.

The leaf is a function of the *set* of answers: any order, any repetition and any split into
batches give the same leaf. Sums over many leaves (tallies) move by new minus old.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum

from domain import recall, wrong_book
from domain.days import local_day

STEADY_AFTER_DAYS = 7
"""A right answer this many days after the answer before it is a delayed one. Our choice."""


class Mode(StrEnum):
    """In what an answer was given."""

    PRACTICE = "practice"
    REVIEW = "review"
    WRONG = "wrong"
    MIXED = "mixed"
    CHECK = "check"
    MOCK = "mock"


MIXED_MODES = frozenset({Mode.MIXED, Mode.MOCK})
"""Modes in which the question before does not give the topic away."""


class Outcome(StrEnum):
    """What became of one answer; 不会 is kept apart from wrong."""

    RIGHT = "right"
    WRONG = "wrong"
    UNKNOWN = "unknown"
    UNMARKED = "unmarked"


LAPSES = frozenset({Outcome.WRONG, Outcome.UNKNOWN})
"""Outcomes that send an item back: to be reviewed again, and into the wrong-answer book."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as its event tells it; `(writer, seq)` names it."""

    at: datetime
    """Corrected time of the answer, aware."""
    writer: str
    seq: int
    item_id: str
    version: str
    """Hash of what the trainee saw."""
    chosen: frozenset[str]
    unknown: bool
    """The trainee pressed 不会."""
    mode: Mode
    seconds: int | None
    right: bool | None
    """Marked by the version answered; None if that version is not known here."""

    @property
    def outcome(self) -> Outcome:
        """不会 needs no key; an answer to an unknown version stays unmarked."""
        if self.unknown:
            return Outcome.UNKNOWN
        if self.right is None:
            return Outcome.UNMARKED
        return Outcome.RIGHT if self.right else Outcome.WRONG


@dataclass(frozen=True, slots=True)
class Leaf:
    """What one person's answers to one item add up to."""

    rights: int
    wrongs: int
    unknowns: int
    unmarked: int
    first_at: datetime
    last_at: datetime
    last_outcome: Outcome
    last_chosen: frozenset[str]
    last_version: str
    last_mode: Mode
    standing: Outcome | None
    """The last outcome that could be marked; None while there is none."""
    memory: recall.Memory | None
    wrong_at: datetime | None
    """The last wrong answer or 不会."""
    right_days: int
    """Local days with a right answer since `wrong_at`, or since the beginning."""
    last_right_at: datetime | None
    in_wrong_book: bool
    steady: bool
    """Right in a mixed set, a mock or after a delay, and no lapse since."""

    @property
    def answers(self) -> int:
        """How many answers there are, marked or not."""
        return self.rights + self.wrongs + self.unknowns + self.unmarked


def fold_answers(
    answers: Iterable[Answer], days_to_leave: int = wrong_book.DAYS_TO_LEAVE
) -> Leaf | None:
    """Fold all answers of one person to one item; None if there are none.

    Answers are put in order by (at, writer, seq); of two with the same (writer, seq) the
    first counts. The order they come in does not matter.
    """
    leaf: Leaf | None = None
    for answer in in_order(answers):
        leaf = _add(leaf, answer, days_to_leave)
    return leaf


def fold_by_item(
    answers: Iterable[Answer], days_to_leave: int = wrong_book.DAYS_TO_LEAVE
) -> dict[str, Leaf]:
    """Fold one person's answers to many items into one leaf an item."""
    groups: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        groups[answer.item_id].append(answer)
    leaves = {item: fold_answers(group, days_to_leave) for item, group in groups.items()}
    return {item: leaf for item, leaf in leaves.items() if leaf is not None}


def in_order(answers: Iterable[Answer]) -> list[Answer]:
    """Return the answers in the order of the fold, each (writer, seq) once."""
    once: dict[tuple[str, int], Answer] = {}
    for answer in sorted(answers, key=_order):
        once.setdefault((answer.writer, answer.seq), answer)
    return list(once.values())


def _order(answer: Answer) -> tuple[datetime, str, int, str]:
    """Order by time, writer, number; the rest only settles forks, always the same way."""
    rest = (answer.version, sorted(answer.chosen), answer.unknown, answer.mode, answer.right)
    return answer.at, answer.writer, answer.seq, repr(rest)


def _add(leaf: Leaf | None, answer: Answer, days_to_leave: int) -> Leaf:
    """Return the leaf after an answer that is later than all it holds."""
    outcome = answer.outcome
    before = _empty(answer) if leaf is None else leaf
    seen = replace(
        before,
        last_at=answer.at,
        last_outcome=outcome,
        last_chosen=answer.chosen,
        last_version=answer.version,
        last_mode=answer.mode,
    )
    if outcome is Outcome.UNMARKED:
        return replace(seen, unmarked=seen.unmarked + 1)
    memory = recall.review(before.memory, outcome is Outcome.RIGHT, answer.at)
    marked = replace(seen, standing=outcome, memory=memory)
    if outcome in LAPSES:
        return _lapse(marked, answer, days_to_leave)
    return _succeed(marked, answer, before.last_at, days_to_leave)


def _lapse(leaf: Leaf, answer: Answer, days_to_leave: int) -> Leaf:
    """Return the leaf after a wrong answer or 不会."""
    wrong = answer.outcome is Outcome.WRONG
    return replace(
        leaf,
        wrongs=leaf.wrongs + wrong,
        unknowns=leaf.unknowns + (not wrong),
        wrong_at=answer.at,
        right_days=0,
        last_right_at=None,
        in_wrong_book=wrong_book.is_in_book(
            ever_wrong=True, right_days=0, days_to_leave=days_to_leave
        ),
        steady=False,
    )


def _succeed(leaf: Leaf, answer: Answer, last_at: datetime, days_to_leave: int) -> Leaf:
    """Return the leaf after a right answer; `last_at` is the answer before it."""
    day = local_day(answer.at)
    new_day = leaf.last_right_at is None or local_day(leaf.last_right_at) != day
    right_days = leaf.right_days + new_day
    delayed = (day - local_day(last_at)).days >= STEADY_AFTER_DAYS
    return replace(
        leaf,
        rights=leaf.rights + 1,
        right_days=right_days,
        last_right_at=answer.at,
        in_wrong_book=wrong_book.is_in_book(
            ever_wrong=leaf.wrong_at is not None, right_days=right_days, days_to_leave=days_to_leave
        ),
        steady=leaf.steady or answer.mode in MIXED_MODES or delayed,
    )


def _empty(answer: Answer) -> Leaf:
    """Return the leaf before its first answer."""
    return Leaf(
        rights=0,
        wrongs=0,
        unknowns=0,
        unmarked=0,
        first_at=answer.at,
        last_at=answer.at,
        last_outcome=Outcome.UNMARKED,
        last_chosen=answer.chosen,
        last_version=answer.version,
        last_mode=answer.mode,
        standing=None,
        memory=None,
        wrong_at=None,
        right_days=0,
        last_right_at=None,
        in_wrong_book=False,
        steady=False,
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums over leaves: of a point, a chapter, a course. They add and subtract."""

    answered: int = 0
    """Items with at least one marked answer."""
    right_now: int = 0
    """Items whose last marked answer was right."""
    steady: int = 0
    in_wrong_book: int = 0
    rights: int = 0
    wrongs: int = 0
    unknowns: int = 0
    unmarked: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, name) + getattr(other, name) for name in TALLY_FIELDS))

    def __sub__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, name) - getattr(other, name) for name in TALLY_FIELDS))

    @property
    def answers(self) -> int:
        """How many answers were given, marked or not."""
        return self.rights + self.wrongs + self.unknowns + self.unmarked


TALLY_FIELDS = tuple(field.name for field in fields(Tally))
"""The names of the sums, in order: columns of a table may follow them."""


def tally(leaf: Leaf | None) -> Tally:
    """Return what one leaf adds to the sums; nothing if there is none."""
    if leaf is None:
        return Tally()
    return Tally(
        answered=int(leaf.standing is not None),
        right_now=int(leaf.standing is Outcome.RIGHT),
        steady=int(leaf.steady),
        in_wrong_book=int(leaf.in_wrong_book),
        rights=leaf.rights,
        wrongs=leaf.wrongs,
        unknowns=leaf.unknowns,
        unmarked=leaf.unmarked,
    )
