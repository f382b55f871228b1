"""Extra time: more minutes in mocks for people who read or write more slowly."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from actions.mentoring import give_extra_time
from blueprints.mentoring.forms import ExtraTimeForm
from blueprints.mentoring.part import bp, myself
from blueprints.mentoring.people import trainee_or_404, trainees_among
from blueprints.web.db import db, now, writing
from blueprints.web.forms import sent
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.web.picking import pick_from
from blueprints.words.mentoring import time_given
from domain.access import Act
from models.mentoring_queries import extra_times_of, latest_extra_times
from models.people import Person
from models.watch_queries import trainee_ids


@bp.get("/extra-time")
@allow(Act.GIVE_TIME)
def extra_time() -> ResponseReturnValue:
    """Show my people and the extra minutes each has in mocks."""
    found = pick_from(trainee_ids(actor(), now()), url_for("mentoring.extra_time"))
    trainees = trainees_among(select(Person.id).where(Person.id.in_(found.people)))
    minutes = _minutes([one.person.id for one in trainees])
    return render_template(
        "mentoring/extra_time.html", trainees=trainees, minutes=minutes, found=found
    )


@bp.route("/extra-time/<uid:person_id>", methods=["GET", "POST"])
@allow(Act.GIVE_TIME)
def give_time(person_id: UUID) -> ResponseReturnValue:
    """Give one person extra minutes with a reason, and see what was given before."""
    person = trainee_or_404(person_id).person
    form = ExtraTimeForm(sent())
    if request.method == "POST" and form.validate():
        minutes, reason = form.minutes.data or 0, form.reason.data or ""
        with writing() as session:
            give_extra_time(
                session,
                session.get_one(Person, person.id),
                minutes=minutes,
                reason=reason,
                by=myself(session),
                at=now(),
            )
        flash(time_given(person.name, minutes), "ok")
        return redirect(url_for("mentoring.extra_time"), 303)
    history = db().execute(extra_times_of(person.id, actor())).all()
    page = render_template(
        "mentoring/give_time.html",
        form=form,
        person=person,
        minutes=_minutes([person.id]).get(person.id, 0),
        history=history,
    )
    return page, 422 if form.errors else 200


def _minutes(people: list[int]) -> dict[int, int]:
    """The extra minutes in force, by person."""
    return dict(db().execute(latest_extra_times(people)).all())
