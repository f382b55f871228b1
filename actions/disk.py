"""How much room is left on the disk, so that nobody learns it from a form that was not kept.

A full disk loses nothing that was kept, but nothing more can be. A backup, the largest thing the
house writes, therefore stops before it takes the last of it.
"""

import shutil
import sqlite3
from dataclasses import dataclass
from errno import EDQUOT, EFBIG, ENOSPC
from pathlib import Path
from typing import Final

from actions import backup_sqlite
from actions.backup_shelf import backups
from models.base import Database

SPARE: Final = 100_000_000
"""So much stays free for what people write; below this the disk is called full."""
AHEAD: Final = 500_000_000
"""With so much more than the next backup needs, the disk is not yet called nearly full."""
NO_ROOM: Final = {ENOSPC, EDQUOT, EFBIG}
NO_ROOM_POSTGRES: Final = "53100"


class NoRoomError(Exception):
    """The disk has not the room for it; `free` and `wanted` are bytes."""

    def __init__(self, free: int, wanted: int) -> None:
        super().__init__(f"the disk has {free} bytes left, {wanted} are needed")
        self.free = free
        self.wanted = wanted


@dataclass(frozen=True, slots=True)
class Room:
    """The disk of the house in bytes: left, in all, and what the next backup needs for a while."""

    free: int
    total: int
    wanted: int

    @property
    def full(self) -> bool:
        """Whether what people write may not be kept any more."""
        return self.free < SPARE

    @property
    def low(self) -> bool:
        """Whether somebody must make room now, while everything still works."""
        return self.free < self.wanted + AHEAD


def room(instance: Path, database: Database, *, backup: bool) -> Room:
    """Look at the disk now; the fuller one where database and files lie on two."""
    places = [instance]
    if database.is_sqlite:
        places.append(backup_sqlite.file_of(database).parent)
    usage = min((shutil.disk_usage(place) for place in places), key=lambda one: one.free)
    return Room(usage.free, usage.total, _for_backup(instance, database) if backup else 0)


def leave_room(folder: Path, wanted: int = 0) -> None:
    """Refuse to write so many bytes here where people would be left without room.

    Raises:
        NoRoomError: they would.
    """
    free = shutil.disk_usage(folder).free
    if free < wanted + SPARE:
        raise NoRoomError(free, wanted + SPARE)


def is_full(failure: BaseException) -> bool:
    """Whether something could not be written because no disk had room for it."""
    cause = getattr(failure, "orig", None) or failure
    if isinstance(cause, OSError):
        return cause.errno in NO_ROOM
    code = getattr(cause, "sqlite_errorcode", None)
    return code == sqlite3.SQLITE_FULL or getattr(cause, "sqlstate", None) == NO_ROOM_POSTGRES


def _for_backup(instance: Path, database: Database) -> int:
    """The copy of the database, the new backup, and both once more as it is tried."""
    live = backup_sqlite.bytes_of(database) if database.is_sqlite else 0
    newest = next((one.size for one in backups(instance)), live)
    return live + 3 * newest
