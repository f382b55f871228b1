"""A used PostgreSQL database of the tests is made what it was: cheaper than copying it anew.

Every row carries the transaction that wrote it (xmin), so a table that was written in has a row
newer than the last rinsing, or another number of rows. Such tables are emptied down to their
files, so that rows stand in the order of a fresh copy, and get their seeded rows again; sequences
get their place. Where tables themselves were changed, the database is not used again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, LiteralString

import psycopg
from psycopg import sql

_TABLES = (
    "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
)
_CATALOGS = ("pg_class", "pg_attribute", "pg_constraint", "pg_trigger", "pg_proc", "pg_type")
_PLACES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
_NOW = "SELECT pg_current_xact_id()::text::bigint"
_ALONE = """SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""


@dataclass
class Seed:
    """What every table held and where every sequence stood when the database was seeded."""

    rows: dict[str, bytes] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    places: dict[str, int | None] = field(default_factory=dict)
    at: int = 0

    @classmethod
    def of(cls, uri: str) -> Seed:
        """Read a database that is not used yet."""
        with psycopg.connect(uri) as db:
            tables = [name for (name,) in db.execute(_TABLES)]
            return cls(
                {name: _dump(db, name) for name in tables},
                {name: many for name, many, _newest in _state(db, tables)},
                dict(db.execute(_PLACES).fetchall()),
                _value(db, _NOW),
            )

    def rinse(self, uri: str, since: int) -> int | None:
        """Undo what was written since; the moment of it, or nothing if the shape was changed."""
        with psycopg.connect(uri, autocommit=True) as db:
            db.execute(_ALONE)
            if any(newest > since for _name, _many, newest in _state(db, _CATALOGS)):
                return None
            state = _state(db, tuple(self.rows))
            used = [n for n, many, newest in state if newest > since or many != self.counts[n]]
            _empty(db, used)
            with db.transaction():
                self._fill(db, used)
                self._wind_back(db)
            return _value(db, _NOW)

    def _fill(self, db: Any, used: list[str]) -> None:
        for name in used:
            if self.rows[name]:
                with db.cursor().copy(_for("COPY {} FROM STDIN", name)) as rows:
                    rows.write(self.rows[name])

    def _wind_back(self, db: Any) -> None:
        for name, place in db.execute(_PLACES).fetchall():
            if place != self.places[name]:
                known = _known(self.places[name])
                db.execute("SELECT setval(%s::regclass, %s, %s)", (name, *known))


def _known(place: int | None) -> tuple[int, bool]:
    """Where a sequence stands, and whether that number is given out already."""
    return (1, False) if place is None else (place, True)


def _empty(db: Any, used: list[str]) -> None:
    """Delete all rows, and give the files of the tables back."""
    db.execute("SET session_replication_role = replica")  # foreign keys look away
    with db.transaction():
        for name in used:
            db.execute(_for("DELETE FROM {}", name))
    if used:
        db.execute(sql.SQL("VACUUM {}").format(sql.SQL(", ").join(map(sql.Identifier, used))))


def _for(statement: LiteralString, table: str) -> sql.Composed:
    return sql.SQL(statement).format(sql.Identifier(table))


def _dump(db: Any, name: str) -> bytes:
    with db.cursor().copy(_for("COPY {} TO STDOUT", name)) as rows:
        return b"".join(bytes(part) for part in rows)


def _state(db: Any, tables: Sequence[str]) -> list[tuple[str, int, int]]:
    """Of each table: its name, how many rows it has, the newest transaction that wrote one."""
    one = sql.SQL("SELECT {}, count(*), coalesce(max(xmin::text::bigint), 0) FROM {}")
    asked = [one.format(sql.Literal(name), sql.Identifier(name)) for name in tables]
    return db.execute(sql.SQL(" UNION ALL ").join(asked)).fetchall()


def _value(db: Any, asked: str) -> int:
    return db.execute(asked.encode()).fetchone()[0]
