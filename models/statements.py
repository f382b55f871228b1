"""Statements written once and run often: they go past SQLAlchemy, to the driver itself.

SQLAlchemy takes ten times as long over a small question as SQLite. So each of these is put into
an engine's own words once and then run on the driver's cursor, inside the session's transaction.
Whoever listens to the engine hears them like all others.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql import ClauseElement

from models.driver import as_elsewhere
from models.prepared import Given, Prepared, Row

Twins = Mapping[str, Insert]
Values = Mapping[str, Any]
_READY: Final[dict[tuple[str, ClauseElement], Prepared]] = {}
"""By engine and statement; statements are made at import, so no more are kept than written."""


def on_both(build: Callable[[Callable[..., Any]], Insert]) -> Twins:
    """The same statement for each engine; `build` gets that engine's `insert`."""
    return {"sqlite": build(sqlite.insert), "postgresql": build(postgresql.insert)}


def run(db: Session, statement: ClauseElement, values: Values) -> list[Row]:
    """Run a statement in the session's transaction; its rows, if it asks for any."""
    connection = db.connection()
    ready = _ready(connection, statement, values)
    return _run(connection, ready, ready.pack(values))


def first(db: Session, statement: ClauseElement, values: Values) -> Row | None:
    """The first row, if there is one."""
    return next(iter(run(db, statement, values)), None)


def run_all(db: Session, statement: Twins | Insert, rows: Sequence[Values]) -> None:
    """Run a statement for each row; nothing for none."""
    if not rows:
        return
    connection = db.connection()
    if not isinstance(statement, Insert):
        statement = statement[connection.dialect.name]
    ready = _ready(connection, statement, rows[0])
    _run(connection, ready, [ready.pack(row) for row in rows], many=True)


def _ready(connection: Connection, statement: ClauseElement, values: Values) -> Prepared:
    key = connection.dialect.name, statement
    if key not in _READY:
        _READY[key] = Prepared(statement, connection.dialect, values)
    return _READY[key]


def _run(connection: Connection, ready: Prepared, given: Given, *, many: bool = False) -> list[Row]:
    cursor: Any = connection.connection.cursor()
    ears: Any = connection.dispatch
    try:
        for hear in ears.before_cursor_execute:
            hear(connection, cursor, ready.text, given, None, many)
        (cursor.executemany if many else cursor.execute)(ready.text, given)
        return list(ready.unpack(cursor.fetchall())) if ready.asks else []
    except connection.dialect.loaded_dbapi.Error as trouble:
        raise as_elsewhere(trouble, ready.text, connection.dialect) from trouble
    finally:
        cursor.close()
