"""A mock as it stands while it is sat: what is saved, what is open, how much time is left."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from blueprints.mocks.part import question_path
from blueprints.web.db import db, now
from blueprints.web.house import house
from blueprints.words.days import clock_words
from blueprints.words.mocks import left_words
from content.course import Question
from content.versions import item_from_body
from domain.mock import remaining_seconds
from models.mock_queries import answers_of, item_bodies
from models.mocks import Mock, MockAnswer

HEAD = 0
"""The number of the answer sheet's head, where the code is copied."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One question on the answer sheet."""

    number: int
    href: str
    state: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Sitting:
    """A running mock and the state of its questions."""

    mock: Mock
    answers: Mapping[int, MockAnswer]
    code: str
    at: datetime

    @property
    def questions(self) -> int:
        """How many questions the paper has."""
        return len(self.mock.items)

    @property
    def left(self) -> int:
        """Seconds left by the server's clock."""
        return remaining_seconds(self.mock.deadline_at, self.at)

    @property
    def time(self) -> tuple[str, str]:
        """The hour it is, and how much is left."""
        return clock_words(self.at), left_words(self.left)

    @property
    def blank(self) -> tuple[int, ...]:
        """The questions that have no answer yet."""
        return tuple(n for n in range(1, self.questions + 1) if not self.chosen(n))

    @property
    def flagged(self) -> tuple[int, ...]:
        """The questions marked to be looked at again."""
        return tuple(number for number, row in sorted(self.answers.items()) if row.flagged)

    @property
    def last(self) -> tuple[int, str] | None:
        """The question saved last, and when."""
        row = max(self.answers.values(), key=lambda row: (row.at, row.number), default=None)
        return (row.number, clock_words(row.at)) if row else None

    @property
    def here(self) -> int:
        """Where one goes on: the question saved last, or the first."""
        return self.last[0] if self.last else 1

    def chosen(self, number: int) -> str:
        """The options ticked at a question."""
        return self.answers[number].chosen if number in self.answers else ""

    def is_flagged(self, number: int) -> bool:
        """Whether a question is marked."""
        return number in self.answers and self.answers[number].flagged

    def cells(self) -> Iterator[Cell]:
        """The answer sheet."""
        start = question_path(self.mock, 1).removesuffix("1")
        here = self.here
        for number in range(1, self.questions + 1):
            answered = "answered" if self.chosen(number) else "blank"
            state = "flagged" if self.is_flagged(number) else answered
            yield Cell(number, f"{start}{number}", state, current=number == here)


def sitting_of(mock: Mock) -> Sitting:
    """The state of a mock as it is saved."""
    rows = {row.number: row for row in db().scalars(answers_of(mock.id))}
    head = rows.pop(HEAD, None)
    return Sitting(mock, rows, head.code if head else "", now())


def question_of(mock: Mock, number: int) -> Question:
    """A question as it was drawn, even if the course has changed it since."""
    item_id, version = mock.items[number - 1], mock.versions[number - 1]
    item = house().library.find_item(item_id)
    if item is not None and item.version == version:
        return item
    return item_from_body(item_bodies(db(), [version])[version])
