"""The verb of going back to a backup: on the command line only, with nobody else in the house.

What is in place before is kept aside. Then: whoever asked to be erased since is erased again
(decisions.md 18), the server writes under a new epoch (design.md 5.3), and every session and
recovery slip of before ends, since some may have been ended after the backup was made.
"""

import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from actions import audit, backup_postgres, backup_shelf, backup_sqlite
from actions.backup import Trial, named_files, on_trial
from actions.erasure import LIST as ERASURES
from actions.erasure import replay_erasures
from models.base import Database
from models.entry import RecoverySlip, SignIn
from models.learning import PersonLock
from models.seal import Keyring

LIST: Final = "restores.jsonl"
ASIDE: Final = "before-restore"


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: where the old database lies, who was erased again, the new epoch."""

    made_at: str
    aside: str
    erased: int
    epoch: int
    files: int


def restore(
    path: Path, database: Database, instance: Path, keyring: Keyring, *, at: datetime
) -> Restored:
    """Put a backup in the place of the database; nothing is touched before it stood the trial.

    The caller holds the lock of the instance folder, so that no server runs.

    Raises:
        TrialError: the backup is not good; everything stands as it was.
        ToolError: PostgreSQL said no; everything stands as it was.
    """
    _gather_erasures(path, instance)
    floor = max(_epoch_in(database), _epoch_listed(instance))
    with backup_shelf.alone(instance) as work, on_trial(path, database, work, keyring) as trial:
        with trial.database.writing() as db:
            erased = replay_erasures(db, instance, at=at)
            epoch = _go_on(db, path.name, floor, at)
        files = _place_files(trial, instance / "files")
        aside = _put_back(trial, database, at)
        made = Restored(trial.manifest.made_at, aside, erased, epoch, files)
    _list(instance / LIST, path.name, made, at)
    return made


def _go_on(db: Session, name: str, floor: int, at: datetime) -> int:
    """Begin a new epoch, end what let people in, and say so in the log; the epoch."""
    highest = db.scalar(select(func.max(PersonLock.epoch))) or 0
    epoch = max(highest, floor) + 1
    db.execute(update(PersonLock).values(epoch=epoch, last_seq=0))
    db.execute(update(SignIn).where(SignIn.revoked_at.is_(None)).values(revoked_at=at))
    slips = update(RecoverySlip).where(
        RecoverySlip.used_at.is_(None), RecoverySlip.cancelled_at.is_(None)
    )
    db.execute(slips.values(cancelled_at=at))
    audit.tell(db, actor="command-line", action="restored", subject=name, at=at, epoch=epoch)
    db.flush()
    return epoch


def _place_files(trial: Trial, shelf: Path) -> int:
    """Bring back the files that rows still name; what is there already is the same by its hash."""
    with trial.database.reading() as db:
        named = set(db.scalars(named_files()))
    placed = 0
    for name in named:
        source, target = trial.files / name[:2] / name, shelf / name[:2] / name
        if source.exists() and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            half = target.with_name(f".{name}")
            shutil.copyfile(source, half)
            half.replace(target)
            placed += 1
    return placed


def _put_back(trial: Trial, database: Database, at: datetime) -> str:
    stamp = f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    if not database.is_sqlite:
        name = f"{database.engine.url.database}_before_{stamp}".lower()
        backup_postgres.put_back(database, trial.database, name)
        return name
    trial.database.close()
    database.close()
    live = backup_sqlite.file_of(database)
    aside = live.parent / ASIDE / stamp
    aside.mkdir(parents=True)
    backup_sqlite.put_back(trial.file, live, aside)
    return str(aside)


def _epoch_in(database: Database) -> int:
    """The highest epoch the live database has given out; 0 where it is gone or damaged."""
    if database.is_sqlite and not backup_sqlite.file_of(database).exists():
        return 0
    try:
        with database.reading() as db:
            return db.scalar(select(func.max(PersonLock.epoch))) or 0
    except SQLAlchemyError:
        return 0
    finally:
        database.close()


def _epoch_listed(instance: Path) -> int:
    return max((json.loads(line)["epoch"] for line in _lines(instance / LIST)), default=0)


def _list(path: Path, name: str, made: Restored, at: datetime) -> None:
    told = {"at": at.isoformat(), "backup": name, "epoch": made.epoch, "aside": made.aside}
    _write(path, [*_lines(path), json.dumps(told)])


def _gather_erasures(path: Path, instance: Path) -> None:
    """Add to the list here what stands in the list that travelled with the backup."""
    kept = instance / ERASURES
    here = _lines(kept)
    more = [line for line in _lines(path.parent / ERASURES) if line not in here]
    if more:
        _write(kept, [*here, *more])


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines() if path.exists() else []


def _write(path: Path, lines: Iterable[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    backup_shelf.keep(path, "".join(f"{line}\n" for line in lines).encode())
