"""The request's read session, its writes, and the time it happens at."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TypeVar

from flask import Flask, abort, g
from sqlalchemy import Select
from sqlalchemy.orm import Session

from blueprints.web.house import house

T = TypeVar("T")


def now() -> datetime:
    """The time of this request, the same for everything in it."""
    if "now" not in g:
        g.now = datetime.now(UTC)
    return g.now


def db() -> Session:
    """The read session of this request."""
    if "db" not in g:
        g.db = house().database.reader()
    return g.db


@contextmanager
def writing() -> Generator[Session]:
    """Change rows; later reads of this request see them."""
    close_reader()
    with house().database.writing() as session:
        yield session
    g.kept = True


def one_or_404(query: Select[T]) -> T:
    """The one row of a query already limited to this person; anything else does not exist."""
    row = db().scalars(query).one_or_none()
    if row is None:
        abort(404)
    return row


def close_reader(_error: BaseException | None = None) -> None:
    """Give the read session back."""
    reader = g.pop("db", None)
    if reader is not None:
        reader.close()


def connect(app: Flask) -> None:
    """Close the read session after each request."""
    app.teardown_request(close_reader)
