"""Verbs of the mock: start it, save a step, hand it in, close it once."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.facts import Draft, lock_person, write_as_server
from actions.fold_mocks import HEAD, last_step, step_subject
from actions.jobs import Workshop, ask_for
from actions.mock_closing import Cause, Closed, close_mock
from actions.mock_papers import (
    Books,
    NoPaperError,
    draw_paper,
    new_code,
    new_seed,
    paper_rules,
)
from content.course import Course
from domain.days import local_day
from domain.mock import is_late
from models.base import new_uid
from models.learning import Kind
from models.mock_queries import (
    extra_minutes_of,
    last_moment_of,
    region_of,
    sat_items_of,
    started_by,
    unclosed_mock_of,
)
from models.mocks import Mock, MockClosing

JOB = "close-mock"
OPTIONS = frozenset("ABCDE")
MOST_SECONDS = 600
"""A pause longer than this is no thinking about one question; ours, nobody publishes one."""


@dataclass(frozen=True, slots=True)
class Started:
    """The mock to sit, and whether this start made it; only one runs at a time in a course."""

    mock: Mock
    fresh: bool


def start_mock(
    db: Session, person_id: int, course: Course, *, once: UUID, books: Books, at: datetime
) -> Started:
    """Start a mock of a course, or lead to the one that was started before.

    Raises:
        NoPaperError: the course has no paper, or its pool no items.
    """
    lock_person(db, person_id)
    same = db.scalars(started_by(person_id, once)).one_or_none()
    running = same or _running(db, person_id, course.id, books=books, at=at)
    if running is not None:
        return Started(running, fresh=False)
    uid = new_uid()
    body = _start_body(db, person_id, course, books=books, at=at)
    draft = Draft(Kind.MOCK_STARTED, str(uid), body, once)
    write_as_server(db, person_id, [draft], library=books.library, at=at)
    mock = db.scalars(select(Mock).where(Mock.uid == uid)).one()
    ask_for(db, JOB, f"{JOB}/{uid}", at=mock.deadline_at, body={"mock": str(uid)})
    return Started(mock, fresh=True)


def save_step(
    db: Session,
    mock_id: int,
    number: int,
    *,
    chosen: Iterable[str],
    flagged: bool,
    once: UUID,
    books: Books,
    at: datetime,
) -> bool:
    """Save one question as it stands now; True if that was too late to score.

    A late step is kept and marked, and closes a mock that nothing has closed yet.
    """
    body = {"chosen": "".join(sorted(OPTIONS.intersection(chosen))), "flagged": flagged}
    return _save(db, mock_id, number, body, once=once, books=books, at=at)


def copy_code(
    db: Session, mock_id: int, code: str, *, once: UUID, books: Books, at: datetime
) -> bool:
    """Copy the 试卷代码 into the box of the answer sheet; True if that was too late."""
    return _save(db, mock_id, HEAD, {"code": code}, once=once, books=books, at=at)


def submit_mock(db: Session, mock_id: int, *, once: UUID, books: Books, at: datetime) -> Closed:
    """Hand a mock in and grade it; handed in again, it is the one result."""
    mock = db.get_one(Mock, mock_id)
    lock_person(db, mock.person_id)
    late = is_late(at, mock.deadline_at)
    if not late and _closing(db, mock_id) is None:
        draft = Draft(Kind.MOCK_SUBMITTED, str(mock.uid), {}, once)
        write_as_server(db, mock.person_id, [draft], library=books.library, at=at)
    cause = Cause.TIME if late else Cause.SUBMITTED
    return close_mock(db, mock_id, cause=cause, books=books, at=at)


def close_overdue(db: Session, mock_id: int, *, books: Books, at: datetime) -> None:
    """Close a mock whose time is over; one that still runs stays open."""
    if at > db.get_one(Mock, mock_id).deadline_at:
        close_mock(db, mock_id, cause=Cause.TIME, books=books, at=at)


def close_when_due(db: Session, body: Mapping[str, Any], workshop: Workshop, at: datetime) -> None:
    """The job at a mock's deadline: close and grade it if nobody has."""
    mock = db.scalars(select(Mock).where(Mock.uid == UUID(body["mock"]))).one_or_none()
    if mock is not None and at >= mock.deadline_at:
        books = Books(workshop.library, workshop.rules(db))
        close_mock(db, mock.id, cause=Cause.TIME, books=books, at=at)


def _running(
    db: Session, person_id: int, course: str, *, books: Books, at: datetime
) -> Mock | None:
    """The mock that still runs in this course; one whose time is over is closed on the way."""
    mock = db.scalars(unclosed_mock_of(person_id, course)).one_or_none()
    if mock is None or not is_late(at, mock.deadline_at):
        return mock
    close_mock(db, mock.id, cause=Cause.TIME, books=books, at=at)
    return None


def _start_body(
    db: Session, person_id: int, course: Course, *, books: Books, at: datetime
) -> dict[str, Any]:
    """Everything the row of a mock is made from."""
    region, day = db.scalar(region_of(person_id, at)), local_day(at)
    form = paper_rules(books.rules, course.paper or "", region=region, on=day).form
    seed = new_seed()
    papers = db.scalars(sat_items_of(person_id, course.id))
    sat = Counter(item for items in papers for item in items)
    paper = draw_paper(books.library, course, form, seed=seed, on=day, sat=sat)
    if not paper.item_ids:
        raise NoPaperError(course.id)
    return {
        "course": course.id,
        "seed": seed,
        "code": new_code(),
        "items": list(paper.item_ids),
        "versions": [books.library.item(item).version for item in paper.item_ids],
        "minutes": form.minutes,
        "extra_minutes": db.scalar(extra_minutes_of(person_id)) or 0,
    }


def _save(
    db: Session,
    mock_id: int,
    number: int,
    said: Mapping[str, Any],
    *,
    once: UUID,
    books: Books,
    at: datetime,
) -> bool:
    """Record a step unless this very form said the same in the step before."""
    mock = db.get_one(Mock, mock_id)
    lock_person(db, mock.person_id)
    closed = _closing(db, mock_id) is not None
    late = closed or is_late(at, mock.deadline_at)
    body = {**said, "form": str(once)}
    before = last_step(db, mock, number) or {}
    if body != {name: before.get(name) for name in body}:
        body |= {"late": True} if late else {"seconds": _seconds(db, mock, at)}
        draft = Draft(Kind.MOCK_STEP, step_subject(mock.uid, number), body)
        write_as_server(db, mock.person_id, [draft], library=books.library, at=at)
    if late and not closed:
        close_mock(db, mock_id, cause=Cause.TIME, books=books, at=at)
    return late


def _seconds(db: Session, mock: Mock, at: datetime) -> int:
    """Seconds since anything of this mock was saved; a long pause counts no further."""
    since = db.scalar(last_moment_of(mock.id)) or mock.started_at
    return min(max(0, int((at - since).total_seconds())), MOST_SECONDS)


def _closing(db: Session, mock_id: int) -> MockClosing | None:
    return db.scalars(select(MockClosing).where(MockClosing.mock_id == mock_id)).one_or_none()
