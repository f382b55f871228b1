"""How the installation is, and what needs an administrator."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime

from blueprints.office.health import health
from blueprints.office.part import bp
from blueprints.web.gates import allow
from domain.access import Act


@bp.get("/office")
@allow(Act.WATCH_HEALTH)
def show() -> ResponseReturnValue:
    """Show whether database, content, jobs, backup and audit log are well."""
    found = health()
    sealed_at = format_datetime(found.sealed_at, "yyyy-MM-dd HH:mm") if found.sealed_at else ""
    return render_template("office/show.html", health=found, sealed_at=sealed_at)
