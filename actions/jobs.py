"""Work for later: asked for in the transaction that causes it, done once, retried on trouble."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from actions.rulebook import rules_in_force
from content.load import Library
from content.rules import Rulebook
from domain.days import ZONE, local_day
from models.base import Database
from models.jobs import Job
from models.seal import Keyring

MOST_TRIES = 8
LONGEST_WAIT = timedelta(hours=1)
LONGEST_WORK = timedelta(hours=2)
"""After this a claim is taken for one whose process has died."""


Speak = Callable[[str, str, Mapping[str, Any]], tuple[str, str]]
"""Puts a mail into words: language, kind of mail and what it is about give subject and text."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """What the handlers of jobs may use beside the database."""

    database: Database
    library: Library
    rules_of_files: Rulebook
    instance: Path | None = None
    keyring: Keyring | None = None
    speak: Speak | None = None
    backup: bool = False
    """Whether a backup is wanted each night."""
    demo: bool = False

    def rules(self, db: Session) -> Rulebook:
        """The rules as a page would see them now: those of the files under what was entered."""
        return rules_in_force(db, self.rules_of_files)


class LaterError(Exception):
    """Not now, and no failure: the work waits until `at`."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at.isoformat())
        self.at = at


Inside = Callable[[Session, Mapping[str, Any], Workshop, datetime], None]


@dataclass(frozen=True, slots=True)
class Outside:
    """Work that must not hold the gate: mail, backups. It opens its own short transactions.

    It may be done twice, when the house falls over between the work and its record.
    """

    work: Callable[[Mapping[str, Any], Workshop, datetime], None]


Handler = Inside | Outside


def ask_for(
    db: Session, kind: str, key: str, *, at: datetime, body: Mapping[str, Any] | None = None
) -> None:
    """Ask for work not before `at`; the same key is the same work, asked for once."""
    if db.scalars(select(Job.id).where(Job.key == key)).first() is None:
        db.add(Job(kind=kind, key=key, body=dict(body or {}), run_at=at))
        db.flush()


def plan_days(database: Database, daily: Mapping[str, time], *, at: datetime) -> None:
    """Ask for each daily work of the day that comes next: its name and the hour here (+08:00)."""
    wanted = {f"{kind}:{day.date()}": day for kind, day in _next_runs(daily, at)}
    with database.reading() as db:
        known = set(db.scalars(select(Job.key).where(Job.key.in_(wanted))))
    if known == set(wanted):
        return
    with database.writing() as db:
        for key, day in wanted.items():
            ask_for(db, key.partition(":")[0], key, at=day, body={"day": str(day.date())})


def _next_runs(daily: Mapping[str, time], at: datetime) -> Iterator[tuple[str, datetime]]:
    for kind, hour in daily.items():
        today = datetime.combine(local_day(at), hour, ZONE)
        yield kind, today if today > at else today + timedelta(days=1)


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
            job_id, handler, body = job.id, handlers[job.kind], job.body
            if not isinstance(handler, Outside):
                handler(db, body, workshop, at)
                job.done_at = at
                return True
            job.claimed_at = at
        handler.work(body, workshop, at)
        with workshop.database.writing() as db:
            db.get_one(Job, job_id).done_at = at
    except Exception as trouble:
        if job_id is None:
            raise
        _postpone(workshop.database, job_id, trouble, at)
    return True


def _claim(db: Session, at: datetime) -> Job | None:
    query = (
        select(Job)
        .where(Job.done_at.is_(None), Job.run_at <= at, Job.tries < MOST_TRIES)
        .where(or_(Job.claimed_at.is_(None), Job.claimed_at <= at - LONGEST_WORK))
        .order_by(Job.run_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return db.scalars(query).one_or_none()


def _postpone(database: Database, job_id: int, trouble: Exception, at: datetime) -> None:
    with database.writing() as db:
        job = db.get_one(Job, job_id)
        job.claimed_at = None
        if isinstance(trouble, LaterError):
            job.run_at = trouble.at
            return
        job.tries += 1
        job.trouble = f"{type(trouble).__name__}: {trouble}"[:400]
        job.run_at = at + min(timedelta(seconds=10 * 2**job.tries), LONGEST_WAIT)
