"""Questions about rosters, the waiting room and candidates; each limited to who asks."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from domain.access import Role
from models.actor import Actor
from models.people import Guidance, Membership, Person
from models.pipeline import Candidate
from models.places import Agency, Region, StudyClass
from models.road import EligibilityFact
from models.roster import ImportRow, PendingMembership, RosterImport

FOR_MANAGER = "manager"
FOR_PERSON = "person"


def managed_agencies(actor: Actor) -> Select[Agency]:
    """The agencies this person manages."""
    ids = actor.agencies({Role.MANAGER})
    return select(Agency).where(Agency.id.in_(ids)).order_by(Agency.name, Agency.id)


def imports_of(actor: Actor) -> Select[RosterImport]:
    """The rosters of the agencies this person manages."""
    return select(RosterImport).where(RosterImport.agency_id.in_(actor.agencies({Role.MANAGER})))


def import_sent(person_id: int, once: object) -> Select[RosterImport]:
    """The roster this form made when it was sent before."""
    return select(RosterImport).where(RosterImport.by_id == person_id, RosterImport.once == once)


def applied_before(agency_id: int, sha256: str) -> Select[RosterImport]:
    """The same file applied to this agency already and not undone, the last one first."""
    return (
        select(RosterImport)
        .where(RosterImport.agency_id == agency_id, RosterImport.sha256 == sha256)
        .where(RosterImport.applied_at.is_not(None), RosterImport.undone_at.is_(None))
        .order_by(RosterImport.id.desc())
    )


def rows_of(import_id: int) -> Select[ImportRow]:
    """The rows of one roster in their order."""
    query = select(ImportRow).where(ImportRow.import_id == import_id)
    return query.order_by(ImportRow.number)


def people_with(phones: Collection[bytes], cards: Collection[bytes]) -> Select[Person]:
    """The people with one of these phone or ID-card indexes, wherever they belong."""
    return select(Person).where(
        or_(Person.phone_index.in_(phones), Person.id_card_index.in_(cards))
        if cards
        else Person.phone_index.in_(phones)
    )


def held_with(
    phones: Collection[bytes], cards: Collection[bytes]
) -> Select[int, UUID, str, int | None, str, bytes | None, bytes | None, bytes | None]:
    """The same people, of each what a roster is held against: no objects of ten thousand."""
    return people_with(phones, cards).with_only_columns(
        Person.id,
        Person.uid,
        Person.name,
        Person.home_id,
        Person.village,
        Person.phone_index,
        Person.id_card_index,
        Person.id_card_sealed,
    )


def members_among(
    agency_id: int, people: Collection[int], now: datetime
) -> Select[int, Role, int | None]:
    """Person, role and class of those of these people who belong to the agency today."""
    return select(Membership.person_id, Membership.role, Membership.class_id).where(
        Membership.agency_id == agency_id,
        Membership.person_id.in_(people),
        or_(Membership.ends_at.is_(None), Membership.ends_at > now),
    )


def guided_among(agency_id: int, people: Collection[int], now: datetime) -> Select[int]:
    """Those of these people whom a mentor of the agency guides."""
    held = aliased(Membership)
    return (
        select(Guidance.trainee_id)
        .join(held, and_(held.person_id == Guidance.mentor_id, held.agency_id == agency_id))
        .where(Guidance.trainee_id.in_(people))
        .where(or_(Guidance.ends_at.is_(None), Guidance.ends_at > now))
    )


def questions_answered(people: Collection[int]) -> Select[int, str]:
    """Person and question of everything these people have answered about eligibility."""
    return (
        select(EligibilityFact.person_id, EligibilityFact.question)
        .where(EligibilityFact.person_id.in_(people))
        .distinct()
    )


def offered_among(agency_id: int, people: Collection[int]) -> Select[int]:
    """Those of these people whom the agency has asked already, and who have not answered."""
    return select(PendingMembership.person_id).where(
        PendingMembership.agency_id == agency_id,
        PendingMembership.person_id.in_(people),
        PendingMembership.waits_for == FOR_PERSON,
        PendingMembership.answered_at.is_(None),
    )


def offer_of(person_id: int, agency_id: int) -> Select[PendingMembership]:
    """Whether an agency asks this person to come as a trainee, and they have not answered."""
    return (
        select(PendingMembership)
        .where(PendingMembership.person_id == person_id, PendingMembership.agency_id == agency_id)
        .where(PendingMembership.waits_for == FOR_PERSON)
        .where(PendingMembership.role == Role.TRAINEE, PendingMembership.answered_at.is_(None))
        .order_by(PendingMembership.id)
    )


def townships_of(agency: Agency) -> Select[Region]:
    """The townships of the county an agency lies in."""
    return select(Region).where(Region.parent_id == agency.region_id).order_by(Region.code)


def mentors_of(agency_id: int, now: datetime) -> Select[Person]:
    """The mentors of an agency."""
    return (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.agency_id == agency_id, Membership.role == Role.MENTOR)
        .where(or_(Membership.ends_at.is_(None), Membership.ends_at > now))
        .order_by(Person.id)
    )


def open_classes(agency_id: int) -> Select[StudyClass]:
    """The classes of an agency that are not closed."""
    query = select(StudyClass).where(StudyClass.agency_id == agency_id)
    return query.where(StudyClass.closed_at.is_(None)).order_by(StudyClass.id)


def waiting_for(actor: Actor) -> Select[PendingMembership]:
    """Who waits to be let in: of the agencies one manages, or with invites one made as mentor."""
    mine = and_(
        PendingMembership.made_by_id == actor.id,
        PendingMembership.agency_id.in_(actor.agencies({Role.MENTOR})),
    )
    managed = PendingMembership.agency_id.in_(actor.agencies({Role.MANAGER}))
    return (
        select(PendingMembership)
        .join(PendingMembership.person)
        .options(
            contains_eager(PendingMembership.person),
            joinedload(PendingMembership.agency),
            joinedload(PendingMembership.study_class),
        )
        .where(PendingMembership.waits_for == FOR_MANAGER, or_(managed, mine))
        .order_by(PendingMembership.made_at, PendingMembership.id)
    )


def offers_to(person_id: int) -> Select[PendingMembership]:
    """What agencies ask this person, and what the person has asked of agencies; unanswered."""
    return (
        select(PendingMembership)
        .options(joinedload(PendingMembership.agency), joinedload(PendingMembership.study_class))
        .where(PendingMembership.person_id == person_id, PendingMembership.answered_at.is_(None))
        .order_by(PendingMembership.id)
    )


def waiting_to_come_in(person_id: int) -> Select[int]:
    """The waiting rooms this person stands in; none for who is somebody's trainee already."""
    inside = select(Membership.id).where(
        Membership.person_id == person_id, Membership.ends_at.is_(None)
    )
    return select(PendingMembership.id).where(
        PendingMembership.person_id == person_id,
        PendingMembership.waits_for == FOR_MANAGER,
        PendingMembership.answered_at.is_(None),
        ~inside.exists(),
    )


def candidates_of(actor: Actor) -> Select[Candidate]:
    """The candidates of the agencies this person manages."""
    return (
        select(Candidate)
        .options(joinedload(Candidate.home))
        .where(Candidate.agency_id.in_(actor.agencies({Role.MANAGER})))
    )


def candidate_counts(actor: Actor) -> Select[str, int]:
    """How many candidates stand in each state."""
    return (
        select(Candidate.state, func.count())
        .where(Candidate.agency_id.in_(actor.agencies({Role.MANAGER})))
        .group_by(Candidate.state)
    )


def shown_outcome(agency_id: int) -> ColumnElement[str]:
    """What became of a row as its manager may know it.

    Whoever was entered and has not come yet waits for their own yes: whether they had an account
    elsewhere is not told. They have come once they belong here and have a password.
    """
    here = select(Membership.person_id).where(Membership.agency_id == agency_id)
    came = select(Person.id).where(Person.id.in_(here), Person.password_hash != "")
    entered = ImportRow.outcome.in_(("created", "waiting"))
    return case(
        (entered & ImportRow.person_id.in_(came), "came"),
        (entered, "waiting"),
        else_=ImportRow.outcome,
    )


def shown_counts(kept: RosterImport) -> Select[str, int]:
    """How many rows of a roster had each outcome, as its manager may know them."""
    outcome = shown_outcome(kept.agency_id)
    query = select(outcome, func.count()).where(ImportRow.import_id == kept.id)
    return query.where(ImportRow.outcome != "").group_by(outcome)


def outcome_counts(import_id: int) -> Select[str, int]:
    """How many rows of a roster had each outcome."""
    query = select(ImportRow.outcome, func.count()).where(ImportRow.import_id == import_id)
    return query.group_by(ImportRow.outcome)
