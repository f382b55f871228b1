"""The database: engine, column types, and the one place that commits."""

import sqlite3
import threading
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy import DateTime, Engine, MetaData, String, create_engine, event, make_url
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import TypeDecorator
from uuid_utils import uuid7

from models.driver import as_elsewhere

NAMES: Final = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
PRAGMAS: Final = (
    "journal_mode=WAL",
    "synchronous=FULL",  # an exam answer must survive a power cut
    "busy_timeout=30000",
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "cache_size=-20000",
)


class UTCDateTime(TypeDecorator[datetime]):
    """Stores UTC, returns aware times, refuses naive ones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a time without a zone; store the rest in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back that SQLite forgets."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Uid(TypeDecorator[UUID]):
    """A public id as 36 characters, the same on both engines."""

    impl = String(36)
    cache_ok = True

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> str | None:
        """Write the id as text."""
        del dialect
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> UUID | None:
        """Read the id back."""
        del dialect
        return None if value is None else UUID(value)


def new_uid() -> UUID:
    """A fresh public id (UUIDv7: sorts by time of making)."""
    return UUID(str(uuid7()))


class Base(DeclarativeBase):
    """The parent of all tables."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: UTCDateTime(), UUID: Uid()}  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-10)


class Public:
    """A row that has an address: its uid stands in URLs and exports, its id never does."""

    uid: Mapped[UUID] = mapped_column(unique=True, default=new_uid, sort_order=-9)


class Database:
    """One engine and its gate for writes."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._write_engine = self.engine.execution_options(zhagen_write=True)
        self._gate = threading.Lock() if self.is_sqlite else None

    def reader(self) -> Session:
        """A session for asking; the caller closes it. It never commits."""
        return Session(self.engine, autoflush=False, expire_on_commit=False)

    @contextmanager
    def reading(self) -> Generator[Session]:
        """Ask inside one snapshot; nothing is kept."""
        with self.reader() as session:
            yield session

    @contextmanager
    def writing(self) -> Generator[Session]:
        """Change rows: all of it or nothing. The only place in the house that commits."""
        with self._locked(), Session(self._write_engine, expire_on_commit=False) as session:
            yield session
            session.commit()

    @contextmanager
    def rehearsing(self) -> Generator[Session]:
        """Change rows as `writing` would, look at them, and take all of it back."""
        with self._locked(), Session(self._write_engine, expire_on_commit=False) as session:
            yield session
            session.rollback()

    @contextmanager
    def _locked(self) -> Generator[None]:
        if self._gate is None:
            yield
            return
        with self._gate:
            yield

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"check_same_thread": False}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401
    connection.isolation_level = None  # we write BEGIN ourselves: the driver's own loses writes
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:  # noqa: ANN401
    """Begin on the driver: every request does, and SQLAlchemy's road is ten times as long."""
    writes = connection.get_execution_options().get("zhagen_write")
    text = "BEGIN IMMEDIATE" if writes else "BEGIN"
    try:
        connection.connection.driver_connection.execute(text)
    except sqlite3.Error as trouble:
        raise as_elsewhere(trouble, text, connection.dialect) from trouble
