"""Everyone a mentor or manager answers for, with the reasons to look after them today.

The rules are in domain/concern.py. Up to LIVE_MOST people are looked at anew for each page; of
more, what was kept in the morning is read (actions/concerns.py), and the page says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select

from actions.watching import Lens, Watched, look_at, read_members
from blueprints.web.db import db, now
from blueprints.web.house import house
from blueprints.web.login import actor
from blueprints.web.rules import rules_now
from domain.concern import GRAVITY, Concern, Need, weight
from models.concern_queries import ids_seen, members_of
from models.people import Person
from models.watch_queries import more_than, needs_of, trainee_ids, watched_since

LIVE_MOST = 200
"""So many people are looked at anew for each page; that is 20 milliseconds."""
BEHIND = {
    Need.UNPAID: "registration",
    Need.DATE: "registration",
    Need.SILENT: "study",
    Need.OVERDUE: "assignments",
    Need.FALLING: "mocks",
    Need.LEADER: "study",
}
"""Where on a trainee's page the rows behind a reason stand."""


@dataclass(frozen=True, slots=True)
class Needing:
    """A reason: how many people have it, since when the first, and one of them as an id."""

    need: Need
    people: int
    since: date
    one: int


def kept_at() -> datetime | None:
    """Since when the kept concerns hold, for who answers for many; None: look at them anew."""
    times = db().scalars(watched_since(actor())).all()
    if not times or None in times:
        return None
    many = db().scalar(more_than(trainee_ids(actor(), now()), LIVE_MOST)) or 0
    return min(time for time in times if time) if many > LIVE_MOST else None


def watched() -> list[Watched]:
    """All of them, looked at anew: the most concerning and oldest first, then by name."""
    members = read_members(db(), members_of(actor(), now()))
    look_at(db(), members, ids_seen(actor(), now()), _lens())
    return sorted(members, key=lambda one: (weight(one.concerns), one.name, one.id))


def needing(ids: Select[int]) -> list[Needing]:
    """The kept reasons of these people and how many have each."""
    rows = db().execute(needs_of(ids, actor()))
    found = [Needing(Need(need), people, since, one) for need, people, since, one in rows]
    return sorted(found, key=lambda one: GRAVITY[one.need])


def needing_of(everyone: Sequence[Watched]) -> list[Needing]:
    """The same of people looked at."""
    found = []
    for need in Need:
        pairs = [(one, it) for one in everyone for it in one.concerns if it.need is need]
        if pairs:
            people = {one.id for one, _it in pairs}
            since = min(it.since for _one, it in pairs)
            found.append(Needing(need, len(people), since, pairs[0][0].id))
    return found


def look_again(people: Sequence[int]) -> list[Watched]:
    """Some of mine looked at anew, in the order given."""
    query = members_of(actor(), now()).where(Person.id.in_(people))
    members = {one.id: one for one in read_members(db(), query)}
    look_at(db(), list(members.values()), people, _lens())
    return [members[one] for one in people if one in members]


def concerns_of(person: Person) -> tuple[Concern, ...]:
    """The reasons for one trainee of mine."""
    found = look_again([person.id])
    return found[0].concerns if found else ()


def _lens() -> Lens:
    return Lens(house().library, rules_now(db()), now())
