"""What to do today, and where I stand."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from blueprints.today.desk import desk_of
from blueprints.today.progress import course_progress
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.login import actor
from domain.access import Act

bp = Blueprint("today", __name__)


@bp.get("/today")
@allow(Act.OWN_ACCOUNT)
def show() -> ResponseReturnValue:
    """Show the one thing to go on with, what is due, and where on the road I am."""
    if not actor().may(Act.LEARN):
        return render_template("today/staff.html")
    return render_template("today/show.html", desk=desk_of(actor()))


@bp.get("/progress")
@allow(Act.LEARN)
def progress() -> ResponseReturnValue:
    """Show per subject and point what I have mastered, and what to do next."""
    courses = [c for c in house().library.courses.values() if c.kind == "exam"]
    return render_template(
        "today/progress.html",
        courses=[course_progress(course, actor().id) for course in courses],
    )
