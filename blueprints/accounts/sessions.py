"""Where I am signed in."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.entry import revoke_session, revoke_sessions
from blueprints.accounts.own import my_sessions
from blueprints.accounts.part import bp
from blueprints.web.db import db, now, one_or_404, writing
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.words.accounts import device_words
from domain.access import Act
from domain.days import local_day
from models.entry import SignIn


@bp.get("/me/sessions")
@allow(Act.OWN_ACCOUNT)
def sessions() -> ResponseReturnValue:
    """See on which devices I am signed in."""
    rows = db().scalars(my_sessions()).all()
    return render_template(
        "accounts/sessions.html",
        rows=rows,
        current=actor().sign_in_id,
        device_words=device_words,
        local_day=local_day,
    )


@bp.post("/me/sessions/<uid:session>/end")
@allow(Act.OWN_ACCOUNT)
def end_one(session: UUID) -> ResponseReturnValue:
    """Sign out one device."""
    row = one_or_404(my_sessions().where(SignIn.uid == session))
    with writing() as db_session:
        revoke_session(db_session, row.id, at=now())
    flash(_("那台设备退出了登录"), "ok")
    return redirect(url_for("accounts.sessions"), 303)


@bp.post("/me/sessions/end")
@allow(Act.OWN_ACCOUNT)
def end_others() -> ResponseReturnValue:
    """Sign out every device but this one."""
    with writing() as db_session:
        revoke_sessions(db_session, actor().id, at=now(), but=actor().sign_in_id)
    flash(_("别的设备都退出了登录"), "ok")
    return redirect(url_for("accounts.sessions"), 303)
