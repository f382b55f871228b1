"""How the installation is, and what needs an administrator."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions import audit
from actions.jobs import ask_for
from blueprints.office.health import health
from blueprints.office.part import bp
from blueprints.web.db import now, writing
from blueprints.web.forms import once
from blueprints.web.gates import allow
from domain.access import Act


@bp.get("/office")
@allow(Act.WATCH_HEALTH)
def show() -> ResponseReturnValue:
    """Show whether database, content, jobs, backup and audit log are well."""
    return render_template("office/show.html", health=health())


@bp.post("/office/check")
@allow(Act.WATCH_HEALTH)
def check_chain() -> ResponseReturnValue:
    """Ask for the whole chain of the log to be read now, beside the pages."""
    with writing() as session:
        ask_for(session, audit.JOB, f"{audit.JOB}:{once()}", at=now())
    flash(_("开始查了。一分钟后再打开这一页，看结果"), "ok")
    return redirect(url_for("office.show"), 303)
