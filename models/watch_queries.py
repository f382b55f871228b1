"""Lists of very many trainees, read from the concerns kept for their agencies.

Each is limited to who asks.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select

from domain.access import STAFF, Role
from domain.concern import Need
from models.actor import Actor, visible_people
from models.people import Membership, Person
from models.places import Agency, StudyClass
from models.watch import ConcernNow

NO_WEIGHT: Final = 100 * len(Need)
"""The weight of who has no reason: behind everybody who has one."""


def trainee_ids(actor: Actor, now: datetime) -> Select[int]:
    """The trainees this person answers for; who is in two classes stands there twice."""
    return (
        visible_people(actor, now)
        .join(Membership, Membership.person_id == Person.id)
        .with_only_columns(Membership.person_id)
        .where(Membership.role == Role.TRAINEE, Membership.agency_id.in_(actor.agencies(STAFF)))
        .where(Membership.starts_at <= now, Membership.person_id != actor.id)
        .where(or_(Membership.ends_at.is_(None), Membership.ends_at > now))
    )


def more_than(ids: Select[int], most: int) -> Select[int]:
    """How many people these are, counted up to one more than `most`."""
    return select(func.count()).select_from(ids.distinct().limit(most + 1).subquery())


def watched_since(actor: Actor) -> Select[datetime | None]:
    """When the concerns of each agency of this person were made; None where they were not."""
    return select(Agency.watched_at).where(Agency.id.in_(actor.agencies(STAFF)))


def in_class(ids: Select[int], class_uid: UUID) -> Select[int]:
    """Those of some people who are in one class."""
    mine = select(StudyClass.id).where(StudyClass.uid == class_uid)
    return ids.where(Membership.class_id.in_(mine))


def named_like(words: str) -> Select[int]:
    """People with these letters in their name, or these four digits at the end of their phone."""
    tail = Person.phone_tail == words
    return select(Person.id).where(or_(Person.name.contains(words, autoescape=True), tail))


def in_order(ids: Select[int]) -> Select[int]:
    """These people, the most concerning and the oldest first, then by name.

    Who is in two classes or agencies stands there twice; the first place is theirs.
    """
    head = and_(
        ConcernNow.person_id == Membership.person_id,
        ConcernNow.agency_id == Membership.agency_id,
        ConcernNow.place == 0,
    )
    weight, oldest = func.coalesce(ConcernNow.weight, NO_WEIGHT), ConcernNow.oldest
    return ids.outerjoin(ConcernNow, head).order_by(weight, oldest, Person.name, Person.id)


def who_needs(actor: Actor) -> Select[str, int]:
    """Reason and person of everything kept for the agencies of this person, theirs or not."""
    mine = ConcernNow.agency_id.in_(actor.agencies(STAFF))
    return select(ConcernNow.need, ConcernNow.person_id).where(mine)


def needs_of(ids: Select[int], actor: Actor) -> Select[str, int, date, int]:
    """Each reason: how many of these people have it, since when the first, and one of them."""
    return (
        select(
            ConcernNow.need,
            func.count(ConcernNow.person_id.distinct()),
            func.min(ConcernNow.since),
            func.min(ConcernNow.person_id),
        )
        .where(ConcernNow.agency_id.in_(actor.agencies(STAFF)), ConcernNow.person_id.in_(ids))
        .group_by(ConcernNow.need)
    )


def concerns_kept(people: Collection[int], agencies: Collection[int]) -> Select[ConcernNow]:
    """The reasons kept for these people, the most pressing first."""
    return (
        select(ConcernNow)
        .where(ConcernNow.person_id.in_(people), ConcernNow.agency_id.in_(agencies))
        .order_by(ConcernNow.person_id, ConcernNow.place, ConcernNow.id)
    )
