"""The one door for facts people make: append the raw event, then fold what it touches.

Pages without JavaScript come through `write_as_server`; phones will call `record` with events
of their own making. Nothing else writes events, and no applier ever calls a verb.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from actions.folding import Touched, fold
from content.load import Library
from models.learning import Event, Kind, PersonLock
from models.people import Person

SERVER = UUID("7b3f9a52-4c1e-5d8e-9f60-1a2b3c4d5e6f")
SCHEMA = 1


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
    """What became of a batch: the new events, and those already here in the same words."""

    new: tuple[Event, ...]
    known: int
    forked: tuple[Fact, ...]


def write_as_server(
    db: Session, person_id: int, drafts: Sequence[Draft], *, library: Library, at: datetime
) -> Recorded:
    """Record facts of a page without JavaScript; what was sent before is left out by its `once`."""
    lock = lock_person(db, person_id)
    fresh = _unsent(db, person_id, drafts)
    writer = uuid5(SERVER, f"{_uid_of(db, person_id)}/{lock.epoch}")
    facts = [
        Fact(writer, lock.last_seq + number, d.kind, d.subject, d.body, at, d.once)
        for number, d in enumerate(fresh, 1)
    ]
    lock.last_seq += len(fresh)
    return record(db, person_id, facts, library=library)


def record(
    db: Session, person_id: int, facts: Sequence[Fact], *, library: Library
) -> Recorded:
    """Append the events that are not here yet, then refold what they touch.

    An event with a known (writer, seq) and the same words is already here; with other words
    it is a fork: it is handed back for a human, and nothing of it is applied.
    """
    lock = lock_person(db, person_id)
    here = _already_here(db, facts)
    new: list[Event] = []
    forked: list[Fact] = []
    known = 0
    for fact in facts:
        event = _event(person_id, lock.epoch, fact)
        held = here.get((fact.writer, fact.seq))
        if held is None:
            here[fact.writer, fact.seq] = event.body_hash
            new.append(event)
        elif held == event.body_hash:
            known += 1
        else:
            forked.append(fact)
    db.add_all(new)
    db.flush()
    fold(db, person_id, [Touched.by(event) for event in new], library=library)
    return Recorded(tuple(new), known, tuple(forked))


def lock_person(db: Session, person_id: int) -> PersonLock:
    """The person's lock row, held until the transaction ends."""
    query = select(PersonLock).where(PersonLock.person_id == person_id).with_for_update()
    lock = db.scalars(query).one_or_none()
    if lock is None:
        lock = PersonLock(person_id=person_id)
        db.add(lock)
        db.flush()
    return lock


def _uid_of(db: Session, person_id: int) -> UUID:
    return db.scalars(select(Person.uid).where(Person.id == person_id)).one()


def _unsent(db: Session, person_id: int, drafts: Sequence[Draft]) -> list[Draft]:
    wanted = [draft.once for draft in drafts if draft.once]
    if not wanted:
        return list(drafts)
    query = select(Event.once).where(Event.person_id == person_id, Event.once.in_(wanted))
    sent = set(db.scalars(query))
    return [draft for draft in drafts if draft.once is None or draft.once not in sent]


def _already_here(db: Session, facts: Sequence[Fact]) -> dict[tuple[UUID, int], bytes | None]:
    pairs = [(fact.writer, fact.seq) for fact in facts]
    query = select(Event.writer, Event.seq, Event.body_hash).where(
        tuple_(Event.writer, Event.seq).in_(pairs)
    )
    return {(writer, seq): held for writer, seq, held in db.execute(query)}


def _event(person_id: int, epoch: int, fact: Fact) -> Event:
    body = json.dumps(dict(fact.body), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    said = f"{fact.kind}\n{fact.subject}\n{fact.schema}\n{body}"
    return Event(
        person_id=person_id,
        writer=fact.writer,
        seq=fact.seq,
        epoch=epoch,
        once=fact.once,
        kind=fact.kind,
        schema=fact.schema,
        subject=fact.subject,
        device_at=fact.device_at,
        device_ms=fact.device_ms,
        at=fact.at,
        body=body,
        body_hash=sha256(said.encode()).digest(),
    )
