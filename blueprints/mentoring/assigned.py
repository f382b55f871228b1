"""What was assigned: the list with how many have done it, each with its people, cancelling."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.mentoring import Task, cancel_assignment
from blueprints.mentoring.board import standings
from blueprints.mentoring.part import bp, myself
from blueprints.mentoring.people import my_trainees
from blueprints.web.db import db, now, one_or_404, writing
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.words.mentoring import by_day, done_words, state_words, task_words
from domain.access import Act
from domain.days import local_day
from models.assignment_queries import assignments_by
from models.road import Assignment

MOST = 50


@bp.get("/assign")
@allow(Act.ASSIGN)
def assign_list() -> ResponseReturnValue:
    """Choose what to assign, and see how far the earlier assignments are."""
    rows = db().scalars(assignments_by(actor()).limit(MOST)).all()
    return render_template(
        "mentoring/assign_list.html",
        tasks_to_give=[(task.value, task_words(task)) for task in Task],
        standings=standings(rows),
        state_words=state_words,
        by_day=by_day,
        today=local_day(now()),
    )


@bp.get("/assign/<uid:assignment_id>")
@allow(Act.ASSIGN)
def assignment(assignment_id: UUID) -> ResponseReturnValue:
    """Show who has done one assignment and who has not, and let it be cancelled."""
    row = one_or_404(assignments_by(actor()).where(Assignment.uid == assignment_id))
    standing = standings([row])[0]
    people = [one for one in my_trainees() if one.person.id in standing.people]
    return render_template(
        "mentoring/assignment.html",
        standing=standing,
        row=row,
        people=sorted(people, key=lambda one: one.person.id in standing.done),
        due=by_day(row.due_on),
        rule=done_words(Task(row.kind)),
        state=state_words(len(standing.people), len(standing.done)),
    )


@bp.post("/assign/<uid:assignment_id>/cancel")
@allow(Act.ASSIGN)
def stop_assignment(assignment_id: UUID) -> ResponseReturnValue:
    """Take an assignment back: it leaves the trainees' page, what they learned stays."""
    row = one_or_404(assignments_by(actor()).where(Assignment.uid == assignment_id))
    with writing() as session:
        cancel_assignment(session, row.id, by=myself(session), at=now())
    flash(_("收回了，学员那里不再显示"), "ok")
    return redirect(url_for("mentoring.assign_list"), 303)
