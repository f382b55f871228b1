"""Present stages and kept counts, made again from the history: to check them, or to put them right.

Looked at agency by agency, without the gate; what is wrong is written in short transactions, each
asking again, so that people go on working beside it. A class is not part of the history, so it is
taken as it stands on the exam track; a post is counted in the class in which its holder learns.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from itertools import groupby
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import Session

from actions.regions import mend_regions
from actions.slices import slices
from actions.stages import ENGAGED, measures_of
from domain.pipeline import Entry, Stay, stays
from models.base import Database
from models.people import Person
from models.pipeline import PeopleCount, Post, StageNow
from models.road import StageEntered, Track
from models.statements import on_both, run_all

SLICE: Final = 200
"""People whose stages are written in one transaction."""
TRACKS: Final = (Track.EXAM, Track.POST)
OURS = (Track.EXAM.value, Track.POST.value, f"{Track.EXAM}-stuck", ENGAGED)
"""The measures that people's stages make."""


class Leaf(NamedTuple):
    """Under what a person is counted."""

    measure: str
    key: str
    agency_id: int
    class_id: int
    home_id: int


class Fault(NamedTuple):
    """A present stage that is not as it should be: whose, its inner number, and what is wrong."""

    person_id: int
    row_id: int
    what: str


_SET = on_both(
    lambda insert: (made := insert(PeopleCount)).on_conflict_do_update(
        index_elements=list(Leaf._fields), set_={"people": made.excluded.people}
    )
)


def agencies_counted(db: Session) -> list[int]:
    """Every agency that has stages, a history or counts, by its inner number."""
    found = {one for row in (StageNow, StageEntered, PeopleCount) for one in _agencies(db, row)}
    return sorted(found)


def wrong_stages(db: Session, agency_id: int | None = None) -> list[tuple[int, str]]:
    """Each present stage that its history, home or post contradicts: its inner number, and what."""
    return [(fault.row_id, fault.what) for fault in _faults(db, agency_id)]


def wrong_counts(db: Session, agency_id: int | None = None) -> dict[Leaf, tuple[int, int]]:
    """Each leaf whose kept number differs from the present stages: kept, and as counted."""
    kept, true_ones = kept_counts(db, agency_id), true_counts(db, agency_id)
    return {
        leaf: (kept[leaf], true_ones[leaf])
        for leaf in sorted(kept.keys() | true_ones.keys())
        if kept[leaf] != true_ones[leaf]
    }


def kept_counts(db: Session, agency_id: int | None = None) -> Counter[Leaf]:
    """The numbers that pages show."""
    leaf = (PeopleCount.measure, PeopleCount.key, PeopleCount.agency_id)
    rest = (PeopleCount.class_id, PeopleCount.home_id, PeopleCount.people)
    query = select(*leaf, *rest).where(PeopleCount.measure.in_(OURS), _of(PeopleCount, agency_id))
    return Counter({Leaf(*row[:5]): row[5] for row in db.execute(query) if row[5]})


def true_counts(db: Session, agency_id: int | None = None) -> Counter[Leaf]:
    """The same numbers, counted from the present stages."""
    place = (StageNow.agency_id, StageNow.class_id, StageNow.home_id)
    kind = (StageNow.track, StageNow.stage, StageNow.stuck, StageNow.engaged)
    found: Counter[Leaf] = Counter()
    query = select(*kind, *place, func.count()).group_by(*kind, *place)
    rows = db.execute(query.where(_of(StageNow, agency_id)))
    for track, stage, stuck, engaged, agency, class_id, home, people in rows:
        for measure, key in measures_of(track, stage, stuck=stuck, engaged=engaged):
            found[Leaf(measure, key, agency, class_id or 0, home or 0)] += people
    return found


def put_right(database: Database) -> None:
    """Write present stages as the history tells them, and count them afresh: only what is wrong."""
    with database.reading() as db:
        agencies = agencies_counted(db)
    for agency_id in agencies:
        _mend_stages(database, agency_id)
        _mend_counts(database, agency_id)
    mend_regions(database)


def _mend_stages(database: Database, agency_id: int) -> None:
    with database.reading() as db:
        people = sorted({fault.person_id for fault in _faults(db, agency_id)})
    for piece in slices(people, SLICE):
        with database.writing() as db:
            _write_stages(db, agency_id, piece)


def _mend_counts(database: Database, agency_id: int) -> None:
    """One agency at a time: what is wrong is counted once more inside."""
    with database.reading() as db:
        if not wrong_counts(db, agency_id):
            return
    with database.writing() as db:
        wrong = wrong_counts(db, agency_id)
        run_all(db, _SET, [leaf._asdict() | {"people": many} for leaf, (_, many) in wrong.items()])


def _write_stages(db: Session, agency_id: int, people: Collection[int]) -> None:
    """Write the present stages of these people in an agency as their history tells them."""
    query = _present(agency_id).where(StageNow.person_id.in_(people))
    present = {(row.person_id, row.track): row for row in db.scalars(query)}
    told = dict(_last_stays(db, agency_id, people))
    homes = dict(db.execute(select(Person.id, Person.home_id).where(Person.id.in_(people))).all())
    paid = _paid(db, agency_id)
    for key in present.keys() - told.keys():
        db.delete(present.pop(key))
    for person_id, track in told.keys() - present.keys():
        made = StageNow(person_id=person_id, agency_id=agency_id, track=track, stuck=False)
        present[person_id, track] = made
        db.add(made)
    for (person_id, track), row in present.items():
        last = told[person_id, track]
        row.stuck = row.stuck and row.stage == last.stage
        row.stage, row.since, row.home_id = last.stage, last.begun, homes[person_id]
        row.engaged = _engaged(track, paid.get(person_id))
        if track is Track.POST:
            learns = present.get((person_id, Track.EXAM))
            row.class_id = learns.class_id if learns else None
    db.flush()


def _faults(db: Session, agency_id: int | None) -> Iterator[Fault]:
    for agency in [agency_id] if agency_id else agencies_counted(db):
        yield from _faults_of(db, agency)


def _faults_of(db: Session, agency_id: int) -> Iterator[Fault]:
    rows: dict[Any, Any] = {(row.person_id, row.track): row for row in db.execute(_seen(agency_id))}
    paid = _paid(db, agency_id)
    for (person_id, track), row in rows.items():
        if row.home_id != row.lives:
            yield Fault(person_id, row.id, "home")
        if row.engaged != _engaged(track, paid.get(person_id)):
            yield Fault(person_id, row.id, "engaged")
        learns = rows.get((person_id, Track.EXAM))
        if track is Track.POST and row.class_id != (learns.class_id if learns else None):
            yield Fault(person_id, row.id, "class")
    for key, last in _last_stays(db, agency_id):
        row = rows.pop(key, None)
        if row is None:
            yield Fault(key[0], 0, "missing")
        elif (row.stage, row.since) != (last.stage, last.begun):
            yield Fault(key[0], row.id, "stage")
    yield from (Fault(row.person_id, row.id, "no history") for row in rows.values())


def _present(agency_id: int) -> Select[StageNow]:
    return select(StageNow).where(StageNow.agency_id == agency_id, StageNow.track.in_(TRACKS))


def _seen(agency_id: int) -> Any:  # noqa: ANN401
    """What a look needs of each present stage, and where the person lives."""
    row = StageNow
    columns = (row.id, row.person_id, row.track, row.stage, row.since, row.class_id, row.engaged)
    query = _present(agency_id).join(row.person)
    return query.with_only_columns(*columns, row.home_id, Person.home_id.label("lives"))


def _paid(db: Session, agency_id: int) -> dict[int, str]:
    """How the running post of each person in an agency is paid."""
    posts = select(Post.person_id, Post.engaged).where(Post.ended_on.is_(None))
    return dict(db.execute(posts.where(Post.agency_id == agency_id)).all())


def _engaged(track: Track, paid: str | None) -> str:
    return paid or "" if track is Track.POST else ""


def _last_stays(
    db: Session, agency_id: int, people: Collection[int] | None = None
) -> Iterator[tuple[tuple[int, Track], Stay]]:
    """Where the history of an agency leaves each person in each track."""
    row = StageEntered
    order: list[Any] = [row.person_id, row.track]
    query = (
        select(*order, row.stage, row.at, row.cause)
        .where(row.agency_id == agency_id, row.track.in_(TRACKS))
        .where(true() if people is None else row.person_id.in_(people))
        .order_by(*order, row.at, row.id)
    )
    for key, rows in groupby(db.execute(query), key=lambda one: tuple(one[:2])):
        yield key, stays(Entry(*one[2:]) for one in rows)[-1]


def _agencies(db: Session, table: Any) -> Iterator[int]:  # noqa: ANN401
    yield from db.scalars(select(table.agency_id).distinct())


def _of(table: Any, agency_id: int | None) -> ColumnElement[bool]:  # noqa: ANN401
    return true() if agency_id is None else table.agency_id == agency_id
