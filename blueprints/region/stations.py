"""The stations of a region, with and without a certified worker, for the civil bureau."""

from collections.abc import Iterable
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Select

from blueprints.region.pages import page_of
from blueprints.region.part import ORGANISATIONS, Here, bp, region_or_404
from blueprints.web.db import db, now
from blueprints.web.gates import allow
from blueprints.web.workbook import Column, Table, download
from blueprints.words.stages import station_words
from domain.access import Act
from domain.days import local_day
from models.pipeline import Station
from models.region_queries import is_covered, stations_within

COVERED = ("yes", "no")


@bp.get("/region/<slug:region>/stations")
@allow(Act.WATCH_AGENCIES)
def stations(region: str) -> ResponseReturnValue:
    """List the stations with their people, or only those with or without a certified one."""
    here = region_or_404(region, ORGANISATIONS)
    pages = page_of(_asked(here), Station, region=here.code, covered=_covered())
    return render_template(
        "region/stations.html",
        here=here,
        table=stations_table(here.name, pages.rows),
        pages=pages,
        covered=_covered(),
    )


@bp.get("/region/<slug:region>/stations.<slug:ending>")
@allow(Act.WATCH_AGENCIES)
def stations_file(region: str, ending: str) -> ResponseReturnValue:
    """Give the whole list as a file."""
    here = region_or_404(region, ORGANISATIONS)
    return download(stations_table(here.name, db().execute(_asked(here)).all()), ending)


def stations_table(name: str, rows: Iterable[Any]) -> Table:
    """Stations with their posts and the certified people in them."""
    columns = [
        Column(_("站点"), _("开着的站点"), width=24),
        Column(_("地方"), _("站点所在的乡镇或县"), width=16),
        Column(_("哪一种"), _("社工站、养老服务中心等"), width=16),
        Column(_("在岗"), _("现在在这个站上岗的人"), numeric=True),
        Column(_("持证"), _("其中证书核对过的人"), numeric=True),
    ]
    cells = [
        [one.name, one.region.name, station_words(one.kind), posts, certified]
        for one, posts, certified in rows
    ]
    title = _("%(name)s的站点", name=name)
    return Table(title=title, columns=columns, rows=cells, at=now(), note=name)


def _asked(here: Here) -> Select[Station, int, int]:
    today = local_day(now())
    query = stations_within(here.code, today)
    if not _covered():
        return query
    covered = is_covered(today)
    return query.where(covered if _covered() == "yes" else ~covered)


def _covered() -> str:
    """Only those with (`yes`) or without (`no`) a certified worker; odd words are ignored."""
    asked = request.args.get("covered", "")
    return asked if asked in COVERED else ""
