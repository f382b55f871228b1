"""What to do today, and where I stand."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from blueprints.today import bureau, staff
from blueprints.today.desk import desk_of
from blueprints.today.progress import progress_in
from blueprints.web.gates import allow
from blueprints.web.hat import Hat, hat_of, today_words
from blueprints.web.house import house
from blueprints.web.login import actor
from domain.access import Act

bp = Blueprint("today", __name__)


@bp.get("/today")
@allow(Act.OWN_ACCOUNT)
def show() -> ResponseReturnValue:
    """Show the one thing to go on with, or, to staff, what needs them, the oldest first."""
    if hat_of(actor()) is Hat.WORK:
        return _staff()
    title = today_words(actor())
    return render_template("today/show.html", desk=desk_of(actor()), title=title)


@bp.get("/progress")
@allow(Act.LEARN)
def progress() -> ResponseReturnValue:
    """Show per subject and point what I have mastered, and what to do next."""
    courses = [c for c in house().library.courses.values() if c.kind == "exam"]
    return render_template("today/progress.html", courses=progress_in(courses, actor().id))


def _staff() -> ResponseReturnValue:
    found = staff.rows() if actor().may(Act.FOLLOW) else []
    found += bureau.rows() if actor().may(Act.WATCH_REGION) else []
    shown = found if request.args.get("all") else found[: staff.MOST_ROWS]
    title = today_words(actor())
    return render_template("today/staff.html", rows=shown, count=len(found), title=title)
