"""What a roster adds to many people who are in the agency already, with few statements for all.

The rows and counts are those that `move_home`, `guide`, `enter_stage`, `move_class`,
`assign_late` and `count_holder` make for one person; these are called where few are concerned.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import audit
from actions.facts import lock_person
from actions.holders import count_holder
from actions.mentoring import assign_late, assign_on_arrival
from actions.roster_enter import Entrance, Newcomer
from actions.roster_plans import ROSTER
from actions.stages import add_people, measures_of
from domain.access import Role
from domain.days import local_day
from domain.stages import ExamStage
from models.assignment_queries import open_stage_orders
from models.credential_queries import confirmed_levels
from models.credentials import HolderNow
from models.learning import PersonLock
from models.people import Guidance, Membership, Person
from models.pipeline import StageNow
from models.road import Assignment, Certificate, EligibilityFact, StageEntered, Track

Made = dict[str, Any]


def add_to_known(
    db: Session, rows: Sequence[Newcomer], where: Entrance, class_ids: Mapping[str, int]
) -> dict[int, Made]:
    """Add to people of the agency what they do not have yet: what was added, by person."""
    known = {one.plan.known.person.id: one for one in rows if one.plan.known and one.plan.additions}
    if not known:
        return {}
    work = _Adding(db, where, sorted(known), class_ids)
    for person_id, one in known.items():
        work.add(person_id, one)
    work.finish()
    return work.made


class _Adding:
    """The people as they stand, locked; what is added to each, and what follows for counts."""

    def __init__(
        self, db: Session, where: Entrance, ids: Sequence[int], class_ids: Mapping[str, int]
    ) -> None:
        self.db, self.where, self.class_ids = db, where, class_ids
        _lock(db, ids)
        self.people = {one.id: one for one in db.scalars(select(Person).where(Person.id.in_(ids)))}
        self.stages = _by_person(db.scalars(select(StageNow).where(StageNow.person_id.in_(ids))))
        outside = select(Membership).where(
            Membership.person_id.in_(ids),
            Membership.agency_id == where.agency.id,
            Membership.role == Role.TRAINEE,
            Membership.ends_at.is_(None),
            Membership.class_id.is_(None),
        )
        self.outside = _by_person(db.scalars(outside))
        guided = select(Guidance.trainee_id, Guidance.mentor_id)
        running = guided.where(Guidance.trainee_id.in_(ids), Guidance.ends_at.is_(None))
        self.guided = {tuple(row) for row in db.execute(running)}
        self.counts: Counter[tuple[Any, ...]] = Counter()
        self.made: dict[int, Made] = {}

    def add(self, person_id: int, one: Newcomer) -> None:
        """What one row adds to its person."""
        person, additions, made = self.people[person_id], one.plan.additions, Made()
        if additions.home_id and person.home_id is None:
            self._to_home(person, additions.home_id)
            made["home"] = additions.home_id
        if additions.village and not person.village:
            person.village = made["village"] = additions.village
        if additions.id_card and person.id_card_index is None:
            person.id_card_sealed, person.id_card_index = one.card_sealed, one.plan.card_index
            made["id_card"] = True
        if additions.mentor_id:
            self._guide(person_id, additions.mentor_id)
            made["mentor"] = additions.mentor_id
        if additions.facts:
            self.db.add_all(self._fact(person_id, *fact) for fact in additions.facts)
            made["facts"] = len(additions.facts)
        if additions.class_name and person_id in self.outside:
            made |= self._into_class(person, self.class_ids[additions.class_name])
        self.made[person_id] = made
        self._tell("roster-added", person, what=sorted(made))

    def finish(self) -> None:
        """Write all of it, the counts, and what follows for few."""
        self.db.flush()
        for (measure, key, agency, class_id, home), people in self.counts.items():
            if people:
                place = {"agency_id": agency, "class_id": class_id, "home_id": home}
                add_people(self.db, measure, key, people, **place)
        self._ask()
        moved = {one for one, made in self.made.items() if made.keys() & {"home", "class"}}
        for person_id in sorted(moved & _holding(self.db, moved)):
            count_holder(self.db, person_id, at=self.where.at)
        self.db.flush()

    def _to_home(self, person: Person, home_id: int) -> None:
        person.home_id = home_id
        for row in self.stages.get(person.id, ()):
            self._move(row, lambda row: setattr(row, "home_id", home_id))

    def _guide(self, person_id: int, mentor_id: int) -> None:
        if (person_id, mentor_id) not in self.guided:
            at = self.where.at
            self.db.add(Guidance(mentor_id=mentor_id, trainee_id=person_id, starts_at=at))

    def _fact(self, person_id: int, question: str, answer: str) -> EligibilityFact:
        return EligibilityFact(
            person_id=person_id, question=question, answer=answer, source=ROSTER, at=self.where.at
        )

    def _into_class(self, person: Person, class_id: int) -> Made:
        """Put somebody without a class into one; who was recruited stands in 入班 by that."""
        for place in self.outside[person.id]:
            place.class_id = class_id
        here = [it for it in self.stages.get(person.id, ()) if it.agency_id == self.where.agency.id]
        exam = next((row for row in here if row.track is Track.EXAM), None)
        if exam is None or exam.stage != ExamStage.RECRUITED:
            for row in here:
                self._move(row, lambda row: setattr(row, "class_id", class_id))
            return {"class": class_id, "stage": False}
        self._enter(person, exam, class_id)
        return {"class": class_id, "stage": True}

    def _enter(self, person: Person, exam: StageNow, class_id: int) -> None:
        where, before = self.where, exam.stage
        entered = StageEntered(
            person_id=person.id,
            agency_id=where.agency.id,
            class_id=class_id,
            track=Track.EXAM,
            stage=ExamStage.IN_CLASS.value,
            cause=where.cause,
            by_id=where.by.id,
            at=where.at,
        )
        self.db.add(entered)

        def stand(row: StageNow) -> None:
            row.stage, row.since, row.class_id = entered.stage, entered.at, class_id
            row.engaged, row.stuck = "", False

        self._move(exam, stand)
        track = Track.EXAM.value
        self._tell("stage-entered", person, track=track, before=before, stage=entered.stage)

    def _move(self, row: StageNow, change: Callable[[StageNow], None]) -> None:
        self._count(row, -1)
        change(row)
        self._count(row, +1)

    def _count(self, row: StageNow, people: int) -> None:
        for pair in measures_of(row.track, row.stage, stuck=row.stuck, engaged=row.engaged):
            self.counts[(*pair, row.agency_id, row.class_id, row.home_id)] += people

    def _ask(self) -> None:
        """What their class or stage is still asked for, where it is asked for anything."""
        at, agency_id = self.where.at, self.where.agency.id
        asked = _asked_classes(self.db, self.class_ids.values(), self.where)
        orders = self.db.execute(open_stage_orders(agency_id, at, local_day(at)))
        arrive = any(row[1] == ExamStage.IN_CLASS for row in orders)
        for person_id, made in self.made.items():
            if made.get("stage") and arrive:
                assign_on_arrival(self.db, person_id, agency_id, ExamStage.IN_CLASS, at)
            if made.get("class") in asked:
                assign_late(self.db, person_id, made["class"], at)

    def _tell(self, action: str, person: Person, **detail: object) -> None:
        by, at, agency = self.where.by.uid, self.where.at, self.where.agency.uid
        about = {"actor": by, "action": action, "subject": person.uid, "agency": agency}
        audit.tell(self.db, at=at, **about, **detail)


def _lock(db: Session, ids: Sequence[int]) -> None:
    """Lock them all in order, as `lock_person` does one."""
    rows = select(PersonLock.person_id).where(PersonLock.person_id.in_(ids))
    held = set(db.scalars(rows.order_by(PersonLock.person_id).with_for_update()))
    for person_id in ids:
        if person_id not in held:
            lock_person(db, person_id)


def _by_person(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(row)
    return dict(found)


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
