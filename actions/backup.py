"""Verbs of backup: make one, prove that it can be restored, keep the needed ones (B1 to B5).

Nobody restores from a page; see `actions/restore.py`.
"""

import os
import random
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.exc import SQLAlchemyError

from actions import backup_postgres, backup_shelf, backup_sqlite
from actions.backup_archive import ArchiveError, Manifest, pack, unpacked
from actions.disk import NoRoomError, is_full, leave_room
from actions.erasure import LIST as ERASURES
from actions.jobs import Workshop
from models import migrate
from models.base import Database
from models.credentials import Upload
from models.people import Person
from models.seal import Keyring, SealBrokenError

JOB: Final = "backup"
LOOKED_AT: Final = 10
"""Uploaded files opened on trial; the hash of every one is compared in any case."""


class TrialError(Exception):
    """A backup that could not be restored on trial; the words say why."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A backup as it stands restored beside the house, before anything is replaced."""

    manifest: Manifest
    database: Database
    file: Path
    files: Path


def create(database: Database, instance: Path, keyring: Keyring, *, at: datetime) -> Path:
    """Make a backup; it has its name only when it is whole and on the disk.

    Raises:
        BusyError: another one is being made.
        ToolError: PostgreSQL's own programs are missing or said no.
        NoRoomError: it would take the room that people's own work needs.
    """
    with backup_shelf.alone(instance) as work:
        leave_room(work, backup_sqlite.bytes_of(database) if database.is_sqlite else 0)
        named = _named(database)
        manifest, dump = _dump(database, work, at)
        files = uploads(instance / "files")
        missing = (named | _named(database)) - {path.name for path in files}
        half = work / "backup.zgb"
        pack(half, replace(manifest, missing=tuple(sorted(missing))), dump, files, keyring)
        with half.open("rb") as file:
            os.fsync(file.fileno())
        target = backup_shelf.shelf_of(instance) / backup_shelf.name_for(at)
        half.replace(target)
        _copy_erasures(instance)
    return target


def verify(
    path: Path, database: Database, instance: Path, keyring: Keyring, *, at: datetime
) -> Manifest:
    """Restore a backup on trial, look at everything, and write beside it that it is good.

    Raises:
        TrialError: it could not be restored, or is not what it says.
        NoRoomError: there is no room to try it.
    """
    with backup_shelf.alone(instance) as work, on_trial(path, database, work, keyring) as trial:
        manifest = trial.manifest
    files = sum(name.startswith("files/") for name in manifest.members)
    backup_shelf.mark_verified(path, at, len(manifest.tables), files)
    return manifest


def nightly(body: Mapping[str, Any], workshop: Workshop, at: datetime) -> None:
    """The job: make a backup, prove it, and take away what is no longer needed."""
    del body
    instance, keyring = workshop.instance, workshop.keyring
    if not workshop.backup or instance is None or keyring is None:
        return
    path = create(workshop.database, instance, keyring, at=at)
    verify(path, workshop.database, instance, keyring, at=at)
    backup_shelf.prune(instance)


@contextmanager
def on_trial(path: Path, database: Database, work: Path, keyring: Keyring) -> Generator[Trial]:
    """A backup restored beside the house, brought to the newest shape and found good.

    Raises:
        TrialError: signature, shape, counts, a file or a sealed column is not right.
        NoRoomError: nothing is known of it, for there is no room to try it.
    """
    with ExitStack() as stack:
        try:
            manifest, folder = stack.enter_context(unpacked(path, work, keyring))
            _refuse_newer(manifest)
            trial = stack.enter_context(_loaded(manifest, folder, database))
            migrate.upgrade(trial.database)
            _check_rows(trial, keyring)
        except (
            ArchiveError,
            backup_sqlite.DamageError,
            backup_postgres.ToolError,
            SQLAlchemyError,
            OSError,
        ) as trouble:
            if is_full(trouble):
                raise NoRoomError(0, path.stat().st_size) from trouble
            raise TrialError(str(trouble)) from trouble
        yield trial


def _dump(database: Database, work: Path, at: datetime) -> tuple[Manifest, Path]:
    if database.is_sqlite:
        target = work / backup_sqlite.MEMBER
        backup_sqlite.dump(database, target)
        tables, schema = backup_sqlite.counts(target), backup_sqlite.schema_of(target)
    else:
        target = work / backup_postgres.MEMBER
        tables, schema = backup_postgres.dump(database, target)
    engine = database.engine.dialect.name
    return Manifest(at.isoformat(), engine, schema, target.name, tables), target


def _refuse_newer(manifest: Manifest) -> None:
    if not migrate.knows(manifest.schema):
        raise ArchiveError(
            f"made by a newer version (database {manifest.schema}); update the product first"
        )


@contextmanager
def _loaded(manifest: Manifest, folder: Path, database: Database) -> Generator[Trial]:
    engine = database.engine.dialect.name
    if manifest.engine != engine:
        raise ArchiveError(f"made on {manifest.engine}; this house runs on {engine}")
    file = folder / manifest.database
    if database.is_sqlite:
        backup_sqlite.inspect(file, manifest.schema)
        _compare(manifest, backup_sqlite.counts(file), backup_sqlite.schema_of(file))
        beside = Database(f"sqlite:///{file}")
        try:
            yield Trial(manifest, beside, file, folder / "files")
        finally:
            beside.close()
        return
    with backup_postgres.loaded(database, file) as beside:
        odd = backup_postgres.strange(database, beside, manifest.schema)
        if odd:
            raise ArchiveError(f"not of version {manifest.schema}: {odd}")
        with beside.engine.connect() as connection:
            _compare(manifest, backup_postgres.counts(connection), manifest.schema)
        yield Trial(manifest, beside, file, folder / "files")


def _compare(manifest: Manifest, tables: Mapping[str, int], schema: str) -> None:
    if schema != manifest.schema:
        raise ArchiveError(f"database {schema}, but the manifest says {manifest.schema}")
    for name in sorted({*tables, *manifest.tables}):
        if tables.get(name) != manifest.tables.get(name):
            raise ArchiveError(f"{name}: not as many rows as the manifest says")


def named_files() -> Select[str]:
    """The files that rows name."""
    return select(Upload.sha256).where(Upload.deleted_at.is_(None)).distinct()


def _check_rows(trial: Trial, keyring: Keyring) -> None:
    """The files that rows name are there, some open, and a sealed column can be read.

    Raises:
        ArchiveError: one of it is not so.
    """
    with trial.database.reading() as db:
        named = set(db.scalars(named_files()))
        sealed = select(Person).where(Person.phone_sealed.is_not(None)).order_by(Person.id.desc())
        person = db.scalars(sealed.limit(1)).first()
    lost = sorted(named - set(trial.manifest.missing) - _names(trial.files))
    if lost:
        raise ArchiveError(f"a file is named by a row and not in the backup: {lost[0]}")
    known = sorted(_names(trial.files))
    for name in random.sample(known, min(LOOKED_AT, len(known))):
        (trial.files / name[:2] / name).read_bytes()
    if person is not None and person.phone_sealed is not None:
        try:
            keyring.open(person.phone_sealed, f"people.phone.{person.uid}")
        except SealBrokenError as broken:
            raise ArchiveError("the sealed phone numbers do not open with this key") from broken


def _names(files: Path) -> set[str]:
    return {path.name for path in uploads(files)}


def uploads(files: Path) -> list[Path]:
    """The uploaded files of a folder, each on its shelf of two letters."""
    found = files.glob("[0-9a-f][0-9a-f]/*") if files.is_dir() else ()
    return sorted(path for path in found if path.is_file() and not path.is_symlink())


def _named(database: Database) -> set[str]:
    with database.reading() as db:
        return set(db.scalars(named_files()))


def _copy_erasures(instance: Path) -> None:
    """Lay the list of erasures beside the backups, so that it travels with them."""
    kept = instance / ERASURES
    if kept.exists():
        backup_shelf.keep(backup_shelf.shelf_of(instance) / ERASURES, kept.read_bytes())
