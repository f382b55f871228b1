"""Folds the steps of a mock into the state of its questions.

The subject of a step is "<uid of the mock>/<number of the question>"; number 0 is the head of the
answer sheet, where the 试卷代码 is copied. A step that the server took in after the mock was
closed says so itself ("late"), so that any order of folding gives the same state.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.load import Library
from domain.mock import QuestionState, Step, deadline, fold_steps, is_late
from models.learning import Event, Kind
from models.mocks import Mock, MockAnswer

HEAD = 0
"""The number that stands for the head of the answer sheet."""
MOMENT = timedelta(microseconds=1)


def step_subject(mock: UUID, number: int) -> str:
    """What a step of one question is about."""
    return f"{mock}/{number}"


def project_start(db: Session, person_id: int, mock: str, *, library: Library) -> None:
    """Make the row of a mock from its starting event; a row that is there stays as it is."""
    if db.scalars(select(Mock.id).where(Mock.uid == UUID(mock))).first() is not None:
        return
    event = _events(db, person_id, [mock], Kind.MOCK_STARTED)[0]
    row = _mock(person_id, event)
    db.add(row)
    db.flush()
    subjects = [step_subject(row.uid, number) for number in range(len(row.items) + 1)]
    early = {one.subject for one in _events(db, person_id, subjects, Kind.MOCK_STEP)}
    for subject in sorted(early):
        refold(db, person_id, subject, library=library)


def refold(db: Session, person_id: int, subject: str, *, library: Library) -> None:
    """Recompute one question of a mock from its steps."""
    del library  # a step says which options were ticked, whatever the item has become
    uid, _slash, number = subject.partition("/")
    mock = db.scalars(
        select(Mock).where(Mock.person_id == person_id, Mock.uid == UUID(uid))
    ).one_or_none()
    if mock is None:
        return  # its start is still on the way, and folds this again
    events = _events(db, person_id, [subject], Kind.MOCK_STEP)
    if not events:
        return
    states = fold_steps(_steps(events, mock.deadline_at), mock.deadline_at)
    row = db.scalars(
        select(MockAnswer).where(MockAnswer.mock_id == mock.id, MockAnswer.number == int(number))
    ).one_or_none()
    row = row or MockAnswer(mock_id=mock.id, number=int(number))
    _store(row, states[int(number)], events, mock.deadline_at)
    db.add(row)


def states_of(db: Session, mock: Mock) -> tuple[dict[int, QuestionState], str]:
    """The state of each question of a mock that has steps, and what stands in the code box."""
    subjects = [step_subject(mock.uid, number) for number in range(len(mock.items) + 1)]
    events = _events(db, mock.person_id, subjects, Kind.MOCK_STEP)
    states = fold_steps(_steps(events, mock.deadline_at), mock.deadline_at)
    states.pop(HEAD, None)
    head = [event for event in events if event.subject == subjects[HEAD]]
    return states, _code(head, mock.deadline_at)


def last_step(db: Session, mock: Mock, number: int) -> dict[str, Any] | None:
    """What the latest step of one question said; None before the first."""
    events = _events(db, mock.person_id, [step_subject(mock.uid, number)], Kind.MOCK_STEP)
    return _body(events[-1]) if events else None


def _mock(person_id: int, event: Event) -> Mock:
    body = _body(event)
    uid = UUID(event.subject)
    return Mock(
        uid=uid,
        person_id=person_id,
        once=event.once or uid,
        course=body["course"],
        seed=body["seed"],
        code=body["code"],
        items=body["items"],
        versions=body["versions"],
        minutes=body["minutes"],
        extra_minutes=body["extra_minutes"],
        started_at=event.at,
        deadline_at=deadline(event.at, body["minutes"], body["extra_minutes"]),
    )


def _events(db: Session, person_id: int, subjects: Sequence[str], kind: Kind) -> Sequence[Event]:
    return db.scalars(
        select(Event)
        .where(Event.person_id == person_id, Event.subject.in_(subjects))
        .where(Event.kind == kind, Event.body.is_not(None))
        .order_by(Event.at, Event.writer, Event.seq)
    ).all()


def _steps(events: Iterable[Event], until: datetime) -> Iterator[Step]:
    for event in events:
        body = _body(event)
        yield Step(
            at=_moment(event, body, until),
            writer=str(event.writer),
            seq=event.seq,
            number=int(event.subject.rpartition("/")[2]),
            chosen=frozenset(body.get("chosen", "")),
            flagged=bool(body.get("flagged")),
            seconds=body.get("seconds"),
        )


def _moment(event: Event, body: dict[str, Any], until: datetime) -> datetime:
    """When a step counts as made: what came after closing is later than the last moment."""
    return max(event.at, until + MOMENT) if body.get("late") else event.at


def _store(row: MockAnswer, state: QuestionState, events: Sequence[Event], until: datetime) -> None:
    row.chosen = "".join(sorted(state.chosen))
    row.first_chosen = "".join(sorted(state.first_choice))
    row.flagged, row.changes = state.flagged, state.changes
    row.seconds = state.seconds or 0
    row.late = "".join(sorted(state.late_chosen or ()))
    row.code = _code(events, until)
    row.at = state.saved_at or events[-1].at


def _code(events: Iterable[Event], until: datetime) -> str:
    """The last code copied in time; steps of a question carry none."""
    code = ""
    for event in events:
        body = _body(event)
        if not is_late(_moment(event, body, until), until):
            code = body.get("code", "")
    return code


def _body(event: Event) -> dict[str, Any]:
    return json.loads(event.body or "{}")
