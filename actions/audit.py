"""The audit log: entries are added with the act they tell of; a job seals them into a chain."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from actions.jobs import Workshop
from actions.slices import slices
from models.base import Database
from models.history import AuditCheck, AuditEntry, AuditSeal

JOB: Final = "check-audit"
AT_A_TIME: Final = 2000
SUBJECT: Final = 60
"""The signs that the column of the subject takes."""
SLICE: Final = 300
"""So many entries are sealed in one transaction."""


def tell(
    db: Session,
    *,
    actor: object,
    action: str,
    at: datetime,
    subject: object = "",
    agency: object = "",
    **detail: Any,  # noqa: ANN401
) -> None:
    """Write that somebody did something; public ids only, never names or numbers of people.

    Of a subject that is no id (a host, a file of rules) as much is kept as its column takes.
    """
    db.add(
        AuditEntry(
            at=at,
            actor=str(actor),
            action=action,
            subject=str(subject)[:SUBJECT],
            agency=str(agency),
            detail=detail,
        )
    )


def seal_waiting(database: Database) -> int:
    """Seal what waits, a few hundred entries a transaction; the number of seals added.

    What waits is looked for without the gate. An entry that comes late gets a later seal.
    """
    with database.reading() as db:
        ids = db.scalars(_unsealed().with_only_columns(AuditEntry.id)).all()
    sealed = 0
    for piece in slices(ids, SLICE):
        with database.writing() as db:
            sealed += seal(db, piece)
    return sealed


def seal(db: Session, ids: Collection[int] | None = None) -> int:
    """Give each unsealed entry, or those of these ids, its number and hash; how many seals."""
    number, before = _last_seal(db)
    query = _unsealed() if ids is None else _unsealed().where(AuditEntry.id.in_(ids))
    entries = db.scalars(query).all()
    for entry in entries:
        number += 1
        before = _hash(before, number, entry)
        db.add(AuditSeal(entry_id=entry.id, number=number, hash=before))
    db.flush()
    return len(entries)


def _unsealed() -> Select[AuditEntry]:
    return (
        select(AuditEntry)
        .outerjoin(AuditSeal, AuditSeal.entry_id == AuditEntry.id)
        .where(AuditSeal.id.is_(None))
        .order_by(AuditEntry.id)
    )


def broken_link(db: Session) -> int | None:
    """The number of the first seal that does not fit, or None when the chain is whole."""
    before = b""
    query = select(AuditSeal, AuditEntry).outerjoin(AuditEntry).order_by(AuditSeal.number)
    query = query.execution_options(yield_per=AT_A_TIME)
    for expected, (link, entry) in enumerate(db.execute(query), 1):
        if entry is None or link.number != expected:
            return expected
        before = _hash(before, expected, entry)
        if before != link.hash:
            return expected
    return None


def check_chain(database: Database, *, at: datetime) -> AuditCheck:
    """Read the whole chain and keep what came of it; reading holds no gate."""
    with database.reading() as db:
        number, _hash_of_it = _last_seal(db)
        broken = broken_link(db)
    with database.writing() as db:
        found = AuditCheck(at=at, number=number, broken_at=broken)
        db.add(found)
    return found


def check_daily(body: Mapping[str, Any], workshop: Workshop, at: datetime) -> None:
    """The job: check the chain, so that no page has to."""
    del body
    check_chain(workshop.database, at=at)


def _last_seal(db: Session) -> tuple[int, bytes]:
    number = db.scalar(select(func.max(AuditSeal.number))) or 0
    hash_ = db.scalar(select(AuditSeal.hash).where(AuditSeal.number == number))
    return number, hash_ or b""


def _hash(before: bytes, number: int, entry: AuditEntry) -> bytes:
    said = [number, entry.at.isoformat(), entry.actor, entry.action, entry.subject, entry.agency]
    text = json.dumps([*said, entry.detail], ensure_ascii=False, sort_keys=True)
    return sha256(before + text.encode()).digest()
