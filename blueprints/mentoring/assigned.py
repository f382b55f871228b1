"""What was assigned: the list with how many have done it, each with its people, cancelling."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from actions.goals import done_people
from actions.mentoring import Task, cancel_assignment
from blueprints.mentoring.part import bp, myself
from blueprints.mentoring.people import trainees_among
from blueprints.web.board import Standing, standings
from blueprints.web.db import db, now, one_or_404, writing
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.login import actor
from blueprints.web.picking import PAGE, Found, pick_from
from blueprints.words.days import long_day
from blueprints.words.mentoring import by_day, done_words, state_words, task_words
from blueprints.words.stages import stage_words
from domain.access import Act
from domain.days import local_day
from models.assignment_queries import assigned_people, assignments_by, class_names
from models.people import Person
from models.road import Assignment, AssignmentTo

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
        due_words=_due,
        groups=_groups(rows),
        tail=_tail(),
        today=local_day(now()),
    )


@bp.get("/assign/<uid:assignment_id>")
@allow(Act.ASSIGN)
def assignment(assignment_id: UUID) -> ResponseReturnValue:
    """Show who has done one assignment and who has not, and let it be cancelled."""
    row = one_or_404(assignments_by(actor()).where(Assignment.uid == assignment_id))
    standing = standings([row])[0]
    listed = _listed(row, standing)
    people = trainees_among(select(Person.id).where(Person.id.in_(listed.found.people)))
    return render_template(
        "mentoring/assignment.html",
        standing=standing,
        row=row,
        listed=listed,
        people=sorted(people, key=lambda one: one.person.id in standing.done),
        due=_due(row),
        rule=done_words(Task(row.kind)),
        group=_groups([row])[row.id],
        maker=_name(row.made_by_id),
        stopper=_name(row.cancelled_by_id),
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


@dataclass(frozen=True, slots=True)
class Listed:
    """The people of an assignment on one page; of many, those who have done it or have not."""

    found: Found
    here: str
    other: str = ""
    """Where the others stand; nothing where everybody is on this page."""
    done: bool = False


def _listed(row: Assignment, standing: Standing) -> Listed:
    here = url_for("mentoring.assignment", assignment_id=row.uid)
    ids = assigned_people([row.id], actor(), now()).with_only_columns(AssignmentTo.person_id)
    asked = select(Person.id).where(Person.id.in_(ids))
    did = done_people(row, house().library)
    if did is None or len(standing.people) <= PAGE:
        return Listed(pick_from(asked, here), here)
    done = bool(request.args.get("done"))
    some = asked.where(Person.id.in_(did) if done else Person.id.not_in(did))
    kept = {"done": "1"} if done else {}
    return Listed(pick_from(some, here, **kept), here, here if done else f"{here}?done=1", done)


def _tail() -> str:
    """Keeps who is named in the address for the form that follows."""
    try:
        return f"?person={UUID(request.args.get('person', ''))}"
    except ValueError:
        return ""


def _due(row: Assignment) -> str:
    return long_day(row.due_on) if row.kind == Task.DATE else by_day(row.due_on)


def _groups(rows: Sequence[Assignment]) -> dict[int, str]:
    """The class or stage each is for, in words; one query."""
    wanted = {row.class_id for row in rows if row.class_id}
    names = dict(db().execute(class_names(wanted)).all())
    return {
        row.id: names.get(row.class_id or 0, "") or (stage_words(row.stage) if row.stage else "")
        for row in rows
    }


def _name(person_id: int | None) -> str:
    return db().scalar(select(Person.name).where(Person.id == person_id)) or ""
