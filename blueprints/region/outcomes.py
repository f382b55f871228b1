"""Where people need a hand: silence, eligibility, results; small numbers are kept back (A07)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.region.part import PEOPLE, Here, bp, region_or_404
from blueprints.region.tables import Measured, places_table
from blueprints.web.db import db, now
from blueprints.web.gates import allow
from blueprints.web.tree import Tree, tree_of
from blueprints.web.workbook import Cell, Column, Table, download
from blueprints.words.region import few, few_note, nobody_sat, share
from domain.access import Act
from domain.days import local_day
from domain.silence import rule_on
from models.region_queries import kept_back_in, measures_like
from models.regions import NIGHTLY

SILENT, ELIGIBLE, RESULT = NIGHTLY
HALVES = ("part", "rest")
ROOT = "root"
"""Stands for the whole region where a place is asked for."""


@dataclass(frozen=True, slots=True)
class Split:
    """One nightly measure of a region, with what of it is kept back.

    Who passed stands exactly in the table of stages. So of results everybody is kept back where
    the part is: else the one table taken from the other would say how many failed (A07).
    """

    tree: Tree
    measure: str
    hidden: frozenset[str]

    def everybody(self, code: str) -> int:
        """Who is counted at all."""
        return self._sum(code, HALVES)

    def told(self, code: str) -> Cell:
        """Who is counted at all, where that tells nothing else."""
        return few() if self._is_hidden(code) else self.everybody(code)

    def part(self, code: str) -> Cell:
        """Those the measure is about, or that there are too few to say."""
        return few() if self._is_hidden(code) else self._sum(code, HALVES[:1])

    def rest_share(self, code: str) -> Cell:
        """The share of all the others in percent, where it may be known and anybody sat."""
        if self._is_hidden(code):
            return few()
        if not self.everybody(code):
            return nobody_sat()
        return share(self._sum(code, HALVES[1:]), self.everybody(code))

    def _sum(self, code: str, keys: tuple[str, ...]) -> int:
        if code == ROOT:
            return self.tree.total(self.measure, keys)
        return self.tree.sum(code, self.measure, keys)

    def _is_hidden(self, code: str) -> bool:
        own = self.tree.lower and code == self.tree.code
        key = self.tree.code if code == ROOT else f"{code}-" if own else code
        return key in self.hidden and self.everybody(code) > 0


@bp.get("/region/<slug:region>/outcomes")
@allow(Act.WATCH_OUTCOMES)
def outcomes(region: str) -> ResponseReturnValue:
    """Show in which places people fall silent, may not sit yet, or did not pass."""
    here = region_or_404(region, PEOPLE)
    years = _years(here)
    year = _year(years)
    return render_template(
        "region/outcomes.html",
        here=here,
        table=_table(here, year),
        years=years,
        year=year,
        few_note=few_note(),
    )


@bp.get("/region/<slug:region>/outcomes.<slug:ending>")
@allow(Act.WATCH_OUTCOMES)
def outcomes_file(region: str, ending: str) -> ResponseReturnValue:
    """Give that table as a file."""
    here = region_or_404(region, PEOPLE)
    return download(_table(here, _year(_years(here))), ending)


def _years(here: Here) -> list[str]:
    """The years with results, the latest first."""
    found = db().scalars(measures_like(RESULT, here.code))
    return [measure.removeprefix(f"{RESULT}-") for measure in found]


def _year(years: list[str]) -> str:
    """The year asked for, else the latest; odd words are ignored."""
    asked = request.args.get("year", "")
    return asked if asked in years else next(iter(years), "")


def _table(here: Here, year: str) -> Table:
    result = f"{RESULT}-{year}"
    measures = (SILENT, ELIGIBLE, result)
    tree = tree_of(here.code, here.name, measures)
    hidden: dict[str, set[str]] = {measure: set() for measure in measures}
    for code, measure in db().execute(kept_back_in(here.code, measures)).all():
        hidden[measure].add(code)
    splits = {one: Split(tree, one, frozenset(hidden[one])) for one in measures}
    table = places_table(
        tree,
        [*_learning(splits), *(_exam(splits[result], year) if year else ())],
        title=_("%(name)s哪里要帮一把", name=here.name),
        link=lambda code: url_for("region.outcomes", region=code, year=year or None),
    )
    return Table(
        title=table.title,
        columns=table.columns,
        rows=table.rows,
        at=table.at,
        note=f"{here.name}{_('。')}{few_note()}",
        links=table.links,
    )


def _learning(splits: Mapping[str, Split]) -> list[Measured]:
    silent, eligible = splits[SILENT], splits[ELIGIBLE]
    return [
        _column(_("还没考过"), _("从招募到参考，还没通过的人，昨夜的数"), silent.everybody),
        _column(_("好久没学"), _silence(), silent.part),
        _column(_("答过报考条件"), _("填过学历和从业时间、能看出结果的人"), eligible.everybody),
        _column(_("还不能报"), _("下一次初级考试还不能报的人"), eligible.part),
    ]


def _exam(split: Split, year: str) -> list[Measured]:
    return [
        _column(_("考过试"), _("%(year)s 年考了、结果出来的人", year=year), split.told),
        _column(_("没过"), _("其中没过的人"), split.part),
        _column(_("过了的"), _("其中过了的占百分之几"), split.rest_share),
    ]


def _column(name: str, means: str, of: Callable[[str], Cell]) -> Measured:
    return Measured(Column(name, means, numeric=True), of, of(ROOT))


def _silence() -> str:
    rule = rule_on(local_day(now()))
    return _(
        "进来头 %(first)d 天里 %(early)d 天没学，以后 %(later)d 天没学；"
        "刚招募的、报了名的、请过假的不算",
        first=rule.first_days,
        early=rule.early,
        later=rule.later,
    )
