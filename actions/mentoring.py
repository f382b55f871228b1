"""Verbs of mentors and managers: assign and cancel, give extra time, cancel an invite."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid5

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from actions import audit
from actions.facts import lock_person
from domain.days import local_day
from models.assignment_queries import (
    asked_for,
    assignment_sent,
    guides_of,
    missed_by_latecomer,
    open_stage_orders,
)
from models.entry import Invite
from models.mocks import ExtraTime
from models.people import Person
from models.places import Agency
from models.road import Assignment, AssignmentTo


class Task(StrEnum):
    """What may be assigned: a chapter to read or practise, a mock of a course, a date to keep."""

    READ = "read"
    PRACTICE = "practice"
    MOCK = "mock"
    DATE = "date"


ENOUGH_ITEMS: Final = 10
"""So many items of a chapter answered since it was assigned make an assigned practice done."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of whom by which day.

    `target` is "<course>/<chapter>", the course of a mock, or the words of a date. `people` are
    those of the class or stage named; with neither they are asked one by one.
    """

    task: Task
    target: str
    people: tuple[int, ...]
    due_on: date
    reason: str
    class_id: int | None = None
    stage: str = ""

    @property
    def group(self) -> str:
        """Whom it is for, in one word; an order for people has none."""
        return f"{self.class_id or ''}/{self.stage}".strip("/")


def assign_each(
    db: Session, orders: Sequence[Order], *, by: Person, agency_id: int, once: UUID, at: datetime
) -> list[Assignment]:
    """Assign the same to people, classes and stages, a row for each; sent twice it is once."""
    return [
        assign(
            db,
            order,
            by=by,
            agency_id=agency_id,
            once=uuid5(once, order.group) if order.group else once,
            at=at,
        )
        for order in orders
    ]


def assign(
    db: Session, order: Order, *, by: Person, agency_id: int, once: UUID, at: datetime
) -> Assignment:
    """Assign something to people; sent twice it is assigned once."""
    lock_person(db, by.id)
    if kept := db.scalars(assignment_sent(by.id, once)).one_or_none():
        return kept
    made = Assignment(
        agency_id=agency_id,
        class_id=order.class_id,
        stage=order.stage,
        made_by_id=by.id,
        once=once,
        kind=order.task.value,
        target=order.target,
        due_on=order.due_on,
        reason=order.reason,
        made_at=at,
    )
    db.add(made)
    db.flush()
    _ask(db, [(made.id, one) for one in dict.fromkeys(order.people)])
    _tell(db, "assigned", made, by, at, people=len(order.people))
    return made


def assign_late(db: Session, person_id: int, class_id: int, at: datetime) -> int:
    """Ask who came into a class later for what the class is still asked for; how much that was.

    Called by whoever brings somebody into a class; twice is once.
    """
    lock_person(db, person_id)
    missed = db.scalars(missed_by_latecomer(person_id, class_id, local_day(at))).all()
    _ask(db, [(one, person_id) for one in missed])
    if missed:
        _tell_late(db, person_id, len(missed), at)
    db.flush()
    return len(missed)


def assign_on_arrival(db: Session, person_id: int, agency_id: int, stage: str, at: datetime) -> int:
    """Ask who enters a stage for what the whole stage is still asked for; how much that was.

    Called by the one door to stages; twice is once. A mentor's order reaches those they guide.
    """
    orders = db.execute(open_stage_orders(agency_id, at, local_day(at))).all()
    here = [order for order in orders if order[1] == stage]
    if not here:
        return 0
    guides = set(db.scalars(guides_of(person_id, at)))
    had = set(db.scalars(asked_for(person_id, [order[0] for order in here])))
    missed = [
        one
        for one, _stage, maker, manages in here
        if one not in had and maker != person_id and (manages or maker in guides)
    ]
    _ask(db, [(one, person_id) for one in missed])
    if missed:
        _tell_late(db, person_id, len(missed), at)
    return len(missed)


def ask_newcomers(
    db: Session, agency_id: int, newcomers: Sequence[tuple[int, str, int | None]], at: datetime
) -> None:
    """The same for many who are new: person, stage, and who guides them."""
    rows = [
        (one, person)
        for one, stage, maker, manages in db.execute(
            open_stage_orders(agency_id, at, local_day(at))
        ).all()
        for person, stands, guide in newcomers
        if stands == stage and (manages or maker == guide)
    ]
    _ask(db, rows)


def cancel_assignment(db: Session, assignment_id: int, *, by: Person, at: datetime) -> bool:
    """Take an assignment back; whether that was still to be done."""
    cancelled = (
        update(Assignment)
        .where(Assignment.id == assignment_id, Assignment.cancelled_at.is_(None))
        .values(cancelled_at=at, cancelled_by_id=by.id)
        .returning(Assignment)
    )
    row = db.scalars(cancelled).one_or_none()
    if row is not None:
        _tell(db, "assignment-cancelled", row, by, at)
    return row is not None


def cancel_invite(db: Session, invite_id: int, *, by: Person, at: datetime) -> bool:
    """Stop an invite; who has come in stays. Whether that was still to be done."""
    cancelled = (
        update(Invite)
        .where(Invite.id == invite_id, Invite.cancelled_at.is_(None))
        .values(cancelled_at=at)
        .returning(Invite.uid)
    )
    uid = db.scalars(cancelled).one_or_none()
    if uid is not None:
        audit.tell(db, actor=by.uid, action="invite-cancelled", subject=uid, at=at)
        db.flush()
    return uid is not None


def give_extra_time(
    db: Session, person: Person, *, minutes: int, reason: str, by: Person, at: datetime
) -> bool:
    """Give a person more minutes in mocks started from now on; 0 takes them back.

    The row before stays as history. What is in force already is not written again; whether
    anything was written.
    """
    lock_person(db, person.id)
    last = select(ExtraTime).where(ExtraTime.person_id == person.id)
    now = db.scalars(last.order_by(ExtraTime.id.desc()).limit(1)).one_or_none()
    if (now.minutes, now.reason) == (minutes, reason) if now else minutes == 0:
        return False
    db.add(ExtraTime(person_id=person.id, minutes=minutes, reason=reason, given_by_id=by.id, at=at))
    audit.tell(
        db, actor=by.uid, action="extra-time-given", subject=person.uid, at=at, minutes=minutes
    )
    db.flush()
    return True


def _ask(db: Session, pairs: Sequence[tuple[int, int]]) -> None:
    """Write assignment and person, all in one statement, whatever their number."""
    if pairs:
        rows = [{"assignment_id": one, "person_id": person} for one, person in pairs]
        db.connection().execute(insert(AssignmentTo), rows)


def _tell_late(db: Session, person_id: int, many: int, at: datetime) -> None:
    uid = db.get_one(Person, person_id).uid
    audit.tell(db, actor="system", action="assigned-late", subject=uid, at=at, assignments=many)


def _tell(
    db: Session, action: str, row: Assignment, by: Person, at: datetime, **detail: int
) -> None:
    agency = db.get_one(Agency, row.agency_id).uid
    audit.tell(db, actor=by.uid, action=action, subject=row.uid, agency=agency, at=at, **detail)
    db.flush()
