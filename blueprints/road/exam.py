"""The sitting with one's own sessions, and the walk of registration state by state."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.road import StepNotOpenError, take_step, undo_step
from blueprints.road.calendar import calendar
from blueprints.road.part import bp
from blueprints.road.walk import Walk, step_rows, walk_of
from blueprints.web.db import db, now, writing
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.words.days import long_moment
from blueprints.words.registration import device_advice, device_words
from blueprints.words.road import education_words
from domain.access import Act
from domain.registration import needs_of
from models.road_queries import history_of_step


@bp.get("/road/exam")
@allow(Act.WALK_ROAD)
def exam() -> ResponseReturnValue:
    """See the next sitting, my own sessions, and how far my registration is."""
    walk = walk_of(actor().id, request.args.get("level"))
    return render_template("road/exam.html", walk=walk, rows=step_rows(walk))


@bp.get("/road/exam.ics")
@allow(Act.WALK_ROAD)
def exam_calendar() -> ResponseReturnValue:
    """Put my own sessions into a phone's calendar; without dates, say why there are none."""
    walk = walk_of(actor().id, request.args.get("level"))
    if not walk.sessions:
        return render_template("road/no_calendar.html", walk=walk)
    answer = Response(calendar(walk, actor().uid, now()), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = "attachment; filename=exam.ics"
    return answer


@bp.route("/road/exam/<slug:level>/<slug:step>", methods=["GET", "POST"])
@allow(Act.WALK_ROAD)
def exam_step(level: str, step: str) -> ResponseReturnValue:
    """See what one step of the registration takes, and say that it is done or not done."""
    walk = walk_of(actor().id, level)
    one = next((each for each in walk.steps if each.step == step), None)
    if one is None or walk.level != level or walk.sitting is None:
        abort(404)
    if request.method == "POST":
        return _tell(walk, step)
    query = history_of_step(actor().id, str(walk.sitting.year), level, step)
    others = [] if walk.education else one.by_education
    return render_template(
        "road/step.html",
        walk=walk,
        one=one,
        row=next(row for row in step_rows(walk) if row.step is one),
        needs=needs_of(one, walk.education),
        others=[
            (_("、").join(education_words(code) for code in each.education), each)
            for each in others
        ],
        device=device_words(one),
        advice=device_advice(one),
        history=[(each.done, long_moment(each.at)) for each in db().scalars(query)],
    )


def _tell(walk: Walk, step: str) -> ResponseReturnValue:
    back = redirect(url_for("road.exam", level=walk.level), 303)
    if walk.sitting is None:
        return back
    told = {"sitting": walk.sitting, "level": walk.level, "steps": walk.steps, "at": now()}
    if request.form.get("done") == "no":
        with writing() as session:
            undone = undo_step(session, actor().id, step, **told)
        if undone:
            flash(_("改回没做，共 %(n)d 步", n=len(undone)), "ok")
        return back
    try:
        with writing() as session:
            take_step(session, actor().id, step, **told)
    except StepNotOpenError:
        flash(_("这一步现在还不能勾：先做前面的，或等报名开始"), "warm")
        return back
    flash(_("记下了"), "ok")
    return back
