"""Closes a mock once: grades what was saved in time, and lets each answer count."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.facts import Draft, lock_person, write_as_server
from actions.fold_mocks import states_of
from actions.mock_papers import Books, paper_rules
from content.versions import item_from_body
from domain.answers import Mode
from domain.days import local_day
from domain.mock import PaperItem, QuestionState, code_flag
from domain.mock_report import Report, grade
from models.learning import Kind
from models.mock_queries import item_bodies, region_of
from models.mocks import Mock, MockClosing

GONE = 0
"""The chapter of an item that has left the course since it was drawn."""


class Cause(StrEnum):
    """What closed a mock: its sitter, or the clock."""

    SUBMITTED = "submitted"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Closed:
    """The one closing of a mock, and whether this call made it."""

    closing: MockClosing
    fresh: bool


def close_mock(db: Session, mock_id: int, *, cause: Cause, books: Books, at: datetime) -> Closed:
    """Grade a mock and let its answers count; a closed one is left as it is.

    A mock closed by the clock counts as closed at its deadline, whenever that is found out.
    """
    mock = db.get_one(Mock, mock_id)
    lock_person(db, mock.person_id)
    found = db.scalars(select(MockClosing).where(MockClosing.mock_id == mock_id)).one_or_none()
    if found is not None:
        return Closed(found, fresh=False)
    states, code = states_of(db, mock)
    report = _grade(db, mock, states, code, books)
    closing = MockClosing(
        mock_id=mock_id,
        cause=cause.value,
        closed_at=min(at, mock.deadline_at),
        half_marks=report.half_marks,
        full_half_marks=report.full,
        report=report.to_dict(),
    )
    db.add(closing)
    db.flush()
    answers = list(_answers(mock, states))
    write_as_server(db, mock.person_id, answers, library=books.library, at=closing.closed_at)
    return Closed(closing, fresh=True)


def _grade(
    db: Session, mock: Mock, states: Mapping[int, QuestionState], code: str, books: Books
) -> Report:
    """Grade by the rules in force where and when the mock was started."""
    paper = books.library.course(mock.course).paper or ""
    region = db.scalar(region_of(mock.person_id, mock.started_at))
    form = paper_rules(books.rules, paper, region=region, on=local_day(mock.started_at)).form
    return grade(_items(db, mock, books), states, form, code_flag(mock.code, code))


def _items(db: Session, mock: Mock, books: Books) -> Iterator[PaperItem]:
    """The questions of the paper with the keys of the versions that were sat."""
    bodies = item_bodies(db, mock.versions)
    pairs = zip(mock.items, mock.versions, strict=True)
    for number, (item_id, version) in enumerate(pairs, 1):
        question = item_from_body(bodies[version])
        item = books.library.find_item(item_id)
        yield PaperItem(
            number=number,
            item_id=item_id,
            kind=question.kind,
            chapter=item.chapter if item else GONE,
            points=item.points if item else (),
            key=question.key,
        )


def _answers(mock: Mock, states: Mapping[int, QuestionState]) -> Iterator[Draft]:
    """Each answered question as an answer like any other, once however often it is closed."""
    for number, state in states.items():
        if state.is_blank:
            continue
        item, version = mock.items[number - 1], mock.versions[number - 1]
        body = {
            "version": version,
            "chosen": "".join(sorted(state.chosen)),
            "unknown": False,
            "mode": Mode.MOCK.value,
            "seconds": state.seconds,
        }
        yield Draft(Kind.ANSWER, item, body, uuid5(mock.uid, item))
