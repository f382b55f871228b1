"""Stations of the county: the places that have posts."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.posts import open_station
from blueprints.pipeline.part import bp, myself
from blueprints.pipeline.post_forms import StationForm
from blueprints.pipeline.scope import agency_args_of, my_agencies, my_agency
from blueprints.web.db import db, now, writing
from blueprints.web.forms import sent
from blueprints.web.gates import allow
from blueprints.web.workbook import Column, Table, download
from blueprints.words.stages import station_words
from domain.access import Act
from domain.stages import PostKind
from models.places import Agency
from models.post_queries import regions_near, stations_near


@bp.get("/agency/stations")
@allow(Act.MANAGE)
def stations() -> ResponseReturnValue:
    """List the stations of the county and its townships."""
    agencies = my_agencies()
    agency = my_agency(agencies)
    return render_template(
        "pipeline/stations.html",
        table=_table(agency),
        files=url_for("pipeline.stations"),
        args=agency_args_of(agencies, agency),
    )


@bp.get("/agency/stations.<slug:kind_of_file>")
@allow(Act.MANAGE)
def stations_table(kind_of_file: str) -> ResponseReturnValue:
    """Give the list of stations as a file."""
    return download(_table(my_agency()), kind_of_file)


@bp.route("/agency/stations/new", methods=["GET", "POST"])
@allow(Act.MANAGE)
def new_station() -> ResponseReturnValue:
    """Enter a station of the county; one that is there already stays as it is."""
    agencies = my_agencies()
    agency = my_agency(agencies)
    args = agency_args_of(agencies, agency)
    form = StationForm(sent())
    regions = {row.code: row for row in db().scalars(regions_near(agency))}
    form.offer([(code, row.name) for code, row in regions.items()])
    if request.method == "POST" and form.validate():
        with writing() as session:
            row = open_station(
                session,
                form.name.data or "",
                PostKind(form.kind.data),
                regions[form.region.data].id,
                agency=session.get_one(Agency, agency.id),
                by=myself(session),
                at=now(),
            )
            flash(_("站点“%(name)s”记下了", name=row.name), "ok")
        return redirect(url_for("pipeline.stations", **args), 303)
    page = render_template("pipeline/new_station.html", form=form, args=args)
    return page, 422 if form.errors else 200


def _table(agency: Agency) -> Table:
    rows = db().scalars(stations_near(agency)).all()
    return Table(
        title=_("站点"),
        columns=(
            Column(_("名称"), _("站点的名称"), 24),
            Column(_("种类"), _("哪种站点"), 16),
            Column(_("在哪里"), _("县或者乡镇"), 16),
        ),
        rows=[(row.name, station_words(row.kind), row.region.name) for row in rows],
        at=now(),
        note=agency.name,
    )
