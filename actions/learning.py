"""Verbs of studying: a section read, a lesson finished, an item answered."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from actions.facts import Draft, write_as_server
from content.course import Item, Lesson
from content.load import Library
from domain.answers import Mode
from models.learning import Kind


def read_section(
    db: Session, person_id: int, lesson: Lesson, *, section: int, library: Library, at: datetime
) -> None:
    """Remember how far a person has read; 1 is the first section."""
    draft = Draft(Kind.LESSON_READ, lesson.id, _reading(lesson, section, finished=False))
    write_as_server(db, person_id, [draft], library=library, at=at)


def answer_checks(
    db: Session,
    person_id: int,
    lesson: Lesson,
    *,
    chosen: Mapping[str, frozenset[str]],
    once: UUID,
    library: Library,
    at: datetime,
) -> None:
    """Answer a lesson's check questions, which finishes the lesson."""
    finished = Draft(
        Kind.LESSON_READ,
        lesson.id,
        _reading(lesson, len(lesson.sections), finished=True),
        uuid5(once, "finished"),
    )
    answers = [
        Draft(
            Kind.ANSWER, item.id, _answer(item, chosen[item.id], Mode.CHECK), uuid5(once, item.id)
        )
        for item in library.checks(lesson.id)
    ]
    write_as_server(db, person_id, [*answers, finished], library=library, at=at)


def answer_item(
    db: Session,
    person_id: int,
    item: Item,
    *,
    chosen: Iterable[str],
    unknown: bool,
    mode: Mode,
    once: UUID,
    library: Library,
    at: datetime,
    seconds: int | None = None,
    place: tuple[UUID, int] | None = None,
) -> None:
    """Answer one practice item; `place` is its set and number there, `seconds` the time it took."""
    body = _answer(item, frozenset(chosen), mode, unknown=unknown)
    if seconds is not None:
        body["seconds"] = seconds
    if place is not None:
        body["set"], body["place"] = str(place[0]), place[1]
    write_as_server(
        db, person_id, [Draft(Kind.ANSWER, item.id, body, once)], library=library, at=at
    )


def _reading(lesson: Lesson, section: int, *, finished: bool) -> dict[str, Any]:
    return {
        "course": lesson.course,
        "version": lesson.version,
        "section": min(max(section, 1), len(lesson.sections)),
        "finished": finished,
    }


def _answer(
    item: Item, chosen: frozenset[str], mode: Mode, *, unknown: bool = False
) -> dict[str, Any]:
    return {
        "version": item.version,
        "chosen": "".join(sorted(chosen & {option.id for option in item.options})),
        "unknown": unknown,
        "mode": mode.value,
    }
