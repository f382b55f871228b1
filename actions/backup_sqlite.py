"""Taking, looking at and putting back a SQLite database.

`VACUUM INTO` writes a whole, consistent copy while people go on working; copying the file
without its `-wal` silently loses rows (security.md 3.7).
"""

import os
import shutil
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from models import migrate
from models.base import Database

MEMBER = "database.db"
Shape = frozenset[tuple[str, ...]]


class DamageError(Exception):
    """The database in a backup is damaged, or holds what no version of ours makes."""


def dump(database: Database, target: Path) -> None:
    """Write a consistent copy of the running database."""
    with closing(sqlite3.connect(file_of(database), isolation_level=None)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
    with target.open("rb") as file:
        os.fsync(file.fileno())


def file_of(database: Database) -> Path:
    """The file of a SQLite database."""
    return Path(database.engine.url.database or "")


def bytes_of(database: Database) -> int:
    """What the database takes on the disk, with what waits beside it."""
    live = file_of(database)
    return sum(path.stat().st_size for path in (live, *_companions(live)) if path.exists())


def counts(file: Path) -> dict[str, int]:
    """The rows of each table."""
    with _looking(file) as connection:
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        wanted = sorted(name for (name,) in found if not name.startswith("sqlite_"))
        return {name: _count(connection, name) for name in wanted}


def schema_of(file: Path) -> str:
    """The number of the newest migration the copy has."""
    with _looking(file) as connection:
        found = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    return found[0][0] if len(found) == 1 else ""


def inspect(file: Path, schema: str) -> None:
    """Look whether the copy is whole, and is exactly what our migrations make.

    Raises:
        DamageError: a broken page, a row that points to nothing, or a table, index, trigger or
            view that version `schema` does not have.
    """
    try:
        with _looking(file) as connection:
            found = connection.execute("PRAGMA integrity_check(3)").fetchall()
            orphans = connection.execute("PRAGMA foreign_key_check").fetchmany(1)
        shape = _shape(file)
    except sqlite3.DatabaseError as broken:
        raise DamageError(f"not readable: {broken}") from broken
    if found != [("ok",)]:
        raise DamageError(f"integrity check: {found[0][0]}")
    if orphans:
        raise DamageError(f"a row of {orphans[0][0]} points to nothing")
    strange = sorted(shape ^ _expected(schema))
    if strange:
        raise DamageError(f"not of version {schema}: {strange[0][0]} {strange[0][1]}")


def _shape(file: Path) -> Shape:
    with _looking(file) as connection:
        rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master")
        return frozenset((t, n, on, _sorted(sql)) for t, n, on, sql in rows if sql is not None)


def _sorted(sql: str) -> str:
    """A definition with its lines in order: alembic gives constraints in any order."""
    return "\n".join(sorted(line.strip().rstrip(",") for line in sql.splitlines()))


@cache
def _expected(schema: str) -> Shape:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "empty.db"
        database = Database(f"sqlite:///{file}")
        migrate.upgrade(database, schema)
        database.close()
        return _shape(file)


def put_back(new: Path, live: Path, aside: Path) -> None:
    """Put a restored file in the place of the live one, which is kept aside.

    At each moment, also when the process is killed there, either the old or the new database
    stands in the place. The process that calls this must be the only one that uses the database.
    """
    live.parent.mkdir(parents=True, exist_ok=True)
    staged = live.with_name(f"{live.name}.restored")
    shutil.move(new, staged)
    with staged.open("rb") as file:
        os.fsync(file.fileno())
    if live.exists():
        _settle(live)
        for path in (live, *_companions(live)):
            if path.exists():
                os.link(path, aside / path.name)
        for path in _companions(live):
            path.unlink(missing_ok=True)
    staged.replace(live)
    _sync_folder(live.parent)


def _settle(live: Path) -> None:
    """Bring what waits in the -wal into the file; a damaged file stays as it is."""
    try:
        with closing(sqlite3.connect(live)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.DatabaseError:
        return


def _companions(live: Path) -> tuple[Path, ...]:
    return tuple(live.with_name(live.name + end) for end in ("-wal", "-shm"))


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _count(connection: sqlite3.Connection, table: str) -> int:
    quoted = '"' + table.replace('"', '""') + '"'
    return connection.execute(f"SELECT count(*) FROM {quoted}").fetchone()[0]  # noqa: S608 - quoted


@contextmanager
def _looking(file: Path) -> Generator[sqlite3.Connection]:
    """A connection that only reads and runs nothing the file brings along."""
    address = f"file:{file}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute("PRAGMA cell_size_check=ON")
        yield connection
