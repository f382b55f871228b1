"""Questions about what was assigned, to whom, and how far it is; limited to who asks.

The three countings take pairs of target and lesson (or item), so that one query answers for
any number of assignments; each row names assignment, person and count.
"""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from domain.access import Role
from models.actor import Actor, visible_people
from models.learning import ItemLeaf, LessonProgress
from models.mocks import Mock, MockClosing
from models.people import Guidance, Membership, Person
from models.places import StudyClass
from models.road import Assignment, AssignmentTo

Pairs = Collection[tuple[str, str]]


def assignments_by(actor: Actor) -> Select[Assignment]:
    """A manager's agency's assignments, and those a mentor made there; the newest first."""
    managed, mentored = actor.agencies({Role.MANAGER}), actor.agencies({Role.MENTOR})
    own = and_(Assignment.made_by_id == actor.id, Assignment.agency_id.in_(mentored))
    seen = or_(Assignment.agency_id.in_(managed), own)
    return select(Assignment).where(seen).order_by(Assignment.made_at.desc(), Assignment.id.desc())


def assignment_sent(person_id: int, once: UUID) -> Select[Assignment]:
    """The assignment this person made by sending that form."""
    return select(Assignment).where(Assignment.made_by_id == person_id, Assignment.once == once)


def class_names(classes: Collection[int]) -> Select[int, str]:
    """Classes and their names."""
    return select(StudyClass.id, StudyClass.name).where(StudyClass.id.in_(classes))


def missed_by_latecomer(person_id: int, class_id: int, today: date) -> Select[int]:
    """What a class is still asked for and this person is not: not taken back, not past its day."""
    asked = select(AssignmentTo.assignment_id).where(AssignmentTo.person_id == person_id)
    return (
        select(Assignment.id)
        .where(Assignment.class_id == class_id, Assignment.cancelled_at.is_(None))
        .where(Assignment.due_on >= today, Assignment.id.not_in(asked))
        .order_by(Assignment.id)
    )


def open_stage_orders(agency_id: int, now: datetime, today: date) -> Select[int, str, int, bool]:
    """What whole stages of an agency are still asked for: id, stage, by whom, whether they manage.

    Who does not run the agency asks only those they guide.
    """
    manages = exists().where(
        Membership.person_id == Assignment.made_by_id,
        Membership.agency_id == Assignment.agency_id,
        Membership.role == Role.MANAGER,
        or_(Membership.ends_at.is_(None), Membership.ends_at > now),
    )
    return (
        select(Assignment.id, Assignment.stage, Assignment.made_by_id, manages)
        .where(Assignment.agency_id == agency_id, Assignment.stage != "")
        .where(Assignment.due_on >= today, Assignment.cancelled_at.is_(None))
        .order_by(Assignment.id)
    )


def guides_of(person_id: int, now: datetime) -> Select[int]:
    """Who guides this person now."""
    return select(Guidance.mentor_id).where(
        Guidance.trainee_id == person_id,
        or_(Guidance.ends_at.is_(None), Guidance.ends_at > now),
    )


def asked_for(person_id: int, assignments: Collection[int]) -> Select[int]:
    """Which of these assignments this person has been asked for."""
    return select(AssignmentTo.assignment_id).where(
        AssignmentTo.person_id == person_id, AssignmentTo.assignment_id.in_(assignments)
    )


def assigned_people(assignments: Collection[int], actor: Actor, now: datetime) -> Select[int, int]:
    """Assignment and person, for the people this person may still see."""
    seen = visible_people(actor, now).with_only_columns(Person.id)
    return select(AssignmentTo.assignment_id, AssignmentTo.person_id).where(
        AssignmentTo.assignment_id.in_(assignments), AssignmentTo.person_id.in_(seen)
    )


def lessons_finished(assignments: Collection[int], lessons: Pairs) -> Select[int, int, int]:
    """How many lessons of its target each person has finished, whenever that was."""
    return (
        _per_person(assignments)
        .add_columns(func.count(LessonProgress.id))
        .join(LessonProgress, LessonProgress.person_id == AssignmentTo.person_id)
        .where(LessonProgress.finished_at.is_not(None))
        .where(_one_of(lessons, LessonProgress.lesson))
    )


def items_practised(assignments: Collection[int], items: Pairs) -> Select[int, int, int]:
    """How many items of its target each person has answered since it was made."""
    return (
        _per_person(assignments)
        .add_columns(func.count(ItemLeaf.id))
        .join(ItemLeaf, ItemLeaf.person_id == AssignmentTo.person_id)
        .where(ItemLeaf.last_at >= Assignment.made_at)
        .where(_one_of(items, ItemLeaf.item))
    )


def mocks_sat(assignments: Collection[int]) -> Select[int, int, int]:
    """How many mocks of its course each person has sat since it was made."""
    return (
        _per_person(assignments)
        .add_columns(func.count(MockClosing.id))
        .join(Mock, Mock.person_id == AssignmentTo.person_id)
        .join(MockClosing, MockClosing.mock_id == Mock.id)
        .where(Assignment.kind == "mock", Mock.course == Assignment.target)
        .where(Mock.started_at >= Assignment.made_at)
    )


def reached(counts: Select[int, int, int], needed: int) -> Select[int]:
    """The people of one of those countings who have got as far as that."""
    found = counts.subquery()
    return select(found.c.person_id).where(found.c[2] >= needed)


def _per_person(assignments: Collection[int]) -> Select[int, int]:
    return (
        select(AssignmentTo.assignment_id, AssignmentTo.person_id)
        .join(Assignment, Assignment.id == AssignmentTo.assignment_id)
        .where(Assignment.id.in_(assignments))
        .group_by(AssignmentTo.assignment_id, AssignmentTo.person_id)
    )


def _one_of(pairs: Pairs, column: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    return tuple_(Assignment.target, column).in_(pairs) if pairs else false()
