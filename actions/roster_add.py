"""What a roster adds to many people who are in the agency already, with few statements for all.

As with new people, everything is read, decided and bound before the gate is taken. Inside, a row
is changed only if it still stands as it was read; if one does not, nothing is written at all.
The rows and counts are those that `move_home`, `guide`, `enter_stage`, `move_class`,
`assign_late` and `count_holder` make for one person; these are called where few are concerned.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, Final

from sqlalchemy import Dialect, select
from sqlalchemy.orm import Session

from actions.facts import lock_person
from actions.holders import count_holder
from actions.mentoring import assign_late, assign_on_arrival
from actions.roster_enter import AUDIT, Entrance, Newcomer
from actions.roster_plans import ROSTER, Owner
from actions.roster_stands import Class, Stand, outside_of, stands_of
from actions.stages import add_people, measures_of
from domain.days import local_day
from domain.stages import ExamStage
from models.assignment_queries import open_stage_orders
from models.base import Base
from models.batches import Batch, Bound
from models.credential_queries import confirmed_levels
from models.credentials import HolderNow
from models.history import AuditEntry
from models.learning import PersonLock
from models.people import Guidance, Membership, Person
from models.pipeline import StageNow
from models.road import Assignment, Certificate, EligibilityFact, StageEntered, Track
from models.roster import ImportRow

UPDATED: Final = "updated"
SAME: Final = "same"
STANDS_STILL: Final = ("stage", "class_id", "home_id", "stuck", "engaged")


class ChangedSinceError(Exception):
    """Somebody does not stand as they stood when the roster was looked over."""


class _Made(dict[str, Any]):
    """What a row made, written once the id of its class is known."""


@dataclass(slots=True)
class _Line:
    """One row of the roster and what it adds; the class they come into by its name."""

    one: Newcomer
    person: Owner
    made: _Made = field(default_factory=_Made)
    class_name: str = ""


class Extras:
    """What is added to people of the agency, made ready before the gate."""

    def __init__(
        self, db: Session, rows: Sequence[Newcomer], where: Entrance, row_ids: Mapping[int, int]
    ) -> None:
        self.where = where
        lines = [_Line(one, one.plan.known.person) for one in rows if one.plan.known]
        self._lines = sorted(lines, key=lambda line: line.person.id)
        self._ids = [line.person.id for line in self._lines if line.one.plan.additions]
        self._stands = stands_of(db, self._ids)
        self._outside = outside_of(db, self._ids, where.agency.id)
        self._sheets = _sheets(db.get_bind().dialect)
        self._bound: dict[str, list[Bound]] = defaultdict(list)
        self._late: dict[str, list[tuple[Bound, Class | _Made, Bound]]] = defaultdict(list)
        self._counts: Counter[tuple[Any, ...]] = Counter()
        for line in self._lines:
            if line.one.plan.additions:
                self._add(line)
            self._result(line, row_ids[line.one.plan.entry.row])
        del self._stands, self._outside

    @property
    def outcomes(self) -> Counter[str]:
        """How many get something, and how many had everything."""
        return Counter(UPDATED if line.made else SAME for line in self._lines)

    def write(self, db: Session, class_ids: Mapping[str, int]) -> None:
        """Write all of it, once: the counts too, and what follows for few.

        Raises:
            ChangedSinceError: somebody stands elsewhere by now; the caller writes nothing.
        """
        if self._ids:
            _lock(db, self._ids)
        for name, sheet in self._sheets.items():
            late = ((*a, _resolved(one, class_ids), *b) for a, one, b in self._late.pop(name, ()))
            if not sheet.write(db, chain(self._bound.pop(name, ()), late)):
                raise ChangedSinceError
        self._count(db, class_ids)
        self._ask(db, class_ids)
        moved = {line.person.id for line in self._lines if line.made.keys() & {"home", "class"}}
        for person_id in sorted(moved & _holding(db, moved)):
            count_holder(db, person_id, at=self.where.at)
        db.flush()

    def _add(self, line: _Line) -> None:
        """What one row adds to its person."""
        person, additions = line.person, line.one.plan.additions
        stands = {row.id: row for row in self._stands.get(person.id, ())}
        if additions.home_id:
            line.made["home"] = additions.home_id
            stands = {n: replace(row, home_id=additions.home_id) for n, row in stands.items()}
        if additions.village:
            line.made["village"] = additions.village
        if additions.id_card:
            line.made["id_card"] = True
        if additions.mentor_id:
            line.made["mentor"] = additions.mentor_id
            self._guide(person.id, additions.mentor_id)
        if additions.facts:
            line.made["facts"] = len(additions.facts)
            self._facts(person.id, additions.facts)
        if additions.class_name and person.id in self._outside:
            stands = self._into_class(line, stands, additions.class_name)
        if line.made.keys() & {"home", "village", "id_card"}:
            self._change_person(line)
        self._move(person.id, stands)
        self._tell("roster-added", person, what=sorted(line.made))

    def _into_class(self, line: _Line, stands: dict[int, Stand], name: str) -> dict[int, Stand]:
        """Put somebody without a class into one; who was recruited stands in 入班 by that."""
        here = [row for row in stands.values() if row.agency_id == self.where.agency.id]
        exam = next((row for row in here if row.track is Track.EXAM), None)
        enters = exam is not None and exam.stage == ExamStage.RECRUITED
        line.class_name, line.made["class"], line.made["stage"] = name, name, enters
        for place in self._outside[line.person.id]:
            self._late["places"].append(((), name, (place, None, None)))
        moved = stands | {row.id: replace(row, class_id=name) for row in here}
        if exam is None or not enters:
            return moved
        self._enter(line.person, exam, name)
        stage, since = ExamStage.IN_CLASS.value, self.where.at
        into = replace(moved[exam.id], stage=stage, since=since, engaged="", stuck=False)
        return moved | {exam.id: into}

    def _enter(self, person: Owner, exam: Stand, name: str) -> None:
        where, stage = self.where, ExamStage.IN_CLASS.value
        row = {
            "person_id": person.id,
            "agency_id": where.agency.id,
            "track": Track.EXAM,
            "stage": stage,
            "cause": where.cause,
            "by_id": where.by.id,
            "at": where.at,
        }
        self._late["entered"].append((self._sheets["entered"].bound(row), name, ()))
        self._tell("stage-entered", person, track=Track.EXAM.value, before=exam.stage, stage=stage)

    def _move(self, person_id: int, stands: Mapping[int, Stand]) -> None:
        """Change the rows that tell where somebody stands, and the counts of them."""
        for before in self._stands.get(person_id, ()):
            after = stands[before.id]
            if after == before:
                continue
            for row, people in ((before, -1), (after, 1)):
                for pair in measures_of(row.track, row.stage, stuck=row.stuck, engaged=row.engaged):
                    self._counts[(*pair, row.agency_id, row.class_id, row.home_id)] += people
            names = ("home_id", "stage", "since", "engaged", "stuck")
            told = self._sheets["stands"].bound({name: getattr(after, name) for name in names})
            same = (before.stage, before.class_id, before.home_id, before.stuck, before.engaged)
            self._late["stands"].append((told, after.class_id, (before.id, *same)))

    def _change_person(self, line: _Line) -> None:
        person, one, made = line.person, line.one, line.made
        card = "id_card" in made
        row = {
            "home_id": made.get("home", person.home_id),
            "village": made.get("village", person.village),
            "id_card_sealed": one.card_sealed if card else person.id_card_sealed,
            "id_card_index": one.plan.card_index if card else person.id_card_index,
        }
        same = (person.id, person.home_id, person.village, person.id_card_index)
        self._bound["people"].append((*self._sheets["people"].bound(row), *same))

    def _guide(self, person_id: int, mentor_id: int) -> None:
        row = {"mentor_id": mentor_id, "trainee_id": person_id, "starts_at": self.where.at}
        self._bound["guides"].append(self._sheets["guides"].bound(row))

    def _facts(self, person_id: int, facts: Iterable[tuple[str, str]]) -> None:
        common = {"person_id": person_id, "source": ROSTER, "at": self.where.at}
        for question, answer in facts:
            row = {**common, "question": question, "answer": answer}
            self._bound["facts"].append(self._sheets["facts"].bound(row))

    def _tell(self, action: str, person: Owner, **detail: object) -> None:
        where = self.where
        row = {
            "at": where.at,
            "actor": str(where.by.uid),
            "action": action,
            "subject": str(person.uid),
            "agency": str(where.agency.uid),
            "detail": detail,
        }
        self._bound["audit"].append(self._sheets["audit"].bound(row))

    def _result(self, line: _Line, row_id: int) -> None:
        """What became of a row; the class stands in it by its id once that is known."""
        row = {"outcome": UPDATED if line.made else SAME, "person_id": line.person.id}
        told = self._sheets["rows"].bound(row)
        self._late["rows"].append((told, line.made, (row_id,)))

    def _count(self, db: Session, class_ids: Mapping[str, int]) -> None:
        for (measure, key, agency, class_id, home), people in self._counts.items():
            if people:
                place = {"agency_id": agency, "home_id": home}
                place["class_id"] = _resolved(class_id, class_ids)
                add_people(db, measure, key, people, **place)

    def _ask(self, db: Session, class_ids: Mapping[str, int]) -> None:
        """What their class or stage is still asked for, where it is asked for anything."""
        at, agency_id = self.where.at, self.where.agency.id
        asked = _asked_classes(db, class_ids.values(), self.where)
        orders = db.execute(open_stage_orders(agency_id, at, local_day(at)))
        arrive = any(row[1] == ExamStage.IN_CLASS for row in orders)
        for line in self._lines:
            if line.made.get("stage") and arrive:
                assign_on_arrival(db, line.person.id, agency_id, ExamStage.IN_CLASS, at)
            if line.class_name and class_ids[line.class_name] in asked:
                assign_late(db, line.person.id, class_ids[line.class_name], at)


def _resolved(value: Class | _Made, class_ids: Mapping[str, int]) -> Any:  # noqa: ANN401
    if isinstance(value, _Made):
        named = {"class": class_ids[value["class"]]} if "class" in value else {}
        return json.dumps({**value, **named})
    return class_ids[value] if isinstance(value, str) else value


def _sheets(dialect: Dialect) -> dict[str, Batch]:
    """One statement a table, in the order they are written."""

    def change(table: type[Base], names: Sequence[str], late: Sequence[str], *still: str) -> Batch:
        return Batch(dialect, table, names, late, change=True, still=still)

    person = ("home_id", "village", "id_card_sealed", "id_card_index")
    fact = ("person_id", "question", "answer", "source", "at")
    entered = ("person_id", "agency_id", "track", "stage", "cause", "by_id", "at")
    stand = ("home_id", "stage", "since", "engaged", "stuck")
    inside = ("class_id", "id")
    return {
        "people": change(Person, person, ("id",), "home_id", "village", "id_card_index"),
        "places": change(Membership, (), inside, "class_id", "ends_at"),
        "stands": change(StageNow, stand, inside, *STANDS_STILL),
        "entered": Batch(dialect, StageEntered, entered, ("class_id",)),
        "facts": Batch(dialect, EligibilityFact, fact),
        "guides": Batch(dialect, Guidance, ("mentor_id", "trainee_id", "starts_at")),
        "audit": Batch(dialect, AuditEntry, AUDIT),
        "rows": change(ImportRow, ("outcome", "person_id"), ("made", "id")),
    }


def _lock(db: Session, ids: Sequence[int]) -> None:
    """Lock them all in order, as `lock_person` does one."""
    rows = select(PersonLock.person_id).where(PersonLock.person_id.in_(ids))
    held = set(db.scalars(rows.order_by(PersonLock.person_id).with_for_update()))
    for person_id in ids:
        if person_id not in held:
            lock_person(db, person_id)


def _asked_classes(db: Session, classes: Collection[int], where: Entrance) -> set[int | None]:
    """Those of these classes that are still asked for something."""
    query = select(Assignment.class_id).where(Assignment.class_id.in_(classes))
    still = query.where(Assignment.cancelled_at.is_(None), Assignment.due_on >= local_day(where.at))
    return set(db.scalars(still))


def _holding(db: Session, people: Collection[int]) -> set[int]:
    """Those of these people who are counted as holders, or should be."""
    held = confirmed_levels().with_only_columns(Certificate.person_id)
    counted = select(HolderNow.person_id).where(HolderNow.person_id.in_(people))
    return {*db.scalars(held.where(Certificate.person_id.in_(people))), *db.scalars(counted)}
