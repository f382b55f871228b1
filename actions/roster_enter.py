"""Entering many new people at once: one is a list of one.

What `enter_person`, `grant`, `guide` and `enter_stage` do for one person is done here with a
statement per table: the rows are the same, and so are the counts. Rows are made ready before the
gate is taken; inside they get the ids of their people and classes.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import Dialect, String, Table, func, insert, select, type_coerce
from sqlalchemy.orm import Session

from actions.candidates import meet_candidates
from actions.mentoring import ask_newcomers, assign_late
from actions.roster_plans import ROSTER, Planned
from actions.stages import add_people
from domain.access import Role
from domain.phone import TAIL
from domain.stages import ExamStage
from models.base import Base
from models.batches import Batch
from models.history import AuditEntry
from models.learning import PersonLock
from models.people import Guidance, Membership, Person
from models.pipeline import StageNow
from models.places import Agency
from models.road import AssignmentTo, EligibilityFact, StageEntered, Track

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Newcomer:
    """One person to enter: what the row says, and the numbers sealed under the public id."""

    plan: Planned
    uid: UUID
    phone_sealed: bytes
    card_sealed: bytes | None

    @property
    def stage(self) -> ExamStage:
        """入班 where a class is named, else 招募."""
        return ExamStage.IN_CLASS if self.plan.entry.class_name else ExamStage.RECRUITED


Entered = tuple[int, Newcomer, int | None]
"""The id of who was entered, and of their class."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """Where they come in: which agency, by whom, when, and what caused it."""

    agency: Agency
    by: Person
    cause: str
    at: datetime


class Crowd:
    """New people made ready to be entered."""

    def __init__(self, dialect: Dialect, people: Sequence[Newcomer], where: Entrance) -> None:
        self.people, self.where = people, where
        self._uids = [str(one.uid) for one in people]
        self._sheets = [_Sheet(dialect, people, where, *sheet) for sheet in SHEETS]
        self._persons = Batch(dialect, Person, PERSON)
        self._audit = Batch(dialect, AuditEntry, AUDIT)
        self._rows = [self._persons.bound(_person(one, where.at)) for one in people]
        self._told = [self._audit.bound(_told(one, where)) for one in people]

    def enter(self, db: Session, class_ids: Mapping[str, int]) -> list[int]:
        """Enter them, who are in nobody's rows yet; their ids, in order.

        Each gets a place as trainee, a stage, a mentor where one is named, and the answers about
        eligibility that the roster gives. `class_ids` has every class that is named.
        """
        if not self.people:
            return []
        ids, at, agency_id = self._persons_in(db), self.where.at, self.where.agency.id
        classes = [class_ids.get(one.plan.entry.class_name) for one in self.people]
        for sheet in self._sheets:
            sheet.write(db, ids, classes)
        self._audit.write(db, self._told)
        triples = list(zip(ids, self.people, classes, strict=True))
        _count(db, triples, agency_id)
        _ask_late(db, triples, at)
        newcomers = [(person, it.stage.value, it.plan.mentor_id) for person, it, _in in triples]
        ask_newcomers(db, agency_id, newcomers, at)
        met = {it.plan.phone_index: person for person, it, _in in triples}
        meet_candidates(db, agency_id, met)
        return ids

    def _persons_in(self, db: Session) -> list[int]:
        """Write the people; the ids they got, found by what nobody else has."""
        table = cast("Table", Person.__table__)
        before = db.scalar(select(func.max(table.c.id))) or 0
        self._persons.write(db, self._rows)
        uid = type_coerce(table.c.uid, String)
        made = {
            text: id_
            for id_, text in db.execute(select(table.c.id, uid).where(table.c.id > before))
        }
        return [made[text] for text in self._uids]


class _Sheet:
    """What hangs on each person, of one table."""

    def __init__(
        self,
        dialect: Dialect,
        people: Sequence[Newcomer],
        where: Entrance,
        table: type[Base],
        names: Sequence[str],
        late: Sequence[str],
        make: Callable[[Newcomer, Entrance], Iterable[Row]],
    ) -> None:
        self._batch = Batch(dialect, table, names, late)
        self._in_class = "class_id" in late
        self._rows = [
            (number, self._batch.bound(row))
            for number, one in enumerate(people)
            for row in make(one, where)
        ]

    def write(self, db: Session, ids: Sequence[int], classes: Sequence[int | None]) -> None:
        """Write its rows, each behind with its person and, where the table has one, the class."""
        if self._in_class:
            self._batch.write(db, ((*row, ids[n], classes[n]) for n, row in self._rows))
        else:
            self._batch.write(db, ((*row, ids[n]) for n, row in self._rows))


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


def _lock(_one: Newcomer, _where: Entrance) -> Iterator[Row]:
    yield {}


def _membership(_one: Newcomer, where: Entrance) -> Iterator[Row]:
    yield {"role": Role.TRAINEE, "agency_id": where.agency.id, "starts_at": where.at}


def _guidance(one: Newcomer, where: Entrance) -> Iterator[Row]:
    if one.plan.mentor_id:
        yield {"mentor_id": one.plan.mentor_id, "starts_at": where.at}


def _facts(one: Newcomer, where: Entrance) -> Iterator[Row]:
    for question, answer in one.plan.facts.items():
        yield {"question": question, "answer": answer, "source": ROSTER, "at": where.at}


def _entered(one: Newcomer, where: Entrance) -> Iterator[Row]:
    yield {
        "agency_id": where.agency.id,
        "track": Track.EXAM,
        "stage": one.stage.value,
        "cause": where.cause,
        "by_id": where.by.id,
        "at": where.at,
    }


def _standing(one: Newcomer, where: Entrance) -> Iterator[Row]:
    yield {
        "agency_id": where.agency.id,
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


SHEETS: Final = (
    (PersonLock, (), ("person_id",), _lock),
    (Membership, ("role", "agency_id", "starts_at"), ("person_id", "class_id"), _membership),
    (Guidance, ("mentor_id", "starts_at"), ("trainee_id",), _guidance),
    (EligibilityFact, ("question", "answer", "source", "at"), ("person_id",), _facts),
    (
        StageEntered,
        ("agency_id", "track", "stage", "cause", "by_id", "at"),
        ("person_id", "class_id"),
        _entered,
    ),
    (
        StageNow,
        ("agency_id", "home_id", "track", "stage", "since"),
        ("person_id", "class_id"),
        _standing,
    ),
)
"""Tables in the order they are written, with what is told before and inside."""
PERSON: Final = (
    "uid",
    "name",
    "phone_sealed",
    "phone_index",
    "phone_tail",
    "id_card_sealed",
    "id_card_index",
    "home_id",
    "village",
    "joined_at",
)
AUDIT: Final = ("at", "actor", "action", "subject", "agency", "detail")


def _count(db: Session, entered: Iterable[Entered], agency_id: int) -> None:
    counts = Counter((it.stage.value, class_id, it.plan.home_id) for _id, it, class_id in entered)
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


def _ask_late(db: Session, entered: Iterable[Entered], at: datetime) -> None:
    """What a class is still asked for is asked of its newcomers too: of all what of the first."""
    by_class: dict[int, list[int]] = {}
    for person, _one, class_id in entered:
        if class_id:
            by_class.setdefault(class_id, []).append(person)
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
