"""Folds one person's reading of one lesson. Read progress never goes down."""

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.load import Library
from models.learning import Event, Kind, LessonProgress


def refold(db: Session, person_id: int, lesson: str, *, library: Library) -> None:
    """Recompute the progress row of one lesson from all its events."""
    del library  # a lesson withdrawn from the course keeps its progress
    events = db.scalars(
        select(Event)
        .where(Event.person_id == person_id, Event.subject == lesson)
        .where(Event.kind == Kind.LESSON_READ, Event.body.is_not(None))
        .order_by(Event.at, Event.writer, Event.seq)
    ).all()
    row = db.scalars(
        select(LessonProgress).where(
            LessonProgress.person_id == person_id, LessonProgress.lesson == lesson
        )
    ).one_or_none()
    if not events:
        return
    bodies = [json.loads(event.body or "{}") for event in events]
    finished = [event.at for event, body in zip(events, bodies, strict=True) if body["finished"]]
    row = row or LessonProgress(person_id=person_id, lesson=lesson)
    row.course = bodies[-1]["course"]
    row.sections = max(body["section"] for body in bodies)
    row.last_section = bodies[-1]["section"]
    row.first_at, row.last_at = events[0].at, events[-1].at
    row.finished_at = min(finished, default=None)
    db.add(row)
