"""What a refused request leaves behind: one short second transaction, folded per minute."""

import hmac
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, Response, g, request
from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from blueprints.web.db import db, now
from blueprints.web.house import house
from blueprints.web.login import actor_or_none
from domain.days import local_day
from models.actor import Actor
from models.entry import SignIn
from models.history import Note

log = logging.getLogger("zhagen")
WINDOW = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Count:
    """How often something was noted lately, and when last (to the minute)."""

    times: int
    last: datetime | None


def note(kind: str, subject: str) -> None:
    """Remember this when the request is over, whatever its answer is."""
    g.setdefault("notes", []).append((kind, subject))


def noted(kind: str, subject: str) -> Count:
    """How often this was noted in the last quarter of an hour."""
    row = db().execute(
        select(func.coalesce(func.sum(Note.times), 0), func.max(Note.minute)).where(
            Note.kind == kind, Note.subject == subject, Note.minute > now() - WINDOW
        )
    )
    times, last = row.one()
    return Count(times, last)


def address() -> str:
    """The visitor's address as a keyed hash: good for counting, useless for finding."""
    key = house().settings.secret_key.encode()
    return hmac.digest(key, (request.remote_addr or "").encode(), "sha256").hex()[:32]


def connect(app: Flask) -> None:
    """Write the notes of each request after its answer is decided."""
    app.after_request(_write)


def _write(response: Response) -> Response:
    """Keep the notes, or fail; yet nobody stops reading because a refusal cannot be counted."""
    actor = actor_or_none()
    wanted = g.pop("notes", [])
    notes = list(wanted)
    if response.status_code in {400, 403, 404, 429}:
        notes.append((f"denied-{response.status_code}", str(actor.uid) if actor else address()))
    newly = actor if actor is not None and actor.seen_on != local_day(now()) else None
    try:
        _keep(notes, newly)
    except OperationalError:
        if wanted:  # a wrong password, a look at a number: not without a trace
            raise
        log.warning("a note could not be kept", exc_info=True)
    return response


def _keep(notes: list[tuple[str, str]], newly: Actor | None) -> None:
    if not notes and newly is None:
        return
    with house().database.writing() as session:
        for kind, subject in notes:
            _fold(session, kind, subject)
        if newly is not None:
            _mark_seen(session, newly.sign_in_id)


def _fold(session: Session, kind: str, subject: str) -> None:
    dialect = sqlite if house().database.is_sqlite else postgresql
    row = {
        "kind": kind,
        "subject": subject,
        "route": request.endpoint or "",
        "minute": now().replace(second=0, microsecond=0),
        "times": 1,
    }
    insert = dialect.insert(Note).values(row)
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["kind", "subject", "route", "minute"],
            set_={"times": Note.times + 1},
        )
    )


def _mark_seen(session: Session, sign_in_id: int) -> None:
    session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(seen_on=local_day(now())))
