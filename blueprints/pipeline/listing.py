"""One page of people, as the address asks for it; the same rows as table, XLSX and CSV."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from flask import request, url_for
from flask_babel import gettext as _

from blueprints.pipeline.part import slug_of, stage_of
from blueprints.pipeline.scope import Scope
from blueprints.web.asked import uid_asked
from blueprints.web.db import db, now
from blueprints.web.forms import narrow, one_line
from blueprints.web.workbook import Cell, Column, Table
from blueprints.words.pipeline import engaged_words, next_words, track_words
from blueprints.words.stages import stage_words
from domain.days import local_day
from domain.pipeline import GROUPS
from domain.stages import ExamStage, PostKind
from models.people import Person
from models.pipeline import StageNow
from models.pipeline_queries import PAGE, Place, Wanted, after, standing_people
from models.road import Track

MOST_ROWS: Final = 5000
LONGEST_WORDS: Final = 40
MOMENT: Final = "%Y%m%dT%H%M%S%f"
KNOWN: Final = {
    Track.EXAM: frozenset(stage.value for stage in ExamStage),
    Track.POST: frozenset(kind.value for kind in PostKind),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One person in a list."""

    now: StageNow
    person: Person
    class_name: str
    home: str
    is_here: bool
    """Whether they belong to the agency; where who left lives is not told."""

    @property
    def days(self) -> int:
        """How many days they have stood there."""
        return (local_day(now()) - local_day(self.now.since)).days


@dataclass(frozen=True, slots=True)
class Pages:
    """The way to the first page and to the one after this."""

    first: str
    next: str


def wanted_people(stage: str = "") -> Wanted:
    """Which people the address asks for; what is not known is left out."""
    asked = request.args
    track = Track.POST if asked.get("track") == "post" else Track.EXAM
    one = stage or stage_of(asked.get("stage", ""))
    stages = (one,) if one in KNOWN[track] else GROUPS.get(asked.get("group", ""), ())
    engaged = asked.get("engaged", "")
    return Wanted(
        track=track,
        stages=tuple(each for each in stages if each in KNOWN[track]),
        stuck=asked.get("stuck") == "1",
        engaged=engaged if engaged in {"bought", "hired"} else "",
        mentor=uid_asked("mentor"),
        words=one_line(narrow(asked.get("q", "")))[:LONGEST_WORDS],
    )


def args_of(scope: Scope, wanted: Wanted) -> dict[str, Any]:
    """The address of a list as it was understood."""
    found: dict[str, Any] = dict(scope.args)
    if wanted.track is Track.POST:
        found["track"] = "post"
    if len(wanted.stages) == 1:
        found["stage"] = slug_of(wanted.stages[0])
    elif wanted.stages:
        found["group"] = next(name for name, held in GROUPS.items() if held == wanted.stages)
    if wanted.stuck:
        found["stuck"] = "1"
    if wanted.engaged:
        found["engaged"] = wanted.engaged
    if wanted.mentor:
        found["mentor"] = str(wanted.mentor)
    if wanted.words:
        found["q"] = wanted.words
    return found


def page_of(scope: Scope, wanted: Wanted) -> tuple[list[Standing], Place | None]:
    """Up to fifty people, and where the next page begins."""
    query = standing_people(scope.within, wanted)
    place = place_asked()
    if place is not None:
        query = after(query, place)
    rows = _read(query.limit(PAGE + 1))
    more = len(rows) > PAGE
    last = rows[PAGE - 1] if more else None
    return rows[:PAGE], Place(last.now.since, last.person.uid) if last else None


def everybody(scope: Scope, wanted: Wanted) -> list[Standing]:
    """Everybody in the list, one more than may leave in one file."""
    return _read(standing_people(scope.within, wanted).limit(MOST_ROWS + 1))


def pages_of(address: str, place: Place | None) -> Pages:
    """The links under a page; `address` is that of the first one."""
    more = "&" if "?" in address else "?"
    ahead = f"{address}{more}after={place.since:{MOMENT}}-{place.person}" if place else ""
    return Pages(first=address if "after" in request.args else "", next=ahead)


def table_of(scope: Scope, wanted: Wanted, rows: Sequence[Standing], title: str) -> Table:
    """The people as a table, each name a link."""
    mixed = len(wanted.stages) != 1
    columns = [
        Column(_("姓名"), _("学员的姓名"), 12),
        Column(_("班"), _("现在的班")),
        Column(_("乡镇"), _("住的乡镇和村"), 18),
        *([Column(_("阶段"), _("现在停在哪一步"))] if mixed else []),
        Column(_("停了几天"), _("到这一步以后过了几天"), 10, numeric=True),
        Column(_("下一步"), _("往前走要做的一件事"), 26),
    ]
    here = url_for("pipeline.people")
    return Table(
        title=title,
        columns=columns,
        rows=[_cells(row, mixed=mixed) for row in rows],
        at=now(),
        note=filter_words(scope, wanted),
        links=[f"{here}/{row.person.uid}" for row in rows],
    )


def filter_words(scope: Scope, wanted: Wanted) -> str:
    """The filter in words."""
    words = [scope.words, track_words(wanted.track.value)]
    words += [stage_words(wanted.stages[0])] if len(wanted.stages) == 1 else []
    words += [_("停得久")] if wanted.stuck else []
    words += [engaged_words(wanted.engaged)] if wanted.engaged else []
    words += [_("找“%(words)s”", words=wanted.words)] if wanted.words else []
    return _("，").join(words)


def _cells(row: Standing, *, mixed: bool) -> list[Cell]:
    stage = [stage_words(row.now.stage)] if mixed else []
    place = place_words(row.home, row.person.village) if row.is_here else ""
    return [
        row.person.name,
        row.class_name,
        place,
        *stage,
        row.days,
        next_words(row.now.stage),
    ]


def place_words(home: str | None, village: str) -> str:
    """Where somebody lives."""
    return " ".join(word for word in (home, village) if word)


def _read(query: Any) -> list[Standing]:  # noqa: ANN401
    return [Standing(*row[:2], row[2] or "", row[3] or "", row[4]) for row in db().execute(query)]


def place_asked() -> Place | None:
    """Where the page begins that the address asks for."""
    moment, _dash, person = request.args.get("after", "").partition("-")
    try:
        since = datetime.strptime(moment, MOMENT).replace(tzinfo=UTC)
        return Place(since, UUID(person))
    except ValueError:
        return None
