"""Questions of administrators about the house, and of managers about who guards their agency."""

from datetime import datetime

from sqlalchemy import Select, or_, select

from domain.access import STAFF, Role
from models.actor import Actor
from models.factors import SecondFactor
from models.mentoring_queries import recoverable_people
from models.people import Membership, Person
from models.places import Agency


def managed_agencies(actor: Actor) -> Select[Agency]:
    """The agencies this person runs."""
    ids = actor.agencies({Role.MANAGER})
    return select(Agency).where(Agency.id.in_(ids)).order_by(Agency.name, Agency.id)


def staff_with_factor(actor: Actor, now: datetime) -> Select[Person, Membership, datetime]:
    """The staff of the agencies this person runs, and since when each has a second factor."""
    return (
        select(Person, Membership, SecondFactor.confirmed_at)
        .join(Membership, Membership.person_id == Person.id)
        .outerjoin(SecondFactor, SecondFactor.person_id == Person.id)
        .where(Membership.agency_id.in_(actor.agencies({Role.MANAGER})))
        .where(Membership.role.in_(STAFF), Membership.starts_at <= now)
        .where(or_(Membership.ends_at.is_(None), Membership.ends_at > now))
        .order_by(Person.name, Person.id, Membership.id)
    )


def resettable_people(actor: Actor, now: datetime) -> Select[Person]:
    """Whose second factor this manager may reset: as for recovery slips, never upwards."""
    confirmed = select(SecondFactor.person_id).where(SecondFactor.confirmed_at.is_not(None))
    return recoverable_people(actor, now).where(Person.id.in_(confirmed))
