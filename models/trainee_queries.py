"""Questions about one trainee, asked by who answers for them; `agencies` are the asker's own."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from models.classes import Absence
from models.credentials import Qualification
from models.learning import ItemLeaf, LessonProgress
from models.people import Guidance, Membership, Person
from models.pipeline import StageNow
from models.road import Assignment, AssignmentTo, StageEntered, Track

MOST_SHOWN = 30
SUPERVISION = "supervision"


def mentors_of(person_id: int, agencies: Collection[int], now: datetime) -> Select[int, str, int]:
    """Who guides this person: id, name, and a row of a confirmed qualification for supervision."""
    return (
        select(Person.id, Person.name, func.max(Qualification.id))
        .join(Guidance, Guidance.mentor_id == Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .outerjoin(
            Qualification,
            (Qualification.person_id == Person.id)
            & (Qualification.kind == SUPERVISION)
            & Qualification.confirmed_at.is_not(None)
            & or_(Qualification.ended_at.is_(None), Qualification.ended_at > now),
        )
        .where(Guidance.trainee_id == person_id, Membership.agency_id.in_(agencies))
        .where(or_(Guidance.ends_at.is_(None), Guidance.ends_at > now))
        .where(or_(Membership.ends_at.is_(None), Membership.ends_at > now))
        .group_by(Person.id, Person.name)
        .order_by(Person.name, Person.id)
    )


def standing_of(person_id: int, agencies: Collection[int]) -> Select[StageNow]:
    """Where this person stands in learning and exam, the last move first."""
    return (
        select(StageNow)
        .where(StageNow.person_id == person_id, StageNow.agency_id.in_(agencies))
        .where(StageNow.track == Track.EXAM)
        .order_by(StageNow.since.desc(), StageNow.id.desc())
    )


def stage_history(person_id: int, agencies: Collection[int]) -> Select[StageEntered, str]:
    """Every stage of learning and exam this person entered and who put them there, the last first.

    Nobody put them there where the house did.
    """
    return (
        select(StageEntered, Person.name)
        .outerjoin(Person, Person.id == StageEntered.by_id)
        .where(StageEntered.person_id == person_id, StageEntered.agency_id.in_(agencies))
        .where(StageEntered.track == Track.EXAM)
        .order_by(StageEntered.at.desc(), StageEntered.id.desc())
        .limit(MOST_SHOWN)
    )


def asked_of(person_id: int, agencies: Collection[int]) -> Select[Assignment, str]:
    """What this person was asked for and by whom, taken back or not; the latest day first."""
    return (
        select(Assignment, Person.name)
        .join(AssignmentTo, AssignmentTo.assignment_id == Assignment.id)
        .join(Person, Person.id == Assignment.made_by_id)
        .where(AssignmentTo.person_id == person_id, Assignment.agency_id.in_(agencies))
        .order_by(Assignment.due_on.desc(), Assignment.id.desc())
        .limit(MOST_SHOWN)
    )


def lessons_since(person_id: int, since: datetime) -> Select[datetime | None]:
    """When this person finished lessons since then."""
    return select(LessonProgress.finished_at).where(
        LessonProgress.person_id == person_id, LessonProgress.finished_at >= since
    )


def wrong_counts(person_id: int, now: datetime) -> Select[Any, Any]:
    """How many items stand in the wrong-answer book, and how many reviews are due."""
    practised = ItemLeaf.pool == "practice"
    return select(
        func.count().filter(ItemLeaf.in_wrong_book.is_(True), ItemLeaf.pool != "check"),
        func.count().filter(practised, ItemLeaf.due_at <= now),
    ).where(ItemLeaf.person_id == person_id)


def absences_told(person_id: int) -> Select[Absence, str]:
    """The absences of this person that were not taken back, and who told them; the last first."""
    teller = aliased(Person)
    return (
        select(Absence, teller.name)
        .join(teller, teller.id == Absence.told_by_id)
        .where(Absence.person_id == person_id, Absence.taken_back_at.is_(None))
        .order_by(Absence.from_on.desc(), Absence.id.desc())
        .limit(MOST_SHOWN)
    )
