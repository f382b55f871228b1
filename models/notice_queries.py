"""Questions about what people were told."""

from datetime import date

from sqlalchemy import Select, and_, or_, select

from domain.access import STAFF, Role
from models.actor import Actor
from models.notices import Notice
from models.places import Agency, Region
from models.road import Assignment


def notices_of(person_id: int) -> Select[Notice]:
    """What this person was told, the newest first."""
    return select(Notice).where(Notice.person_id == person_id).order_by(Notice.id.desc())


def due_soon(actor: Actor, first: date, last: date) -> Select[date]:
    """The days by which the assignments this person made or manages are due, the nearest first."""
    managed, mentored = actor.agencies({Role.MANAGER}), actor.agencies({Role.MENTOR})
    own = and_(Assignment.made_by_id == actor.id, Assignment.agency_id.in_(mentored))
    return (
        select(Assignment.due_on)
        .where(or_(Assignment.agency_id.in_(managed), own))
        .where(Assignment.cancelled_at.is_(None), Assignment.due_on.between(first, last))
        .order_by(Assignment.due_on, Assignment.id)
    )


def home_region(actor: Actor) -> Select[str]:
    """The code of the county in which the first agency this person works for lies."""
    return (
        select(Region.code)
        .join(Agency, Agency.region_id == Region.id)
        .where(Agency.id.in_(actor.agencies(STAFF)))
        .order_by(Agency.id)
    )
