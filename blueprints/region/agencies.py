"""The agencies of a region, and one of them, for the civil bureau; never its people by name."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.region.pages import page_of
from blueprints.region.part import ORGANISATIONS, Here, bp, own_regions, region_or_404
from blueprints.region.stations import stations_table
from blueprints.region.tables import LEVELS, POSTS
from blueprints.web.db import db, now, one_or_404
from blueprints.web.gates import allow
from blueprints.web.workbook import Column, Table, download
from blueprints.words.region import level_name
from blueprints.words.stages import stage_words
from domain.access import Act
from domain.days import local_day
from domain.stages import EXAM_ORDER
from models.places import Agency
from models.region_queries import (
    agencies_in,
    agencies_within,
    managers_of,
    people_by_agency,
    stations_of_agency,
)

People = Mapping[int, Counter[tuple[str, str]]]


@bp.get("/region/<slug:region>/agencies")
@allow(Act.WATCH_AGENCIES)
def agencies(region: str) -> ResponseReturnValue:
    """List the agencies of a region with how many people each has trained, certified, placed."""
    here = region_or_404(region, ORGANISATIONS)
    pages = page_of(agencies_within(here.code), Agency, region=here.code)
    table = _table(here, [row[0] for row in pages.rows])
    return render_template("region/agencies.html", here=here, table=table, pages=pages)


@bp.get("/region/<slug:region>/agencies.<slug:ending>")
@allow(Act.WATCH_AGENCIES)
def agencies_file(region: str, ending: str) -> ResponseReturnValue:
    """Give the whole list as a file."""
    here = region_or_404(region, ORGANISATIONS)
    return download(_table(here, db().scalars(agencies_within(here.code)).all()), ending)


@bp.get("/region/agencies/<uid:watched_agency>")
@allow(Act.WATCH_AGENCIES)
def agency(watched_agency: UUID) -> ResponseReturnValue:
    """Show one agency: whom to call, its numbers, its stations."""
    codes = [one.code for one in own_regions(ORGANISATIONS)]
    row = one_or_404(agencies_in(codes).where(Agency.uid == watched_agency))
    found = _people([row.id])[row.id]
    stations = db().execute(stations_of_agency(row.id, local_day(now()))).all()
    return render_template(
        "region/agency.html",
        agency=row,
        manager=_managers([row.id]).get(row.id, ""),
        learning=_sum(found, "exam", EXAM_ORDER),
        levels=[(level_name(one), found["holder", one]) for one in LEVELS],
        posts=[(stage_words(one), found["post", one]) for one in POSTS],
        stations=stations_table(row.name, stations),
    )


def _table(here: Here, rows: Collection[Agency]) -> Table:
    ids = [row.id for row in rows]
    people, managers = _people(ids), _managers(ids)
    columns = [
        Column(_("机构"), _("还在办的机构"), width=24),
        Column(_("地方"), _("机构所在的县"), width=16),
        Column(_("主管"), _("有事找谁"), width=12),
        Column(_("全部学员"), _("从招募到登记，每一步的人都算"), numeric=True),
        Column(_("持证"), _("证书核对过的人"), numeric=True),
        Column(_("在岗"), _("现在有岗位的人"), numeric=True),
    ]
    cells = [
        [
            row.name,
            row.region.name,
            managers.get(row.id, ""),
            _sum(people[row.id], "exam", EXAM_ORDER),
            _sum(people[row.id], "holder", LEVELS),
            _sum(people[row.id], "post", POSTS),
        ]
        for row in rows
    ]
    links = [url_for("region.agency", watched_agency=row.uid) for row in rows]
    title = _("%(name)s的机构", name=here.name)
    return Table(title=title, columns=columns, rows=cells, at=now(), note=here.name, links=links)


def _people(agencies: Collection[int]) -> People:
    found: dict[int, Counter[tuple[str, str]]] = defaultdict(Counter)
    for agency_id, measure, key, people in db().execute(people_by_agency(agencies)):
        found[agency_id][measure, key] += people
    return found


def _managers(agencies: Collection[int]) -> Mapping[int, str]:
    """The names of who runs each agency."""
    names: dict[int, list[str]] = defaultdict(list)
    for agency_id, name in db().execute(managers_of(agencies, now())):
        names[agency_id or 0].append(name)
    return {agency_id: _("、").join(own) for agency_id, own in names.items()}


def _sum(found: Counter[tuple[str, str]], measure: str, keys: Collection[str]) -> int:
    return sum(found[measure, key] for key in keys)
