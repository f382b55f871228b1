"""Who stood in a stage at the end of a day gone by, read again from the history."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from blueprints.pipeline.listing import MOST_ROWS, place_asked
from blueprints.pipeline.scope import Scope
from blueprints.web.db import db, now
from blueprints.web.workbook import Column, Table
from blueprints.words.stages import stage_words
from domain.days import local_day
from models.people import Person
from models.pipeline_history import people_on
from models.pipeline_queries import PAGE, Place

Rows = Sequence[tuple[Person, str | None, datetime]]


def page_on(here: Scope, stage: str, on: date) -> tuple[Rows, Place | None]:
    """Up to fifty people, and where the next page begins."""
    rows = _read(people_on(here.agency.id, on, stage, place_asked()).limit(PAGE + 1))
    if len(rows) <= PAGE:
        return rows, None
    last = rows[PAGE - 1]
    return rows[:PAGE], Place(last[2], last[0].uid)


def everybody_on(here: Scope, stage: str, on: date) -> Rows:
    """Everybody, up to as many as one file holds."""
    return _read(people_on(here.agency.id, on, stage).limit(MOST_ROWS))


def table_on(here: Scope, stage: str, on: date, rows: Rows) -> Table:
    """They as a table; days are counted to that day."""
    people = url_for("pipeline.people")
    return Table(
        title=_("%(day)s 在“%(stage)s”的人", day=on.isoformat(), stage=stage_words(stage)),
        columns=(
            Column(_("姓名"), _("学员的姓名"), 12),
            Column(_("班"), _("那时的班")),
            Column(_("哪天到的"), _("到这一步的日期"), 12),
            Column(_("停了几天"), _("到那天为止过了几天"), 10, numeric=True),
        ),
        rows=[
            (person.name, name or "", local_day(at), (on - local_day(at)).days)
            for person, name, at in rows
        ],
        at=now(),
        note=here.agency.name,
        links=[f"{people}/{person.uid}" for person, _name, _at in rows],
    )


def _read(query: Any) -> Rows:  # noqa: ANN401
    return [tuple(row) for row in db().execute(query)]
