"""One question of a set: asked, answered, told."""

from collections.abc import Set as AbstractSet
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from actions.practice import answer_place, name_cause
from blueprints.practice.forms import CauseForm
from blueprints.practice.part import bp
from blueprints.practice.run import Spot, spot_or_404
from blueprints.practice.told import told_of
from blueprints.web.db import now, writing
from blueprints.web.forms import sent
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.login import actor
from blueprints.words.practice import outcome_words
from content.course import Item
from domain.access import Act
from domain.answers import LAPSES
from domain.days import local_day
from domain.wrong_book import Cause


@bp.route("/practice/<uid:uid>/<slug:number>", methods=["GET", "POST"])
@allow(Act.LEARN)
def question(uid: UUID, number: str) -> ResponseReturnValue:
    """Answer one question of a set; answered, see why and when it comes back."""
    spot = spot_or_404(uid, number)
    if spot.locked:
        return _no_question(spot)
    if spot.answer is not None:
        return redirect(request.path, 303) if request.method == "POST" else _told_page(spot)
    if spot.item is None or not spot.item.holds_on(local_day(now())):
        return _no_question(spot)
    if request.method == "POST":
        return _answered(spot, spot.item)
    return _ask_page(spot, spot.item)


@bp.post("/practice/<uid:uid>/<slug:number>/cause")
@allow(Act.LEARN)
def cause(uid: UUID, number: str) -> ResponseReturnValue:
    """Say why an answer went wrong, so that the wrong-answer book can be sorted by it."""
    spot = spot_or_404(uid, number)
    if spot.answer is None or spot.answer.outcome not in LAPSES or spot.locked:
        abort(404)
    form = CauseForm(sent())
    if not form.validate():
        return _told_page(spot, form)
    item_id = spot.run.row.items[spot.number - 1]
    with writing() as session:
        name_cause(session, actor().id, item_id, Cause(form.cause.data), at=now())
    here = url_for("practice.question", uid=uid, number=number, _anchor="cause-named")
    return redirect(here, 303)


def _answered(spot: Spot, item: Item) -> ResponseReturnValue:
    """Record the answer and lead to its explanation; nothing ticked asks again."""
    form = sent()
    unknown = "unknown" in form
    chosen = set(form.getlist("chosen")) & {option.id for option in item.options}
    if not unknown and not _complete(item, chosen):
        return _ask_page(spot, item, chosen, missing=True), 422
    with writing() as session:
        answer_place(
            session,
            spot.run.row,
            spot.number,
            item,
            chosen=chosen,
            unknown=unknown,
            library=house().library,
            at=now(),
        )
    return redirect(request.path, 303)


def _ask_page(
    spot: Spot, item: Item, chosen: AbstractSet[str] = frozenset(), *, missing: bool = False
) -> str:
    return render_template(
        "practice/question.html", spot=spot, item=item, chosen=chosen, missing=missing
    )


def _complete(item: Item, chosen: set[str]) -> bool:
    return len(chosen) == 1 if item.kind == "single" else bool(chosen)


def _told_page(spot: Spot, refused: CauseForm | None = None) -> ResponseReturnValue:
    told = told_of(spot, spot.answer) if spot.answer else None
    if told is None:
        return _no_question(spot)
    form: CauseForm | None = told.cause
    if refused is not None:
        form = refused.offer(told.question.kind)
    page = render_template(
        "practice/told.html", spot=spot, told=told, form=form, outcome_words=outcome_words
    )
    return page, 422 if refused else 200


def _no_question(spot: Spot) -> ResponseReturnValue:
    """A question that cannot be shown now: taken back, or part of a running mock."""
    return render_template("practice/gone.html", spot=spot)
