"""Choosing what to practise, and starting it."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.practice import SIZES, start_set
from actions.practice_choice import Want, Wish, supply
from blueprints.practice.desk import desk_of
from blueprints.practice.forms import StartForm
from blueprints.practice.part import bp
from blueprints.practice.wishes import fields_of, wish_in
from blueprints.web.db import db, now, writing
from blueprints.web.forms import once, sent
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.login import actor
from blueprints.words.practice import wish_words
from domain.access import Act


@bp.get("/practice")
@allow(Act.LEARN)
def choose() -> ResponseReturnValue:
    """Choose what to practise, or see the one thing an address asks for before it starts."""
    wish = wish_in(request.args)
    if wish is None:
        desk = desk_of(actor().id)
        return render_template(
            "practice/choose.html",
            desk=desk,
            next_title=wish_words(desk.next_wish, house().library),
            next_fields=fields_of(desk.next_wish),
        )
    return _start_page(wish, StartForm())


@bp.post("/practice")
@allow(Act.LEARN)
def start() -> ResponseReturnValue:
    """Put a set together and go to its first question."""
    form = StartForm(sent())
    wish = wish_in(sent())
    if wish is None:
        return redirect(url_for("practice.choose"), 303)
    if not form.validate():
        return _start_page(wish, form, status=422)
    uid = _started(wish, int(form.size.data))
    if uid is None:
        flash(_("现在没有这样的题，换一种练"), "info")
        return redirect(url_for("practice.choose"), 303)
    return redirect(url_for("practice.question", uid=uid, number="1"), 303)


def _started(wish: Wish, size: int) -> UUID | None:
    with writing() as session:
        run = start_set(
            session,
            actor().id,
            wish,
            size=size,
            once=once(),
            library=house().library,
            at=now(),
        )
        return run.uid if run else None


def _start_page(wish: Wish, form: StartForm, status: int = 200) -> ResponseReturnValue:
    found = supply(db(), actor().id, wish, library=house().library, at=now())
    page = render_template(
        "practice/start.html",
        wish=wish,
        title=wish_words(wish, house().library),
        fields=fields_of(wish),
        items=found.items,
        fresh=found.fresh,
        short=len(found.items) <= min(SIZES),
        one=wish.want is Want.ITEM,
        form=form,
    )
    return page, status
