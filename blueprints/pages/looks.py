"""How a reader likes pages to look."""

from urllib.parse import urlsplit

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import update

from blueprints.pages.forms import LookForm
from blueprints.pages.part import bp
from blueprints.web.db import writing
from blueprints.web.forms import sent
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.language import YEAR, language, text_size, theme
from blueprints.web.login import actor_or_none
from blueprints.web.urls import safe_next
from domain.access import Act
from models.people import Person


@bp.route("/size", methods=["GET", "POST"])
@allow(Act.PUBLIC)
def size() -> ResponseReturnValue:
    """Choose text size, theme and language; kept in this browser, the language also in me."""
    target = _came_from()
    if request.method == "GET":
        form = LookForm(data={"size": text_size(), "theme": theme(), "lang": language()})
        return render_template("pages/size.html", form=form, next=target)
    form = LookForm(sent())
    if not form.validate():
        return render_template("pages/size.html", form=form, next=target), 422
    return _keep(form, target)


def _came_from() -> str:
    """The page to go back to: named by the form or the address, else the one that led here."""
    home = url_for("pages.home")
    named = request.values.get("next")
    if named:
        return safe_next(named, home)
    before = urlsplit(request.referrer or "")
    if before.netloc != request.host or before.path == request.path:
        return home
    return safe_next(before.path + (f"?{before.query}" if before.query else ""), home)


def _keep(form: LookForm, target: str) -> ResponseReturnValue:
    actor = actor_or_none()
    if actor is not None and actor.language != form.lang.data:
        with writing() as session:
            change = update(Person).where(Person.id == actor.id)
            session.execute(change.values(language=form.lang.data))
    answer = redirect(target, 303)
    for field in (form.size, form.theme, form.lang):
        answer.set_cookie(
            field.name,
            field.data,
            max_age=YEAR,
            secure=house().settings.https,
            httponly=True,
            samesite="Lax",
        )
    return answer
