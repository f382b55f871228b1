"""The first page of a region, and of every place in it: numbers, each leading further down."""

from collections.abc import Mapping

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.region.organisations import (
    SHOW,
    TEAMS,
    Figure,
    Organisations,
    Step,
    organisation_figures,
    organisations_of,
    organisations_table,
    stage_steps,
    stages_table,
)
from blueprints.region.part import Here, bp, own_regions, region_or_404
from blueprints.region.tables import LEVELS, MEASURES, PEOPLE_SHOWS, POSTS, people_table
from blueprints.web.gates import allow
from blueprints.web.tree import Tree, tree_of
from blueprints.web.workbook import Table, download
from blueprints.words.region import group_words, share
from domain.access import Act
from domain.candidates import GROUPS
from domain.stages import EXAM_ORDER


@bp.get("/region")
@allow(Act.WATCH_REGION)
def home() -> ResponseReturnValue:
    """Come to the region that is mine, or choose between several."""
    regions = own_regions()
    if len(regions) == 1:
        return _page(regions[0].code)
    return render_template("region/choose.html", regions=regions)


@bp.get("/region/<slug:region>")
@allow(Act.WATCH_REGION)
def place(region: str) -> ResponseReturnValue:
    """Show one place of my region: how many people and organisations, and where they are."""
    return _page(region)


@bp.get("/region/<slug:region>/table.<slug:ending>")
@allow(Act.WATCH_REGION)
def table(region: str, ending: str) -> ResponseReturnValue:
    """Give the table of the places below as a file."""
    here = region_or_404(region)
    tree = _tree(here)
    return download(_table(_show(here), tree, _organisations(here, tree)), ending)


def _page(code: str) -> ResponseReturnValue:
    here = region_or_404(code)
    show, tree = _show(here), _tree(here)
    organisations = _organisations(here, tree)
    return render_template(
        "region/place.html",
        here=here,
        tree=tree,
        show=show,
        shows=_shows(here),
        table=_table(show, tree, organisations),
        figures=_figures(here, tree, organisations),
        steps=_steps(here, tree) if here.sees_people else [],
        team_steps=stage_steps(here, organisations) if organisations else [],
        without=_without(tree) if here.sees_people else 0,
    )


def _organisations(here: Here, tree: Tree) -> Organisations | None:
    return organisations_of(tree) if here.sees_agencies else None


def _tree(here: Here) -> Tree:
    return tree_of(here.code, here.name, MEASURES if here.sees_people else ())


def _show(here: Here) -> str:
    """What the table shows: as asked, else the first this officer sees; odd words are ignored."""
    asked = request.args.get("show", "")
    return asked if asked in _shows(here) else next(iter(_shows(here)))


def _shows(here: Here) -> Mapping[str, str]:
    """The shows with their words, for this officer."""
    people = {
        "overview": _("总的"),
        "stages": _("到了哪一步"),
        "posts": _("什么岗位"),
        "holders": _("什么证书"),
    }
    found = dict(people) if here.sees_people else {}
    own = {SHOW: _("机构和站点"), TEAMS: _("筹备组到了哪一步")}
    return found | (own if here.sees_agencies else {})


def _table(show: str, tree: Tree, organisations: Organisations | None) -> Table:
    if organisations is not None and show in {SHOW, TEAMS}:
        made = organisations_table if show == SHOW else stages_table
        return made(tree, organisations)
    return people_table(tree, show)


def _figures(here: Here, tree: Tree, organisations: Organisations | None) -> list[Figure]:
    found = organisation_figures(here, organisations) if organisations else []
    if not here.sees_people:
        return found
    to = {show: url_for("region.place", region=here.code, show=show) for show in PEOPLE_SHOWS}
    own = [
        (_("全部学员"), tree.total("exam", EXAM_ORDER), _("到了哪一步"), to["stages"]),
        (_("持证的人"), tree.total("holder", LEVELS), _("什么证书"), to["holders"]),
        (_("在岗的人"), tree.total("post", POSTS), _("什么岗位"), to["posts"]),
    ]
    return own + found


def _steps(here: Here, tree: Tree) -> list[Step]:
    href = url_for("region.place", region=here.code, show="stages")
    everybody = tree.total("exam", EXAM_ORDER)
    counts = [(group_words(name), tree.total("exam", them)) for name, them in GROUPS.items()]
    return [Step(words, people, href, _of_all(people, everybody)) for words, people in counts]


def _of_all(people: int, everybody: int) -> str:
    return _("占 %(share)s", share=share(people, everybody)) if people else ""


def _without(tree: Tree) -> int:
    """How many of the places below have no certified person."""
    return sum(not tree.sum(code, "holder", LEVELS) for code in tree.lower)
