"""Questions about people who have not learned for a while, for any number of classes at once."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from domain.access import Role
from domain.days import start_of
from domain.stages import LEARNING, ExamStage
from models.actor import withdrew
from models.class_queries import is_live, leaders_now
from models.classes import Absence, ClassLeader, Silence
from models.learning import DaySum
from models.people import Membership, Person
from models.pipeline import StageNow
from models.places import StudyClass
from models.road import StudyPlan, Track

LEARNS = frozenset({*LEARNING, ExamStage.PAID})
"""Who is expected to learn; who sat, passed or left is not."""


def candidates(
    classes: Collection[int] | Select[int], at: datetime, last: date
) -> Select[int, UUID, str, int | None, datetime]:
    """Person, their name, class and first day, of those without learning since after `last`.

    Only of open classes; without those who took back their consent, and those whom nobody
    expects to learn now.
    """
    learned = select(DaySum.id).where(DaySum.person_id == Person.id, DaySum.day >= last)
    return (
        select(
            Person.id.label("person_id"),
            Person.uid,
            Person.name,
            Membership.class_id,
            Membership.starts_at,
        )
        .join(Person, Person.id == Membership.person_id)
        .join(StudyClass, StudyClass.id == Membership.class_id)
        .outerjoin(
            StageNow,
            (StageNow.person_id == Person.id)
            & (StageNow.agency_id == Membership.agency_id)
            & (StageNow.track == Track.EXAM),
        )
        .where(Membership.role == Role.TRAINEE, is_live(at), StudyClass.closed_at.is_(None))
        .where(Membership.class_id.in_(classes), Membership.starts_at < start_of(last))
        .where(or_(StageNow.id.is_(None), StageNow.stage.in_(LEARNS)))
        .where(~learned.exists(), ~withdrew())
        .order_by(Membership.class_id, Person.id)
    )


def last_days(people: Collection[int]) -> Select[int, date]:
    """The last day on which each of these learned anything; who never did is not in it."""
    return (
        select(DaySum.person_id, func.max(DaySum.day))
        .where(DaySum.person_id.in_(people))
        .group_by(DaySum.person_id)
    )


def absences_since(people: Collection[int], day: date) -> Select[Absence]:
    """What these people's absences are that were not over before that day."""
    return select(Absence).where(
        Absence.person_id.in_(people), Absence.taken_back_at.is_(None), Absence.until_on >= day
    )


def plans_of_people(people: Collection[int]) -> Select[StudyPlan]:
    """Every version of these people's study plans, the earliest first."""
    return select(StudyPlan).where(StudyPlan.person_id.in_(people)).order_by(StudyPlan.id)


def silences_of(people: Collection[int], class_id: int) -> Select[Silence]:
    """The silences of these people that somebody was told of, in one class."""
    return select(Silence).where(Silence.person_id.in_(people), Silence.class_id == class_id)


def leaders_of(classes: Collection[int], at: datetime) -> Select[int]:
    """Who leads these classes today."""
    query = leaders_now(at).where(ClassLeader.class_id.in_(classes))
    return query.with_only_columns(ClassLeader.person_id)
