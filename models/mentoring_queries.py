"""Questions of mentors and managers about their own people; each is limited to who asks."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from domain.access import STAFF, Role
from models.actor import Actor, visible_people
from models.entry import Invite, InviteUse, RecoverySlip
from models.mocks import ExtraTime
from models.people import Membership, Person
from models.places import Agency, StudyClass

NOT_ENDED = Membership.ends_at.is_(None)


def agencies_of(actor: Actor) -> Select[Agency]:
    """The agencies this person works for as mentor or manager."""
    ids = actor.agencies(STAFF)
    return select(Agency).where(Agency.id.in_(ids)).order_by(Agency.name, Agency.id)


def classes_of(actor: Actor) -> Select[StudyClass]:
    """The open classes of those agencies, in no order."""
    query = select(StudyClass).join(StudyClass.agency).options(contains_eager(StudyClass.agency))
    mine = StudyClass.agency_id.in_(actor.agencies(STAFF))
    return query.where(mine, StudyClass.closed_at.is_(None))


def trainees_of(actor: Actor, now: datetime) -> Select[Membership]:
    """The trainees this person answers for, one row for each class or agency they are in.

    A mentor: those guided. A manager: those of the agency. Nobody answers for themselves.
    """
    seen = visible_people(actor, now).with_only_columns(Person.id)
    return (
        select(Membership)
        .join(Membership.person)
        .options(contains_eager(Membership.person), joinedload(Membership.study_class))
        .where(Person.id.in_(seen), Person.id != actor.id)
        .where(Membership.role == Role.TRAINEE, Membership.agency_id.in_(actor.agencies(STAFF)))
        .where(Membership.starts_at <= now, or_(NOT_ENDED, Membership.ends_at > now))
        .order_by(Person.name, Person.id, Membership.id)
    )


def recoverable_people(actor: Actor, now: datetime) -> Select[Person]:
    """The people for whom this person may print a recovery slip.

    A slip opens an account whole, so no role of its owner, in any scope, may reach as high as
    the printer's: a mentor prints for people who are trainees and nothing else; a manager also
    for the mentors of the agencies they manage. Nobody prints for themselves.
    """
    held = aliased(Membership)
    lower: list[ColumnElement[bool]] = [held.role == Role.TRAINEE]
    managed = actor.agencies({Role.MANAGER})
    if managed:
        lower.append(and_(held.role == Role.MENTOR, held.agency_id.in_(managed)))
    higher = select(held.person_id).where(
        ~or_(*lower), or_(held.ends_at.is_(None), held.ends_at > now)
    )
    seen = visible_people(actor, now).with_only_columns(Person.id)
    return (
        select(Person)
        .where(Person.id.in_(seen), Person.id != actor.id, Person.id.not_in(higher))
        .order_by(Person.name, Person.id)
    )


def invites_of(actor: Actor) -> Select[Invite]:
    """A manager's agency's invites, and those a mentor made there."""
    managed, mentored = actor.agencies({Role.MANAGER}), actor.agencies({Role.MENTOR})
    own = and_(Invite.made_by_id == actor.id, Invite.agency_id.in_(mentored))
    return (
        select(Invite)
        .options(joinedload(Invite.agency), joinedload(Invite.study_class))
        .where(or_(Invite.agency_id.in_(managed), own))
    )


def live_invites(actor: Actor, now: datetime) -> Select[Invite, int]:
    """Those that can still be used, with how many places are taken; the newest first."""
    taken = (
        select(func.count(InviteUse.id))
        .where(InviteUse.invite_id == Invite.id)
        .correlate(Invite)
        .scalar_subquery()
    )
    return (
        invites_of(actor)
        .add_columns(taken)
        .where(Invite.cancelled_at.is_(None), Invite.expires_at > now, taken < Invite.places)
        .order_by(Invite.made_at.desc(), Invite.id.desc())
    )


def places_taken(invite_id: int) -> Select[int]:
    """How many people came in with an invite."""
    return select(func.count(InviteUse.id)).where(InviteUse.invite_id == invite_id)


def latest_extra_times(people: Collection[int]) -> Select[int, int]:
    """Person and minutes in force, for those who were ever given some."""
    last = select(func.max(ExtraTime.id)).group_by(ExtraTime.person_id)
    return select(ExtraTime.person_id, ExtraTime.minutes).where(
        ExtraTime.person_id.in_(people), ExtraTime.id.in_(last)
    )


def extra_times_of(person_id: int, actor: Actor) -> Select[ExtraTime, str]:
    """One person's extra times with who gave them, the newest first; those of own agencies."""
    colleagues = select(Membership.person_id).where(Membership.agency_id.in_(actor.agencies(STAFF)))
    return (
        select(ExtraTime, Person.name)
        .join(Person, Person.id == ExtraTime.given_by_id)
        .where(ExtraTime.person_id == person_id, ExtraTime.given_by_id.in_(colleagues))
        .order_by(ExtraTime.id.desc())
    )


def open_slip_of(person_id: int, now: datetime) -> Select[RecoverySlip]:
    """The slip that would let this person in now."""
    return (
        select(RecoverySlip)
        .where(RecoverySlip.person_id == person_id, RecoverySlip.expires_at > now)
        .where(RecoverySlip.used_at.is_(None), RecoverySlip.cancelled_at.is_(None))
        .order_by(RecoverySlip.id.desc())
    )
