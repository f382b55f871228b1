"""Questions about classes: whose they are, who is in them, what they do; limited to who asks."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from domain.access import STAFF, Role
from models.actor import Actor, visible_people, withdrew
from models.classes import Absence, ClassLeader, Rehearsal, RehearsalSheet, WeekPlan
from models.learning import DaySum
from models.people import Guidance, Membership, Person
from models.places import StudyClass


def is_live(now: datetime, row: Any = Membership) -> ColumnElement[bool]:  # noqa: ANN401
    """Whether a dated row (membership, guidance, leader) holds now."""
    return and_(row.starts_at <= now, or_(row.ends_at.is_(None), row.ends_at > now))


def classes_followed(actor: Actor, now: datetime) -> Select[StudyClass]:
    """A manager: the agency's. A mentor: those with a trainee they guide, and those they made."""
    managed, mentored = actor.agencies({Role.MANAGER}), actor.agencies({Role.MENTOR})
    guided = select(Guidance.trainee_id).where(
        Guidance.mentor_id == actor.id, is_live(now, Guidance)
    )
    theirs = select(Membership.class_id).where(
        Membership.person_id.in_(guided), _is_trainee(now), Membership.class_id.is_not(None)
    )
    followed = or_(StudyClass.made_by_id == actor.id, StudyClass.id.in_(theirs))
    return (
        select(StudyClass)
        .options(joinedload(StudyClass.agency))
        .where(
            or_(
                StudyClass.agency_id.in_(managed),
                and_(StudyClass.agency_id.in_(mentored), followed),
            )
        )
    )


def classes_kept(actor: Actor, now: datetime) -> Select[StudyClass]:
    """The classes this person keeps going: those followed, and the open one they lead."""
    led = (
        leaders_now(now)
        .where(ClassLeader.person_id == actor.id)
        .with_only_columns(ClassLeader.class_id)
    )
    followed = classes_followed(actor, now).with_only_columns(StudyClass.id)
    lead = and_(StudyClass.id.in_(led), StudyClass.closed_at.is_(None))
    return (
        select(StudyClass)
        .options(joinedload(StudyClass.agency))
        .where(or_(StudyClass.id.in_(followed), lead))
    )


def class_made(once: UUID) -> Select[StudyClass]:
    """The class that was opened by sending that form."""
    return select(StudyClass).where(StudyClass.once == once)


def names_followed(actor: Actor, now: datetime) -> Select[int, UUID, str, datetime | None]:
    """Id, uid, name of every class followed, and when it was closed; in no order."""
    columns = StudyClass.id, StudyClass.uid, StudyClass.name, StudyClass.closed_at
    return classes_followed(actor, now).with_only_columns(*columns, maintain_column_froms=True)


def class_lists(
    actor: Actor, now: datetime, classes: Collection[int]
) -> Select[StudyClass, int, str]:
    """Some of the classes followed, with how many people and the leader's name (or none)."""
    leading = leaders_now(now).add_columns(Person.name).subquery()
    return (
        classes_followed(actor, now)
        .where(StudyClass.id.in_(classes))
        .add_columns(_people_in(now), leading.c.name)
        .outerjoin(leading, leading.c.class_id == StudyClass.id)
    )


def closed_classes(actor: Actor, now: datetime) -> Select[StudyClass]:
    """Classes that were closed, the latest first."""
    return (
        classes_followed(actor, now)
        .where(StudyClass.closed_at.is_not(None))
        .order_by(StudyClass.closed_at.desc(), StudyClass.id.desc())
    )


def members_of(class_id: int, now: datetime) -> Select[Membership]:
    """Who is in a class now, by name, with the person."""
    return (
        select(Membership)
        .join(Membership.person)
        .options(contains_eager(Membership.person))
        .where(Membership.class_id == class_id, _is_trainee(now))
        .order_by(Person.name, Person.id)
    )


def classmates_of(class_id: int, now: datetime) -> Select[Membership]:
    """Those of a class whom the others may see by name: who took back their consent is not."""
    return members_of(class_id, now).where(~withdrew())


def members_followed(class_id: int, actor: Actor, now: datetime) -> Select[Membership]:
    """Those of a class whom a mentor or manager may see."""
    seen = visible_people(actor, now).with_only_columns(Person.id)
    return members_of(class_id, now).where(Person.id.in_(seen), Person.id != actor.id)


def seen_among(people: Collection[int], actor: Actor, now: datetime) -> Select[int]:
    """Those of these people whom a mentor or manager may see."""
    return (
        visible_people(actor, now)
        .with_only_columns(Person.id)
        .where(Person.id.in_(people), Person.id != actor.id)
    )


def people_in(class_id: int, now: datetime) -> Select[int]:
    """How many people a class has."""
    return select(func.count(Membership.person_id.distinct())).where(
        Membership.class_id == class_id, _is_trainee(now)
    )


def my_classes(actor: Actor, now: datetime) -> Select[StudyClass]:
    """The open classes a trainee is in, the newest first."""
    return (
        select(StudyClass)
        .join(Membership, Membership.class_id == StudyClass.id)
        .options(joinedload(StudyClass.agency))
        .where(Membership.person_id == actor.id, _is_trainee(now), StudyClass.closed_at.is_(None))
        .order_by(Membership.starts_at.desc(), Membership.id.desc())
    )


def leaders_now(now: datetime) -> Select[ClassLeader]:
    """Who leads a class today: somebody who is still in it."""
    return (
        select(ClassLeader)
        .join(Person, Person.id == ClassLeader.person_id)
        .where(is_live(now, ClassLeader))
        .where(
            select(Membership.id)
            .where(
                Membership.person_id == ClassLeader.person_id,
                Membership.class_id == ClassLeader.class_id,
                _is_trainee(now),
            )
            .exists()
        )
    )


def leader_of(class_id: int, now: datetime) -> Select[Person]:
    """The person who leads this class today."""
    return (
        leaders_now(now).where(ClassLeader.class_id == class_id).with_only_columns(Person).limit(1)
    )


def leader_history(class_id: int) -> Select[ClassLeader, str, str, str]:
    """Everyone who led a class: the row, their name, who set them, who ended it."""
    by, ended_by = aliased(Person), aliased(Person)
    return (
        select(ClassLeader, Person.name, by.name, ended_by.name)
        .join(Person, Person.id == ClassLeader.person_id)
        .outerjoin(by, by.id == ClassLeader.by_id)
        .outerjoin(ended_by, ended_by.id == ClassLeader.ended_by_id)
        .where(ClassLeader.class_id == class_id)
        .order_by(ClassLeader.id.desc())
    )


def plans_of(class_id: int, mondays: Collection[date]) -> Select[WeekPlan, str]:
    """Every version of the plans of these weeks with who wrote it, the latest first."""
    return (
        select(WeekPlan, Person.name)
        .join(Person, Person.id == WeekPlan.by_id)
        .where(WeekPlan.class_id == class_id, WeekPlan.monday.in_(mondays))
        .order_by(WeekPlan.id.desc())
    )


def planned_classes(classes: Collection[int], monday: date) -> Select[int]:
    """Those of the classes that have a plan for this week."""
    last = select(func.max(WeekPlan.id)).group_by(WeekPlan.class_id, WeekPlan.monday)
    return select(WeekPlan.class_id).where(
        WeekPlan.class_id.in_(classes),
        WeekPlan.monday == monday,
        WeekPlan.id.in_(last),
        or_(WeekPlan.chapters != "", WeekPlan.words != ""),
    )


def days_of_class(class_id: int, first: date, last: date, now: datetime) -> Select[int, int]:
    """Person and answers of each day on which somebody of the class learned; by nobody's name."""
    people = members_of(class_id, now).with_only_columns(Membership.person_id).order_by(None)
    return select(DaySum.person_id, DaySum.answers).where(
        DaySum.person_id.in_(people), DaySum.day.between(first, last)
    )


def absences_of(person_id: int) -> Select[Absence]:
    """What one person's absences are, the latest first; taken back ones too."""
    return (
        select(Absence).where(Absence.person_id == person_id).order_by(Absence.id.desc()).limit(20)
    )


def absences_on(people: Collection[int], day: date) -> Select[Absence]:
    """Who of these is away on a day."""
    return select(Absence).where(
        Absence.person_id.in_(people),
        Absence.taken_back_at.is_(None),
        Absence.from_on <= day,
        Absence.until_on >= day,
    )


def trainees_outside(actor: Actor, study_class: StudyClass, now: datetime) -> Select[Membership]:
    """One's trainees of the class's agency who are not in it, with the class they are in."""
    seen = visible_people(actor, now).with_only_columns(Person.id)
    inside = select(Membership.person_id).where(
        Membership.class_id == study_class.id, _is_trainee(now)
    )
    return (
        select(Membership)
        .join(Membership.person)
        .options(contains_eager(Membership.person), joinedload(Membership.study_class))
        .where(Membership.agency_id == study_class.agency_id, _is_trainee(now))
        .where(Person.id.in_(seen), Person.id != actor.id, Person.id.not_in(inside))
        .order_by(Membership.class_id.is_not(None), Person.name, Person.id)
    )


def other_classes(actor: Actor, study_class: StudyClass, now: datetime) -> Select[StudyClass]:
    """Where somebody of this class may be moved: the other open classes of the agency one sees."""
    return (
        classes_followed(actor, now)
        .where(StudyClass.agency_id == study_class.agency_id, StudyClass.id != study_class.id)
        .where(StudyClass.closed_at.is_(None))
    )


def rehearsals_of(class_id: int) -> Select[Rehearsal]:
    """A class's rehearsals, the latest day first."""
    return (
        select(Rehearsal)
        .where(Rehearsal.class_id == class_id)
        .order_by(Rehearsal.held_on.desc(), Rehearsal.id.desc())
    )


def rehearsal_made(person_id: int, once: UUID) -> Select[Rehearsal]:
    """The rehearsal this person planned by sending that form."""
    return select(Rehearsal).where(Rehearsal.made_by_id == person_id, Rehearsal.once == once)


def sheets_of(rehearsal_id: int) -> Select[RehearsalSheet, str]:
    """The cards typed in so far, with who typed them."""
    return (
        select(RehearsalSheet, Person.name)
        .join(Person, Person.id == RehearsalSheet.typed_by_id)
        .where(RehearsalSheet.rehearsal_id == rehearsal_id)
    )


def works_for(actor: Actor, study_class: StudyClass) -> bool:
    """Whether this person is mentor or manager of the class's agency."""
    return study_class.agency_id in actor.agencies(STAFF)


def _is_trainee(now: datetime) -> ColumnElement[bool]:
    return and_(Membership.role == Role.TRAINEE, is_live(now))


def _people_in(now: datetime) -> Any:  # noqa: ANN401
    return (
        select(func.count(Membership.person_id.distinct()))
        .where(Membership.class_id == StudyClass.id, _is_trainee(now))
        .correlate(StudyClass)
        .scalar_subquery()
    )
