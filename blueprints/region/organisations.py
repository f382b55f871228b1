"""How many organisations a region has: agencies, founding teams by stage, stations."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from blueprints.region.part import Here
from blueprints.region.tables import Measured, places_table
from blueprints.web.db import db, now
from blueprints.web.tree import Tree, by_step
from blueprints.web.workbook import Column, Table
from blueprints.words.region import own_places
from blueprints.words.stages import stage_words
from domain.days import local_day
from domain.team_stages import TEAM_ORDER, UNDER_WAY
from models.region_queries import agencies_by_place, coverage_by_place, teams_by_place

SHOW = "agencies"
"""What the table of places is asked for to show these."""
TEAMS = "teams"
"""The same, for founding teams by stage."""
Figure = tuple[str, int, str, str]
"""Name, number, what it means, and where it leads."""


@dataclass(frozen=True, slots=True)
class Step:
    """One stage with those who stand there, leading to where they are."""

    label: str
    count: int
    href: str
    note: str = ""
    stuck: int = 0


@dataclass(frozen=True, slots=True)
class Organisations:
    """Counts by the places right below a region; teams also by stage, and the stuck of each."""

    agencies: Counter[str]
    stages: Mapping[str, Counter[str]]
    stuck: Counter[str]
    stations: Counter[str]
    covered: Counter[str]

    @property
    def teams(self) -> Counter[str]:
        """The teams on their way to a certificate."""
        found: Counter[str] = Counter()
        for stage in UNDER_WAY:
            found.update(self.stages[stage])
        return found


def organisations_of(tree: Tree) -> Organisations:
    """Count them; three queries, however many there are."""
    today = local_day(now())
    cover = db().execute(coverage_by_place(tree.code, today)).all()
    teams = db().execute(teams_by_place(tree.code, today)).all()
    stuck: Counter[str] = Counter()
    for _code, stage, _teams, too_long in teams:
        stuck[stage] += too_long
    return Organisations(
        agencies=by_step(tree, db().execute(agencies_by_place(tree.code)).all()),
        stages={
            stage: by_step(tree, ((code, many) for code, one, many, _s in teams if one == stage))
            for stage in TEAM_ORDER
        },
        stuck=stuck,
        stations=by_step(tree, ((code, stations) for code, stations, _covered in cover)),
        covered=by_step(tree, ((code, covered) for code, _stations, covered in cover)),
    )


def organisations_table(tree: Tree, found: Organisations) -> Table:
    """A row for each place right below."""
    kinds = [
        (_("机构"), _("还在办的机构"), found.agencies),
        (_("筹备组"), _("正在办登记的筹备组"), found.teams),
        (_("站点"), _("开着的社工站、养老服务中心等"), found.stations),
        (_("有持证人的站"), _("站里在岗的人，至少一人证书核对过"), found.covered),
    ]
    return _places(tree, kinds, _("%(name)s的机构和站点", name=tree.name), SHOW)


def stages_table(tree: Tree, found: Organisations) -> Table:
    """A row for each place right below, a column for each stage of its founding teams."""
    means = _("现在停在这一阶段的筹备组")
    kinds = [(stage_words(stage), means, found.stages[stage]) for stage in TEAM_ORDER]
    return _places(tree, kinds, _("%(name)s的筹备组到了哪一步", name=tree.name), TEAMS)


def stage_steps(here: Here, found: Organisations) -> list[Step]:
    """The founding track of a region, each stage leading to its teams."""
    return [
        Step(
            stage_words(stage),
            found.stages[stage].total(),
            url_for("region.teams", region=here.code, stage=stage.value),
            stuck=found.stuck[stage],
        )
        for stage in TEAM_ORDER
    ]


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


def _places(tree: Tree, kinds: list[tuple[str, str, Counter[str]]], title: str, show: str) -> Table:
    own = tree.lower and any(by_code[tree.code] for _name, _means, by_code in kinds)
    return places_table(
        tree,
        [
            Measured(Column(name, means, numeric=True), by_code.__getitem__, by_code.total())
            for name, means, by_code in kinds
        ],
        title=title,
        link=lambda code: url_for("region.place", region=code, show=show),
        rest=own_places(tree.name) if own else "",
    )
