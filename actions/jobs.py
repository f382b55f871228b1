"""Work for later: asked for in the transaction that causes it, done once, retried on trouble."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.load import Library
from content.rules import Rulebook
from models.base import Database
from models.jobs import Job

MOST_TRIES = 8
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Workshop:
    """What the handlers of jobs may use beside the database."""

    database: Database
    library: Library
    rules: Rulebook
    instance: Path | None = None


Handler = Callable[[Session, Mapping[str, Any], Workshop, datetime], None]


def ask_for(
    db: Session, kind: str, key: str, *, at: datetime, body: Mapping[str, Any] | None = None
) -> None:
    """Ask for work not before `at`; the same key is the same work, asked for once."""
    if db.scalars(select(Job.id).where(Job.key == key)).first() is None:
        db.add(Job(kind=kind, key=key, body=dict(body or {}), run_at=at))
        db.flush()


def run_due(workshop: Workshop, handlers: Mapping[str, Handler], *, at: datetime) -> int:
    """Do everything that is due; how many jobs were tried."""
    tried = 0
    while _run_next(workshop, handlers, at):
        tried += 1
    return tried


def _run_next(workshop: Workshop, handlers: Mapping[str, Handler], at: datetime) -> bool:
    job_id: int | None = None
    try:
        with workshop.database.writing() as db:
            job = _claim(db, at)
            if job is None:
                return False
            job_id = job.id
            handlers[job.kind](db, job.body, workshop, at)
            job.done_at = at
    except Exception as trouble:
        if job_id is None:
            raise
        _postpone(workshop.database, job_id, trouble, at)
    return True


def _claim(db: Session, at: datetime) -> Job | None:
    query = (
        select(Job)
        .where(Job.done_at.is_(None), Job.run_at <= at, Job.tries < MOST_TRIES)
        .order_by(Job.run_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return db.scalars(query).one_or_none()


def _postpone(database: Database, job_id: int, trouble: Exception, at: datetime) -> None:
    with database.writing() as db:
        job = db.get_one(Job, job_id)
        job.tries += 1
        job.trouble = f"{type(trouble).__name__}: {trouble}"[:400]
        job.run_at = at + min(timedelta(seconds=10 * 2**job.tries), LONGEST_WAIT)
