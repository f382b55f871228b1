"""The concerns kept for lists of very many people: made each night, and anew for one person.

Nothing is decided here: what a concern is stands in domain/concern.py, and the rows can be made
again at any time. A person's rows are made anew soon after they learn, pay or say that they are
away, so that nobody is asked about what is settled.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from actions.jobs import Outside, Workshop
from actions.watching import Lens, Watched, look_at, read_members
from domain.concern import Concern, Need, Score, as_number, weight
from models.concern_queries import members_in
from models.people import Membership, Person
from models.places import Agency
from models.watch import ConcernNow

JOB: Final = "watch-agencies"


def watch_nightly(_body: Mapping[str, Any], workshop: Workshop, at: datetime) -> None:
    """The job of every morning: each agency is looked at outside the gate, then written."""
    with workshop.database.reading() as db:
        agencies = db.scalars(select(Agency.id).order_by(Agency.id)).all()
    for agency_id in agencies:
        watch_agency(workshop, agency_id, at=at)


def watch_agency(workshop: Workshop, agency_id: int, *, at: datetime) -> int:
    """Make the concerns of one agency anew; how many there are."""
    with workshop.database.reading() as db:
        rows = list(_looked_at(db, agency_id, None, lens_of(db, workshop, at)))
    with workshop.database.writing() as db:
        db.execute(delete(ConcernNow).where(ConcernNow.agency_id == agency_id))
        _write(db, rows)
        db.execute(update(Agency).where(Agency.id == agency_id).values(watched_at=at))
    return len(rows)


def watch_person(db: Session, body: Mapping[str, Any], workshop: Workshop, at: datetime) -> None:
    """The job: make the concerns of one person anew in every agency that keeps some."""
    watch_anew(db, body["person"], lens_of(db, workshop, at))


def watch_anew(db: Session, person_id: int, lens: Lens) -> None:
    """Make one person's kept concerns anew."""
    db.execute(delete(ConcernNow).where(ConcernNow.person_id == person_id))
    here = select(Membership.agency_id).where(Membership.person_id == person_id)
    kept = select(Agency.id).where(Agency.id.in_(here), Agency.watched_at.is_not(None))
    for agency_id in db.scalars(kept).all():
        _write(db, list(_looked_at(db, agency_id, person_id, lens)))


def lens_of(db: Session, workshop: Workshop, at: datetime) -> Lens:
    """What people are looked at with in a job."""
    return Lens(workshop.library, workshop.rules(db), at)


def concern_of(row: ConcernNow) -> Concern:
    """A kept row as what it says."""
    scores = tuple(_score(one) for one in row.scores or ())
    return Concern(
        need=Need(row.need),
        since=row.since,
        days=row.days,
        name=row.name,
        many=row.many,
        scores=(scores[0], scores[1]) if scores else None,
    )


HANDLER: Final = Outside(watch_nightly)


def _looked_at(
    db: Session, agency_id: int, person_id: int | None, lens: Lens
) -> Iterator[dict[str, Any]]:
    query = members_in(agency_id, lens.at)
    if person_id is not None:
        query = query.where(Person.id == person_id)
    members = read_members(db, query)
    here = select(Membership.person_id).where(Membership.agency_id == agency_id)
    look_at(db, members, here if person_id is None else [person_id], lens)
    for one in members:
        yield from _rows(agency_id, one)


def _rows(agency_id: int, one: Watched) -> Iterator[dict[str, Any]]:
    found = one.concerns
    for place, it in enumerate(found):
        yield {
            "person_id": one.id,
            "agency_id": agency_id,
            "place": place,
            "need": it.need.value,
            "since": it.since,
            "days": it.days,
            "name": it.name,
            "many": it.many,
            "scores": [_plain(score) for score in it.scores] if it.scores else None,
            "weight": as_number(found),
            "oldest": weight(found)[2],
        }


def _write(db: Session, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        db.connection().execute(insert(ConcernNow), rows)


def _plain(score: Score) -> list[Any]:
    return [score.course, score.on.isoformat(), score.half_marks, score.full]


def _score(row: Sequence[Any]) -> Score:
    course, day, half_marks, full = row
    return Score(course, date.fromisoformat(day), half_marks, full)
