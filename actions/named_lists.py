"""The verb of opening a named list: who looked, what for, and everyone on it (A06).

Only people whose separate agreement holds at that moment come onto it (个人信息保护法, article 23).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from actions import audit
from actions.notices import tell_people
from models.list_queries import ListKind, named_on
from models.lists import NamedListPerson, NamedListView
from models.people import Person
from models.places import Region

OPEN_FOR: Final = timedelta(hours=1)
"""So long the same sending shows the same list again, for printing it and taking it along."""


class ListClosedError(Exception):
    """This look is over: its purpose has to be written anew."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Which list of which region and year, and what for."""

    kind: ListKind
    region_id: int
    year: int
    purpose: str


def open_list(db: Session, wish: Wish, *, by: Person, once: UUID, at: datetime) -> NamedListView:
    """Keep that an officer looks at a list and who stands on it; sent twice it is one look.

    Raises:
        ListClosedError: this look was opened more than an hour ago.
    """
    query = select(NamedListView).where(NamedListView.by_id == by.id, NamedListView.once == once)
    known = db.scalars(query).one_or_none()
    if known is not None:
        if at - known.at > OPEN_FOR:
            raise ListClosedError
        return known
    region = db.get_one(Region, wish.region_id)
    people = sorted(set(db.scalars(named_on(wish.kind, region.code, wish.year))))
    row = NamedListView(
        by_id=by.id,
        region_id=region.id,
        kind=wish.kind,
        year=wish.year,
        purpose=wish.purpose,
        people=len(people),
        once=once,
        at=at,
    )
    db.add(row)
    db.flush()
    if people:
        db.execute(insert(NamedListPerson), [{"view_id": row.id, "person_id": n} for n in people])
    tell_people(db, people, "named-list", key=f"named-list:{row.uid}", at=at, href="/me/seen")
    _tell(db, row, region, by)
    return row


def _tell(db: Session, row: NamedListView, region: Region, by: Person) -> None:
    audit.tell(
        db,
        actor=by.uid,
        action="named-list-opened",
        subject=row.uid,
        at=row.at,
        kind=row.kind,
        region=region.code,
        people=row.people,
        purpose=row.purpose,
    )
    db.flush()
