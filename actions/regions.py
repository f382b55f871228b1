"""Verbs of regions: names and codes come in from the files, zones of one's own are added."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Select, delete, func, insert, literal, or_, select, true
from sqlalchemy.orm import Session

from actions import audit
from actions.slices import slices
from content.regions import DIGITS, Place, county_places
from models.base import Database
from models.credentials import HolderNow
from models.pipeline import PeopleCount
from models.places import Agency, Region
from models.regions import COUNTY, HOLDER, NIGHTLY, RegionCount

SLICE: Final = 200
"""So many sums are put right in one transaction."""
Sum = tuple[str, str, str]
"""Code, measure and key of one sum."""
LOCAL: Final = "9"
"""The last part of a zone's own code begins so: no such code is given by the state."""


class WrongCodeError(Exception):
    """The code does not fit; `reason` is `digits`, `parent`, `reserved` or `taken`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def enter_regions(db: Session, places: Iterable[Place]) -> int:
    """Enter the places that are not there yet, under what they lie in; how many were new.

    Who is there keeps the name it has: somebody may have written it on purpose.
    """
    known = {row.code: row for row in db.scalars(select(Region))}
    new = 0
    for place in sorted(places):
        row = known.get(place.code)
        if row is None:
            row = known[place.code] = Region(code=place.code, name=place.name)
            db.add(row)
            new += 1
        if row.parent_id is None and (above := _above(known, place.code)):
            db.flush()
            row.parent_id = above.id
    db.flush()
    return new


def settle_county(db: Session, code: str, name: str = "") -> Region:
    """The county of this code, entered with what it lies in and its townships where known.

    Raises:
        WrongCodeError: nobody knows the code and no name was given.
    """
    enter_regions(db, county_places(code[:COUNTY]))
    found = db.scalars(select(Region).where(Region.code == code)).one_or_none()
    if found is None:
        if not name:
            raise WrongCodeError("parent")
        enter_regions(db, [Place(code, name)])
        found = db.scalars(select(Region).where(Region.code == code)).one()
    return found


def add_zone(db: Session, code: str, name: str, *, under: str, by: object, at: datetime) -> Region:
    """Add a development zone under a city or county; its own part of the code begins with 9.

    Under a county that is 9xx (nine digits in all), under a city 9x (six digits).

    Raises:
        WrongCodeError: the code has other digits, does not begin with its parent's, is not one of
            the reserved ones, or is taken; or the parent is not there.
    """
    above = db.scalars(select(Region).where(Region.code == under)).one_or_none()
    _refuse_wrong(code, under, known=above is not None)
    if db.scalars(select(Region.id).where(Region.code == code)).first() is not None:
        raise WrongCodeError("taken")
    zone = Region(code=code, name=name, parent_id=above.id if above else None)
    db.add(zone)
    db.flush()
    audit.tell(db, actor=by, action="region-added", subject=code, at=at, under=under)
    return zone


def mend_regions(database: Database) -> int:
    """Sum the kept counts by where people live anew; how many sums were wrong before.

    In short transactions: only what is wrong is written, summed once more inside.
    """
    with database.reading() as db:
        wrong = wrong_sums(db)
    for piece in slices(wrong, SLICE):
        with database.writing() as db:
            _mend(db, piece)
    return len(wrong)


def wrong_sums(db: Session) -> list[Sum]:
    """Code, measure and key of every kept sum that the kept counts contradict."""
    db.flush()
    kept, counted = _live_sums(db), _true_sums(db)
    keys = kept.keys() | counted.keys()
    return sorted(key for key in keys if kept.get(key, 0) != counted.get(key, 0))


def _mend(db: Session, sums: Collection[Sum]) -> None:
    counted = _true_sums(db, {code for code, _measure, _key in sums}) if sums else {}
    for code, measure, key in sums:
        row = RegionCount
        here = (row.code == code) & (row.measure == measure) & (row.key == key)
        db.execute(delete(row).where(here))
        people = counted.get((code, measure, key), 0)
        if people:
            db.execute(insert(row).values(_row(code, measure, key, people)))


def _row(code: str, measure: str, key: str, people: int) -> dict[str, str | int]:
    place = {"code": code, "county": code[:COUNTY]}
    return place | {"measure": measure, "key": key, "people": people}


def _true_sums(db: Session, codes: Collection[str] | None = None) -> dict[Sum, int]:
    """What is counted where people live: at home, or where the agency is."""
    found: Counter[Sum] = Counter()
    here = true() if codes is None else Region.code.in_(codes)
    for query in _where_counted():
        for code, measure, key, people in db.execute(query.where(here)):
            found[code, measure, key] += people
    return found


def _where_counted() -> Iterator[Select[str, str, str, int]]:
    row = PeopleCount
    sums = select(Region.code, row.measure, row.key, func.sum(row.people))
    sums = sums.where(row.measure != HOLDER).group_by(Region.code, row.measure, row.key)
    yield _holders_there()
    yield sums.join(row, row.home_id == Region.id)
    yield (
        sums.join(Agency, Agency.region_id == Region.id)
        .join(row, row.agency_id == Agency.id)
        .where(row.home_id == 0)
    )


def _holders_there() -> Select[str, str, str, int]:
    """Each holder once: at home, else at the first of their agencies."""
    row = HolderNow
    first = func.min(row.agency_id).label("agency_id")
    once = select(row.person_id, row.level, row.home_id, first)
    once = once.group_by(row.person_id, row.level, row.home_id).subquery()
    place = func.coalesce(once.c.home_id, Agency.region_id)
    return (
        select(Region.code, literal(HOLDER), once.c.level, func.count())
        .join_from(once, Agency, Agency.id == once.c.agency_id)
        .join(Region, Region.id == place)
        .group_by(Region.code, once.c.level)
    )


def _nightly() -> ColumnElement[bool]:
    """Whether a count is one of those made at night."""
    return or_(*(RegionCount.measure.startswith(name) for name in NIGHTLY))


def _live_sums(db: Session) -> dict[Sum, int]:
    row = RegionCount
    query = select(row.code, row.measure, row.key, row.people).where(~_nightly(), row.people != 0)
    return {(code, measure, key): people for code, measure, key, people in db.execute(query)}


def _above(known: dict[str, Region], code: str) -> Region | None:
    """What a place lies in: the nearest that is there."""
    steps = (code[:digits] for digits in reversed(DIGITS) if digits < len(code))
    return next((known[step] for step in steps if step in known), None)


def _refuse_wrong(code: str, under: str, *, known: bool) -> None:
    if not (code.isascii() and code.isdigit() and len(code) in DIGITS):
        raise WrongCodeError("digits")
    longer = next((digits for digits in DIGITS if digits > len(under)), 0)
    if not known or len(code) != longer or not code.startswith(under):
        raise WrongCodeError("parent")
    if len(under) < DIGITS[1] or not code[len(under) :].startswith(LOCAL):
        raise WrongCodeError("reserved")
