"""The one door for facts people make: append the raw event, then fold what it touches.

Pages without JavaScript come through `write_as_server`; phones will call `record` with events
of their own making. Nothing else writes events, and no applier ever calls a verb.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid5

from sqlalchemy import bindparam, insert, select, tuple_, update
from sqlalchemy.orm import Session

from actions.folding import fold
from content.load import Library
from models.learning import Event, Kind, PersonLock
from models.people import Person
from models.statements import first, run, run_all

SERVER: Final = UUID("7b3f9a52-4c1e-5d8e-9f60-1a2b3c4d5e6f")
SCHEMA: Final = 1


@dataclass(frozen=True, slots=True)
class Fact:
    """One event as its writer made it; `(writer, seq)` names it, `at` is its corrected time."""

    writer: UUID
    seq: int
    kind: Kind
    subject: str
    body: Mapping[str, Any]
    at: datetime
    once: UUID | None = None
    schema: int = SCHEMA
    device_at: datetime | None = None
    device_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A fact that has no number yet: the server gives it one."""

    kind: Kind
    subject: str
    body: Mapping[str, Any]
    once: UUID | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a batch: the new facts, and those already here in the same words."""

    new: tuple[Fact, ...]
    known: int
    forked: tuple[Fact, ...]


class Lock(NamedTuple):
    """A person's lock row, held until the transaction ends."""

    person_uid: UUID
    epoch: int
    last_seq: int


_LOCK: Final = (
    select(Person.uid, PersonLock.epoch, PersonLock.last_seq)
    .join(PersonLock, PersonLock.person_id == Person.id)
    .where(Person.id == bindparam("person_id"))
    .with_for_update(of=PersonLock)
)
_MAKE_LOCK: Final = insert(PersonLock)
_COUNT_ON: Final = (
    update(PersonLock)
    .where(PersonLock.person_id == bindparam("person"))
    .values(last_seq=bindparam("seq"))
)
_SENT: Final = select(Event.once).where(
    Event.person_id == bindparam("person_id"), Event.once == bindparam("wanted")
)
_HERE: Final = select(Event.writer, Event.seq, Event.body_hash).where(
    tuple_(Event.writer, Event.seq).in_(bindparam("pairs", expanding=True))
)
_APPEND: Final = insert(Event)


def write_as_server(
    db: Session, person_id: int, drafts: Sequence[Draft], *, library: Library, at: datetime
) -> Recorded:
    """Record facts of a page without JavaScript; what was sent before is left out by its `once`."""
    db.flush()
    lock = lock_person(db, person_id)
    fresh = _unsent(db, person_id, drafts)
    if not fresh:
        return Recorded((), len(drafts), ())
    writer = uuid5(SERVER, f"{lock.person_uid}/{lock.epoch}")
    facts = [
        Fact(writer, lock.last_seq + number, d.kind, d.subject, d.body, at, d.once)
        for number, d in enumerate(fresh, 1)
    ]
    run(db, _COUNT_ON, {"person": person_id, "seq": lock.last_seq + len(fresh)})
    run_all(db, _APPEND, [_row(person_id, lock.epoch, fact) for fact in facts])
    fold(db, person_id, facts, library=library)
    return Recorded(tuple(facts), len(drafts) - len(fresh), ())


def record(db: Session, person_id: int, facts: Sequence[Fact], *, library: Library) -> Recorded:
    """Append the events that are not here yet, then refold what they touch.

    An event with a known (writer, seq) and the same words is already here; with other words
    it is a fork: it is handed back for a human, and nothing of it is applied.
    """
    db.flush()
    lock = lock_person(db, person_id)
    here = _already_here(db, facts)
    new: list[Fact] = []
    rows: list[dict[str, Any]] = []
    forked: list[Fact] = []
    for fact in facts:
        row = _row(person_id, lock.epoch, fact)
        held = here.setdefault((fact.writer, fact.seq), row["body_hash"])
        if held is row["body_hash"]:
            new.append(fact)
            rows.append(row)
        elif held != row["body_hash"]:
            forked.append(fact)
    run_all(db, _APPEND, rows)
    fold(db, person_id, new, library=library)
    return Recorded(tuple(new), len(facts) - len(new) - len(forked), tuple(forked))


def lock_person(db: Session, person_id: int) -> Lock:
    """Lock the person's row, so that only one writer at a time takes that person's numbers."""
    found = first(db, _LOCK, {"person_id": person_id})
    if found is None:
        row = {"person_id": person_id, "epoch": 1, "last_seq": 0, "last_pull": 0}
        run(db, _MAKE_LOCK, row)
        (found,) = run(db, _LOCK, {"person_id": person_id})
    return Lock(*found)


def _unsent(db: Session, person_id: int, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts that were not sent before; a form has few, so each is asked for alone."""

    def sent(once: UUID) -> bool:
        return bool(run(db, _SENT, {"person_id": person_id, "wanted": once}))

    return [draft for draft in drafts if draft.once is None or not sent(draft.once)]


def _already_here(db: Session, facts: Sequence[Fact]) -> dict[tuple[UUID, int], bytes | None]:
    pairs = [(fact.writer, fact.seq) for fact in facts]
    return {
        (writer, seq): held
        for writer, seq, held in db.connection().execute(_HERE, {"pairs": pairs})
    }


def _row(person_id: int, epoch: int, fact: Fact) -> dict[str, Any]:
    body = json.dumps(dict(fact.body), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    said = f"{fact.kind}\n{fact.subject}\n{fact.schema}\n{body}"
    return {
        "person_id": person_id,
        "writer": fact.writer,
        "seq": fact.seq,
        "epoch": epoch,
        "once": fact.once,
        "kind": fact.kind,
        "schema": fact.schema,
        "subject": fact.subject,
        "device_at": fact.device_at,
        "device_ms": fact.device_ms,
        "at": fact.at,
        "body": body,
        "body_hash": sha256(said.encode()).digest(),
    }
