"""Entering many new people at once: one is a list of one.

What `enter_person`, `grant`, `guide` and `enter_stage` do for one person is done here with a
statement per table: the rows are the same, and so are the counts.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import Insert, Table, insert, select
from sqlalchemy.orm import Session

from actions.candidates import meet_candidates
from actions.mentoring import ask_newcomers, assign_late
from actions.roster_plans import ROSTER, Planned
from actions.stages import add_people
from domain.access import Role
from domain.phone import TAIL
from domain.stages import ExamStage
from models.base import Base
from models.history import AuditEntry
from models.learning import PersonLock
from models.people import Guidance, Membership, Person
from models.pipeline import StageNow
from models.places import Agency
from models.road import AssignmentTo, EligibilityFact, StageEntered, Track

Row = dict[str, Any]
SLICE: Final = 1_000


@dataclass(frozen=True, slots=True)
class Newcomer:
    """One person to enter: what the row says, and the numbers sealed under the public id."""

    plan: Planned
    uid: UUID
    phone_sealed: bytes
    card_sealed: bytes | None
    class_id: int | None = None

    @property
    def stage(self) -> ExamStage:
        """入班 where a class is named, else 招募."""
        return ExamStage.IN_CLASS if self.class_id else ExamStage.RECRUITED


@dataclass(frozen=True, slots=True)
class Entrance:
    """Where they come in: which agency, by whom, when, and what caused it."""

    agency: Agency
    by: Person
    cause: str
    at: datetime


def enter_people(db: Session, people: Sequence[Newcomer], where: Entrance) -> list[int]:
    """Enter people who are in nobody's rows yet; their ids, in order.

    Each gets a place as trainee, a stage, a mentor where one is named, and the answers about
    eligibility that the roster gives.
    """
    ids: list[int] = []
    for piece in _slices(people):
        rows = [_person(one, where.at) for one in piece]
        added = _into(Person).returning(Person.id, sort_by_parameter_order=True)
        ids += db.scalars(added, rows).all()
    pairs = list(zip(ids, people, strict=True))
    for table, rows in _tables(pairs, where):
        for piece in _slices(rows):
            db.execute(_into(table), piece)
    _count(db, people, where.agency.id)
    _ask_late(db, pairs, where.at)
    newcomers = [(person, one.stage.value, one.plan.mentor_id) for person, one in pairs]
    ask_newcomers(db, where.agency.id, newcomers, where.at)
    meet_candidates(db, where.agency.id, {one.plan.phone_index: person for person, one in pairs})
    return ids


def _into(table: type[Base]) -> Insert:
    """An insert past the ORM, which would copy each of the many rows twice."""
    return insert(cast("Table", table.__table__))


def _slices(rows: Iterable[Any]) -> Iterator[list[Any]]:
    source = iter(rows)
    while piece := list(islice(source, SLICE)):
        yield piece


def _person(one: Newcomer, at: datetime) -> Row:
    plan = one.plan
    return {
        "uid": one.uid,
        "name": plan.entry.name,
        "phone_sealed": one.phone_sealed,
        "phone_index": plan.phone_index,
        "phone_tail": plan.entry.phone[-TAIL:],
        "id_card_sealed": one.card_sealed,
        "id_card_index": plan.card_index if one.card_sealed else None,
        "home_id": plan.home_id,
        "village": plan.village,
        "joined_at": at,
    }


def _tables(
    pairs: Sequence[tuple[int, Newcomer]], where: Entrance
) -> Iterator[tuple[type[Base], Iterator[Row]]]:
    """What hangs on each person, table by table."""
    yield PersonLock, ({"person_id": person} for person, _one in pairs)
    yield Membership, (_membership(person, one, where) for person, one in pairs)
    yield (
        Guidance,
        (
            {"mentor_id": one.plan.mentor_id, "trainee_id": person, "starts_at": where.at}
            for person, one in pairs
            if one.plan.mentor_id
        ),
    )
    yield (
        EligibilityFact,
        (
            {"person_id": person, "question": q, "answer": a, "source": ROSTER, "at": where.at}
            for person, one in pairs
            for q, a in one.plan.facts.items()
        ),
    )
    yield StageEntered, (_entered(person, one, where) for person, one in pairs)
    yield StageNow, (_standing(person, one, where) for person, one in pairs)
    yield AuditEntry, (_told(one, where) for _person, one in pairs)


def _membership(person: int, one: Newcomer, where: Entrance) -> Row:
    return {
        "person_id": person,
        "role": Role.TRAINEE,
        "agency_id": where.agency.id,
        "class_id": one.class_id,
        "starts_at": where.at,
    }


def _entered(person: int, one: Newcomer, where: Entrance) -> Row:
    return {
        "person_id": person,
        "agency_id": where.agency.id,
        "class_id": one.class_id,
        "track": Track.EXAM,
        "stage": one.stage.value,
        "cause": where.cause,
        "by_id": where.by.id,
        "at": where.at,
    }


def _standing(person: int, one: Newcomer, where: Entrance) -> Row:
    return {
        "person_id": person,
        "agency_id": where.agency.id,
        "class_id": one.class_id,
        "home_id": one.plan.home_id,
        "track": Track.EXAM,
        "stage": one.stage.value,
        "since": where.at,
    }


def _told(one: Newcomer, where: Entrance) -> Row:
    return {
        "at": where.at,
        "actor": str(where.by.uid),
        "action": "roster-entered",
        "subject": str(one.uid),
        "agency": str(where.agency.uid),
        "detail": {"cause": where.cause, "role": Role.TRAINEE.value, "stage": one.stage.value},
    }


def _count(db: Session, people: Sequence[Newcomer], agency_id: int) -> None:
    counts = Counter((one.stage.value, one.class_id, one.plan.home_id) for one in people)
    for (stage, class_id, home_id), many in counts.items():
        add_people(
            db,
            Track.EXAM.value,
            stage,
            many,
            agency_id=agency_id,
            class_id=class_id,
            home_id=home_id,
        )


def _ask_late(db: Session, pairs: Sequence[tuple[int, Newcomer]], at: datetime) -> None:
    """What a class is still asked for is asked of its newcomers too: of all what of the first."""
    by_class: dict[int, list[int]] = {}
    for person, one in pairs:
        if one.class_id:
            by_class.setdefault(one.class_id, []).append(person)
    for class_id, people in by_class.items():
        if not assign_late(db, people[0], class_id, at):
            continue
        asked = select(AssignmentTo.assignment_id).where(AssignmentTo.person_id == people[0])
        rows = [
            {"assignment_id": assignment, "person_id": person}
            for assignment in db.scalars(asked).all()
            for person in people[1:]
        ]
        if rows:
            db.execute(insert(AssignmentTo), rows)
