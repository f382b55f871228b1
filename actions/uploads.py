"""Verbs of files: keep one, take one away. Bytes lie under their hash, rows say whose they are.

Bytes go in a job, after the transaction that took the last row away: a rollback loses nothing.
"""

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from actions.jobs import Workshop, ask_for
from actions.upload_reading import Given
from models.credentials import Upload
from models.people import Person

JOB: Final = "drop-files"
FOLDER: Final = "files"


def keep_upload(
    db: Session,
    given: Given,
    *,
    instance: Path,
    by: Person,
    at: datetime,
    person_id: int | None = None,
    agency_id: int | None = None,
) -> Upload:
    """Keep a file about a person or an agency; the same bytes lie there once."""
    db.scalars(_same(given.sha256).with_for_update()).all()
    _lay_down(path_of(instance, given.sha256), given.body)
    row = Upload(
        sha256=given.sha256,
        media=given.media,
        name=given.name,
        bytes=len(given.body),
        person_id=person_id,
        agency_id=agency_id,
        by_id=by.id,
        at=at,
    )
    db.add(row)
    db.flush()
    return row


def drop_upload(db: Session, upload_id: int | None, *, at: datetime) -> None:
    """Take a file away: its row stays without its name, its bytes go when nobody needs them."""
    row = db.get(Upload, upload_id) if upload_id else None
    if row is not None and row.deleted_at is None:
        _drop(db, [row], at)


def drop_uploads_about(db: Session, person_id: int, *, at: datetime) -> None:
    """Take away every file about a person."""
    query = select(Upload).where(Upload.person_id == person_id, Upload.deleted_at.is_(None))
    _drop(db, list(db.scalars(query)), at)


def drop_files(db: Session, body: Mapping[str, Any], workshop: Workshop, at: datetime) -> None:
    """The job: remove the bytes of rows taken away, unless another row still needs them."""
    del at
    if workshop.instance is None:
        raise RuntimeError("no instance folder to keep files in")
    for row in db.scalars(select(Upload).where(Upload.id.in_(body["uploads"]))).all():
        same = db.scalars(_same(row.sha256).with_for_update()).all()
        if row.sha256 and all(one.deleted_at is not None for one in same):
            path_of(workshop.instance, row.sha256).unlink(missing_ok=True)
        row.sha256 = ""
        db.flush()


def path_of(instance: Path, sha256: str) -> Path:
    """Where the bytes of a hash lie."""
    return instance / FOLDER / sha256[:2] / sha256


def _same(sha256: str) -> Select[Upload]:
    return select(Upload).where(Upload.sha256 == sha256, Upload.sha256 != "")


def _drop(db: Session, rows: list[Upload], at: datetime) -> None:
    if not rows:
        return
    for row in rows:
        row.deleted_at, row.name = at, ""
    ids = [row.id for row in rows]
    db.flush()
    ask_for(db, JOB, f"{JOB}:{ids[0]}", at=at, body={"uploads": ids})


def _lay_down(path: Path, body: bytes) -> None:
    """Write bytes whole or not at all; what lies there under this hash is the same already."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        half = Path(file.name)
        try:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        except OSError:  # no room: leave none of it behind
            half.unlink()
            raise
    half.replace(path)
