"""What a refused request leaves behind: one short second transaction, folded per minute."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, Response, g, request
from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from blueprints.web.db import db, now
from blueprints.web.house import house
from blueprints.web.login import actor_or_none
from domain.days import local_day
from models.entry import SignIn
from models.history import Note

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
    actor = actor_or_none()
    if response.status_code in {400, 403, 404, 429}:
        note(f"denied-{response.status_code}", str(actor.uid) if actor else address())
    seen = actor is not None and actor.seen_on != local_day(now())
    notes = g.pop("notes", [])
    if notes or seen:
        with house().database.writing() as session:
            for kind, subject in notes:
                _fold(session, kind, subject)
            if actor is not None and seen:
                _mark_seen(session, actor.sign_in_id)
    return response


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
