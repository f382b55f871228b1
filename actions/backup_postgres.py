"""Taking, looking at and putting back a PostgreSQL database with its own pg_dump and pg_restore.

The programs must be as new as the server. A backup is looked at, and restored, in a database of
its own, made on the same server; so the role needs CREATEDB.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import URL, Connection, create_engine, text

from models import migrate
from models.base import Database

MEMBER = "database.dump"
Shape = frozenset[tuple[str, ...]]
_SHAPE = """
SELECT 'column', table_name || '.' || column_name, data_type || ' ' || is_nullable
  FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'relation', relname, relkind::text
  FROM pg_class WHERE relnamespace = 'public'::regnamespace
UNION ALL SELECT 'trigger', tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', proname, pg_get_functiondef(oid)
  FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind IN ('f', 'p')
UNION ALL SELECT 'rule', rulename, definition FROM pg_rules WHERE schemaname = 'public'
UNION ALL SELECT 'schema', nspname, ''
  FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema)'
UNION ALL SELECT 'event trigger', evtname, '' FROM pg_event_trigger
"""


class ToolError(Exception):
    """pg_dump or pg_restore is missing, too old, or said no; the words say what to do."""


def dump(database: Database, target: Path) -> tuple[dict[str, int], str]:
    """Write a dump; the rows of each table and the schema, all of one moment."""
    with database.engine.connect() as connection:
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        found, schema = counts(connection), _schema(connection)
        words = ("-Fc", f"--snapshot={snapshot}", f"--file={target}")
        run("pg_dump", database.engine.url, *words)
    return found, schema


def counts(connection: Connection) -> dict[str, int]:
    """The rows of each table."""
    names = connection.scalars(
        text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    ).all()
    quote = connection.dialect.identifier_preparer.quote
    return {n: connection.scalar(text(f"SELECT count(*) FROM {quote(n)}")) or 0 for n in names}  # noqa: S608


@contextmanager
def loaded(database: Database, file: Path) -> Generator[Database]:
    """A database of its own with the dump in it; dropped afterwards unless renamed."""
    with _beside(database) as fresh:
        words = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges")
        run("pg_restore", fresh.engine.url, *words, str(file))
        yield fresh


@contextmanager
def _beside(database: Database) -> Generator[Database]:
    name = f"zhagen_look_{uuid4().hex[:12]}"
    command(database, f"CREATE DATABASE {name}")
    fresh = Database(url_of(database, name).render_as_string(hide_password=False))
    try:
        yield fresh
    finally:
        fresh.close()
        command(database, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def strange(database: Database, loaded_one: Database, schema: str) -> str:
    """What a loaded backup has more or less than version `schema`; empty when nothing."""
    with _beside(database) as expected:
        migrate.upgrade(expected, schema)
        odd = sorted(_shape(loaded_one) ^ _shape(expected))
    return " ".join(odd[0][:2]) if odd else ""


def put_back(database: Database, loaded_one: Database, aside: str) -> None:
    """Let the loaded database take the live one's name; the old one is renamed to `aside`."""
    live = database.engine.url.database or ""
    new = loaded_one.engine.url.database or ""
    database.close()
    loaded_one.close()
    if others(database):
        raise ToolError("other programs use the database; stop them first")
    database.close()
    command(database, f'ALTER DATABASE "{live}" RENAME TO "{aside}"')
    command(database, f'ALTER DATABASE "{new}" RENAME TO "{live}"')


def others(database: Database) -> int:
    """How many other connections the live database has."""
    with database.engine.connect() as connection:
        query = (
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return connection.scalar(text(query)) or 0


def command(database: Database, statement: str) -> None:
    """Run a statement that allows no transaction, on the server's own database."""
    engine = create_engine(url_of(database, "postgres"), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(statement))
    finally:
        engine.dispose()


def url_of(database: Database, name: str) -> URL:
    """The address of another database on the same server."""
    return database.engine.url.set(database=name)


def run(program: str, url: URL, *words: str) -> None:
    """Run one of PostgreSQL's programs on a database; the password travels in the environment.

    Raises:
        ToolError: it is not there, or it failed.
    """
    found = shutil.which(program)
    if found is None:
        raise ToolError(f"{program} is not there; install the PostgreSQL client programs")
    plain = url.set(drivername="postgresql", password=None).render_as_string()
    environment = {**os.environ, **({"PGPASSWORD": str(url.password)} if url.password else {})}
    done = subprocess.run(  # noqa: S603 - a fixed program, words of ours
        [found, f"--dbname={plain}", *words],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    if done.returncode:
        raise ToolError(f"{program}: {_first_line(done.stderr)}")


def _first_line(told: str) -> str:
    lines = re.sub(r"postgresql://\S+", "the database", told).strip().splitlines()
    return lines[0][:300] if lines else "no words"


def _schema(connection: Connection) -> str:
    return connection.scalar(text("SELECT version_num FROM alembic_version")) or ""


def _shape(database: Database) -> Shape:
    with database.engine.connect() as connection:
        rows = connection.execute(text(_SHAPE)).all()
    return frozenset(tuple(map(str, row)) for row in rows)
