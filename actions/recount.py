"""Present stages and kept counts, made again from the history: to check them, or to put them right.

A class is not part of the history, so it is taken as it stands on the exam track; a post is
counted in the class in which its holder learns.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Select, delete, func, insert, select
from sqlalchemy.orm import Session

from actions.regions import recount_regions
from actions.stages import ENGAGED, measures_of
from domain.pipeline import Entry, stays
from models.people import Person
from models.pipeline import PeopleCount, Post, StageNow
from models.road import StageEntered, Track

OURS = (Track.EXAM.value, Track.POST.value, f"{Track.EXAM}-stuck", ENGAGED)
"""The measures that people's stages make."""


class Leaf(NamedTuple):
    """Under what a person is counted."""

    measure: str
    key: str
    agency_id: int
    class_id: int
    home_id: int


def wrong_stages(db: Session) -> list[tuple[int, str]]:
    """Each present stage that its history, home or post contradicts: its inner number, and what."""
    present = {(row.person_id, row.agency_id, row.track): row for row in db.scalars(_present())}
    wrong = [(row.id, "home") for row, home in db.execute(_with_homes()) if row.home_id != home]
    wrong += [(row.id, "engaged") for row, paid in _with_posts(db) if row.engaged != paid]
    for key, entries in _histories(db):
        row = present.pop(key, None)
        last = stays(entries)[-1]
        if row is None:
            wrong.append((0, "missing"))
        elif (row.stage, row.since) != (last.stage, last.begun):
            wrong.append((row.id, "stage"))
    return wrong + [(row.id, "no history") for row in present.values()]


def wrong_counts(db: Session) -> dict[Leaf, tuple[int, int]]:
    """Each leaf whose kept number differs from the present stages: kept, and as counted."""
    kept, true = kept_counts(db), true_counts(db)
    return {
        leaf: (kept[leaf], true[leaf])
        for leaf in sorted(kept.keys() | true.keys())
        if kept[leaf] != true[leaf]
    }


def kept_counts(db: Session) -> Counter[Leaf]:
    """The numbers that pages show."""
    leaf = (PeopleCount.measure, PeopleCount.key, PeopleCount.agency_id)
    rest = (PeopleCount.class_id, PeopleCount.home_id, PeopleCount.people)
    query = select(*leaf, *rest).where(PeopleCount.measure.in_(OURS))
    return Counter({Leaf(*row[:5]): row[5] for row in db.execute(query) if row[5]})


def true_counts(db: Session) -> Counter[Leaf]:
    """The same numbers, counted from the present stages."""
    place = (StageNow.agency_id, StageNow.class_id, StageNow.home_id)
    kind = (StageNow.track, StageNow.stage, StageNow.stuck, StageNow.engaged)
    found: Counter[Leaf] = Counter()
    query = select(*kind, *place, func.count()).group_by(*kind, *place)
    for track, stage, stuck, engaged, agency, class_id, home, people in db.execute(query):
        for measure, key in measures_of(track, stage, stuck=stuck, engaged=engaged):
            found[Leaf(measure, key, agency, class_id or 0, home or 0)] += people
    return found


def put_right(db: Session) -> None:
    """Write present stages as the history tells them, and count them afresh."""
    homes = dict(db.execute(select(Person.id, Person.home_id)).all())
    present = {(row.person_id, row.agency_id, row.track): row for row in db.scalars(_present())}
    for (person_id, agency_id, track), entries in _histories(db):
        row = present.pop((person_id, agency_id, track), None)
        if row is None:
            row = StageNow(person_id=person_id, agency_id=agency_id, track=track, stuck=False)
            db.add(row)
        last = stays(entries)[-1]
        if row.stage != last.stage:
            row.stuck = False
        row.stage, row.since, row.home_id = last.stage, last.begun, homes[person_id]
    for row in present.values():
        db.delete(row)
    db.flush()
    learns = {(person, agency): one for person, agency, one in db.execute(_classes())}
    for row, engaged in _with_posts(db):
        row.engaged = engaged
        if row.track is Track.POST:
            row.class_id = learns.get((row.person_id, row.agency_id))
    db.flush()
    _write_counts(db)
    recount_regions(db)


def _write_counts(db: Session) -> None:
    db.execute(delete(PeopleCount).where(PeopleCount.measure.in_(OURS)))
    rows = [leaf._asdict() | {"people": people} for leaf, people in true_counts(db).items()]
    if rows:
        db.execute(insert(PeopleCount), rows)


def _present() -> Select[StageNow]:
    return select(StageNow).where(StageNow.track.in_((Track.EXAM, Track.POST)))


def _with_homes() -> Select[StageNow, int | None]:
    return _present().join(StageNow.person).add_columns(Person.home_id)


def _classes() -> Select[int, int, int | None]:
    learns = StageNow.track == Track.EXAM
    return select(StageNow.person_id, StageNow.agency_id, StageNow.class_id).where(learns)


def _with_posts(db: Session) -> list[tuple[StageNow, str]]:
    """Each present stage with how its running post is paid; nothing where none runs."""
    posts = select(Post.person_id, Post.agency_id, Post.engaged).where(Post.ended_on.is_(None))
    paid = {(person, agency): engaged for person, agency, engaged in db.execute(posts)}
    return [
        (row, paid.get((row.person_id, row.agency_id), "") if row.track is Track.POST else "")
        for row in db.scalars(_present())
    ]


def _histories(db: Session) -> Iterator[tuple[tuple[int, int, Track], list[Entry]]]:
    columns: list[Any] = [StageEntered.person_id, StageEntered.agency_id, StageEntered.track]
    query = (
        select(*columns, StageEntered.stage, StageEntered.at, StageEntered.cause)
        .where(StageEntered.track.in_((Track.EXAM, Track.POST)))
        .order_by(*columns, StageEntered.at, StageEntered.id)
    )
    for key, rows in groupby(db.execute(query), key=lambda row: tuple(row[:3])):
        yield key, [Entry(*row[3:]) for row in rows]
