"""The founding teams of a region and how far they are, for the civil bureau."""

from collections.abc import Collection

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.region.pages import page_of
from blueprints.region.part import ORGANISATIONS, Here, bp, region_or_404
from blueprints.web.db import db, now
from blueprints.web.gates import allow
from blueprints.web.workbook import Column, Table, download
from domain.access import Act
from domain.days import local_day
from models.founding import FoundingTeam
from models.region_queries import members_by_team, steps_done_by, teams_within


@bp.get("/region/<slug:region>/teams")
@allow(Act.WATCH_AGENCIES)
def teams(region: str) -> ResponseReturnValue:
    """List the teams that are on their way to an agency, or have become one."""
    here = region_or_404(region, ORGANISATIONS)
    pages = page_of(teams_within(here.code), FoundingTeam, region=here.code)
    table = _table(here, [row[0] for row in pages.rows])
    return render_template("region/teams.html", here=here, table=table, pages=pages)


@bp.get("/region/<slug:region>/teams.<slug:ending>")
@allow(Act.WATCH_AGENCIES)
def teams_file(region: str, ending: str) -> ResponseReturnValue:
    """Give the whole list as a file."""
    here = region_or_404(region, ORGANISATIONS)
    return download(_table(here, db().scalars(teams_within(here.code)).all()), ending)


def _table(here: Here, rows: Collection[FoundingTeam]) -> Table:
    ids = [row.id for row in rows]
    done = dict(db().execute(steps_done_by(ids)).all())
    members = dict(db().execute(members_by_team(ids, now())).all())
    columns = [
        Column(_("筹备组"), _("正在办登记、或已经登记的筹备组"), width=24),
        Column(_("地方"), _("准备在哪里登记"), width=16),
        Column(_("带他们的机构"), _("哪家机构带出来的"), width=24),
        Column(_("从哪天起"), _("筹备组建起来的日子")),
        Column(_("几个人"), _("现在组里的人"), numeric=True),
        Column(_("办完几步"), _("登记这条路上办完的步数"), numeric=True),
        Column(_("到哪儿了"), _("在办，或已登记")),
    ]
    cells = [
        [
            row.name,
            row.region.name,
            row.agency.name,
            local_day(row.at),
            members.get(row.id, 0),
            done.get(row.id, 0),
            _("在办") if row.registered_agency_id is None else _("已登记"),
        ]
        for row in rows
    ]
    title = _("%(name)s的筹备组", name=here.name)
    return Table(title=title, columns=columns, rows=cells, at=now(), note=here.name)
