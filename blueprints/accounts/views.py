"""Signing in and out."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.entry import open_session, revoke_session
from actions.passwords import fits
from actions.people import find_person
from blueprints.accounts.forms import SignInForm
from blueprints.accounts.limits import account_key, refuse_flood
from blueprints.web.db import db, now, writing
from blueprints.web.errors import too_many
from blueprints.web.forms import sent
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.login import actor, actor_or_none, end_session, start_session
from blueprints.web.notes import address, note
from blueprints.web.urls import safe_next
from domain.access import Act
from models.people import Person

bp = Blueprint("accounts", __name__)


@bp.route("/login", methods=["GET", "POST"])
@allow(Act.PUBLIC)
def login() -> ResponseReturnValue:
    """Sign in with a phone number or user name and a password."""
    target = safe_next(request.values.get("next"), url_for("today.show"))
    if request.method == "GET" and actor_or_none():
        return redirect(target, 303)
    form = SignInForm(sent())
    if request.method == "POST" and form.validate():
        person = _checked(form.login.data or "", form.password.data or "")
        if person is not None:
            sign_in(person)
            return redirect(target, 303)
        form.login.errors = [_("手机号（或用户名）和密码对不上，看一下再填")]
    status = 422 if form.errors else 200
    return render_template("accounts/login.html", form=form, next=target), status


@bp.post("/logout")
@allow(Act.OWN_ACCOUNT)
def logout() -> ResponseReturnValue:
    """Sign out on this device; nothing that was learned is cleared."""
    with writing() as session:
        revoke_session(session, actor().sign_in_id, at=now())
    end_session()
    return redirect(url_for("pages.home"), 303)


def sign_in(person: Person) -> None:
    """Give this browser a new session of this person."""
    token, label = start_session()
    with writing() as session:
        open_session(session, person, token=token, label=label, at=now())


def _checked(login_text: str, password: str) -> Person | None:
    """The person, if the password fits; a failure is noted and soon costs time."""
    account = account_key(login_text)
    wait = refuse_flood(account)
    if wait:
        raise too_many(wait)
    person = find_person(db(), login_text, house().keyring)
    if fits(password, person.password_hash if person else None):
        return person
    note("sign-in-failed", account)
    note("sign-in-failed", address())
    return None
