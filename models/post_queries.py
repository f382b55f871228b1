"""Questions about an agency's posts and its county's stations."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, joinedload

from domain.access import Role
from domain.pipeline import GROUPS, NEAR_DAYS
from models.actor import Actor, withdrew
from models.people import Person
from models.pipeline import Post, StageNow, Station
from models.pipeline_queries import Within
from models.places import Agency, Region
from models.road import Track

NEAR: Final[dict[str, InstrumentedAttribute[date | None]]] = {
    "contract": Post.contract_ends_on,
    "funding": Post.funding_ends_on,
    "cert": Post.cert_due_on,
}
"""What may be near, by its word in addresses."""


def posts_of(within: Within) -> Select[Post]:
    """The running posts of an agency, with person and station; the oldest first."""
    return (
        select(Post)
        .join(Post.person)
        .options(contains_eager(Post.person), joinedload(Post.station))
        .where(*_running(within))
        .order_by(Post.started_on, Post.id)
    )


def near_posts(within: Within, near: str, today: date) -> Select[Post]:
    """Those of which one day is near or past, the nearest first."""
    day = NEAR[near]
    return posts_of(within).where(_near(near, today)).order_by(None).order_by(day, Post.id)


def posts_after(query: Select[Post], near: str, place: tuple[date, UUID]) -> Select[Post]:
    """The posts after a place in the order of such a list."""
    day = NEAR.get(near, Post.started_on)
    there = select(Post.id).where(Post.uid == place[1]).scalar_subquery()
    return query.where(or_(day > place[0], and_(day == place[0], Post.id > there)))


def near_counts(agency_id: int, today: date) -> Select[*tuple[Any, ...]]:
    """For contract, funding and certificate: how many are near, and the first day."""
    return (
        select(*_near_columns(today))
        .join(Person, Person.id == Post.person_id)
        .where(*_running(Within(agency_id)))
    )


def near_by_kind(within: Within, today: date) -> Select[*tuple[Any, ...]]:
    """The same for each kind of post, and how many of it have any day that is near."""
    any_of_them = or_(*(_near(near, today) for near in NEAR))
    return (
        select(Post.kind, *_near_columns(today), func.sum(case((any_of_them, 1), else_=0)))
        .join(Person, Person.id == Post.person_id)
        .where(*_running(within))
        .group_by(Post.kind)
    )


def posts_held_by(person_id: int, agency_ids: list[int]) -> Select[Post]:
    """Every post one person held in these agencies, the latest first."""
    return (
        select(Post)
        .options(joinedload(Post.station))
        .where(Post.person_id == person_id, Post.agency_id.in_(agency_ids))
        .order_by(Post.ended_on.is_not(None), Post.started_on.desc(), Post.id.desc())
    )


def managed_posts(actor: Actor) -> Select[Post]:
    """The posts of the agencies this person runs."""
    managed = actor.agencies({Role.MANAGER})
    return (
        select(Post)
        .join(Post.person)
        .options(contains_eager(Post.person), joinedload(Post.station))
        .where(Post.agency_id.in_(managed), ~withdrew())
    )


def stations_near(agency: Agency) -> Select[Station]:
    """The open stations of an agency's county and its townships, by name."""
    return (
        select(Station)
        .join(Station.region)
        .options(contains_eager(Station.region))
        .where(or_(Region.id == agency.region_id, Region.parent_id == agency.region_id))
        .where(Station.closed_on.is_(None))
        .order_by(Region.code, Station.name, Station.id)
    )


def regions_near(agency: Agency) -> Select[Region]:
    """An agency's county and its townships, by code."""
    here = or_(Region.id == agency.region_id, Region.parent_id == agency.region_id)
    return select(Region).where(here).order_by(Region.code)


def _running(within: Within) -> Iterator[ColumnElement[bool]]:
    """What limits posts to the running ones of this part of an agency."""
    yield Post.agency_id == within.agency_id
    yield Post.ended_on.is_(None)
    yield ~withdrew()
    if within.class_id is not None or within.home_id is not None:
        yield Post.person_id.in_(_people_at_posts(within))


def _people_at_posts(within: Within) -> Select[int]:
    row = StageNow
    query = select(row.person_id).where(row.agency_id == within.agency_id, row.track == Track.POST)
    if within.class_id is not None:
        query = query.where(row.class_id == within.class_id)
    if within.home_id is not None:
        query = query.where(row.home_id == within.home_id)
    return query


def _near_columns(today: date) -> Iterator[ColumnElement[Any]]:
    """For each day that may be near: at how many posts it is, and the first one."""
    for near, day in NEAR.items():
        hit = _near(near, today)
        yield func.sum(case((hit, 1), else_=0))
        yield func.min(case((hit, day)))


def _near(near: str, today: date) -> ColumnElement[bool]:
    soon = NEAR[near] <= today + timedelta(days=NEAR_DAYS)
    return and_(soon, ~_holds_certificate()) if near == "cert" else soon


def _holds_certificate() -> ColumnElement[bool]:
    return exists().where(
        StageNow.person_id == Post.person_id,
        StageNow.agency_id == Post.agency_id,
        StageNow.track == Track.EXAM,
        StageNow.stage.in_(GROUPS["holders"]),
    )
