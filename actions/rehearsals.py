"""Verbs of the group rehearsal: a class sits papers in one room, answers are typed in later."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import audit
from actions.facts import Draft, lock_person, write_as_server
from actions.fold_mocks import HEAD, step_subject
from actions.mock_closing import Cause, close_mock
from actions.mock_papers import Books, NoPaperError, draw_paper, new_code, new_seed, paper_rules
from content.course import Course
from domain.days import at_hour
from domain.sittings import Session as Hours
from models.base import new_uid
from models.class_queries import members_of, rehearsal_made
from models.classes import Rehearsal, RehearsalSheet
from models.learning import Kind
from models.mocks import Mock
from models.people import Person
from models.places import Agency, Region, StudyClass

MOST_PAPERS: Final = 2
"""So many papers fit into one day, as in the real exam."""
HALVES: Final = (time(9), time(14))
"""When the papers of the day begin where the rulebook has no two hours for them."""


class AlreadyTypedError(Exception):
    """A card of this rehearsal was typed in: it can no longer be taken back."""


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on one person's card of one paper."""

    person_id: int
    course: str
    chosen: Mapping[int, str]
    code: str


def plan_rehearsal(
    db: Session,
    study_class: StudyClass,
    courses: Sequence[Course],
    *,
    held_on: date,
    by: Person,
    once: UUID,
    books: Books,
    at: datetime,
) -> Rehearsal:
    """Draw one paper of each course for the whole class; sent twice it is planned once.

    The drawn papers are kept as they are, so that what is printed is what is marked; they stand
    in the order in which they are sat, each at the hour of the real exam.

    Raises:
        NoPaperError: a course has no paper, or its pool no items.
    """
    lock_person(db, by.id)
    if known := db.scalars(rehearsal_made(by.id, once)).one_or_none():
        return known
    row = Rehearsal(
        class_id=study_class.id,
        held_on=held_on,
        papers=_papers(db, study_class, courses, held_on, books, at),
        made_by_id=by.id,
        once=once,
        at=at,
    )
    db.add(row)
    db.flush()
    _tell(db, "rehearsal-planned", row, by, at)
    return row


def cancel_rehearsal(db: Session, rehearsal_id: int, *, by: Person, at: datetime) -> bool:
    """Call a rehearsal off; whether that was still to be done.

    Raises:
        AlreadyTypedError: a card was typed in already.
    """
    row = _locked(db, rehearsal_id)
    if row.cancelled_at is not None:
        return False
    typed = select(RehearsalSheet.id).where(RehearsalSheet.rehearsal_id == rehearsal_id)
    if db.scalars(typed).first() is not None:
        raise AlreadyTypedError
    row.cancelled_at = at
    _tell(db, "rehearsal-cancelled", row, by, at)
    return True


def type_in(
    db: Session, rehearsal_id: int, card: Card, *, by: Person, books: Books, at: datetime
) -> RehearsalSheet:
    """Make a card on paper a mock of its sitter, graded like any other; typed twice it is one.

    The facts are the sitter's own, at the hour they sat; each says who typed it.
    """
    row = _locked(db, rehearsal_id)
    lock_person(db, card.person_id)
    if known := _sheet(db, rehearsal_id, card):
        return known
    paper = next(one for one in row.papers if one["course"] == card.course)
    sat_at = min(at, at_hour(row.held_on, time.fromisoformat(paper["starts"])))
    mock = _sit(db, row, paper, card, by=by, books=books, at=sat_at)
    sheet = RehearsalSheet(
        rehearsal_id=row.id,
        person_id=card.person_id,
        course=card.course,
        mock_id=mock.id,
        typed_by_id=by.id,
        at=at,
    )
    db.add(sheet)
    audit.tell(db, actor=by.uid, action="card-typed-in", subject=mock.uid, at=at)
    db.flush()
    return sheet


def _papers(
    db: Session,
    study_class: StudyClass,
    courses: Sequence[Course],
    on: date,
    books: Books,
    at: datetime,
) -> list[dict[str, Any]]:
    region = _region(db, study_class)
    known = {one.paper: one.starts for one in books.rules.values("session", Hours, region, on)}
    day = hours_of_day(courses, known)
    return [
        _paper(db, study_class, course, on, books, at) | {"starts": f"{starts:%H:%M}"}
        for starts, course in day
    ]


def hours_of_day(courses: Sequence[Course], known: Mapping[str, time]) -> list[tuple[time, Course]]:
    """The papers of one day in their order: at the hours of the exam where these are apart.

    Papers of two levels begin at the same hour (facts.md 1): then the first is sat in the
    morning and the second in the afternoon.
    """
    own = [known[one.paper] for one in courses if one.paper and one.paper in known]
    hours = own if len(set(own)) == len(courses) else HALVES[: len(courses)]
    return sorted(zip(hours, courses, strict=True), key=lambda pair: pair[0])


def _paper(
    db: Session, study_class: StudyClass, course: Course, on: date, books: Books, at: datetime
) -> dict[str, Any]:
    """A paper for everybody: items that fewest of the class have had come first."""
    form = paper_rules(books.rules, course.paper or "", region=_region(db, study_class), on=on).form
    people = db.scalars(members_of(study_class.id, at)).all()
    papers = db.scalars(
        select(Mock.items).where(
            Mock.person_id.in_([one.person_id for one in people]), Mock.course == course.id
        )
    )
    sat = Counter(item for items in papers for item in items)
    seed = new_seed()
    paper = draw_paper(books.library, course, form, seed=seed, on=on, sat=sat)
    if not paper.item_ids:
        raise NoPaperError(course.id)
    return {
        "course": course.id,
        "seed": seed,
        "code": new_code(),
        "items": list(paper.item_ids),
        "versions": [books.library.item(item).version for item in paper.item_ids],
        "minutes": form.minutes,
        "extra_minutes": 0,
    }


def _sit(
    db: Session,
    row: Rehearsal,
    paper: Mapping[str, Any],
    card: Card,
    *,
    by: Person,
    books: Books,
    at: datetime,
) -> Mock:
    """Write the facts of a whole sitting at once, then grade it."""
    uid, typed = new_uid(), {"typed_by": str(by.uid)}
    once = uuid5(row.uid, f"{card.person_id}/{card.course}")
    start = Draft(Kind.MOCK_STARTED, str(uid), {**paper, **typed}, once)
    steps = [
        Draft(
            Kind.MOCK_STEP,
            step_subject(uid, number),
            {"chosen": letters, "flagged": False, **typed},
        )
        for number, letters in sorted(card.chosen.items())
    ]
    head = Draft(Kind.MOCK_STEP, step_subject(uid, HEAD), {"code": card.code, **typed})
    end = Draft(Kind.MOCK_SUBMITTED, str(uid), typed)
    drafts = [start, head, *steps, end]
    write_as_server(db, card.person_id, drafts, library=books.library, at=at)
    mock = db.scalars(select(Mock).where(Mock.uid == uid)).one()
    close_mock(db, mock.id, cause=Cause.SUBMITTED, books=books, at=at)
    return mock


def _locked(db: Session, rehearsal_id: int) -> Rehearsal:
    return db.scalars(select(Rehearsal).where(Rehearsal.id == rehearsal_id).with_for_update()).one()


def _sheet(db: Session, rehearsal_id: int, card: Card) -> RehearsalSheet | None:
    query = select(RehearsalSheet).where(
        RehearsalSheet.rehearsal_id == rehearsal_id,
        RehearsalSheet.person_id == card.person_id,
        RehearsalSheet.course == card.course,
    )
    return db.scalars(query).one_or_none()


def _region(db: Session, study_class: StudyClass) -> str | None:
    query = select(Region.code).join(Agency, Agency.region_id == Region.id)
    return db.scalar(query.where(Agency.id == study_class.agency_id))


def _tell(db: Session, action: str, row: Rehearsal, by: Person, at: datetime) -> None:
    study_class = db.get_one(StudyClass, row.class_id)
    agency = db.get_one(Agency, study_class.agency_id).uid
    audit.tell(db, actor=by.uid, action=action, subject=row.uid, agency=agency, at=at)
    db.flush()
