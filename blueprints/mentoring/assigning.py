"""Assigning: one form, a page to look it over, and only then it is sent."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.mentoring import assign_each
from blueprints.mentoring.desk import Desk, due_day, is_good, open_desk
from blueprints.mentoring.part import bp, myself
from blueprints.web.db import now, writing
from blueprints.web.forms import once, sent
from blueprints.web.gates import allow
from blueprints.words.mentoring import MOST_NAMES, names_words, people_count, task_words
from domain.access import Act


@bp.get("/assign/new/<slug:kind>")
@allow(Act.ASSIGN)
def new_assignment(kind: str) -> ResponseReturnValue:
    """Ask what, for whom, by when and why."""
    desk = open_desk(kind)
    if len(desk.targets) == 1:
        desk.form.target.data = desk.targets[0].value
    return _ask(desk)


@bp.post("/assign/new/<slug:kind>")
@allow(Act.ASSIGN)
def check_assignment(kind: str) -> ResponseReturnValue:
    """Look it over before anybody is asked for anything."""
    desk = open_desk(kind, sent())
    if not is_good(desk):
        return _ask(desk, 422)
    return render_template(
        "mentoring/check_assignment.html",
        desk=desk,
        form=desk.form,
        groups=[group.words for group, _people in desk.chosen if group.words],
        late=any(group.class_id for group, _people in desk.chosen),
        later=any(group.stage for group, _people in desk.chosen),
        names=names_words(desk.first_names(MOST_NAMES), desk.many),
        count=people_count(desk.many),
    )


@bp.post("/assign/new/<slug:kind>/change")
@allow(Act.ASSIGN)
def change_assignment(kind: str) -> ResponseReturnValue:
    """Go back from the check page with everything still filled in."""
    return _ask(open_desk(kind, sent()))


@bp.post("/assign/new/<slug:kind>/made")
@allow(Act.ASSIGN)
def create_assignment(kind: str) -> ResponseReturnValue:
    """Send what the check page showed."""
    desk = open_desk(kind, sent())
    if not is_good(desk):
        return _ask(desk, 422)
    orders, key = desk.orders(due_day(desk)), once()
    with writing() as session:
        by = myself(session)
        assign_each(session, orders, by=by, agency_id=desk.agency_id or 0, once=key, at=now())
    flash(_("布置给 %(people)s了", people=people_count(desk.many)), "ok")
    return redirect(url_for("mentoring.assign_list"), 303)


def _ask(desk: Desk, status: int = 200) -> ResponseReturnValue:
    title = task_words(desk.task)
    page = render_template("mentoring/new_assignment.html", desk=desk, form=desk.form, title=title)
    return page, status
