"""The list of teams as the address asks for it; the same rows as tasks, table, XLSX and CSV."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from flask import request, url_for
from flask_babel import gettext as _

from actions.team_book import Walkbook, told_of, walkbook
from blueprints.founding.desk import county_code
from blueprints.web.asked import day_asked, uid_asked
from blueprints.web.db import db, now
from blueprints.web.login import actor
from blueprints.web.rules import rules_now
from blueprints.web.workbook import Cell, Column, Table
from blueprints.words.days import long_day
from blueprints.words.founding import progress_words
from blueprints.words.stages import stage_words
from blueprints.words.team_stages import stuck_words
from domain.days import local_day
from domain.founding import Place, done_of, next_place, walk
from domain.team_stages import TeamStage, limits_of
from models.founding import FoundingTeam, TeamStep
from models.founding_queries import members_of, steps_of
from models.team_queries import Row, TeamsWanted, teams_wanted

PAGE: Final = 50
MOST_ROWS: Final = 5000


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One team in the list: where it stands, since when, whether too long, what comes next."""

    team: FoundingTeam
    stage: str
    since: datetime
    people: int = 0
    progress: str = ""
    next: Place | None = None
    stuck: str = ""

    @property
    def next_name(self) -> str:
        """The step to go on with; none for a team that has stopped."""
        return self.next.step.name if self.next and self.stage != TeamStage.STOPPED else ""


def asked() -> TeamsWanted:
    """Which teams the address asks for; what is not known is left out."""
    stage = request.args.get("stage", "")
    on = day_asked(request.args)
    return TeamsWanted(
        stage=stage if stage in set(TeamStage) else "",
        stuck=on is None and request.args.get("stuck") == "1",
        agency=uid_asked("agency"),
        on=on,
    )


def args_of(wanted: TeamsWanted) -> dict[str, Any]:
    """The address of a list as it was understood."""
    found = {
        "stage": wanted.stage,
        "stuck": "1" if wanted.stuck else "",
        "agency": wanted.agency,
        "on": wanted.on,
    }
    return {name: str(value) for name, value in found.items() if value}


def page_of(wanted: TeamsWanted) -> tuple[Sequence[Row], str]:
    """Up to fifty teams, and the address of the next page."""
    rows = _read(wanted, PAGE + 1, _place(wanted))
    if len(rows) <= PAGE:
        return rows, ""
    args: dict[str, Any] = {**args_of(wanted), "after": str(rows[PAGE - 1][0].uid)}
    return rows[:PAGE], url_for("founding.index", **args)


def everything(wanted: TeamsWanted) -> Sequence[Row]:
    """All teams of the list, as many as one file holds."""
    return _read(wanted, MOST_ROWS)


def rows_of(wanted: TeamsWanted, found: Sequence[Row]) -> list[TeamRow]:
    """Each team with how far it is and what comes next; of a day gone by its stage alone.

    Three queries, however many teams there are.
    """
    if wanted.on is not None:
        return [TeamRow(*row) for row in found]
    ids, today = [team.id for team, _stage, _since in found], local_day(now())
    people: dict[int, int] = dict.fromkeys(ids, 0)
    for member in db().scalars(members_of(ids, now())):
        people[member.team_id] += 1
    steps: dict[int, list[TeamStep]] = {one: [] for one in ids}
    for row in db().scalars(steps_of(ids)):
        steps[row.team_id].append(row)
    books = _books(found, today)
    return [
        _row(row, people[row[0].id], steps[row[0].id], books[county_code(row[0])], today)
        for row in found
    ]


def table_of(wanted: TeamsWanted, rows: Sequence[TeamRow]) -> Table:
    """The teams as a table, each name a link."""
    here, day = url_for("founding.index"), wanted.on or local_day(now())
    head = [
        Column(_("筹备组"), _("筹备组的名字"), 24),
        Column(_("哪个县"), _("准备在哪个县登记"), 12),
        Column(_("阶段"), _("停在哪一阶段，看步骤办到哪了"), 12),
        Column(_("从哪天起"), _("到这一阶段的日期"), 12),
        Column(_("停了几天"), _("到这一阶段以后过了几天"), 10, numeric=True),
    ]
    now_only = [
        Column(_("停得久"), _("过了法定、答应或平常的天数，就写为什么"), 30),
        Column(_("下一步"), _("接着办哪一步"), 20),
        Column(_("几个人"), _("现在组里的人"), 8, numeric=True),
    ]
    return Table(
        title=title_of(wanted),
        columns=head if wanted.on else head + now_only,
        rows=[_cells(row, day, past=wanted.on is not None) for row in rows],
        at=now(),
        note=title_of(wanted),
        links=[f"{here}/{row.team.uid}" for row in rows],
    )


def title_of(wanted: TeamsWanted) -> str:
    """The filter in words."""
    stage = stage_words(wanted.stage) if wanted.stage else ""
    if wanted.on and stage:
        return _("%(day)s 在“%(stage)s”的筹备组", day=long_day(wanted.on), stage=stage)
    if wanted.on:
        return _("%(day)s 的筹备组", day=long_day(wanted.on))
    if wanted.stuck:
        return _("停得久的筹备组，%(stage)s", stage=stage) if stage else _("停得久的筹备组")
    return _("筹备组，%(stage)s", stage=stage) if stage else _("筹备组")


def _row(row: Row, people: int, steps: list[TeamStep], book: Walkbook, today: date) -> TeamRow:
    team, stage, since = row
    places = walk(book.steps, told_of(steps), today)
    limits = limits_of(book.stage(stage), places, since)
    return TeamRow(
        team,
        stage,
        since,
        people,
        progress_words(*done_of(places)),
        next_place(places),
        stuck_words(limits, today),
    )


def _cells(row: TeamRow, day: date, *, past: bool) -> list[Cell]:
    since = local_day(row.since)
    standing: list[Cell] = [
        row.team.name,
        row.team.region.name,
        stage_words(row.stage),
        since,
        (day - since).days,
    ]
    return standing if past else [*standing, row.stuck, row.next_name, row.people]


def _books(found: Sequence[Row], today: date) -> Mapping[str, Walkbook]:
    rules = rules_now(db())
    codes = {county_code(team) for team, _stage, _since in found}
    return {code: walkbook(rules, code, today) for code in codes}


def _place(wanted: TeamsWanted) -> Row | None:
    """The row after which the page begins; anything odd is no row."""
    try:
        uid = UUID(request.args.get("after", ""))
    except ValueError:
        return None
    query = teams_wanted(actor(), wanted, now()).where(FoundingTeam.uid == uid)
    return next((tuple(row) for row in db().execute(query)), None)


def _read(wanted: TeamsWanted, most: int, after: Row | None = None) -> list[Row]:
    query = teams_wanted(actor(), wanted, now(), after).limit(most)
    return [tuple(row) for row in db().execute(query)]
