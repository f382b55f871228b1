"""My data: a copy to take along, and leaving for good."""

import io
import zipfile

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.erasure import DAYS_TO_UNDO, open_requests, request_erasure, undo_erasure
from actions.export import as_json, copy_of
from blueprints.accounts.forms import ErasureForm
from blueprints.accounts.own import is_me, me
from blueprints.accounts.part import bp
from blueprints.web.db import db, now, writing
from blueprints.web.forms import sent
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.login import actor
from blueprints.web.notes import note
from blueprints.words.copy import column_words, table_words
from domain.access import Act
from domain.days import local_day


@bp.get("/me/data")
@allow(Act.OWN_ACCOUNT)
def data() -> ResponseReturnValue:
    """Take a copy of my data, or leave."""
    erasure = db().scalars(open_requests(actor().id)).first()
    return render_template("accounts/data.html", erasure=erasure, days=DAYS_TO_UNDO)


@bp.get("/me/data/copy.json")
@allow(Act.OWN_ACCOUNT)
def copy_json() -> ResponseReturnValue:
    """Everything kept about me, for machines."""
    return _file(as_json(_copy()), "json", "application/json")


@bp.get("/me/data/copy.zip")
@allow(Act.OWN_ACCOUNT)
def copy_zip() -> ResponseReturnValue:
    """Everything kept about me, to read and for machines."""
    copy = _copy()
    page = render_template(
        "accounts/copy.html",
        copy=copy,
        table_words=table_words,
        column_words=column_words,
        shown=_shown,
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", page)
        archive.writestr("data.json", as_json(copy))
    return _file(packed.getvalue(), "zip", "application/zip")


@bp.route("/me/data/erasure", methods=["GET", "POST"])
@allow(Act.OWN_ACCOUNT)
def erasure() -> ResponseReturnValue:
    """Ask for my account to be erased in seven days."""
    form = ErasureForm(sent())
    if request.method == "POST" and form.validate() and is_me(me(), form.old):
        with writing() as session:
            request_erasure(session, actor().id, at=now())
        return redirect(url_for("accounts.profile"), 303)
    page = render_template("accounts/erasure.html", form=form, days=DAYS_TO_UNDO)
    return page, 422 if form.errors else 200


@bp.post("/me/data/erasure/undo")
@allow(Act.OWN_ACCOUNT)
def undo() -> ResponseReturnValue:
    """Stay after all."""
    with writing() as session:
        undo_erasure(session, actor().id, at=now())
    flash(_("不注销了，账号和学习记录都还在"), "ok")
    return redirect(url_for("accounts.profile"), 303)


def _copy() -> dict[str, object]:
    note("sensitive-read", str(actor().uid))
    return copy_of(db(), me(), house().keyring, at=now())


def _shown(column: str, value: object) -> object:
    """A value to be read: courses, lessons and points by their titles; data.json keeps the ids."""
    library = house().library
    finders = {"course": library.course, "lesson": library.lesson, "point": library.point}
    try:
        return finders[column](str(value)).title
    except KeyError:
        return "" if value is None else value


def _file(body: bytes, kind: str, mimetype: str) -> Response:
    name = f"zhagen-{local_day(now())}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, mimetype=mimetype, headers=headers)
