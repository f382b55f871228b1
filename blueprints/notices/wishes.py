"""How I want to be told: an address for mail, proved by a code; quiet hours."""

from secrets import randbelow

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.mail import smtp_settings
from actions.notices import (
    email_of,
    forget_address,
    give_address,
    prove_address,
    set_quiet,
    wish_of,
)
from blueprints.notices.forms import AddressForm, CodeForm, QuietForm
from blueprints.notices.part import bp
from blueprints.web.db import db, now, writing
from blueprints.web.forms import Form, sent
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.login import actor
from domain.access import Act
from models.notices import NoticeWish
from models.people import Person

PLAIN = NoticeWish(quiet_from=21, quiet_until=8)
"""What holds for who has wished nothing."""


@bp.get("/me/notices")
@allow(Act.OWN_ACCOUNT)
def wishes() -> ResponseReturnValue:
    """See how I am told, and change it."""
    return _page()


@bp.post("/me/notices/address")
@allow(Act.OWN_ACCOUNT)
def address() -> ResponseReturnValue:
    """Give an address; a code is mailed there."""
    form = AddressForm(sent())
    if not form.validate():
        return _page(address=form), 422
    code = f"{randbelow(10**6):06}"
    with writing() as session:
        person = session.get_one(Person, actor().id)
        email = form.email.data or ""
        give_address(session, person, email, code, keyring=house().keyring, at=now())
    flash(_("验证码发到这个邮箱了，一两分钟就到"), "ok")
    return redirect(url_for("notices.wishes"), 303)


@bp.post("/me/notices/code")
@allow(Act.OWN_ACCOUNT)
def code() -> ResponseReturnValue:
    """Prove the address with the code of the mail."""
    form = CodeForm(sent())
    good = form.validate()
    if good:
        with writing() as session:
            person = session.get_one(Person, actor().id)
            good = prove_address(session, person, form.code.data or "", at=now())
        if not good:
            form.code.errors = [_("验证码不对，或过了 30 分钟。可以再发一次")]
    if not good:
        return _page(code=form), 422
    flash(_("邮箱核对好了，以后有事会发信"), "ok")
    return redirect(url_for("notices.wishes"), 303)


@bp.post("/me/notices/forget")
@allow(Act.OWN_ACCOUNT)
def forget() -> ResponseReturnValue:
    """No mail any more."""
    with writing() as session:
        forget_address(session, session.get_one(Person, actor().id), at=now())
    flash(_("邮箱删掉了，以后不发信"), "ok")
    return redirect(url_for("notices.wishes"), 303)


@bp.post("/me/notices/quiet")
@allow(Act.OWN_ACCOUNT)
def quiet() -> ResponseReturnValue:
    """Choose the hours without mail."""
    form = QuietForm(sent())
    if not form.validate():
        return _page(quiet=form), 422
    hours = (int(form.quiet_from.data), int(form.quiet_until.data))
    with writing() as session:
        set_quiet(session, actor().id, hours, at=now())
    flash(_("存好了"), "ok")
    return redirect(url_for("notices.wishes"), 303)


def _page(**forms: Form) -> str:
    wish = db().scalars(wish_of(actor().id)).one_or_none() or PLAIN
    person = db().get_one(Person, actor().id)
    hours = {"quiet_from": str(wish.quiet_from), "quiet_until": str(wish.quiet_until)}
    return render_template(
        "notices/wishes.html",
        email=email_of(wish, person, house().keyring),
        wish=wish,
        mail=smtp_settings(db(), house().keyring) is not None,
        waits=wish.code_until is not None and wish.code_until > now(),
        address=forms.get("address") or AddressForm(),
        code=forms.get("code") or CodeForm(),
        quiet=forms.get("quiet") or QuietForm(data=hours),
        failed_form=next(iter(forms.values()), None) if request.method == "POST" else None,
    )
