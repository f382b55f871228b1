"""Eligibility: one question a page, a check page, and the answer with its rules."""

from collections.abc import Mapping

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.road import tell_about_oneself
from blueprints.road.part import bp
from blueprints.road.questions import (
    SpellForm,
    answer_in,
    form_for,
    question_of,
    question_title,
    shown_answer,
)
from blueprints.road.verdicts import verdict_cards
from blueprints.web.db import now, writing
from blueprints.web.forms import sent
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.login import actor
from blueprints.web.traveller import Traveller, traveller
from blueprints.words.road import spell_words
from domain.access import Act
from domain.eligibility_answers import (
    MOST_SPELLS,
    ORDER,
    UNKNOWN,
    YES,
    read_spells,
    write_spells,
)


@bp.get("/road/eligibility")
@allow(Act.WALK_ROAD)
def eligibility() -> ResponseReturnValue:
    """Say what will be asked and why, and begin or go on."""
    me = traveller(actor().id)
    if me.answers and not me.questions:
        return redirect(url_for("road.result"), 303)
    return render_template("road/eligibility.html", me=me, first=_next(me))


@bp.route("/road/eligibility/<slug:question>", methods=["GET", "POST"])
@allow(Act.WALK_ROAD)
def question(question: str) -> ResponseReturnValue:
    """Answer one question about education or practice."""
    me = traveller(actor().id)
    asked = question_of(question, me.today)
    if asked is None:
        abort(404)
    form = form_for(asked, me.answers.get(question), sent() or None)
    unknown = request.method == "POST" and "unknown" in request.form
    if unknown or (request.method == "POST" and form.validate()):
        _tell({question: UNKNOWN if unknown else answer_in(form)})
        return redirect(_next(_anew()), 303)
    page = render_template(
        "road/question.html",
        asked=asked,
        form=form,
        back=_before(me, question),
        fields=me.book.find("practice-fields", me.region) if question == "practice" else (),
    )
    return page, 422 if form.errors else 200


@bp.route("/road/eligibility/spell", methods=["GET", "POST"])
@allow(Act.WALK_ROAD)
def spell() -> ResponseReturnValue:
    """Tell one spell of practice, from when to when."""
    me = traveller(actor().id)
    form = SpellForm(me.today, sent() or None)
    if request.method == "POST" and "unknown" in request.form:
        _tell({"practice": UNKNOWN})
        return redirect(_next(_anew()), 303)
    kept = read_spells(me.answers.get("spells", ""))
    full = len(kept) >= MOST_SPELLS
    if request.method == "POST" and form.validate() and not full:
        _tell({"practice": YES, "spells": write_spells((*kept, form.spell))})
        return redirect(url_for("road.spells"), 303)
    page = render_template("road/spell.html", form=form, kept=kept, full=full, most=MOST_SPELLS)
    return page, 422 if form.errors else 200


@bp.route("/road/eligibility/spells", methods=["GET", "POST"])
@allow(Act.WALK_ROAD)
def spells() -> ResponseReturnValue:
    """See the spells told so far, take one out, or add another."""
    me = traveller(actor().id)
    kept = read_spells(me.answers.get("spells", ""))
    if request.method == "POST":
        gone = request.form.get("remove", "")
        _tell({"spells": write_spells(one for one in kept if write_spells([one]) != gone)})
        return redirect(url_for("road.spells"), 303)
    if not kept:
        return redirect(url_for("road.spell"), 303)
    return render_template(
        "road/spells.html",
        kept=[(spell_words(one), write_spells([one])) for one in kept],
        after=_next(me),
        full=len(kept) >= MOST_SPELLS,
    )


@bp.get("/road/eligibility/check")
@allow(Act.WALK_ROAD)
def check() -> ResponseReturnValue:
    """See everything told, each with a way to change it."""
    me = traveller(actor().id)
    if not me.answers:
        return redirect(url_for("road.eligibility"), 303)
    rows = [
        (
            question_title(name),
            shown_answer(name, me.answers.get(name)),
            url_for("road.spells") if name == "spells" else _page_of(name),
        )
        for name in me.told
    ]
    return render_template("road/check.html", rows=rows, open=me.questions, after=_next(me))


@bp.get("/road/eligibility/result")
@allow(Act.WALK_ROAD)
def result() -> ResponseReturnValue:
    """Hear whether or when I may sit, why, and what else I can do."""
    me = traveller(actor().id)
    if me.questions:
        return redirect(_next(me), 303)
    courses = house().library.courses.values()
    short = next((course for course in courses if course.kind == "short"), None)
    return render_template("road/result.html", cards=verdict_cards(me), short=short)


def _tell(answers: Mapping[str, str]) -> None:
    with writing() as session:
        for name, answer in answers.items():
            tell_about_oneself(session, actor().id, name, answer, at=now())


def _anew() -> Traveller:
    """The person after what was just told."""
    return traveller(actor().id, anew=True)


def _next(me: Traveller) -> str:
    """The page of the next question, or the check page when all are answered."""
    if not me.questions:
        return url_for("road.check")
    return _page_of(me.questions[0])


def _page_of(name: str) -> str:
    if name == "spells":
        return url_for("road.spell")
    return url_for("road.question", question=name)


def _before(me: Traveller, name: str) -> tuple[str, str]:
    """Where the way back leads: to the question before, or to the start."""
    place = ORDER.index(name)
    earlier = [each for each in me.told if ORDER.index(each) < place]
    if not earlier:
        return url_for("road.eligibility"), _("返回")
    last = earlier[-1]
    href = url_for("road.spells") if last == "spells" else _page_of(last)
    return href, _("上一题")
