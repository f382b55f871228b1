"""Questions about founding teams; each is limited to who asks, or to one team found that way."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from domain.access import Role
from domain.founding import PaperState
from domain.stages import ExamStage
from domain.team_stages import TeamStage
from models.actor import Actor, visible_people
from models.credentials import CertificateCheck, Qualification
from models.founding import (
    FoundingTeam,
    TeamChange,
    TeamMember,
    TeamPaper,
    TeamStep,
)
from models.people import Guidance, Membership, Person
from models.pipeline import StageNow
from models.places import Agency, Region
from models.road import Certificate, CertificateRegistration, Track

NEAR: Final = tuple(
    stage.value
    for stage in (
        ExamStage.REGISTERED,
        ExamStage.CERTIFIED,
        ExamStage.REVIEWED,
        ExamStage.PASSED,
        ExamStage.SAT,
        ExamStage.PAID,
    )
)
"""Stages from which somebody may soon hold a certificate, the nearest first."""
MOST_PROSPECTS: Final = 30
MOST_FOUND: Final = 20


def teams_of(actor: Actor, now: datetime) -> Select[FoundingTeam]:
    """The teams this person is in, guides a trainee of, or grows as the agency's manager."""
    mine = _teams_with(TeamMember.person_id == actor.id, now)
    seen = [FoundingTeam.id.in_(mine), FoundingTeam.agency_id.in_(actor.agencies({Role.MANAGER}))]
    mentored = actor.agencies({Role.MENTOR})
    if mentored:
        guided = select(Guidance.trainee_id).where(
            Guidance.mentor_id == actor.id,
            or_(Guidance.ends_at.is_(None), Guidance.ends_at > now),
        )
        theirs = _teams_with(TeamMember.person_id.in_(guided), now)
        seen.append(and_(FoundingTeam.agency_id.in_(mentored), FoundingTeam.id.in_(theirs)))
    return (
        select(FoundingTeam)
        .join(FoundingTeam.region)
        .options(contains_eager(FoundingTeam.region), joinedload(FoundingTeam.agency))
        .where(or_(*seen))
    )


def own_team(person_id: int, now: datetime) -> Select[FoundingTeam]:
    """The team this person came into last and still is in."""
    return (
        select(FoundingTeam)
        .join(TeamMember, TeamMember.team_id == FoundingTeam.id)
        .where(TeamMember.person_id == person_id, _in_team(now))
        .order_by(TeamMember.starts_at.desc(), TeamMember.id.desc())
        .limit(1)
    )


def teams_managed(actor: Actor, now: datetime) -> Select[FoundingTeam]:
    """Those of them whose agency this person manages."""
    managed = FoundingTeam.agency_id.in_(actor.agencies({Role.MANAGER}))
    return teams_of(actor, now).where(managed)


def teams_led(actor: Actor, now: datetime) -> Select[FoundingTeam]:
    """Those of them for whose agency this person works as mentor or manager."""
    led = FoundingTeam.agency_id.in_(actor.agencies({Role.MENTOR, Role.MANAGER}))
    return teams_of(actor, now).where(led)


def members_of(teams: Collection[int], now: datetime) -> Select[TeamMember]:
    """The members of teams now, in the order they came, each with their person."""
    return (
        select(TeamMember)
        .join(TeamMember.person)
        .options(contains_eager(TeamMember.person))
        .where(TeamMember.team_id.in_(teams), _in_team(now))
        .order_by(TeamMember.team_id, TeamMember.starts_at, TeamMember.id)
    )


def members_ever(team_id: int) -> Select[TeamMember]:
    """Everybody who is or was in a team."""
    query = select(TeamMember).join(TeamMember.person).options(contains_eager(TeamMember.person))
    return query.where(TeamMember.team_id == team_id).order_by(TeamMember.id)


def steps_of(teams: Collection[int]) -> Select[TeamStep]:
    """What teams have told of their steps."""
    return select(TeamStep).where(TeamStep.team_id.in_(teams)).order_by(TeamStep.id)


def papers_of(team_id: int) -> Select[TeamPaper]:
    """How far a team's papers are."""
    return select(TeamPaper).where(TeamPaper.team_id == team_id).order_by(TeamPaper.id)


def papers_ending(first: date, last: date) -> Select[int, UUID, str, date | None]:
    """Team, its public id, paper and its last day, of teams under way whose papers end by then."""
    return (
        select(FoundingTeam.id, FoundingTeam.uid, TeamPaper.paper, TeamPaper.expires_on)
        .join(TeamPaper, TeamPaper.team_id == FoundingTeam.id)
        .where(TeamPaper.expires_on.between(first, last), TeamPaper.state != PaperState.MISSING)
        .where(FoundingTeam.stage != TeamStage.STOPPED, FoundingTeam.closed_at.is_(None))
        .order_by(TeamPaper.id)
    )


def changes_of(team_id: int) -> Select[TeamChange, str]:
    """What was changed in a team and by whom, the latest first."""
    return (
        select(TeamChange, Person.name)
        .join(Person, Person.id == TeamChange.by_id)
        .where(TeamChange.team_id == team_id)
        .order_by(TeamChange.id.desc())
    )


def changes_since(team_id: int, part: str, version: int) -> Select[TeamChange, str]:
    """What was changed in one row after a version of it, the earliest first."""
    return (
        select(TeamChange, Person.name)
        .join(Person, Person.id == TeamChange.by_id)
        .where(TeamChange.team_id == team_id, TeamChange.part == part)
        .where(TeamChange.version > version)
        .order_by(TeamChange.id)
    )


def certificates_of(
    people: Collection[int],
) -> Select[Certificate, CertificateCheck, date]:
    """Certificate, the latest look at it by somebody else, the last registration.

    The last two are None where nobody looked, or nothing was registered.
    """
    look = (
        select(CertificateCheck.id)
        .where(CertificateCheck.certificate_id == Certificate.id)
        .where(CertificateCheck.by_id != Certificate.person_id)
        .order_by(CertificateCheck.id.desc())
        .limit(1)
        .correlate(Certificate)
        .scalar_subquery()
    )
    registered = (
        select(func.max(CertificateRegistration.registered_on))
        .where(CertificateRegistration.certificate_id == Certificate.id)
        .correlate(Certificate)
        .scalar_subquery()
    )
    return (
        select(Certificate, CertificateCheck, registered)
        .outerjoin(CertificateCheck, CertificateCheck.id == look)
        .where(Certificate.person_id.in_(people))
        .order_by(Certificate.id)
    )


def degrees_of(people: Collection[int]) -> Select[int, bool]:
    """Person and whether it is confirmed, for every social-work degree on record."""
    confirmed = and_(
        Qualification.confirmed_at.is_not(None),
        Qualification.confirmed_by_id != Qualification.person_id,
    )
    return select(Qualification.person_id, confirmed).where(
        Qualification.person_id.in_(people),
        Qualification.kind == "sw-degree",
        Qualification.ended_at.is_(None),
    )


def prospects_of(actor: Actor, team: FoundingTeam, now: datetime) -> Select[StageNow]:
    """People of the agency near a certificate whom this person may see, the nearest first."""
    seen = visible_people(actor, now).with_only_columns(Person.id)
    return (
        select(StageNow)
        .join(StageNow.person)
        .options(contains_eager(StageNow.person))
        .where(StageNow.agency_id == team.agency_id, StageNow.track == Track.EXAM)
        .where(StageNow.stage.in_(NEAR), StageNow.person_id.in_(seen))
        .order_by(*(StageNow.stage != stage for stage in NEAR), StageNow.since, StageNow.id)
        .limit(MOST_PROSPECTS)
    )


def gatherable(actor: Actor, team: FoundingTeam, now: datetime) -> Select[Person]:
    """Whom this person may take into a team: people of its agency who are not in it.

    A manager: everyone of the agency. A mentor: those guided, and oneself.
    """
    live = or_(Membership.ends_at.is_(None), Membership.ends_at > now)
    here = select(Membership.person_id).where(
        Membership.agency_id == team.agency_id, Membership.starts_at <= now, live
    )
    inside = select(TeamMember.person_id).where(TeamMember.team_id == team.id, _in_team(now))
    seen = visible_people(actor, now).with_only_columns(Person.id)
    led = team.agency_id in actor.agencies({Role.MENTOR, Role.MANAGER})
    return (
        select(Person)
        .where(Person.id.in_(seen), Person.id.in_(here), Person.id.not_in(inside))
        .where(*() if led else (false(),))
        .order_by(Person.name, Person.id)
    )


def named(words: str) -> ColumnElement[bool]:
    """Whose name begins so, or whose phone number ends so."""
    return or_(Person.name.startswith(words, autoescape=True), Person.phone_tail == words)


def counties_for(actor: Actor) -> Select[Region]:
    """The counties of one's agencies, and those beside them."""
    own = aliased(Region)
    mine = (
        select(own.id, own.parent_id)
        .join(Agency, Agency.region_id == own.id)
        .where(Agency.id.in_(actor.agencies({Role.MENTOR, Role.MANAGER})))
        .subquery()
    )
    beside = Region.parent_id.in_(select(mine.c.parent_id))
    return (
        select(Region)
        .where(or_(Region.id.in_(select(mine.c.id)), beside))
        .order_by(Region.id.in_(select(mine.c.id)).desc(), Region.code)
    )


def _teams_with(member: ColumnElement[bool], now: datetime) -> Select[int]:
    return select(TeamMember.team_id).where(member, _in_team(now))


def _in_team(now: datetime) -> ColumnElement[bool]:
    return or_(TeamMember.ends_at.is_(None), TeamMember.ends_at > now)
