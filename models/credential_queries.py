"""Questions about certificates, their checks and hours; those of staff are limited to who asks."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select
from sqlalchemy.orm import aliased

from domain.access import STAFF, Role
from domain.certificate import RegistrationTerms, add_months
from domain.stages import PostKind
from models.actor import Actor, visible_people
from models.credentials import CertificateCheck, EducationHours, Qualification, Upload
from models.people import Membership, Person
from models.pipeline import Post
from models.places import Agency, Region
from models.road import Certificate, CertificateRegistration, EligibilityFact

LAST_CHECK = (
    select(func.max(CertificateCheck.id))
    .where(CertificateCheck.certificate_id == Certificate.id)
    .correlate(Certificate)
    .scalar_subquery()
)
LAST_REGISTERED = (
    select(func.max(CertificateRegistration.registered_on))
    .where(CertificateRegistration.certificate_id == Certificate.id)
    .correlate(Certificate)
    .scalar_subquery()
)
VALID = and_(CertificateCheck.id == LAST_CHECK, CertificateCheck.at >= Certificate.at)
"""The latest check of a certificate, where it was made after the last change."""

Held = Select[Certificate, Person, CertificateCheck, date]
"""Certificate, holder, the valid check or None, the day of the last registration or None."""


def is_confirmed() -> ColumnElement[bool]:
    """Whether a certificate, joined to its valid check, counts as confirmed."""
    return CertificateCheck.agreed.is_(True)


def in_state(state: str) -> ColumnElement[bool]:
    """The certificates in one state of being checked; joined as by `certificates_seen`."""
    return {
        "unverified": CertificateCheck.id.is_(None),
        "sent-back": CertificateCheck.agreed.is_(False),
        "confirmed": is_confirmed(),
    }[state]


def confirmed_levels() -> Select[int, str]:
    """Person and level of every certificate that a second person has confirmed."""
    return (
        select(Certificate.person_id, Certificate.level)
        .join(CertificateCheck, VALID)
        .where(is_confirmed())
    )


def certificates_seen(actor: Actor, now: datetime) -> Held:
    """The certificates of the people this person may see."""
    seen = visible_people(actor, now).with_only_columns(Person.id)
    return (
        select(Certificate, Person, CertificateCheck, LAST_REGISTERED)
        .join(Person, Person.id == Certificate.person_id)
        .outerjoin(CertificateCheck, VALID)
        .where(Certificate.person_id.in_(seen))
    )


def certificates_of_agency(agency_id: int, now: datetime) -> Held:
    """The certificates of an agency's people; ask only for an agency the asker manages."""
    return (
        select(Certificate, Person, CertificateCheck, LAST_REGISTERED)
        .join(Person, Person.id == Certificate.person_id)
        .outerjoin(CertificateCheck, VALID)
        .where(Certificate.person_id.in_(members_of(agency_id, now)))
        .order_by(Person.name, Certificate.id)
    )


def members_of(agency_id: int, now: datetime) -> Select[int]:
    """The ids of everyone who belongs to an agency now."""
    return select(Membership.person_id).where(
        Membership.agency_id == agency_id,
        Membership.starts_at <= now,
        or_(Membership.ends_at.is_(None), Membership.ends_at > now),
    )


def checks_of(certificate_id: int) -> Select[CertificateCheck, str]:
    """Every check of a certificate with who made it, the newest first."""
    return (
        select(CertificateCheck, Person.name)
        .join(Person, Person.id == CertificateCheck.by_id)
        .where(CertificateCheck.certificate_id == certificate_id)
        .order_by(CertificateCheck.id.desc())
    )


def registration_days(certificate_id: int) -> Select[date]:
    """The days a certificate was registered on, the latest first."""
    return (
        select(CertificateRegistration.registered_on)
        .where(CertificateRegistration.certificate_id == certificate_id)
        .order_by(CertificateRegistration.registered_on.desc())
    )


def hours_of(person_ids: Collection[int]) -> Select[EducationHours]:
    """The continuing education of some people, the latest day first; none taken back."""
    return (
        select(EducationHours)
        .where(EducationHours.person_id.in_(person_ids), EducationHours.taken_back_at.is_(None))
        .order_by(EducationHours.day.desc(), EducationHours.id.desc())
    )


def qualifications_seen(actor: Actor, now: datetime) -> Select[Qualification, Person, str]:
    """The degrees and titles of the people this person may see, with who confirmed them or None."""
    seen = visible_people(actor, now).with_only_columns(Person.id)
    checker = aliased(Person)
    return (
        select(Qualification, Person, checker.name)
        .join(Person, Person.id == Qualification.person_id)
        .outerjoin(checker, checker.id == Qualification.confirmed_by_id)
        .where(Qualification.person_id.in_(seen), Qualification.ended_at.is_(None))
        .order_by(Qualification.confirmed_at.is_not(None), Person.name, Qualification.id)
    )


def uploads_seen(actor: Actor, now: datetime) -> Select[Upload]:
    """The files this person may open: about people they see, or about an agency they manage."""
    seen = visible_people(actor, now).with_only_columns(Person.id)
    about_agency = and_(
        Upload.person_id.is_(None), Upload.agency_id.in_(actor.agencies({Role.MANAGER}))
    )
    return select(Upload).where(
        Upload.deleted_at.is_(None), or_(Upload.person_id.in_(seen), about_agency)
    )


def people_to_enter_for(actor: Actor, now: datetime) -> Select[Person]:
    """Whose certificate this person may enter: one's own, and of the people of agencies one runs.

    Whom a manager only guides, as mentor of another agency, is not among them (A04).
    """
    here = select(Membership.person_id).where(
        Membership.agency_id.in_(actor.agencies({Role.MANAGER})),
        or_(Membership.ends_at.is_(None), Membership.ends_at > now),
    )
    seen = visible_people(actor, now).where(or_(Person.id == actor.id, Person.id.in_(here)))
    return seen.order_by(Person.name, Person.id)


def regions_of(
    people: Collection[int], agencies: Collection[int], now: datetime
) -> Select[int, str]:
    """Person and the code of the region of their agency, among some agencies."""
    return (
        select(Membership.person_id, Region.code)
        .join(Agency, Agency.id == Membership.agency_id)
        .join(Region, Region.id == Agency.region_id)
        .where(Membership.person_id.in_(people), Membership.agency_id.in_(agencies))
        .where(or_(Membership.ends_at.is_(None), Membership.ends_at > now))
        .order_by(Membership.id)
    )


def certificates_due(today: date, terms: RegistrationTerms) -> ColumnElement[bool]:
    """The certificates not registered yet where that is asked, or whose term ends in a year."""
    a_year_before = add_months(today, 12 - 12 * terms.term_years)
    never = and_(LAST_REGISTERED.is_(None), literal(terms.asked == "yes"))
    return or_(a_year_before >= LAST_REGISTERED, never)


def staff_of(agency_id: int, now: datetime) -> Select[int]:
    """Who works for an agency: its mentors and managers, and whoever holds a post there."""
    working = and_(
        Membership.agency_id == agency_id,
        Membership.role.in_(STAFF),
        Membership.starts_at <= now,
        or_(Membership.ends_at.is_(None), Membership.ends_at > now),
    )
    posted = select(Post.person_id).where(
        Post.agency_id == agency_id, Post.ended_on.is_(None), Post.kind != PostKind.NONE
    )
    return select(Person.id).where(
        or_(Person.id.in_(select(Membership.person_id).where(working)), Person.id.in_(posted))
    )


def levels_in(people: Collection[int]) -> Select[int, str]:
    """Person and level of the confirmed certificates of some people."""
    return confirmed_levels().where(Certificate.person_id.in_(people))


def educations_of(people: Collection[int]) -> Select[int, str]:
    """Person and the education each last told about, of some people."""
    latest = (
        select(func.max(EligibilityFact.id))
        .where(EligibilityFact.question == "education", EligibilityFact.person_id.in_(people))
        .group_by(EligibilityFact.person_id)
    )
    return select(EligibilityFact.person_id, EligibilityFact.answer).where(
        EligibilityFact.id.in_(latest)
    )


def last_checks_of(person_id: int) -> Select[CertificateCheck]:
    """The checks in force of a person's certificates, one for each that has one."""
    return (
        select(CertificateCheck).join(Certificate, VALID).where(Certificate.person_id == person_id)
    )


def uploads_about(person_id: int) -> Select[Upload]:
    """The files about a person that are still kept."""
    return select(Upload).where(Upload.person_id == person_id, Upload.deleted_at.is_(None))
