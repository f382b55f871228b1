"""Facts about many people at once, a fixed number of questions however many they are.

`people` is what is limited to who asks: ids, or a query of ids such as `ids_seen`.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from domain.access import STAFF, Role
from models.actor import Actor, visible_people
from models.classes import Absence, ClassLeader
from models.learning import DaySum
from models.mocks import Mock, MockClosing
from models.people import Membership, Person
from models.pipeline import StageNow
from models.places import Agency, Region, StudyClass
from models.road import (
    ApplicationStep,
    Assignment,
    AssignmentTo,
    Certificate,
    EligibilityFact,
    ExamApplication,
    StudyPlan,
    Track,
)

People = Collection[int] | Select[int]


def ids_seen(actor: Actor, now: datetime) -> Select[int]:
    """The people this person may see, as ids."""
    return visible_people(actor, now).with_only_columns(Person.id)


def members_of(
    actor: Actor, now: datetime
) -> Select[int, UUID, str, str, int | None, int | None, UUID, str, datetime]:
    """The trainees this person answers for, as few words as a list needs, by name.

    Id, uid, name, phone tail, agency, class (id, uid, name), since when; a row per membership.
    """
    mine = Membership.agency_id.in_(actor.agencies(STAFF))
    return _members(visible_people(actor, now), now).where(Person.id != actor.id, mine)


def members_in(
    agency_id: int, now: datetime
) -> Select[int, UUID, str, str, int | None, int | None, UUID, str, datetime]:
    """The trainees of one agency in the same columns, for work that no person asks for."""
    return _members(select(Person), now).where(Membership.agency_id == agency_id)


def members_among(
    people: Collection[int], agencies: Collection[int], now: datetime
) -> Select[int, UUID, str, str, int | None, int | None, UUID, str, datetime]:
    """The same of people who are known to be one's own already, in these agencies."""
    rows = _members(select(Person), now).where(Person.id.in_(people))
    return rows.where(Membership.agency_id.in_(agencies))


def _members(
    people: Select[Person], now: datetime
) -> Select[int, UUID, str, str, int | None, int | None, UUID, str, datetime]:
    return (
        people.join(Membership, Membership.person_id == Person.id)
        .outerjoin(StudyClass, StudyClass.id == Membership.class_id)
        .with_only_columns(
            Person.id,
            Person.uid,
            Person.name,
            Person.phone_tail,
            Membership.agency_id,
            Membership.class_id,
            StudyClass.uid,
            StudyClass.name,
            Membership.starts_at,
        )
        .where(Membership.role == Role.TRAINEE, Membership.starts_at <= now)
        .where(or_(Membership.ends_at.is_(None), Membership.ends_at > now))
        .order_by(Person.name, Person.id, Membership.id)
    )


def last_days(people: People) -> Select[int, date]:
    """The last day on which each learned something."""
    return (
        select(DaySum.person_id, func.max(DaySum.day))
        .where(DaySum.person_id.in_(people))
        .group_by(DaySum.person_id)
    )


def last_starts(people: People) -> Select[int, datetime]:
    """When each last started a mock."""
    return (
        select(Mock.person_id, func.max(Mock.started_at))
        .where(Mock.person_id.in_(people))
        .group_by(Mock.person_id)
    )


def last_scores(people: People) -> Select[Any, Any, Any, Any, Any]:
    """The last two finished mocks of each course: person, course, when, half-marks, full ones."""
    place = func.row_number().over(
        partition_by=(Mock.person_id, Mock.course), order_by=MockClosing.closed_at.desc()
    )
    ranked = (
        select(
            Mock.person_id,
            Mock.course,
            MockClosing.closed_at,
            MockClosing.half_marks,
            MockClosing.full_half_marks,
            place.label("place"),
        )
        .join(MockClosing, MockClosing.mock_id == Mock.id)
        .where(Mock.person_id.in_(people))
        .subquery()
    )
    row = ranked.c
    return (
        select(row.person_id, row.course, row.closed_at, row.half_marks, row.full_half_marks)
        .where(row.place <= 2)  # noqa: PLR2004
        .order_by(row.closed_at)
    )


def absences_of(people: People, today: date) -> Select[int, date, date]:
    """Person, first and last day of the absences that have begun and were not taken back."""
    return select(Absence.person_id, Absence.from_on, Absence.until_on).where(
        Absence.person_id.in_(people), Absence.from_on <= today, Absence.taken_back_at.is_(None)
    )


def plans_of(people: People) -> Select[int, datetime, bool, dict[str, str]]:
    """Person, time, farming mode and busy weeks of every plan, in order."""
    return (
        select(StudyPlan.person_id, StudyPlan.at, StudyPlan.farming, StudyPlan.busy_weeks)
        .where(StudyPlan.person_id.in_(people))
        .order_by(StudyPlan.id)
    )


def stages_of(people: People, agencies: Collection[int]) -> Select[int, int, str]:
    """Person, agency and the stage of learning and exam there."""
    return select(StageNow.person_id, StageNow.agency_id, StageNow.stage).where(
        StageNow.person_id.in_(people),
        StageNow.agency_id.in_(agencies),
        StageNow.track == Track.EXAM,
    )


def leaders_of(agencies: Collection[int], now: datetime) -> Select[int, int]:
    """The classes of these agencies that have a leader, and who that is."""
    return (
        select(ClassLeader.class_id, ClassLeader.person_id)
        .join(StudyClass, StudyClass.id == ClassLeader.class_id)
        .where(StudyClass.agency_id.in_(agencies), ClassLeader.starts_at <= now)
        .where(or_(ClassLeader.ends_at.is_(None), ClassLeader.ends_at > now))
    )


def late_assignments(agencies: Collection[int], since: date, today: date) -> Select[Assignment]:
    """What these agencies asked for, due since that day and before today, not taken back."""
    return (
        select(Assignment)
        .where(Assignment.agency_id.in_(agencies), Assignment.cancelled_at.is_(None))
        .where(Assignment.due_on >= since, Assignment.due_on < today, Assignment.kind != "date")
    )


def asked_people(assignments: Collection[int], people: People) -> Select[int, int]:
    """Assignment and person, of these people."""
    return select(AssignmentTo.assignment_id, AssignmentTo.person_id).where(
        AssignmentTo.assignment_id.in_(assignments), AssignmentTo.person_id.in_(people)
    )


def region_codes(agencies: Collection[int]) -> Select[int, str]:
    """Each agency and the code of its region."""
    return (
        select(Agency.id, Region.code)
        .join(Region, Region.id == Agency.region_id)
        .where(Agency.id.in_(agencies))
    )


def told_answers(people: People) -> Select[int, str, str]:
    """Person, question and answer about eligibility, the latest of each."""
    latest = (
        select(func.max(EligibilityFact.id))
        .where(EligibilityFact.person_id.in_(people))
        .group_by(EligibilityFact.person_id, EligibilityFact.question)
    )
    return select(
        EligibilityFact.person_id, EligibilityFact.question, EligibilityFact.answer
    ).where(EligibilityFact.id.in_(latest))


def held_certificates(people: People) -> Select[int, str, date]:
    """Person, level and day of passing of the certificates these people say they hold."""
    return select(Certificate.person_id, Certificate.level, Certificate.passed_on).where(
        Certificate.person_id.in_(people)
    )


def steps_done(people: People) -> Select[int, str, str, str, datetime]:
    """Person, sitting, level, step and time of every registration step done and not undone."""
    latest = (
        select(func.max(ApplicationStep.id))
        .join(ExamApplication, ExamApplication.id == ApplicationStep.application_id)
        .where(ExamApplication.person_id.in_(people))
        .group_by(ApplicationStep.application_id, ApplicationStep.step)
    )
    return (
        select(
            ExamApplication.person_id,
            ExamApplication.sitting,
            ExamApplication.level,
            ApplicationStep.step,
            ApplicationStep.at,
        )
        .join(ExamApplication, ExamApplication.id == ApplicationStep.application_id)
        .where(ApplicationStep.id.in_(latest), ApplicationStep.done.is_(True))
    )
