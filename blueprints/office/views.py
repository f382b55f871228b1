"""Administration: how the installation is."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime

from blueprints.office.health import health
from blueprints.web.gates import allow
from domain.access import Act

bp = Blueprint("office", __name__)


@bp.get("/office")
@allow(Act.WATCH_HEALTH)
def show() -> ResponseReturnValue:
    """Show whether database, content, jobs and audit log are well."""
    found = health()
    sealed_at = format_datetime(found.sealed_at, "yyyy-MM-dd HH:mm") if found.sealed_at else ""
    return render_template("office/show.html", health=found, sealed_at=sealed_at)
