"""Lists of people to pick one from: pages of fifty by name, with a search in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import UUID

from flask import request
from flask_babel import gettext as _
from sqlalchemy import Select, func, select, tuple_

from blueprints.web.db import db
from blueprints.web.forms import one_line
from models.people import Person
from models.watch_queries import named_like

PAGE = 50
LONGEST_SEARCH = 40


@dataclass(frozen=True, slots=True)
class Found:
    """One page of people, the words searched for, and the way to the pages around."""

    people: Sequence[int]
    words: str
    many: int
    searches: bool
    """Whether there are so many, or a search on, that the page offers one."""
    prev: str
    next: str
    text: str = ""
    kept: Mapping[str, str] = field(default_factory=dict)
    """What else the address holds, sent along with a search."""


def pick_from(people: Select[int], here: str, **kept: str) -> Found:
    """The page of these people that the address asks for; four queries."""
    words = one_line(request.args.get("q"))[:LONGEST_SEARCH]
    found = people.where(Person.id.in_(named_like(words))) if words else people
    rows = select(Person.id, Person.uid, Person.name).where(Person.id.in_(found))
    start = db().execute(rows.where(Person.uid == _after())).first()
    place = tuple_(Person.name, Person.id)
    ahead = rows if start is None else rows.where(place > tuple_(start.name, start.id))
    page = db().execute(ahead.order_by(Person.name, Person.id).limit(PAGE + 1)).all()
    many = db().scalar(select(func.count()).select_from(found.distinct().subquery())) or 0
    before = None
    if start is not None:
        back = rows.where(place <= tuple_(start.name, start.id))
        turned = back.order_by(Person.name.desc(), Person.id.desc()).limit(PAGE + 1)
        earlier = db().execute(turned).all()
        before = earlier[PAGE].uid if len(earlier) > PAGE else None
    return Found(
        people=[row.id for row in page[:PAGE]],
        words=words,
        many=many,
        searches=bool(words) or many > PAGE,
        prev=_href(here, words, before, kept) if start is not None else "",
        next=_href(here, words, page[PAGE - 1].uid, kept) if len(page) > PAGE else "",
        text=_("共 %(n)d 人", n=many),
        kept=kept,
    )


def _after() -> UUID | None:
    try:
        return UUID(request.args.get("after", ""))
    except ValueError:
        return None


def _href(here: str, words: str, after: UUID | None, kept: Mapping[str, str]) -> str:
    asked = {**kept, "q": words, "after": str(after) if after else ""}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{here}?{query}" if query else here
