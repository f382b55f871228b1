"""Kept counts of certificate holders: `holder` by level, one person once in each agency.

Only a confirmed certificate counts, the highest of a person's alone; registration is a matter of
the day and the region, so it is not counted here. The counts can be made again at any time.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.orm import Session

from actions.jobs import Workshop
from actions.regions import recount_regions
from actions.stages import add_people
from domain.standing import highest
from models.credential_queries import confirmed_levels
from models.credentials import HolderNow
from models.people import Membership, Person
from models.pipeline import PeopleCount

MEASURE: Final = "holder"
JOB: Final = "recount-holders"


class _Place(NamedTuple):
    """Where a holder is counted."""

    agency_id: int
    class_id: int | None
    home_id: int | None
    level: str


def count_holder(db: Session, person_id: int, *, at: datetime) -> None:
    """Bring the counts in line with one person's certificates and memberships; again changes none.

    To be called after either has changed.
    """
    db.flush()
    query = select(HolderNow).where(HolderNow.person_id == person_id)
    held = {_place(row): row for row in db.scalars(query)}
    wanted = set(_places(db, person_id, at))
    for place in held.keys() - wanted:
        _move(db, place, -1)
        db.delete(held[place])
    db.flush()
    for place in wanted - held.keys():
        _move(db, place, +1)
        db.add(HolderNow(person_id=person_id, **place._asdict()))
    db.flush()


def forget_holder(db: Session, person_id: int) -> None:
    """Count a person no longer anywhere: for somebody who is being erased."""
    for row in db.scalars(select(HolderNow).where(HolderNow.person_id == person_id)).all():
        _move(db, _place(row), -1)
        db.delete(row)
    db.flush()


def recount_holders(db: Session, *, at: datetime) -> int:
    """Count everybody anew; how many counts were wrong before."""
    before = _counts(db)
    db.execute(delete(PeopleCount).where(PeopleCount.measure == MEASURE))
    db.execute(delete(HolderNow))
    for person_id in db.scalars(select(confirmed_levels().subquery().c.person_id).distinct()):
        count_holder(db, person_id, at=at)
    recount_regions(db)
    after = _counts(db)
    return sum(before.get(key) != after.get(key) for key in before.keys() | after.keys())


def recount_daily(db: Session, body: Mapping[str, Any], workshop: Workshop, at: datetime) -> None:
    """The job of every night: memberships end by themselves, and then a holder leaves."""
    del body, workshop
    recount_holders(db, at=at)


def _counts(db: Session) -> dict[tuple[str, int, int, int], int]:
    query = select(PeopleCount).where(PeopleCount.measure == MEASURE, PeopleCount.people != 0)
    rows = db.scalars(query.execution_options(populate_existing=True))
    return {(r.key, r.agency_id, r.class_id, r.home_id): r.people for r in rows}


def _places(db: Session, person_id: int, at: datetime) -> Iterable[_Place]:
    """Where a person counts now: in every agency they belong to, once in each."""
    level = highest(db.scalars(_levels_of(person_id)))
    if level is None:
        return
    home = db.scalars(select(Person.home_id).where(Person.id == person_id)).one()
    query = (
        select(Membership.agency_id, Membership.class_id)
        .where(Membership.person_id == person_id, Membership.agency_id.is_not(None))
        .where(Membership.starts_at <= at)
        .where(or_(Membership.ends_at.is_(None), Membership.ends_at > at))
        .order_by(Membership.id)
    )
    classes: dict[int, int | None] = {}
    for agency, class_id in db.execute(query):
        if agency is not None:
            classes[agency] = classes.get(agency) or class_id
    for agency, class_id in classes.items():
        yield _Place(agency, class_id, home, level)


def _levels_of(person_id: int) -> Select[str]:
    held = confirmed_levels().subquery()
    return select(held.c.level).where(held.c.person_id == person_id)


def _place(row: HolderNow) -> _Place:
    return _Place(row.agency_id, row.class_id, row.home_id, row.level)


def _move(db: Session, place: _Place, people: int) -> None:
    add_people(
        db,
        MEASURE,
        place.level,
        people,
        agency_id=place.agency_id,
        class_id=place.class_id,
        home_id=place.home_id,
    )
