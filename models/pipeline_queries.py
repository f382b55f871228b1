"""Questions of a manager about the people of one agency: sums of kept counts, and pages of rows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, load_only

from domain.access import Role
from domain.stages import ExamStage, PostKind
from models.actor import Actor, visible_people, withdrew
from models.credential_queries import certificates_seen, in_state
from models.founding import FoundingTeam, TeamMember
from models.people import Guidance, Membership, Person
from models.pipeline import PeopleCount, StageNow
from models.places import Agency, Region, StudyClass
from models.road import Certificate, StageEntered, Track
from models.roster import PendingMembership

PAGE = 50
MOST_CLASSES = 200
AWAY = (ExamStage.LEFT.value, PostKind.NONE.value)
"""Who stands in these is listed only when asked for."""
MEASURES = ("exam", "exam-stuck", "post", "engaged")


@dataclass(frozen=True, slots=True)
class Within:
    """The part of an agency that is looked at: all of it, one class, one township."""

    agency_id: int
    class_id: int | None = None
    home_id: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which people of it are listed; nothing named means everybody."""

    track: Track = Track.EXAM
    stages: tuple[str, ...] = ()
    stuck: bool = False
    engaged: str = ""
    mentor: UUID | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of rows begins: after the row of this person, who came at this moment."""

    since: datetime
    person: UUID


def managed_agencies(actor: Actor) -> Select[Agency]:
    """The agencies this person runs, by name."""
    ids = actor.agencies({Role.MANAGER})
    return select(Agency).where(Agency.id.in_(ids)).order_by(Agency.name, Agency.id)


def tracked_people(actor: Actor, now: datetime) -> Select[Person]:
    """The people a manager finds here: those of the agency, and those who stood in its stages.

    Who left stays in the agency's own history; who took back their agreement is not shown.
    """
    managed = actor.agencies({Role.MANAGER})
    stood = exists().where(StageNow.person_id == Person.id, StageNow.agency_id.in_(managed))
    seen = visible_people(actor, now).with_only_columns(Person.id)
    mine = and_(Person.id.in_(seen), Person.id != actor.id)
    return select(Person).where(or_(mine, and_(stood, ~withdrew())))


def sums(within: Within) -> Select[str, str, int]:
    """Measure, key and people: the kept counts, added up; of a township without who left."""
    people = func.sum(PeopleCount.people)
    query = (
        select(PeopleCount.measure, PeopleCount.key, people)
        .where(PeopleCount.agency_id == within.agency_id, PeopleCount.measure.in_(MEASURES))
        .group_by(PeopleCount.measure, PeopleCount.key)
    )
    if within.class_id is not None:
        query = query.where(PeopleCount.class_id == within.class_id)
    if within.home_id is not None:
        query = query.where(PeopleCount.home_id == within.home_id, PeopleCount.key.not_in(AWAY))
    return query


def classes_in(agency_id: int) -> Select[StudyClass]:
    """The agency's open classes; of very many those with a short name."""
    return (
        select(StudyClass)
        .options(load_only(StudyClass.uid, StudyClass.name))
        .where(StudyClass.agency_id == agency_id, StudyClass.closed_at.is_(None))
        .order_by(func.length(StudyClass.name), StudyClass.name, StudyClass.id)
        .limit(MOST_CLASSES)
    )


def homes_in(agency_id: int) -> Select[Region]:
    """The places that people of this agency live in; not of those who left it."""
    lived = select(PeopleCount.home_id).where(
        PeopleCount.agency_id == agency_id,
        PeopleCount.measure == Track.EXAM.value,
        PeopleCount.key.not_in(AWAY),
        PeopleCount.people > 0,
    )
    return select(Region).where(Region.id.in_(lived)).order_by(Region.code)


def standing_people(within: Within, wanted: Wanted) -> Select[StageNow, Person, str, str, bool]:
    """Present stages with person, class, home and whether they belong here; the longest first."""
    query = (
        select(StageNow, Person, StudyClass.name, Region.name, belongs(within.agency_id))
        .join(Person, Person.id == StageNow.person_id)
        .outerjoin(StudyClass, StudyClass.id == StageNow.class_id)
        .outerjoin(Region, Region.id == StageNow.home_id)
        .where(StageNow.agency_id == within.agency_id, StageNow.track == wanted.track)
        .where(~withdrew())
        .order_by(StageNow.since, StageNow.id)
    )
    return query.where(*_limits(within, wanted))


def after(query: Select, place: Place) -> Select:
    """The rows after a place in that order."""
    row = aliased(StageNow)
    person = aliased(Person)
    there = (
        select(func.max(row.id))
        .join(person, person.id == row.person_id)
        .where(person.uid == place.person)
        .scalar_subquery()
    )
    later = and_(StageNow.since == place.since, StageNow.id > there)
    return query.where(or_(StageNow.since > place.since, later))


def people_named(agency_id: int, uids: Collection[UUID]) -> Select[Person]:
    """Those of these people who stand in the exam track of an agency, whatever their stage."""
    return (
        select(Person)
        .join(StageNow, StageNow.person_id == Person.id)
        .where(StageNow.agency_id == agency_id, StageNow.track == Track.EXAM)
        .where(Person.uid.in_(uids), ~withdrew())
        .order_by(Person.name, Person.id)
    )


def history_in(person_id: int, agency_id: int) -> Select[StageEntered, str]:
    """One person's rows in one agency with who wrote them, the newest first."""
    return (
        select(StageEntered, Person.name)
        .outerjoin(Person, Person.id == StageEntered.by_id)
        .where(StageEntered.person_id == person_id, StageEntered.agency_id == agency_id)
        .order_by(StageEntered.at.desc(), StageEntered.id.desc())
    )


def present_stage(person_id: int, agency_id: int) -> Select[StageNow, str]:
    """Where one person stands in the exam track of one agency, and the name of their class."""
    return (
        select(StageNow, StudyClass.name)
        .outerjoin(StudyClass, StudyClass.id == StageNow.class_id)
        .where(
            StageNow.person_id == person_id,
            StageNow.agency_id == agency_id,
            StageNow.track == Track.EXAM,
        )
    )


def agencies_of_stages(person_id: int) -> Select[int]:
    """The agencies in whose tracks one person ever stood."""
    return select(StageNow.agency_id).where(StageNow.person_id == person_id)


def founding_teams_of(person_id: int, agency_id: int) -> Select[str, datetime]:
    """The founding teams of this agency that somebody is in, with the day they came."""
    return (
        select(FoundingTeam.name, TeamMember.starts_at)
        .join(TeamMember, TeamMember.team_id == FoundingTeam.id)
        .where(TeamMember.person_id == person_id, TeamMember.ends_at.is_(None))
        .where(FoundingTeam.agency_id == agency_id)
        .order_by(TeamMember.starts_at)
    )


def waiting_in(agency_id: int) -> Select[int, datetime]:
    """How many stand in the waiting room for the manager, and since when the first."""
    return select(func.count(), func.min(PendingMembership.made_at)).where(
        PendingMembership.agency_id == agency_id,
        PendingMembership.waits_for == "manager",
        PendingMembership.answered_at.is_(None),
    )


def unconfirmed_for(actor: Actor, now: datetime) -> Select[int, datetime]:
    """How many certificates that this person may look at nobody has confirmed, and since when."""
    waiting = certificates_seen(actor, now).where(in_state("unverified"))
    return waiting.with_only_columns(func.count(), func.min(Certificate.at))


def _limits(within: Within, wanted: Wanted) -> Collection[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if within.class_id is not None:
        found.append(StageNow.class_id == within.class_id)
    if within.home_id is not None:
        found.append(and_(StageNow.home_id == within.home_id, belongs(within.agency_id)))
    if wanted.stages:
        found.append(StageNow.stage.in_(wanted.stages))
    else:
        found.append(StageNow.stage.not_in(AWAY))
    if wanted.stuck:
        found.append(StageNow.stuck.is_(True))
    if wanted.engaged:
        found.append(StageNow.engaged == wanted.engaged)
    if wanted.mentor is not None:
        found.append(StageNow.person_id.in_(_guided_by(wanted.mentor)))
    if wanted.words:
        found.append(begins_like(wanted.words, belongs(within.agency_id)))
    return found


def belongs(agency_id: int) -> ColumnElement[bool]:
    """Whether somebody is in the agency today: where who left lives is no longer its business."""
    return exists().where(
        Membership.person_id == Person.id,
        Membership.agency_id == agency_id,
        Membership.ends_at.is_(None),
    )


def begins_like(words: str, known: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whose name begins so; or whose phone ends so, where that may be known."""
    named = Person.name.startswith(words, autoescape=True)
    if not words.isdigit():
        return named
    return or_(named, and_(Person.phone_tail == words, known))


def _guided_by(mentor: UUID) -> Select[int]:
    return (
        select(Guidance.trainee_id)
        .join(Person, Person.id == Guidance.mentor_id)
        .where(Person.uid == mentor, Guidance.ends_at.is_(None))
    )
