"""Brings a database to the newest shape, and back."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from models.base import Database

ROOT = Path(__file__).resolve().parent.parent


def config() -> Config:
    """Alembic's settings; the connection is added by each call."""
    settings = Config()
    settings.set_main_option("script_location", str(ROOT / "migrations"))
    return settings


def upgrade(database: Database, to: str = "head") -> None:
    """Run the migrations that are missing."""
    _run(database, lambda settings: command.upgrade(settings, to))


def downgrade(database: Database, to: str = "base") -> None:
    """Undo migrations down to this one."""
    _run(database, lambda settings: command.downgrade(settings, to))


def revise(database: Database, message: str, number: str) -> None:
    """Write the next migration from the difference between tables and database."""
    _run(database, lambda s: command.revision(s, message, autogenerate=True, rev_id=number))


def current(database: Database) -> str | None:
    """The number of the newest migration this database has."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """The number of the newest migration there is."""
    return ScriptDirectory.from_config(config()).get_current_head()


def knows(number: str) -> bool:
    """Whether this version has a migration of that number; a newer one's it has not."""
    scripts = ScriptDirectory.from_config(config())
    return any(one.revision == number for one in scripts.walk_revisions())


def _run(database: Database, step) -> None:  # noqa: ANN001
    settings = config()
    with _keys_at_rest(database) as connection, connection.begin():
        settings.attributes["connection"] = connection
        step(settings)
        if database.is_sqlite:
            _refuse_orphans(connection)


@contextmanager
def _keys_at_rest(database: Database) -> Generator[Connection]:
    """A connection on which SQLite does not follow foreign keys.

    SQLite changes a table by making it anew and dropping the old one, which would otherwise
    take along every row that points to it.
    """
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            yield connection
            return
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            yield connection
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


def _refuse_orphans(connection: Connection) -> None:
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(3)
    if orphans:
        raise RuntimeError(f"rows point to nothing after the migration: {orphans}")
