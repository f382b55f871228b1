"""Lists of very many trainees, read from the concerns kept for their agencies.

Each is limited to who asks. Pages are found by where the last one ended: `Place` is what people
are sorted by.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, case, func, or_, select, tuple_

from domain.access import STAFF, Role
from domain.concern import Need
from models.actor import Actor, visible_people
from models.people import Membership, Person
from models.places import Agency, StudyClass
from models.watch import ConcernNow

NO_WEIGHT: Final = 100 * len(Need)
"""The weight of who has no reason: behind everybody who has one."""
NO_DAY: Final = date.max
Place = tuple[int, date, str, int]
"""Weight, oldest reason, name, id."""


@dataclass(frozen=True, slots=True)
class Sieve:
    """Whom a list is about; what is None or empty is not asked."""

    need: Need | None = None
    class_uid: UUID | None = None
    words: str = ""
    """Part of a name, or the last four digits of a phone number."""


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


def how_many(ids: Select[int]) -> Select[int]:
    """How many different people these are."""
    return select(func.count()).select_from(ids.distinct().subquery())


def watched_since(actor: Actor) -> Select[datetime | None]:
    """When the concerns of each agency of this person were made; None where they were not."""
    return select(Agency.watched_at).where(Agency.id.in_(actor.agencies(STAFF)))


def sifted(ids: Select[int], actor: Actor, sieve: Sieve) -> Select[int]:
    """Those of some people whom a list is about."""
    if sieve.class_uid is not None:
        mine = select(StudyClass.id).where(StudyClass.uid == sieve.class_uid)
        ids = ids.where(Membership.class_id.in_(mine))
    if sieve.need is not None:
        needing = select(ConcernNow.person_id).where(
            ConcernNow.agency_id.in_(actor.agencies(STAFF)), ConcernNow.need == sieve.need
        )
        ids = ids.where(Membership.person_id.in_(needing))
    if sieve.words:
        ids = ids.where(Membership.person_id.in_(named_like(sieve.words)))
    return ids


def named_like(words: str) -> Select[int]:
    """People with these letters in their name, or these four digits at the end of their phone."""
    tail = Person.phone_tail == words
    return select(Person.id).where(or_(Person.name.contains(words, autoescape=True), tail))


def page_after(ids: Select[int], actor: Actor, after: Place | None, most: int) -> Select[Any]:
    """Person (id, uid, name, tail) and place of the next so many, the most concerning first."""
    rows = _placed(ids, actor)
    query = select(rows)
    if after is not None:
        query = query.where(_place(rows) > tuple_(*after))
    return query.order_by(*_place_columns(rows)).limit(most)


def page_before(ids: Select[int], actor: Actor, before: Place, most: int) -> Select[Any]:
    """The same of those before a place, the nearest first."""
    rows = _placed(ids, actor)
    turned = [column.desc() for column in _place_columns(rows)]
    return select(rows).where(_place(rows) < tuple_(*before)).order_by(*turned).limit(most)


def place_of(ids: Select[int], actor: Actor, uid: UUID) -> Select[Any]:
    """The row of one of these people."""
    here = select(Person.id).where(Person.uid == uid)
    return select(_placed(ids.where(Membership.person_id.in_(here)), actor))


def needs_of(ids: Select[int], actor: Actor) -> Select[str, int, date, int, int]:
    """Each reason: how many of these people have it, since when the first, and one of them.

    Last, for how many it is the most pressing one; who is in two agencies counts in each there.
    """
    pressing = case((ConcernNow.place == 0, ConcernNow.person_id))
    return (
        select(
            ConcernNow.need,
            func.count(ConcernNow.person_id.distinct()),
            func.min(ConcernNow.since),
            func.min(ConcernNow.person_id),
            func.count(pressing.distinct()),
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


def _placed(ids: Select[int], actor: Actor) -> Any:  # noqa: ANN401 - a subquery with its columns
    """People with what they are sorted by."""
    kept = (
        select(
            ConcernNow.person_id,
            func.min(ConcernNow.weight).label("weight"),
            func.min(ConcernNow.oldest).label("oldest"),
        )
        .where(ConcernNow.place == 0, ConcernNow.agency_id.in_(actor.agencies(STAFF)))
        .group_by(ConcernNow.person_id)
        .subquery()
    )
    return (
        ids.outerjoin(kept, kept.c.person_id == Person.id)
        .with_only_columns(
            Person.id,
            Person.uid,
            Person.name,
            Person.phone_tail,
            func.coalesce(kept.c.weight, NO_WEIGHT).label("weight"),
            func.coalesce(kept.c.oldest, NO_DAY).label("oldest"),
        )
        .group_by(Person.id, kept.c.weight, kept.c.oldest)
        .subquery()
    )


def _place_columns(rows: Any) -> tuple[Any, ...]:  # noqa: ANN401
    return rows.c.weight, rows.c.oldest, rows.c.name, rows.c.id


def _place(rows: Any) -> Any:  # noqa: ANN401
    return tuple_(*_place_columns(rows))
