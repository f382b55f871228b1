"""Changing what is written about me: one thing a page."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.entry import set_password
from actions.passwords import hash_password
from actions.people import NameTakenError, change_login_name, change_phone, rename
from blueprints.accounts.forms import NameForm, PasswordForm, PhoneForm, UserNameForm
from blueprints.accounts.limits import note_taken
from blueprints.accounts.own import is_me, me
from blueprints.accounts.part import bp
from blueprints.accounts.signing import sign_in
from blueprints.web.db import now, writing
from blueprints.web.forms import Form, sent
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.login import actor
from domain.access import Act
from domain.phone import normal_phone


@bp.route("/me/name", methods=["GET", "POST"])
@allow(Act.OWN_ACCOUNT)
def change_name() -> ResponseReturnValue:
    """Correct how my name is written."""
    form = NameForm(sent(), data={"name": me().name})
    if request.method == "POST" and form.validate():
        with writing() as session:
            rename(session, actor().id, form.name.data or "", at=now())
        return _changed(_("姓名改好了"))
    return _page("accounts/name.html", form)


@bp.route("/me/phone", methods=["GET", "POST"])
@allow(Act.OWN_ACCOUNT)
def phone() -> ResponseReturnValue:
    """Sign in with another phone number from now on."""
    form = PhoneForm(sent())
    if request.method == "POST" and form.validate() and is_me(me(), form.old):
        number = normal_phone(form.phone.data or "") or ""
        try:
            with writing() as session:
                change_phone(session, actor().id, number, house().keyring, at=now())
        except NameTakenError:
            note_taken()
            form.phone.errors = [_("这个手机号有别的账号在用，换一个，或请带班老师帮忙")]
        else:
            return _changed(_("手机号改好了，下次用新号登录"))
    return _page("accounts/phone.html", form)


@bp.route("/me/user-name", methods=["GET", "POST"])
@allow(Act.OWN_ACCOUNT)
def user_name() -> ResponseReturnValue:
    """Sign in with another user name from now on."""
    form = UserNameForm(sent(), data={"login_name": me().login_name or ""})
    if request.method == "POST" and form.validate() and is_me(me(), form.old):
        name = form.login_name.data or ""
        try:
            with writing() as session:
                change_login_name(session, actor().id, name, house().keyring, at=now())
        except NameTakenError:
            note_taken()
            form.login_name.errors = [_("这个用户名有人用了，加个数字或换一个")]
        else:
            return _changed(_("用户名改好了"))
    return _page("accounts/user_name.html", form)


@bp.route("/me/password", methods=["GET", "POST"])
@allow(Act.OWN_ACCOUNT)
def password() -> ResponseReturnValue:
    """Set another password; every other session ends, this one gets a new id."""
    person = me()
    form = PasswordForm(sent(), own_words=(person.name, person.login_name or ""))
    if request.method == "POST" and form.validate() and is_me(person, form.old):
        hashed = hash_password(form.password.data or "")
        with writing() as session:
            set_password(session, person, hashed, by=actor().uid, at=now())
        sign_in(person)
        return _changed(_("密码改好了。别的设备都退出了登录。"))
    return _page("accounts/password.html", form)


def _changed(words: str) -> ResponseReturnValue:
    flash(words, "ok")
    return redirect(url_for("accounts.profile"), 303)


def _page(template: str, form: Form) -> ResponseReturnValue:
    return render_template(template, form=form), 422 if form.errors else 200
