"""How many organisations a region has: agencies, founding teams, stations with certified people."""

from collections import Counter
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from blueprints.region.part import Here
from blueprints.region.tables import Measured, places_table
from blueprints.region.tree import Tree, by_step
from blueprints.web.db import db, now
from blueprints.web.workbook import Column, Table
from domain.days import local_day
from models.region_queries import agencies_by_place, coverage_by_place, teams_by_place

SHOW = "agencies"
"""What the table of places is asked for to show these."""
Figure = tuple[str, int, str, str]
"""Name, number, what it means, and where it leads."""


@dataclass(frozen=True, slots=True)
class Organisations:
    """Counts by the places right below a region."""

    agencies: Counter[str]
    teams: Counter[str]
    stations: Counter[str]
    covered: Counter[str]


def organisations_of(tree: Tree) -> Organisations:
    """Count them; three queries, however many there are."""
    cover = db().execute(coverage_by_place(tree.code, local_day(now()))).all()
    return Organisations(
        agencies=by_step(tree, db().execute(agencies_by_place(tree.code)).all()),
        teams=by_step(tree, db().execute(teams_by_place(tree.code)).all()),
        stations=by_step(tree, ((code, stations) for code, stations, _covered in cover)),
        covered=by_step(tree, ((code, covered) for code, _stations, covered in cover)),
    )


def organisations_table(tree: Tree, found: Organisations) -> Table:
    """A row for each place right below."""
    kinds = (
        (_("机构"), _("还在办的机构"), found.agencies),
        (_("筹备组"), _("正在办登记的筹备组"), found.teams),
        (_("站点"), _("开着的社工站、养老中心等"), found.stations),
        (_("有持证人的站"), _("站里在岗的人，至少一人证书核对过"), found.covered),
    )
    return places_table(
        tree,
        [
            Measured(Column(name, means, numeric=True), by_code.__getitem__, by_code.total())
            for name, means, by_code in kinds
        ],
        title=_("%(name)s的机构和站点", name=tree.name),
        link=lambda code: url_for("region.place", region=code, show=SHOW),
    )


def organisation_figures(here: Here, found: Organisations) -> list[Figure]:
    """The big numbers, each leading to the list behind it."""
    stations = found.stations.total()
    bare = stations - found.covered.total()
    to = {
        name: url_for(f"region.{name}", region=here.code)
        for name in ("agencies", "teams", "stations")
    }
    without = url_for("region.stations", region=here.code, covered="no")
    return [
        (_("没有持证人的站"), bare, _("共 %(n)d 个站", n=stations), without),
        (_("站点"), stations, _("看每个站"), to["stations"]),
        (_("机构"), found.agencies.total(), _("看每家机构"), to["agencies"]),
        (_("筹备组"), found.teams.total(), _("正在办登记"), to["teams"]),
    ]
