"""Who has been silent for long, and the daily work that tells leaders and mentors of it, once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from actions.jobs import Workshop
from actions.notices import tell_person
from domain.access import Role
from domain.days import local_day
from domain.silence import (
    SHORTEST,
    Learner,
    Span,
    Tell,
    Told,
    busy_spans,
    farming_spans,
    most_days,
    rule_on,
    silent_days,
    silent_since,
    whom_to_tell,
)
from models.class_queries import is_live
from models.classes import Silence
from models.people import Guidance, Membership
from models.places import StudyClass
from models.silence_queries import (
    absences_since,
    candidates,
    last_days,
    leaders_of,
    plans_of_people,
    silences_of,
)

JOB: Final = "silence"
LOOK_BACK: Final = timedelta(days=120)
"""Days off that ended longer ago start no silence that matters."""
SLICE: Final = 200
"""So many classes are looked at in one reading."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Somebody who has not learned for some days, in one class."""

    person_id: int
    person_uid: UUID
    name: str
    class_id: int | None
    days: int
    since: date
    learner: Learner


def quiet_people(
    db: Session, classes: Collection[int] | Select[int], *, at: datetime
) -> list[Quiet]:
    """Who of these open classes has been silent as long as the rule says, the longest first.

    Five queries, however many classes; who gave a reason or is busy is not among them.
    """
    today = local_day(at)
    rule = rule_on(today)
    found = [
        one for one in _silent(db, classes, at) if one.days >= most_days(one.learner, today, rule)
    ]
    return sorted(found, key=lambda one: (-one.days, one.name, one.person_id))


def tell_of_silences(body: Mapping[str, Any], workshop: Workshop, at: datetime) -> None:
    """The daily work: each silence is told to the leader, later to the mentors, and only once.

    Looking happens outside of the gate; each class is written in a transaction of its own, so
    that doing the work twice tells nobody twice.
    """
    del body
    with workshop.database.reading() as db:
        ids = db.scalars(select(StudyClass.id).where(StudyClass.closed_at.is_(None))).all()
    for start in range(0, len(ids), SLICE):
        with workshop.database.reading() as db:
            silent = _silent(db, ids[start : start + SLICE], at)
        for class_id in dict.fromkeys(one.class_id for one in silent if one.class_id):
            with workshop.database.writing() as db:
                _tell_class(db, class_id, at)


def _tell_class(db: Session, class_id: int, at: datetime) -> None:
    """Look again inside the gate, and tell whoever is to hear of this class."""
    row = db.scalars(select(StudyClass).where(StudyClass.id == class_id).with_for_update()).one()
    silent = _silent(db, [class_id], at)
    told = {
        (one.person_id, one.since): one
        for one in db.scalars(silences_of([one.person_id for one in silent], class_id))
    }
    leader = db.scalars(leaders_of([class_id], at)).first()
    hear: dict[tuple[int, Tell], int] = defaultdict(int)
    for one in silent:
        held = told.get((one.person_id, one.since)) or Silence(
            person_id=one.person_id, class_id=class_id, since=one.since
        )
        tell = _whom(one, held, leader, at)
        if tell is Tell.NOBODY:
            continue
        _mark(db, held, tell, local_day(at))
        for who in [leader] if tell is Tell.LEADER else _mentors(db, one.person_id, row, at):
            if who is not None:
                hear[who, tell] += 1
    for (who, tell), people in hear.items():
        key = f"silence:{tell.value}:{row.uid}:{local_day(at)}"
        href = f"/classes/{row.uid}/silent"
        tell_person(db, who, JOB, key=key, at=at, about={"people": people}, href=href)


def _whom(one: Quiet, held: Silence, leader: int | None, at: datetime) -> Tell:
    today = local_day(at)
    told = Told(held.leader_on, held.mentor_on)
    has_leader = leader is not None and leader != one.person_id
    return whom_to_tell(one.learner, told, today, rule_on(today), has_leader=has_leader)


def _mark(db: Session, held: Silence, tell: Tell, today: date) -> None:
    if tell is Tell.LEADER:
        held.leader_on = today
    else:
        held.mentor_on = today
    db.add(held)
    db.flush()


def _mentors(db: Session, person_id: int, row: StudyClass, at: datetime) -> Iterable[int]:
    """Who guides this person in the class's agency; where nobody does, its managers."""
    staff = select(Membership.person_id).where(Membership.agency_id == row.agency_id, is_live(at))
    guides = select(Guidance.mentor_id).where(
        Guidance.trainee_id == person_id,
        is_live(at, Guidance),
        Guidance.mentor_id.in_(staff.where(Membership.role == Role.MENTOR)),
    )
    found = db.scalars(guides).all()
    return set(found or db.scalars(staff.where(Membership.role == Role.MANAGER)))


def _silent(db: Session, classes: Collection[int] | Select[int], at: datetime) -> list[Quiet]:
    """Everyone in these classes without learning in the shortest time a rule speaks of."""
    today = local_day(at)
    rows = db.execute(candidates(classes, at, today - timedelta(days=SHORTEST))).all()
    people = list({row.person_id for row in rows})
    learned = dict(db.execute(last_days(people)).all())
    off = _days_off(db, people, today)
    found = []
    for row in rows:
        joined = local_day(row.starts_at)
        learner = Learner(joined, learned.get(row.person_id), tuple(off[row.person_id]))
        days = silent_days(learner, today)
        since = silent_since(learner, today)
        found.append(Quiet(*row[:4], days, since, learner))
    return [one for one in found if one.days >= SHORTEST]


def _days_off(db: Session, people: Collection[int], today: date) -> dict[int, list[Span]]:
    """Absences, busy weeks and 农忙模式 of each person."""
    off: dict[int, list[Span]] = defaultdict(list)
    for one in db.scalars(absences_since(people, today - LOOK_BACK)):
        off[one.person_id].append(Span(one.from_on, one.until_on))
    changes: dict[int, list[tuple[date, bool]]] = defaultdict(list)
    busy: dict[int, Mapping[str, str]] = {}
    for plan in db.scalars(plans_of_people(people)):
        changes[plan.person_id].append((local_day(plan.at), plan.farming))
        busy[plan.person_id] = plan.busy_weeks
    for person_id, rows in changes.items():
        off[person_id] += [*busy_spans(busy[person_id]), *farming_spans(rows, today)]
    return off
