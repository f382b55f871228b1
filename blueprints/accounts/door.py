"""Signing in and out, and getting back in with a recovery slip."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions import demo
from actions.entry import CodeSpentError, revoke_session, use_slip
from actions.passwords import hash_password
from actions.people import find_person
from blueprints.accounts.forms import RecoverForm, SignInForm
from blueprints.accounts.limits import note_dead_code, password_fits, stop_code_flood
from blueprints.accounts.own import asks_for_agreement
from blueprints.accounts.part import bp
from blueprints.accounts.signing import sign_in
from blueprints.web.db import db, now, writing
from blueprints.web.forms import sent
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.login import actor, actor_or_none, end_session
from blueprints.web.urls import safe_next
from domain.access import Act
from models.people import Person


@bp.route("/login", methods=["GET", "POST"])
@allow(Act.PUBLIC)
def login() -> ResponseReturnValue:
    """Sign in with a phone number or user name and a password."""
    target = safe_next(request.values.get("next"), url_for("today.show"))
    if request.method == "GET" and actor_or_none():
        return redirect(target, 303)
    form = SignInForm(sent())
    if request.method == "POST" and form.validate():
        text = form.login.data or ""
        person = find_person(db(), text, house().keyring)
        if password_fits(text, person, form.password.data or "") and person:
            sign_in(person)
            return redirect(target, 303)
        form.login.errors = [_("手机号（或用户名）和密码对不上，看一下再填")]
    status = 422 if form.errors else 200
    players = [(one.login, one.told) for one in demo.CAST] if house().settings.demo else []
    page = render_template(
        "accounts/login.html", form=form, next=target, players=players, secret=demo.PASSWORD
    )
    return page, status


@bp.post("/logout")
@allow(Act.OWN_ACCOUNT)
def logout() -> ResponseReturnValue:
    """Sign out on this device; nothing that was learned is cleared."""
    with writing() as session:
        revoke_session(session, actor().sign_in_id, at=now())
    end_session()
    return redirect(url_for("pages.home"), 303)


@bp.route("/recover", methods=["GET", "POST"])
@allow(Act.PUBLIC)
def recover() -> ResponseReturnValue:
    """Set a new password with the code of a recovery slip, and be signed in."""
    form = RecoverForm(sent())
    if request.method == "POST" and form.validate():
        person = _recovered(form.code.data or "", form.password.data or "")
        if person is not None:
            sign_in(person)
            flash(_("新密码设好了。别的设备都退出了登录。"), "ok")
            asked = asks_for_agreement(person.id)
            return redirect(url_for("accounts.agreement" if asked else "today.show"), 303)
        form.code.errors = [
            _("这个码用不了：可能抄错、用过，或过了 7 天。找带班老师再打印一张恢复单")
        ]
    return render_template("accounts/recover.html", form=form), 422 if form.errors else 200


def _recovered(code: str, password: str) -> Person | None:
    """The person whose slip it was, with the new password set; None when the code is dead."""
    stop_code_flood(code)
    hashed = hash_password(password)
    try:
        with writing() as session:
            return use_slip(session, code, hashed, at=now())
    except CodeSpentError:
        note_dead_code(code)
        return None
