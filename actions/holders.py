"""Kept counts of certificate holders: `holder` by level, one person once in each agency.

A place counts each of them once too, however many agencies they are in.

Only a confirmed certificate counts, the highest of a person's alone; registration is a matter of
the day and the region, so it is not counted here. The counts can be made again at any time.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, delete, func, insert, or_, select
from sqlalchemy.orm import Session

from actions.jobs import Workshop
from actions.regions import mend_regions
from actions.slices import slices
from actions.stages import add_leaf, add_there
from domain.standing import highest
from models.base import Database
from models.credential_queries import confirmed_levels
from models.credentials import HolderNow
from models.people import Membership, Person
from models.pipeline import PeopleCount
from models.regions import HOLDER
from models.road import Certificate

MEASURE: Final = HOLDER
JOB: Final = "recount-holders"


SLICE: Final = 50
"""So many people or counts are put right in one transaction."""


class _Count(NamedTuple):
    """One kept count: its level, agency, class and home, 0 where there is none."""

    key: str
    agency_id: int
    class_id: int
    home_id: int


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
    wanted = _places(db, at, person_id)[person_id]
    for place in held.keys() - wanted:
        _move(db, place, -1)
        db.delete(held[place])
    db.flush()
    for place in wanted - held.keys():
        _move(db, place, +1)
        db.add(HolderNow(person_id=person_id, **place._asdict()))
    _move_there(db, held.keys(), wanted)
    db.flush()


def forget_holder(db: Session, person_id: int) -> None:
    """Count a person no longer anywhere: for somebody who is being erased."""
    rows = db.scalars(select(HolderNow).where(HolderNow.person_id == person_id)).all()
    _move_there(db, {_place(row) for row in rows}, ())
    for row in rows:
        _move(db, _place(row), -1)
        db.delete(row)
    db.flush()


def recount_holders(database: Database, *, at: datetime) -> int:
    """Put right who counts where, then the counts; how many people and counts were wrong.

    What is wrong is looked for without the gate. Each short transaction looks at its people or
    counts once more, so what is written meanwhile is not lost.
    """
    with database.reading() as db:
        people = wrong_holders(db, at=at)
    for piece in slices(people, SLICE):
        with database.writing() as db:
            for person_id in piece:
                count_holder(db, person_id, at=at)
    with database.reading() as db:
        counts = wrong_counts(db)
    for piece in slices(counts, SLICE):
        with database.writing() as db:
            _mend(db, piece)
    mend_regions(database)
    return len(people) + len(counts)


def recount_daily(body: Mapping[str, Any], workshop: Workshop, at: datetime) -> None:
    """The job of every night: memberships end by themselves, and then a holder leaves."""
    del body
    recount_holders(workshop.database, at=at)


def wrong_holders(db: Session, *, at: datetime) -> list[int]:
    """The people who are kept as holders elsewhere than where they count now."""
    held: dict[int, set[_Place]] = defaultdict(set)
    row = HolderNow
    query = select(row.person_id, row.agency_id, row.class_id, row.home_id, row.level)
    for person_id, agency, class_id, home, level in db.execute(query):
        held[person_id].add(_Place(agency, class_id, home, level))
    wanted = _places(db, at)
    return sorted(one for one in held.keys() | wanted.keys() if held[one] != wanted[one])


def wrong_counts(db: Session) -> list[_Count]:
    """Level, agency, class and home of every kept count that the kept holders contradict."""
    row = PeopleCount
    leaf = (row.key, row.agency_id, row.class_id, row.home_id, row.people)
    kept = select(*leaf).where(row.measure == MEASURE)
    found = {_Count(*row[:4]): row[4] for row in db.execute(kept) if row[4]}
    counted = _true_counts(db)
    everywhere = found.keys() | counted.keys()
    return sorted(one for one in everywhere if found.get(one) != counted.get(one))


def _mend(db: Session, counts: Collection[_Count]) -> None:
    counted = _true_counts(db, {one.agency_id for one in counts})
    for one in counts:
        leaf = {"measure": MEASURE, **one._asdict()}
        db.execute(delete(PeopleCount).filter_by(**leaf))
        if people := counted.get(one, 0):
            db.execute(insert(PeopleCount).values(**leaf, people=people))


def _true_counts(db: Session, agencies: Collection[int] | None = None) -> dict[_Count, int]:
    class_id, home_id = (func.coalesce(it, 0) for it in (HolderNow.class_id, HolderNow.home_id))
    leaf = (HolderNow.level, HolderNow.agency_id, class_id, home_id)
    query = select(*leaf, func.count()).group_by(*leaf)
    if agencies is not None:
        query = query.where(HolderNow.agency_id.in_(agencies))
    return {_Count(*row[:4]): row[4] for row in db.execute(query)}


def _places(db: Session, at: datetime, person_id: int | None = None) -> dict[int, set[_Place]]:
    """Where people count now, or one: in every agency they belong to, once in each."""
    held = confirmed_levels()
    if person_id is not None:
        held = held.where(Certificate.person_id == person_id)
    levels: dict[int, list[str]] = defaultdict(list)
    for person, level in db.execute(held):
        levels[person].append(level)
    found: dict[int, set[_Place]] = defaultdict(set)
    rows = db.execute(_belongs(held, at))
    for (person, agency, home), belongs in groupby(rows, key=lambda row: row[:3]):
        class_id = next((row.class_id for row in belongs if row.class_id), None)
        level = highest(levels[person])
        if level is not None and agency is not None:
            found[person].add(_Place(agency, class_id, home, level))
    return found


def _belongs(
    held: Select[int, str], at: datetime
) -> Select[int, int | None, int | None, int | None]:
    """Person, agency, home and class of each membership in force of these holders."""
    people = held.with_only_columns(Certificate.person_id)
    return (
        select(Membership.person_id, Membership.agency_id, Person.home_id, Membership.class_id)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.person_id.in_(people), Membership.agency_id.is_not(None))
        .where(Membership.starts_at <= at)
        .where(or_(Membership.ends_at.is_(None), Membership.ends_at > at))
        .order_by(Membership.person_id, Membership.agency_id, Membership.id)
    )


def _place(row: HolderNow) -> _Place:
    return _Place(row.agency_id, row.class_id, row.home_id, row.level)


def _move(db: Session, place: _Place, people: int) -> None:
    add_leaf(
        db,
        MEASURE,
        place.level,
        people,
        agency_id=place.agency_id,
        class_id=place.class_id,
        home_id=place.home_id,
    )


def _move_there(db: Session, before: Collection[_Place], after: Collection[_Place]) -> None:
    """Let one person count in one place, whatever agencies they came into or left."""
    for places, people in ((before, -1), (after, +1)):
        if places:
            one = min(places, key=lambda place: place.agency_id)
            add_there(db, MEASURE, one.level, people, agency_id=one.agency_id, home_id=one.home_id)
