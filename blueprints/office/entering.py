"""Entering rules: written as in the files or made by a form, looked over, then in force."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.road import enter_rules
from blueprints.office.part import bp, named_regions
from blueprints.office.rule_forms import WINDOWS, RulesForm, SittingForm, sitting_form
from blueprints.web.db import db, now, writing
from blueprints.web.forms import sent
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.web.rules import rules_now
from blueprints.words.office import kind_words, usual_words
from blueprints.words.rule_parts import key_words, value_words
from content.problems import ContentError
from content.rule_change import changes
from content.rule_kinds import Paper
from content.rules import Rulebook, parse_rules
from content.rules_build import levels_of
from content.sitting_toml import SittingEntry, sitting_file, sitting_toml
from domain.access import Act
from domain.days import local_day
from domain.sittings import Session


@bp.route("/office/rules/new", methods=["GET", "POST"])
@allow(Act.RUN_HOUSE)
def new_rules() -> ResponseReturnValue:
    """Write rules as the files have them; the next page shows what would change."""
    form = RulesForm(sent())
    if request.method == "POST" and form.validate():
        return _look_over(form)
    return _rules_page(form)


@bp.route("/office/rules/new-sitting", methods=["GET", "POST"])
@allow(Act.RUN_HOUSE)
def new_sitting() -> ResponseReturnValue:
    """Fill in a province's sitting from its notice; the next page shows what would change."""
    book = rules_now(db())
    form = sitting_form(book.values("paper", Paper), _usual(book))(sent())
    form.offer(levels_of(book))
    if request.method == "POST" and not request.form.get("back") and form.validate():
        entry = _entry(form)
        made = RulesForm(data={"name": sitting_file(entry), "text": sitting_toml(entry)})
        return _look_over(made, _filled())
    page = render_template("office/new_sitting.html", form=form)
    return page, 422 if form.errors else 200


@bp.post("/office/rules/entered")
@allow(Act.RUN_HOUSE)
def enter() -> ResponseReturnValue:
    """Put the rules that were looked over in force, at once and for everybody."""
    form = RulesForm(sent())
    if not form.validate():
        return _rules_page(form)
    if request.form.get("back"):
        return _rules_page(form)
    try:
        with writing() as session:
            name, text = form.name.data or "", form.text.data or ""
            rules = enter_rules(session, name, text, str(actor().uid), now())
    except ContentError as fault:
        return _faulty(form, fault)
    flash(_("录进去了，%(n)d 条，马上生效", n=len(rules)), "ok")
    return redirect(url_for("office.entered_rules"), 303)


def _filled() -> list[tuple[str, str]]:
    """What the form of a sitting holds, so that one can go back to it."""
    every = request.form.items(multi=True)
    return [(name, value) for name, value in every if value and name not in {"csrf_token", "once"}]


def _look_over(form: RulesForm, filled: Sequence[tuple[str, str]] = ()) -> ResponseReturnValue:
    """The page that shows what would change; nothing is kept yet."""
    try:
        rules = parse_rules((form.text.data or "").encode(), form.name.data or "")
    except ContentError as fault:
        return _faulty(form, fault)
    return render_template(
        "office/check_rules.html",
        form=form,
        filled=filled,
        changes=changes(rules_now(db()), rules),
        region_words=named_regions(),
        kind_words=kind_words,
        key_words=key_words,
        value_words=value_words,
    )


def _faulty(form: RulesForm, fault: ContentError) -> ResponseReturnValue:
    form.text.errors = [
        _("第 %(n)d 行：%(words)s", n=one.line, words=one.message) for one in fault.problems
    ]
    return _rules_page(form)


def _rules_page(form: RulesForm) -> ResponseReturnValue:
    return render_template("office/new_rules.html", form=form), 422 if form.errors else 200


def _entry(form: SittingForm) -> SittingEntry:
    days = tuple(sorted({one.day for one in (form.first_day, form.second_day) if one.day}))
    return SittingEntry(
        region=form.region.data or "",
        year=int(form.year.data or 0),
        levels=tuple(form.levels.data or ()),
        status=form.status.data,
        source=form.source.data or "",
        document=form.document.data or "",
        confidence=form.confidence.data,
        checked_on=local_day(now()),
        note=form.note.data or "",
        exam_days=days,
        windows={name: _window(form, name) for name in WINDOWS},
        results_planned=form.results_planned.data or "",
        fees=_fees(form),
        sessions=form.sessions,
        whole=set(form.levels.data or ()) >= {str(one) for one in levels_of(rules_now(db()))},
    )


def _usual(book: Rulebook) -> Mapping[str, str]:
    """The hours that hold where a sitting's notice says nothing, by paper."""
    return {one.paper: usual_words(one) for one in book.values("session", Session)}


def _window(form: SittingForm, name: str) -> tuple[datetime | None, datetime | None]:
    ends = (getattr(form, f"{name}_{end}", None) for end in ("opens", "closes"))
    opens, closes = (one.moment if one else None for one in ends)
    return opens, closes


def _fees(form: SittingForm) -> Mapping[str, int]:
    """The fees by paper of the ticked levels; none where the notice does not say."""
    fees = {"objective": form.objective_fee.fen, "essay": form.essay_fee.fen}
    papers = rules_now(db()).values("paper", Paper)
    wanted = [one for one in papers if one.level in (form.levels.data or ())]
    return {one.code: fen for one in wanted if (fen := fees[one.format]) is not None}
