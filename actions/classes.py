"""Verbs of classes: open and close, move people, the leader, the plan of a week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from actions import audit
from actions.coming_in import COMES_IN
from actions.facts import lock_person
from actions.holders import count_holder
from actions.mentoring import assign_late
from actions.people import grant
from actions.stages import Move, enter_stage, move_class, stage_now
from domain.access import Role
from domain.stages import ExamStage
from domain.week_plan import joined
from models.class_queries import class_made, is_live, leader_of, members_of, plans_of
from models.classes import ClassLeader, WeekPlan
from models.people import Membership, Person
from models.places import Agency, StudyClass


class ClassNameTakenError(Exception):
    """The agency has an open class of this name."""


class NotInClassError(Exception):
    """The person is not in this class, or not in its agency."""


class ChangedMeanwhileError(Exception):
    """Somebody else changed it after this person had opened the page."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, slots=True)
class Week:
    """What a class is to do in a week: chapters as "<course>/<chapter>", and words of one's own."""

    monday: date
    chapters: Sequence[str]
    words: str


def open_class(
    db: Session, *, agency_id: int, name: str, by: Person, once: UUID, at: datetime
) -> StudyClass:
    """Open a class; sent twice it is opened once.

    Raises:
        ClassNameTakenError: the agency has an open class of this name.
    """
    db.execute(select(Agency.id).where(Agency.id == agency_id).with_for_update())
    sending = uuid5(by.uid, f"{agency_id}/{once}")  # nobody is led to another's class
    if known := db.scalars(class_made(sending)).one_or_none():
        return known
    same = select(StudyClass.id).where(
        StudyClass.agency_id == agency_id, StudyClass.name == name, StudyClass.closed_at.is_(None)
    )
    if db.scalars(same).first() is not None:
        raise ClassNameTakenError
    made = StudyClass(
        name=name, agency_id=agency_id, made_by_id=by.id, once=sending, opened_on=at.date()
    )
    db.add(made)
    db.flush()
    _tell(db, "class-opened", made, by, at)
    return made


def close_class(db: Session, class_id: int, *, by: Person, at: datetime) -> bool:
    """Close a class; its people stay in it, so that it can be opened again. Whether it was open."""
    row = _locked(db, class_id)
    if row.closed_at is not None:
        return False
    row.closed_at = at
    _tell(db, "class-closed", row, by, at)
    return True


def reopen_class(db: Session, class_id: int, *, by: Person, at: datetime) -> bool:
    """Open a closed class again; whether it was closed."""
    row = _locked(db, class_id)
    if row.closed_at is None:
        return False
    row.closed_at = None
    _tell(db, "class-reopened", row, by, at)
    return True


def move_person(
    db: Session,
    person_id: int,
    *,
    agency_id: int,
    class_id: int | None,
    why: str,
    by: Person,
    at: datetime,
) -> bool:
    """Put a trainee of an agency into a class, or into none; the counts move along.

    The place in the class before ends and stays as history; who led it leads it no more. `why` is
    a code: the audit log holds no words of people. Whether anything changed: who is in that class
    alone stays as they are.

    Raises:
        NotInClassError: the person is no trainee of this agency.
    """
    lock_person(db, person_id)
    held = _places(db, person_id, agency_id, at)
    if not held:
        raise NotInClassError
    if {row.class_id for row in held} == {class_id}:
        return False
    for row in held:
        row.ends_at = at
    person = db.get_one(Person, person_id)
    place = grant(
        db, person, Role.TRAINEE, by=by.uid, at=at, agency_id=agency_id, class_id=class_id
    )
    left = [row.class_id for row in held if row.class_id and row.class_id != class_id]
    _end_leading(db, left, person_id, by, at)
    move_class(db, person_id, agency_id, class_id)
    _come_in(db, place, by, at)
    count_holder(db, person_id, at=at)
    _tell_move(db, person, left, class_id, agency_id, why, by, at)
    return True


def set_leader(
    db: Session,
    class_id: int,
    person_id: int | None,
    *,
    before: int | None,
    by: Person,
    at: datetime,
) -> bool:
    """Let somebody of the class lead it, or nobody; `before` is who led when the page was opened.

    The earlier rows stay as history. Whether anything changed.

    Raises:
        ChangedMeanwhileError: somebody else set another leader meanwhile.
        NotInClassError: that person is not in the class.
    """
    row = _locked(db, class_id)
    now = db.scalars(leader_of(class_id, at)).one_or_none()
    current = now.id if now else None
    if current == person_id:
        return False
    if current != before:
        raise ChangedMeanwhileError(_who_set(db, class_id))
    if person_id is not None and person_id not in {
        one.person_id for one in db.scalars(members_of(class_id, at))
    }:
        raise NotInClassError
    _end_leading(db, [class_id], None, by, at)
    if person_id is not None:
        db.add(ClassLeader(class_id=class_id, person_id=person_id, by_id=by.id, starts_at=at))
    who = db.get_one(Person, person_id).uid if person_id else ""
    _tell(db, "class-leader-set", row, by, at, leader=str(who))
    return True


def plan_week(
    db: Session, class_id: int, week: Week, *, seen: int, by: Person, at: datetime
) -> bool:
    """Write what a week is for; `seen` is how many versions there were when the page was opened.

    The same words as the latest version are not written again. Whether anything was written.

    Raises:
        ChangedMeanwhileError: somebody else wrote a version meanwhile.
    """
    row = _locked(db, class_id)
    versions = db.execute(plans_of(class_id, [week.monday])).all()
    chapters = joined(week.chapters)
    latest = versions[0][0] if versions else None
    if (
        (latest.chapters, latest.words) == (chapters, week.words)
        if latest
        else not (chapters or week.words)
    ):
        return False
    if versions and len(versions) != seen:
        raise ChangedMeanwhileError(versions[0][1])
    db.add(
        WeekPlan(
            class_id=class_id,
            monday=week.monday,
            chapters=chapters,
            words=week.words,
            by_id=by.id,
            at=at,
        )
    )
    _tell(db, "week-planned", row, by, at, monday=week.monday.isoformat())
    return True


def _locked(db: Session, class_id: int) -> StudyClass:
    """The class, held so that two changes of it come one after the other."""
    return db.scalars(select(StudyClass).where(StudyClass.id == class_id).with_for_update()).one()


def _places(db: Session, person_id: int, agency_id: int, at: datetime) -> Sequence[Membership]:
    """The places somebody has now as a trainee of an agency."""
    query = select(Membership).where(
        Membership.person_id == person_id,
        Membership.agency_id == agency_id,
        Membership.role == Role.TRAINEE,
        is_live(at),
    )
    return db.scalars(query).all()


def _end_leading(
    db: Session, classes: Sequence[int], person_id: int | None, by: Person, at: datetime
) -> None:
    """End who leads these classes; with a person, only theirs."""
    query = update(ClassLeader).where(
        ClassLeader.class_id.in_(classes), ClassLeader.ends_at.is_(None)
    )
    if person_id is not None:
        query = query.where(ClassLeader.person_id == person_id)
    db.execute(query.values(ends_at=at, ended_by_id=by.id))


def _come_in(db: Session, place: Membership, by: Person, at: datetime) -> None:
    """Ask them for what their class is still asked for; who was only recruited is 入班 now."""
    if place.class_id is None or place.agency_id is None:
        return
    assign_late(db, place.person_id, place.class_id, at)
    now = stage_now(db, place.person_id, place.agency_id)
    if now is not None and now.stage not in COMES_IN:
        return
    move = Move(
        place.person_id,
        place.agency_id,
        ExamStage.IN_CLASS,
        cause=f"class:{place.uid}",
        class_id=place.class_id,
    )
    enter_stage(db, move, by_id=by.id, at=at)


def _who_set(db: Session, class_id: int) -> str:
    """Who changed the leader last."""
    query = select(ClassLeader).where(ClassLeader.class_id == class_id)
    last = db.scalars(query.order_by(ClassLeader.id.desc()).limit(1)).one_or_none()
    who = (last.ended_by_id or last.by_id) if last else None
    return db.get_one(Person, who).name if who else ""


def _tell_move(
    db: Session,
    person: Person,
    left: Sequence[int],
    class_id: int | None,
    agency_id: int,
    why: str,
    by: Person,
    at: datetime,
) -> None:
    wanted = [*left, *([class_id] if class_id else [])]
    uids = dict(
        db.execute(select(StudyClass.id, StudyClass.uid).where(StudyClass.id.in_(wanted))).all()
    )
    audit.tell(
        db,
        actor=by.uid,
        action="class-changed",
        subject=person.uid,
        agency=db.get_one(Agency, agency_id).uid,
        at=at,
        before=[str(uids[one]) for one in left],
        after=str(uids[class_id]) if class_id else "",
        why=why,
    )
    db.flush()


def _tell(
    db: Session, action: str, row: StudyClass, by: Person, at: datetime, **detail: str
) -> None:
    agency = db.get_one(Agency, row.agency_id).uid
    audit.tell(db, actor=by.uid, action=action, subject=row.uid, agency=agency, at=at, **detail)
    db.flush()
