"""The founding teams of a region and where each stands, for the civil bureau."""

from collections.abc import Collection
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Select

from blueprints.region.pages import page_of
from blueprints.region.part import ORGANISATIONS, Here, bp, region_or_404
from blueprints.web.db import db, now
from blueprints.web.gates import allow
from blueprints.web.workbook import Column, Table, download
from blueprints.words.stages import stage_words
from domain.access import Act
from domain.days import local_day
from domain.team_stages import TeamStage
from models.founding import FoundingTeam
from models.region_queries import members_by_team, steps_done_by, teams_within


@dataclass(frozen=True, slots=True)
class Wanted:
    """The stage asked for, and whether only those that stand there too long; "" is none."""

    stage: str
    stuck: str

    def query(self, here: Here) -> Select[FoundingTeam]:
        """The teams of a region that are meant."""
        return teams_within(here.code, local_day(now()), self.stage, stuck=bool(self.stuck))


@bp.get("/region/<slug:region>/teams")
@allow(Act.WATCH_AGENCIES)
def teams(region: str) -> ResponseReturnValue:
    """List the teams on their way to an agency, or that have become one; by stage where asked."""
    here, wanted = region_or_404(region, ORGANISATIONS), _wanted()
    pages = page_of(
        wanted.query(here), FoundingTeam, region=here.code, stage=wanted.stage, stuck=wanted.stuck
    )
    return render_template(
        "region/teams.html",
        here=here,
        table=_table(here, wanted, [row[0] for row in pages.rows]),
        pages=pages,
        wanted=wanted,
        stages=[(one.value, stage_words(one)) for one in TeamStage],
    )


@bp.get("/region/<slug:region>/teams.<slug:ending>")
@allow(Act.WATCH_AGENCIES)
def teams_file(region: str, ending: str) -> ResponseReturnValue:
    """Give the whole list as a file."""
    here, wanted = region_or_404(region, ORGANISATIONS), _wanted()
    return download(_table(here, wanted, db().scalars(wanted.query(here)).all()), ending)


def _wanted() -> Wanted:
    """What the address asks for; odd words are ignored."""
    stage = request.args.get("stage", "")
    stuck = "1" if request.args.get("stuck") == "1" else ""
    return Wanted(stage if stage in set(TeamStage) else "", stuck)


def _table(here: Here, wanted: Wanted, rows: Collection[FoundingTeam]) -> Table:
    ids, today = [row.id for row in rows], local_day(now())
    done = dict(db().execute(steps_done_by(ids)).all())
    members = dict(db().execute(members_by_team(ids, now())).all())
    columns = [
        Column(_("筹备组"), _("正在办登记、或已经登记的筹备组"), width=24),
        Column(_("地方"), _("准备在哪里登记"), width=16),
        Column(_("带他们的机构"), _("哪家机构带出来的"), width=24),
        Column(_("到哪一阶段"), _("停在哪一阶段，看步骤办到哪了"), width=12),
        Column(_("从哪天起"), _("到这一阶段的日期"), width=12),
        Column(_("停得久"), _("过了法定、答应或平常的天数"), width=10),
        Column(_("几个人"), _("现在组里的人"), numeric=True),
        Column(_("办完几步"), _("登记这条路上办完的步数"), numeric=True),
    ]
    cells = [
        [
            row.name,
            row.region.name,
            row.agency.name,
            stage_words(row.stage),
            local_day(row.stage_since),
            _("停得久") if row.stuck_after and row.stuck_after < today else "",
            members.get(row.id, 0),
            done.get(row.id, 0),
        ]
        for row in rows
    ]
    title = _("%(name)s的筹备组", name=here.name)
    words = [here.name, stage_words(wanted.stage) if wanted.stage else ""]
    words += [_("停得久")] if wanted.stuck else []
    note = _("，").join(word for word in words if word)
    return Table(title=title, columns=columns, rows=cells, at=now(), note=note)
