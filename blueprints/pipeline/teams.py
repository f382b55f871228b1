"""The founding track of an agency: its teams by stage, who went on, and those that are stuck."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.pipeline.board import Need, Row
from blueprints.pipeline.part import bp
from blueprints.pipeline.scope import my_agency
from blueprints.web.asked import day_asked
from blueprints.web.db import db, now
from blueprints.web.gates import allow
from blueprints.web.workbook import Column, Table, download
from blueprints.words.days import long_day
from blueprints.words.stages import stage_words
from blueprints.words.team_stages import flow_words
from domain.access import Act
from domain.days import local_day
from domain.pipeline import Flow
from domain.team_stages import TEAM_ORDER, TeamStage
from models.pipeline_history import days_of_stages, flows_until
from models.places import Agency
from models.road import Track
from models.team_queries import team_counts, team_stages_on


@dataclass(frozen=True, slots=True)
class Teams:
    """The teams of an agency by stage: how many, how many stuck, and since when the first."""

    agency: Agency
    on: date | None
    count: Mapping[str, int]
    stuck: Mapping[str, int]
    first: date | None = None
    flows: Mapping[str, Flow] | None = None
    medians: Mapping[str, int | None] | None = None

    @property
    def total(self) -> int:
        """All that have not stopped."""
        return sum(self.count.values()) - self.stopped

    @property
    def stopped(self) -> int:
        """Those that have."""
        return self.count.get(TeamStage.STOPPED, 0)

    def href(self, **more: str) -> str:
        """The list of teams that a number stands for."""
        args: dict[str, Any] = {"agency": str(self.agency.uid), **more}
        if self.on is not None:
            args["on"] = self.on.isoformat()
        return url_for("founding.index", **args)


@bp.get("/agency/teams.<slug:kind_of_file>")
@allow(Act.MANAGE)
def teams_table(kind_of_file: str) -> ResponseReturnValue:
    """Give the founding track with its numbers as a file."""
    return download(table_of(teams_of_agency(my_agency(), day_asked(request.args))), kind_of_file)


def teams_of_agency(agency: Agency, on: date | None = None) -> Teams:
    """Where its teams stand now, or stood on a day gone by; three queries."""
    today = local_day(now())
    last = on or today - timedelta(days=1)
    flows = db().execute(flows_until(agency.id, last, Track.FOUNDING))
    days = db().scalars(days_of_stages(agency.id, last, Track.FOUNDING))
    moved = {stage: Flow(ahead, back, left) for stage, ahead, back, left in flows}
    medians = {row.stage: row.median_days for row in days}
    if on is not None:
        count = dict(db().execute(team_stages_on(agency.id, on)).all())
        return Teams(agency, on, count, {}, None, moved, medians)
    rows = db().execute(team_counts(agency.id, today)).all()
    count, stuck = {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows}
    first = min((row[3] for row in rows if row[3]), default=None)
    return Teams(agency, on, count, stuck, first, moved, medians)


def rows_of(teams: Teams) -> list[Row]:
    """One row for each stage; where a team stopped stands apart."""
    flows, medians = teams.flows or {}, teams.medians or {}
    return [
        Row(
            stage,
            stage_words(stage),
            teams.count.get(stage, 0),
            teams.stuck.get(stage, 0),
            flow_words(stage, flows.get(stage, Flow()), medians.get(stage)),
            teams.href(stage=stage.value),
            flows.get(stage, Flow()).went_on,
            medians.get(stage),
        )
        for stage in TEAM_ORDER
    ]


def needs_of(teams: Teams) -> Iterator[Need]:
    """Teams that stand in a stage for too long."""
    stuck = {stage: n for stage, n in teams.stuck.items() if n}
    if stuck and teams.first:
        most = max(stuck, key=lambda stage: stuck[stage])
        yield Need(
            _("%(n)d 个筹备组在一个阶段停得久", n=sum(stuck.values())),
            _("最多的在“%(stage)s”，%(n)d 个", stage=stage_words(most), n=stuck[most]),
            teams.href(stuck="1"),
            _("去看"),
            "warm",
            teams.first,
        )


def table_of(teams: Teams) -> Table:
    """The track as a table; a day gone by knows nothing of which teams were stuck."""
    columns = [
        Column(_("阶段"), _("筹备组停在哪一阶段，看步骤办到哪了"), 14),
        Column(_("几个组"), _("停在这一阶段的筹备组"), numeric=True),
        Column(_("停得久"), _("过了法定、答应或平常天数的组"), numeric=True),
        Column(_("一年里往前走"), _("一年里从这一阶段往前走的次数"), numeric=True),
        Column(_("一半的组几天走完"), _("一年里走完的，中位天数；不到 5 个组不算"), numeric=True),
    ]
    stopped = teams.href(stage=TeamStage.STOPPED.value)
    cells = [(row.label, row.count, row.stuck, row.share, row.median) for row in rows_of(teams)]
    cells.append((stage_words(TeamStage.STOPPED), teams.stopped, 0, None, None))
    day = long_day(teams.on) if teams.on else ""
    kept = [0, 1, 3, 4] if teams.on else range(len(columns))
    return Table(
        title=_("%(day)s 筹备组各阶段", day=day) if day else _("筹备组各阶段"),
        columns=[columns[n] for n in kept],
        rows=[[row[n] for n in kept] for row in cells],
        at=now(),
        note=teams.agency.name,
        links=[*(row.href for row in rows_of(teams)), stopped],
    )
