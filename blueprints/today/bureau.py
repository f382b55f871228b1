"""What waits for an officer of a bureau today, in the regions that are theirs."""

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _

from blueprints.today.staff import Row
from blueprints.web.db import db, now
from blueprints.web.login import actor
from blueprints.web.tree import tree_of
from blueprints.words.desk import since_words
from domain.access import Role
from domain.days import local_day
from domain.team_stages import TeamStage
from models.places import Region
from models.region_queries import coverage_by_place, own_regions_of, teams_waiting
from models.regions import HOLDER


def rows() -> list[Row]:
    """Teams whose papers lie with the county, then what a place still lacks."""
    civil = db().scalars(own_regions_of(actor(), [Role.CIVIL])).all()
    people = db().scalars(own_regions_of(actor(), [Role.BUREAU])).all()
    teams = [row for region in civil for row in _teams(region)]
    lacks = [row for region in civil for row in _stations(region)]
    lacks += [row for region in people for row in _places(region)]
    return sorted(teams, key=lambda row: row.since) + lacks


def _teams(region: Region) -> Iterator[Row]:
    """Who waits for the county: for the name, for the decision; the longest first."""
    for stage, many, since, late in db().execute(teams_waiting(region.code, local_day(now()))):
        title = (
            _("%(n)d 个筹备组等名称核准", n=many)
            if stage == TeamStage.NAMING
            else _("%(n)d 个筹备组交齐了材料，等答复或领证", n=many)
        )
        second = since_words(local_day(since))
        if late:
            second = _("%(since)s，%(n)d 个停得久", since=second, n=late)
        href = url_for("region.teams", region=region.code, stage=stage)
        yield Row(title, second, href, _("去看"), local_day(since))


def _stations(region: Region) -> Iterator[Row]:
    today = local_day(now())
    found = db().execute(coverage_by_place(region.code, today)).all()
    stations, covered = (sum(row[n] for row in found) for n in (1, 2))
    if stations > covered:
        title = _("%(all)d 个站里，%(n)d 个没有持证的人", all=stations, n=stations - covered)
        href = url_for("region.stations", region=region.code, covered="no")
        yield Row(title, region.name, href, _("去看"), today, "todo")


def _places(region: Region) -> Iterator[Row]:
    tree = tree_of(region.code, region.name, (HOLDER,))
    bare = sum(not tree.rows.get(code) for code in tree.lower)
    if bare:
        title = _("%(all)d 个地方里，%(n)d 个还没有持证的人", all=len(tree.lower), n=bare)
        href = url_for("region.place", region=region.code, _anchor="places")
        yield Row(title, region.name, href, _("去看"), local_day(now()), "todo")
