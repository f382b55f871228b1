"""Statements written once and run often: the hot path of recording goes past the ORM.

Building a statement costs more than running it on SQLite, so these are built at import; those
that insert or change on conflict are built for both engines.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Insert, Result
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql import Executable

Twins = Mapping[str, Insert]


def on_both(build: Callable[[Callable[..., Any]], Insert]) -> Twins:
    """The same statement for each engine; `build` gets that engine's `insert`."""
    return {"sqlite": build(sqlite.insert), "postgresql": build(postgresql.insert)}


def run(db: Session, statement: Executable, values: Mapping[str, Any]) -> Result[*tuple[Any, ...]]:
    """Run a statement in the session's transaction."""
    return db.connection().execute(statement, values)


def run_all(db: Session, twins: Twins, rows: Sequence[Mapping[str, Any]]) -> None:
    """Run a statement for each row; nothing for none."""
    if rows:
        connection = db.connection()
        connection.execute(twins[connection.dialect.name], rows)
