"""Where people of an agency stand before a roster adds to them, read without making objects."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.access import Role
from models.people import Membership
from models.pipeline import StageNow
from models.road import Track

Class = int | str | None
"""A class by its id, or by the name of one that is found or made inside the gate."""


@dataclass(frozen=True, slots=True)
class Stand:
    """Where somebody stands in one track of one agency."""

    id: int
    person_id: int
    agency_id: int
    class_id: Class
    home_id: int | None
    track: Track
    stage: str
    since: datetime
    stuck: bool
    engaged: str


def stands_of(db: Session, ids: Collection[int]) -> dict[int, list[Stand]]:
    """Where these people stand, in every agency and track."""
    now = StageNow
    columns = (now.id, now.person_id, now.agency_id, now.class_id, now.home_id, now.track)
    rows = select(*columns, now.stage, now.since, now.stuck, now.engaged)
    found: dict[int, list[Stand]] = defaultdict(list)
    for row in db.execute(rows.where(now.person_id.in_(ids)).order_by(now.id)):
        found[row.person_id].append(Stand(*row))
    return found


def outside_of(db: Session, ids: Collection[int], agency_id: int) -> dict[int, list[int]]:
    """Whose places as a trainee have no class yet: those places, by person."""
    places = select(Membership.person_id, Membership.id).where(
        Membership.person_id.in_(ids),
        Membership.agency_id == agency_id,
        Membership.role == Role.TRAINEE,
        Membership.ends_at.is_(None),
        Membership.class_id.is_(None),
    )
    found: dict[int, list[int]] = defaultdict(list)
    for person_id, place in db.execute(places):
        found[person_id].append(place)
    return found
