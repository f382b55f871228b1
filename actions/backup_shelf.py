"""Where backups lie, which of them are verified, and which may go.

A backup is `instance/backups/zhagen-<UTC time>.zgb`; beside it stands `<name>.verified` once it
has been restored on trial. Its time is kept there and not in the database, so that a restore
does not change it.
"""

import fcntl
import json
import os
import re
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from domain.days import local_day

FOLDER: Final = "backups"
STALE: Final = timedelta(hours=26)
"""After this the last verified backup is called old (security.md B2)."""
KEEP: Final[tuple[tuple[int, Callable[[date], object]], ...]] = (
    (7, lambda day: day),
    (5, lambda day: day.isocalendar()[:2]),
    (12, lambda day: (day.year, day.month)),
)
"""How many days, weeks and months keep one backup each (security.md B1)."""
_NAME: Final = re.compile(r"zhagen-(\d{8}T\d{6}Z)\.zgb")
_STAMP: Final = "%Y%m%dT%H%M%SZ"
_WORK: Final = ".work-"


class BusyError(Exception):
    """Another backup, verification or restore of this folder is under way."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One backup on the shelf."""

    path: Path
    made_at: datetime
    size: int
    verified_at: datetime | None

    @property
    def name(self) -> str:
        """Its file name."""
        return self.path.name


def shelf_of(instance: Path) -> Path:
    """The folder of the backups, for the owner's eyes only."""
    folder = instance / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def backups(instance: Path) -> list[Kept]:
    """All backups, the newest first."""
    folder = instance / FOLDER
    found = (_kept(path) for path in folder.glob("zhagen-*.zgb")) if folder.is_dir() else ()
    return sorted((one for one in found if one), key=lambda one: one.made_at, reverse=True)


def last_verified(instance: Path) -> datetime | None:
    """When the newest backup that stood the trial was made."""
    return next((one.made_at for one in backups(instance) if one.verified_at), None)


def is_stale(instance: Path, now: datetime) -> bool:
    """Whether no verified backup is younger than 26 hours."""
    last = last_verified(instance)
    return last is None or now - last > STALE


def is_late(instance: Path, now: datetime, *, demo: bool) -> bool:
    """Whether somebody must look: it is stale, and no demo that never made a backup."""
    return is_stale(instance, now) and (not demo or bool(backups(instance)))


def name_for(at: datetime) -> str:
    """The name of a backup made now."""
    return f"zhagen-{at.astimezone(UTC):{_STAMP}}.zgb"


def mark_verified(path: Path, at: datetime, tables: int, files: int) -> None:
    """Write beside a backup that it was restored on trial."""
    told = {
        "verified_at": at.isoformat(),
        "bytes": path.stat().st_size,
        "sha256": digest_of(path),
        "tables": tables,
        "files": files,
    }
    keep(note_of(path), json.dumps(told).encode())


def note_of(path: Path) -> Path:
    """The file beside a backup that says when it was verified."""
    return path.with_name(path.name + ".verified")


def keep(path: Path, content: bytes) -> None:
    """Write a small file whole or not at all."""
    half = path.with_name(f"{_WORK}{path.name}")
    with half.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        found = sha256()
        while piece := file.read(1 << 20):
            found.update(piece)
    return found.hexdigest()


@contextmanager
def alone(instance: Path) -> Generator[Path]:
    """Hold the shelf, with an empty folder to work in; what earlier deaths left is cleared.

    Raises:
        BusyError: somebody else holds it.
    """
    shelf = shelf_of(instance)
    with (shelf / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise BusyError(str(shelf)) from held
        for left in shelf.glob(f"{_WORK}*"):
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        work = Path(mkdtemp(prefix=_WORK, dir=shelf))
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)


def prune(instance: Path) -> list[Kept]:
    """Take away the backups that no day, week or month needs; those taken away.

    Of one day, week or month the newest verified backup stays, else the newest. Nothing goes
    while no backup is verified.
    """
    found = backups(instance)
    if not any(one.verified_at for one in found):
        return []
    needed = set(wanted(found))
    gone = [one for one in found if one.name not in needed]
    for one in gone:
        note_of(one.path).unlink(missing_ok=True)
        one.path.unlink(missing_ok=True)
    return gone


def wanted(found: list[Kept]) -> Iterator[str]:
    """The names that stay; `found` is sorted, the newest first."""
    for most, span in KEEP:
        chosen: dict[object, Kept] = {}
        for one in found:
            place = span(local_day(one.made_at))
            known = chosen.setdefault(place, one)
            if one.verified_at and not known.verified_at:
                chosen[place] = one
        yield from (one.name for one in list(chosen.values())[:most])


def _kept(path: Path) -> Kept | None:
    named = _NAME.fullmatch(path.name)
    if named is None:
        return None
    made_at = datetime.strptime(named[1], _STAMP).replace(tzinfo=UTC)
    size = path.stat().st_size
    return Kept(path, made_at, size, _verified_at(path, size))


def _verified_at(path: Path, size: int) -> datetime | None:
    """When it was verified; None where the note is missing, odd, or of another file."""
    try:
        said = json.loads(note_of(path).read_bytes())
        return datetime.fromisoformat(said["verified_at"]) if said["bytes"] == size else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
