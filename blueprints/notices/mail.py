"""How mail leaves the house: written by an administrator, the password never read back."""

from smtplib import SMTPAuthenticationError, SMTPException
from socket import gaierror
from ssl import SSLError

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.mail import Letter, Smtp, deliver, drop_smtp, set_smtp, smtp_settings
from actions.notices import email_of, wish_of
from blueprints.notices.forms import ServerForm
from blueprints.notices.part import bp
from blueprints.web.db import db, now, writing
from blueprints.web.forms import sent
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.login import actor
from domain.access import Act
from models.people import Person

SHOWN = 4


def _plain() -> dict[type[Exception], str]:
    """What the usual troubles mean for somebody at a keyboard."""
    return {
        SMTPAuthenticationError: _("登录名或密码不对，看看是不是要用授权码"),
        gaierror: _("找不到这台服务器，看看地址写对没有"),
        ConnectionRefusedError: _("服务器没有开这个端口，看看地址和端口"),
        TimeoutError: _("等了很久没有回音，看看端口和加密"),
        SSLError: _("加密对不上，换一种加密再试"),
    }


@bp.get("/office/mail")
@allow(Act.RUN_HOUSE)
def server() -> ResponseReturnValue:
    """See how mail leaves, and change it."""
    kept = smtp_settings(db(), house().keyring)
    given = {"host": kept.host, "port": kept.port, "security": kept.security} if kept else {}
    more = {"user": kept.user, "sender": kept.sender} if kept else {}
    return _page(ServerForm(data={"port": 465, "security": "tls", **given, **more}), kept)


@bp.post("/office/mail")
@allow(Act.RUN_HOUSE)
def set_server() -> ResponseReturnValue:
    """Keep the settings."""
    form = ServerForm(sent())
    if not form.validate():
        return _page(form, smtp_settings(db(), house().keyring)), 422
    smtp = Smtp(
        form.host.data or "",
        form.port.data or 0,
        form.security.data,
        form.user.data or "",
        form.sender.data or "",
        form.password.data or "",
    )
    with writing() as session:
        by = session.get_one(Person, actor().id)
        set_smtp(session, smtp, by=by, keyring=house().keyring, at=now())
    flash(_("存好了。先试发一封"), "ok")
    return redirect(url_for("notices.server"), 303)


@bp.post("/office/mail/try")
@allow(Act.RUN_HOUSE)
def try_server() -> ResponseReturnValue:
    """Send a mail to my own proved address, at once, and say what the server said."""
    smtp = smtp_settings(db(), house().keyring)
    wish = db().scalars(wish_of(actor().id)).one_or_none()
    person = db().get_one(Person, actor().id)
    email = email_of(wish, person, house().keyring) if wish else smtp.sender if smtp else ""
    if smtp is None or not email:
        flash(_("先把发信服务器存好"), "bad")
        return redirect(url_for("notices.server"), 303)
    letter = Letter(email, _("扎根：试发"), _("收到这封信，就说明发信设好了。"), now())
    try:
        deliver(smtp, letter)
    except (OSError, SMTPException) as trouble:
        flash(_("没发出去：%(what)s", what=_reason(trouble)), "bad")
    else:
        flash(_("发出去了，到 %(mail)s 看看", mail=email), "ok")
    return redirect(url_for("notices.server"), 303)


@bp.post("/office/mail/drop")
@allow(Act.RUN_HOUSE)
def drop_server() -> ResponseReturnValue:
    """Send no mail any more."""
    with writing() as session:
        drop_smtp(session, by=session.get_one(Person, actor().id), at=now())
    flash(_("不再发信，密码也删了"), "ok")
    return redirect(url_for("notices.server"), 303)


def _page(form: ServerForm, kept: Smtp | None) -> str:
    tail = kept.password[-SHOWN:] if kept and len(kept.password) > 2 * SHOWN else ""
    return render_template("notices/server.html", form=form, kept=kept, tail=tail)


def _reason(trouble: Exception) -> str:
    """What the server or the network said, on one line, without the password."""
    said = " ".join(str(trouble).split())[:200] or type(trouble).__name__
    plain = next((words for kind, words in _plain().items() if isinstance(trouble, kind)), "")
    return _("%(words)s（服务器说：%(said)s）", words=plain, said=said) if plain else said
