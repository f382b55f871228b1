"""Who stood where at the end of a day gone by, read again from the history."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from blueprints.pipeline.listing import (
    MOST_ROWS,
    args_of,
    filter_words,
    place_asked,
    place_words,
)
from blueprints.pipeline.scope import Scope
from blueprints.web.db import db, now
from blueprints.web.workbook import Cell, Column, Table
from blueprints.words.days import long_day
from blueprints.words.pipeline import list_title
from blueprints.words.stages import stage_words
from domain.days import local_day
from models.people import Person
from models.pipeline_history import people_on
from models.pipeline_queries import PAGE, Place, Wanted


@dataclass(frozen=True, slots=True)
class Stood:
    """One person on that day: class and stage then, since when; where they live now, if here."""

    person: Person
    class_name: str | None
    home: str | None
    stage: str
    since: datetime
    is_here: bool


@dataclass(frozen=True)
class DayGone:
    """A list of people on a day gone by."""

    here: Scope
    wanted: Wanted
    day: date

    @property
    def title(self) -> str:
        """What the list is called."""
        day, title = long_day(self.day), list_title(self.wanted)
        if len(self.wanted.stages) == 1:
            return _("%(day)s 在“%(stage)s”的人", day=day, stage=title)
        return _("%(day)s 那天的名单：%(title)s", day=day, title=title)

    @property
    def args(self) -> dict[str, Any]:
        """What the address holds."""
        return {**args_of(self.here, self.wanted), "on": self.day.isoformat()}

    def page(self) -> tuple[list[Stood], Place | None]:
        """Up to fifty people, and where the next page begins."""
        query = people_on(self.here.within, self.wanted, self.day, place_asked())
        rows = _read(query.limit(PAGE + 1))
        if len(rows) <= PAGE:
            return rows, None
        last = rows[PAGE - 1]
        return rows[:PAGE], Place(last.since, last.person.uid)

    def everybody(self) -> list[Stood]:
        """Everybody, one more than may leave in one file."""
        return _read(people_on(self.here.within, self.wanted, self.day).limit(MOST_ROWS + 1))

    def table(self, rows: Sequence[Stood]) -> Table:
        """They as a table; days are counted to that day."""
        mixed, people = len(self.wanted.stages) != 1, url_for("pipeline.people")
        return Table(
            title=self.title,
            columns=_columns(mixed=mixed),
            rows=[self._cells(row, mixed=mixed) for row in rows],
            at=now(),
            note=filter_words(self.here, self.wanted),
            links=[f"{people}/{row.person.uid}" for row in rows],
        )

    def _cells(self, row: Stood, *, mixed: bool) -> list[Cell]:
        since = local_day(row.since)
        place = place_words(row.home, row.person.village) if row.is_here else ""
        stage = [stage_words(row.stage)] if mixed else []
        days = (self.day - since).days
        return [row.person.name, row.class_name or "", place, *stage, since, days]


def day_gone(here: Scope, wanted: Wanted, day: date) -> DayGone:
    """The list of that day; what no history is kept of is left out of the filter."""
    return DayGone(here, replace(wanted, stuck=False, engaged="", mentor=None), day)


def _columns(*, mixed: bool) -> list[Column]:
    return [
        Column(_("姓名"), _("学员的姓名"), 12),
        Column(_("班"), _("那时的班")),
        Column(_("乡镇"), _("现在住的乡镇和村"), 18),
        *([Column(_("阶段"), _("那天停在哪一步"))] if mixed else []),
        Column(_("哪天到的"), _("到这一步的日期"), 12),
        Column(_("停了几天"), _("到那天为止过了几天"), 10, numeric=True),
    ]


def _read(query: Any) -> list[Stood]:  # noqa: ANN401
    return [Stood(*row) for row in db().execute(query)]
