"""Long lists by pages of fifty: each begins after the last row of the one before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from flask import request, url_for
from sqlalchemy import Select, select, tuple_

from blueprints.web.db import db
from models.founding import FoundingTeam
from models.pipeline import Station
from models.places import Agency, Region

MOST: Final = 50
Listed = type[Agency] | type[FoundingTeam] | type[Station]


@dataclass(frozen=True, slots=True)
class Pages:
    """The rows of one page, and where the next one is."""

    rows: Sequence[Any]
    next: str
    prev: str = ""
    text: str = ""


def page_of(query: Select[*tuple[Any, ...]], table: Listed, **where: str) -> Pages:
    """The page asked for; `where` is what the address holds besides."""
    found = db().execute(_after(query, table).limit(MOST + 1)).all()
    kept = found[:MOST]
    if len(found) <= MOST:
        return Pages(kept, "")
    last: Any = kept[-1][0]
    asked: dict[str, Any] = {name: value for name, value in where.items() if value}
    return Pages(kept, url_for(request.endpoint or "", after=last.uid, **asked))


def _after(query: Select[*tuple[Any, ...]], table: Listed) -> Select[*tuple[Any, ...]]:
    """Only what comes after the row named in the address; one that is not there is ignored."""
    try:
        uid = UUID(request.args.get("after", ""))
    except ValueError:
        return query
    mark = select(Region.code, table.id).join(table, table.region_id == Region.id)
    row = db().execute(mark.where(table.uid == uid)).first()
    return query if row is None else query.where(tuple_(Region.code, table.id) > tuple_(*row))
