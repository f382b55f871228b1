"""One page of the list of trainees: of few people looked at anew, of many as kept this morning."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Select, select

from actions.concerns import concern_of
from actions.watching import Watched, read_members
from blueprints.web.db import db, now
from blueprints.web.login import actor
from blueprints.web.watch import watched
from blueprints.words.mentoring import data_words
from domain.access import STAFF
from domain.class_names import class_order
from domain.concern import Need
from domain.days import local_day
from models.concern_queries import absences_of, members_among
from models.people import Person
from models.watch_queries import (
    concerns_kept,
    in_class,
    in_order,
    named_like,
    trainee_ids,
    who_needs,
)

PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for; what is not known there is as if it were not asked."""

    need: Need | None
    class_uid: UUID | None
    after: UUID | None
    words: str = ""

    def query(self, **change: object) -> str:
        """The same address with something else asked for."""
        asked = {"reason": self.need, "class": self.class_uid, "q": self.words} | change
        return urlencode({name: str(value) for name, value in asked.items() if value})


@dataclass(frozen=True, slots=True)
class Pages:
    """To the people before and after, and how many there are."""

    prev: str
    next: str
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of people, with what is counted of all of them."""

    everyone: int
    concerned: int
    needs: Mapping[Need, int]
    people: Sequence[Watched]
    pages: Pages
    classes: Sequence[tuple[UUID, str]] = ()
    told: str = ""
    """Since when this holds, in words; empty where it is of now."""


def few(wanted: Wanted) -> Shown:
    """A page of people all of whom are looked at anew."""
    everyone = watched()
    classes = {uid: name for one in everyone for uid, name in one.classes.items()}
    here = [one for one in everyone if wanted.class_uid not in classes or _in(one, wanted)]
    kept = [one for one in here if wanted.need is None or _has(one, wanted.need)]
    kept = [one for one in kept if wanted.words in {"", one.tail} or wanted.words in one.name]
    start = next((place for place, one in enumerate(kept, 1) if one.uid == wanted.after), 0)
    return Shown(
        everyone=len(here),
        concerned=sum(bool(one.concerns) for one in here),
        needs=Counter(need for one in here for need in {it.need for it in one.concerns}),
        people=kept[start : start + PAGE],
        pages=_pages(lambda place: kept[place].uid, start, len(kept), wanted),
        classes=sorted(classes.items(), key=lambda pair: class_order(pair[1])),
    )


def many(wanted: Wanted, at: datetime) -> Shown:
    """A page of very many people, from what was kept; a fixed number of queries."""
    here = list(dict.fromkeys(_here(wanted)))
    needing = _needing(set(here))
    kept = [one for one in here if wanted.need is None or one in needing.get(wanted.need, ())]
    if wanted.words:
        named = set(_ask(named_like(wanted.words)))
        kept = [one for one in kept if one in named]
    start = _start(kept, wanted)
    return Shown(
        everyone=len(here),
        concerned=len(set[int]().union(*needing.values())),
        needs={need: len(people) for need, people in needing.items()},
        people=_read(kept[start : start + PAGE]),
        pages=_pages(_uids(kept, start), start, len(kept), wanted),
        told=data_words(at, now()),
    )


def _here(wanted: Wanted) -> list[int]:
    """Everybody of the class asked for, or of all, in the order of the list."""
    ids = trainee_ids(actor(), now())
    found = _ask(in_order(in_class(ids, wanted.class_uid))) if wanted.class_uid else []
    return found or _ask(in_order(ids))


def _needing(here: Collection[int]) -> dict[Need, set[int]]:
    """Who of these people has which reason."""
    found: dict[Need, set[int]] = {}
    for need, person in db().connection().execute(who_needs(actor())):
        if person in here:
            found.setdefault(Need(need), set()).add(person)
    return found


def _ask(query: Select[int]) -> list[int]:
    """Ids as they are: for ten thousand the ORM's wrapping costs more than the query."""
    return [row[0] for row in db().connection().execute(query)]


def _start(kept: Sequence[int], wanted: Wanted) -> int:
    """Behind the one named in the address; from the top where they are not in the list."""
    named = db().scalar(select(Person.id).where(Person.uid == wanted.after))
    return kept.index(named) + 1 if named in kept else 0


def _uids(kept: Sequence[int], start: int) -> Callable[[int], UUID]:
    """The public ids of those around this page; one query."""
    around = [kept[n] for n in (start - PAGE - 1, start + PAGE - 1) if 0 <= n < len(kept)]
    found = dict(db().execute(select(Person.id, Person.uid).where(Person.id.in_(around))).all())
    return lambda place: found[kept[place]]


def _in(one: Watched, wanted: Wanted) -> bool:
    return wanted.class_uid in one.classes


def _has(one: Watched, need: Need) -> bool:
    return any(it.need is need for it in one.concerns)


def _pages(uid: Callable[[int], UUID], start: int, many: int, wanted: Wanted) -> Pages:
    last = min(start + PAGE, many)
    before = uid(start - PAGE - 1) if start > PAGE else None
    return Pages(
        prev=_href(wanted, before) if start else "",
        next=_href(wanted, uid(last - 1)) if last < many else "",
        text=_("第 %(first)d 到 %(last)d 人", first=start + 1, last=last),
    )


def _href(wanted: Wanted, after: UUID | None) -> str:
    query = wanted.query(after=after)
    here = url_for("mentoring.trainees")
    return f"{here}?{query}" if query else here


def _read(people: Sequence[int]) -> list[Watched]:
    """These people in this order, with their kept concerns and until when they are away."""
    query = members_among(people, actor().agencies(STAFF), now())
    members = {one.id: one for one in read_members(db(), query)}
    for row in db().scalars(concerns_kept(people, actor().agencies(STAFF))):
        one = members[row.person_id]
        if all(it.need != row.need for it in one.concerns):
            one.concerns = (*one.concerns, concern_of(row))
    today = local_day(now())
    for person, _first, last in db().execute(absences_of(people, today)):
        if last >= today:
            members[person].away_until = max(last, members[person].away_until or last)
    return [members[one] for one in people]
