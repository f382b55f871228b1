"""Questions behind the papers of county and village; people are those the asker may see."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Select, and_, distinct, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from domain.access import Role
from domain.stages import ExamStage
from models.actor import Actor, visible_people
from models.classes import WeekPlan
from models.learning import DaySum, LessonProgress
from models.mocks import Mock, MockClosing
from models.people import Guidance, Membership, Person
from models.pipeline import Candidate, PeopleCount, Post, StageNow
from models.places import Region, StudyClass
from models.road import (
    ApplicationStep,
    EligibilityFact,
    ExamApplication,
    ExamResult,
    StageEntered,
    Track,
)


def trainees_in(
    actor: Actor, agency_id: int, class_id: int | None, now: datetime
) -> Select[Membership, Region]:
    """The trainees of an agency or of one class that this person sees, with their home or None."""
    seen = visible_people(actor, now).with_only_columns(Person.id)
    query = (
        select(Membership, Region)
        .join(Membership.person)
        .outerjoin(Region, Region.id == Person.home_id)
        .options(contains_eager(Membership.person), joinedload(Membership.study_class))
        .where(Membership.agency_id == agency_id, Membership.role == Role.TRAINEE)
        .where(Membership.starts_at <= now)
        .where(or_(Membership.ends_at.is_(None), Membership.ends_at > now))
        .where(Person.id.in_(seen))
        .order_by(Person.name, Person.id)
    )
    return query.where(Membership.class_id == class_id) if class_id else query


def still_here(query: Select[Membership, Region]) -> Select[Membership, Region]:
    """Leave out who has left the road of the agency; the membership stays, for the way back."""
    left = (
        select(StageNow.id)
        .where(StageNow.person_id == Membership.person_id)
        .where(StageNow.agency_id == Membership.agency_id)
        .where(StageNow.track == Track.EXAM, StageNow.stage == ExamStage.LEFT)
    )
    return query.where(~left.exists())


def open_candidates(agency_id: int) -> Select[Candidate, Region]:
    """Who may become a trainee of an agency and has not yet, with their home or None."""
    return (
        select(Candidate, Region)
        .outerjoin(Region, Region.id == Candidate.home_id)
        .where(Candidate.agency_id == agency_id, Candidate.state == "open")
        .where(Candidate.person_id.is_(None))
        .order_by(Candidate.name, Candidate.id)
    )


def answers_in(people: Collection[int]) -> Select[EligibilityFact]:
    """The latest answers about eligibility of some people."""
    latest = (
        select(func.max(EligibilityFact.id))
        .where(EligibilityFact.person_id.in_(people))
        .group_by(EligibilityFact.person_id, EligibilityFact.question)
    )
    return select(EligibilityFact).where(EligibilityFact.id.in_(latest))


def posts_in(people: Collection[int], agency_id: int) -> Select[Post]:
    """The posts some people hold now in one agency."""
    return (
        select(Post)
        .options(joinedload(Post.station))
        .where(Post.person_id.in_(people), Post.agency_id == agency_id, Post.ended_on.is_(None))
        .order_by(Post.id)
    )


def applications_in(people: Collection[int], sitting: str) -> Select[ExamApplication]:
    """The ways of some people to one sitting."""
    return select(ExamApplication).where(
        ExamApplication.person_id.in_(people),
        ExamApplication.sitting == sitting,
        ExamApplication.withdrawn_at.is_(None),
    )


def steps_done_in(applications: Collection[int]) -> Select[int, str]:
    """Application and step of everything that is done and not undone."""
    latest = (
        select(func.max(ApplicationStep.id))
        .where(ApplicationStep.application_id.in_(applications))
        .group_by(ApplicationStep.application_id, ApplicationStep.step)
    )
    return select(ApplicationStep.application_id, ApplicationStep.step).where(
        ApplicationStep.id.in_(latest), ApplicationStep.done.is_(True)
    )


def marks_in(people: Collection[int], year: int) -> Select[ExamResult]:
    """The marks of some people in one year, the latest entry of each paper."""
    latest = (
        select(func.max(ExamResult.id))
        .where(ExamResult.person_id.in_(people), ExamResult.year == year)
        .group_by(ExamResult.person_id, ExamResult.paper)
    )
    return select(ExamResult).where(ExamResult.id.in_(latest)).order_by(ExamResult.paper)


def mentors_of(class_id: int, now: datetime) -> Select[str]:
    """The names of those who guide somebody of a class."""
    return (
        select(Person.name)
        .join(Guidance, Guidance.mentor_id == Person.id)
        .join(Membership, Membership.person_id == Guidance.trainee_id)
        .where(Membership.class_id == class_id)
        .where(or_(Membership.ends_at.is_(None), Membership.ends_at > now))
        .where(or_(Guidance.ends_at.is_(None), Guidance.ends_at > now))
        .distinct()
        .order_by(Person.name)
    )


def weeks_of(class_id: int, first: date, last: date) -> Select[WeekPlan]:
    """The weekly plans of a class between two days, the latest for each week."""
    latest = (
        select(func.max(WeekPlan.id))
        .where(WeekPlan.class_id == class_id, WeekPlan.monday.between(first, last))
        .group_by(WeekPlan.monday)
    )
    return select(WeekPlan).where(WeekPlan.id.in_(latest)).order_by(WeekPlan.monday)


def classes_of_agency(agency_id: int) -> Select[StudyClass]:
    """The classes of an agency, in no order."""
    return select(StudyClass).where(StudyClass.agency_id == agency_id)


def stages_entered_in(agency_id: int, first: datetime, end: datetime) -> Select[str, int]:
    """Stage and how many people of an agency entered it between two moments."""
    return (
        select(StageEntered.stage, func.count(distinct(StageEntered.person_id)))
        .where(StageEntered.agency_id == agency_id, StageEntered.track == Track.EXAM)
        .where(StageEntered.at >= first, StageEntered.at < end)
        .group_by(StageEntered.stage)
    )


def people_between(agency_id: int, first: datetime, end: datetime) -> Select[int]:
    """The trainees an agency had at any time between two moments."""
    return select(Membership.person_id).where(
        Membership.agency_id == agency_id,
        Membership.role == Role.TRAINEE,
        Membership.starts_at < end,
        or_(Membership.ends_at.is_(None), Membership.ends_at > first),
    )


def study_between(people: Select[int], first: date, last: date) -> Select[int, int, int]:
    """How many of some people studied between two days, their answers and their seconds."""
    return select(
        func.count(distinct(DaySum.person_id)),
        func.coalesce(func.sum(DaySum.answers), 0),
        func.coalesce(func.sum(DaySum.seconds), 0),
    ).where(DaySum.person_id.in_(people), DaySum.day.between(first, last))


def lessons_between(people: Select[int], first: datetime, end: datetime) -> Select[int]:
    """How many lessons some people finished between two moments."""
    return select(func.count(LessonProgress.id)).where(
        LessonProgress.person_id.in_(people),
        LessonProgress.finished_at >= first,
        LessonProgress.finished_at < end,
    )


def mocks_between(people: Select[int], first: datetime, end: datetime) -> Select[int]:
    """How many mocks some people finished between two moments."""
    return (
        select(func.count(MockClosing.id))
        .join(Mock, Mock.id == MockClosing.mock_id)
        .where(Mock.person_id.in_(people))
        .where(MockClosing.closed_at >= first, MockClosing.closed_at < end)
    )


def marks_between(people: Select[int], first: datetime, end: datetime) -> Select[ExamResult]:
    """The marks some people entered between two moments, the latest entry of each paper."""
    latest = (
        select(func.max(ExamResult.id))
        .where(ExamResult.person_id.in_(people))
        .where(ExamResult.at >= first, ExamResult.at < end)
        .group_by(ExamResult.person_id, ExamResult.year, ExamResult.paper)
    )
    return select(ExamResult).where(ExamResult.id.in_(latest))


def holders_now(agency_id: int) -> Select[str, int]:
    """Level and holders in an agency, from the kept counts."""
    return (
        select(PeopleCount.key, func.sum(PeopleCount.people))
        .where(PeopleCount.agency_id == agency_id, PeopleCount.measure == "holder")
        .group_by(PeopleCount.key)
    )


def people_known(actor: Actor, now: datetime, agency_id: int) -> Select[Person, Region]:
    """The people of an agency this person may see, themselves too, with their home or None."""
    seen = visible_people(actor, now).with_only_columns(Person.id)
    here = select(Membership.person_id).where(
        and_(
            Membership.agency_id == agency_id,
            or_(Membership.ends_at.is_(None), Membership.ends_at > now),
        )
    )
    return (
        select(Person, Region)
        .outerjoin(Region, Region.id == Person.home_id)
        .where(Person.id.in_(seen), Person.id.in_(here))
        .order_by(Person.name, Person.id)
    )
