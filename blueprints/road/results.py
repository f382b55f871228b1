"""Marks by paper and year, what they are worth next year, and what comes after."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.road import enter_marks
from blueprints.road.marks import MarksForm, YearForm, marks_form, years_held
from blueprints.road.part import bp
from blueprints.web.countdown import pass_marks, passes_of
from blueprints.web.db import db, now, writing
from blueprints.web.forms import sent
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.web.traveller import Traveller, traveller
from blueprints.words.days import long_day, long_moment
from blueprints.words.road import level_words, marks_words, paper_words
from content.rules import Rule
from content.rules_build import carry_rule, papers_of
from domain.access import Act
from domain.carry import PaperStanding, Standing, standing
from domain.eligibility import Level
from domain.eligibility_answers import LEVELS
from models.road import ExamResult
from models.road_queries import results_ever_of, results_of


@dataclass(frozen=True, slots=True)
class LevelResult:
    """One level: what was got, what it is worth, and the rule that says so."""

    level: Level
    name: str
    year: int
    passed: bool
    rows: list[tuple[str, str, str]]
    words: list[str]
    rule: Rule | None


@bp.get("/road/results")
@allow(Act.WALK_ROAD)
def results() -> ResponseReturnValue:
    """See my marks, what they carry over, and the next step, kindly."""
    me = traveller(actor().id)
    rows = db().scalars(results_of(me.person_id)).all()
    ever = db().scalars(results_ever_of(me.person_id)).all()
    levels = [told for level in LEVELS if (told := _told(me, level, rows))]
    return render_template(
        "road/results.html",
        levels=levels,
        failed=[one for one in levels if not one.passed],
        next_words=_next_words(me),
        next_rule=_next_rule(me),
        pass_rules=me.book.find("pass-mark", me.region),
        review_rules=_review_rules(me),
        history=[_entry(me, row) for row in ever] if len(ever) > len(rows) else [],
    )


@bp.route("/road/results/years", methods=["GET", "POST"])
@allow(Act.WALK_ROAD)
def result_year() -> ResponseReturnValue:
    """Say which exam the marks are of."""
    me = traveller(actor().id)
    form = YearForm(me, sent() or None)
    if request.method == "POST" and form.validate():
        level, _dash, year = (form.exam.data or "").partition("-")
        return redirect(url_for("road.result_marks", level=level, year=year), 303)
    return render_template("road/result_year.html", form=form), 422 if form.errors else 200


@bp.route("/road/results/<slug:level>/<slug:year>", methods=["GET", "POST"])
@allow(Act.WALK_ROAD)
def result_marks(level: str, year: str) -> ResponseReturnValue:
    """Enter the marks of one exam; entered again, both entries are kept."""
    me = traveller(actor().id)
    if year not in {str(each) for each in years_held(me, level)}:
        abort(404)
    rows = db().scalars(results_of(me.person_id)).all()
    held = {row.paper: row.half_marks for row in rows if row.year == int(year)}
    form = marks_form(me, level, held, sent() or None)
    if request.method == "POST" and form.validate():
        _keep(form, int(year))
        return redirect(url_for("road.results"), 303)
    page = render_template(
        "road/result_marks.html", form=form, level=level, name=level_words(level), year=year
    )
    return page, 422 if form.errors else 200


def _keep(form: MarksForm, year: int) -> None:
    with writing() as session:
        enter_marks(session, actor().id, year, form.half_marks, at=now())
    flash(_("记下了"), "ok")


def _told(me: Traveller, level: Level, rows: Sequence[ExamResult]) -> LevelResult | None:
    papers = papers_of(me.book, level)
    own = [row for row in rows if row.paper in papers]
    if not own:
        return None
    rule = carry_rule(me.book, me.region, level)
    stands = standing(rule, passes_of(me, own), _next_year(me, level))
    passed = {(one.paper, one.year) for one in passes_of(me, own) if one.passed}
    return LevelResult(
        level=level,
        name=level_words(level),
        year=max(row.year for row in own),
        passed=stands.completed_in is not None,
        rows=[_row(me, row, passed) for row in own],
        words=_standing_words(me, level, stands),
        rule=me.book.get(rule.rule),
    )


def _row(me: Traveller, row: ExamResult, passed: set[tuple[str, int]]) -> tuple[str, str, str]:
    title = _("%(year)d 年 %(paper)s", year=row.year, paper=paper_words(me.book, row.paper))
    if row.half_marks is None:
        return title, marks_words(None), ""
    if (row.paper, row.year) in passed:
        return title, marks_words(row.half_marks), _("合格")
    short = pass_marks(me)[row.paper] - row.half_marks
    return title, marks_words(row.half_marks), _("差 %(marks)s", marks=marks_words(short))


def _standing_words(me: Traveller, level: Level, stands: Standing) -> list[str]:
    """What the marks are worth in the next sitting, one sentence each."""
    if stands.completed_in is not None:
        return [
            _(
                "%(year)d 年都合格了，%(level)s通过。",
                year=stands.completed_in,
                level=level_words(level),
            )
        ]
    first = [_("初级两科要在同一年合格，不能带到下一年，两科一起再考。")]
    if level is Level.JUNIOR:
        return first
    return [
        _("中级三科要在连续两年里合格。"),
        *(_paper_standing(me, paper) for paper in stands.papers),
    ]


def _paper_standing(me: Traveller, paper: PaperStanding) -> str:
    title = paper_words(me.book, paper.paper)
    if paper.state == "kept":
        return _(
            "%(paper)s：%(year)d 年合格，保留到 %(last)d 年的考试。",
            paper=title,
            year=paper.passed_in,
            last=paper.last_year,
        )
    if paper.state == "lapsed":
        return _(
            "%(paper)s：%(year)d 年的合格过了两年，要再考。", paper=title, year=paper.passed_in
        )
    return _("%(paper)s：要考。", paper=title)


def _next_year(me: Traveller, level: str) -> int:
    sitting = me.sitting(level)
    return sitting.year if sitting else me.today.year + 1


def _next_words(me: Traveller) -> str:
    """When the next exam is, or that nobody knows."""
    sitting = me.sitting(Level.JUNIOR)
    if sitting is None:
        return _("下一次考试还没有消息。")
    if not sitting.exam_days:
        return _("下一次是 %(year)d 年，日期未公布。", year=sitting.year)
    return _("下一次考试：%(day)s。", day=long_day(sitting.exam_days[0]))


def _next_rule(me: Traveller) -> Rule | None:
    sitting = me.sitting(Level.JUNIOR)
    return me.book.get(sitting.rule) if sitting else None


def _review_rules(me: Traveller) -> list[Rule]:
    """How marks can be looked at again."""
    facts = me.book.find("exam-fact", me.region)
    return [rule for rule in facts if rule.value["topic"] == "score-review"]


def _entry(me: Traveller, row: ExamResult) -> str:
    return _(
        "%(at)s填：%(year)d 年 %(paper)s %(marks)s",
        at=long_moment(row.at),
        year=row.year,
        paper=paper_words(me.book, row.paper),
        marks=marks_words(row.half_marks),
    )
