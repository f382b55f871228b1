"""Recovery slips: pick a person, look whether it is the right one, print the slip."""

from uuid import UUID, uuid5

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from actions.entry import SLIP_DAYS, make_slip
from blueprints.mentoring.part import bp, myself
from blueprints.web import codes
from blueprints.web.db import db, now, one_or_404, writing
from blueprints.web.forms import once
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.login import actor
from blueprints.web.picking import pick_from
from domain.access import Act
from domain.days import local_day
from models.mentoring_queries import open_slip_of, recoverable_people
from models.people import Person


@bp.get("/recovery-slips")
@allow(Act.RECOVER)
def recovery_slips() -> ResponseReturnValue:
    """Pick the person who forgot the password."""
    whole = recoverable_people(actor(), now())
    ids = whole.with_only_columns(Person.id).order_by(None)
    found = pick_from(ids, url_for("mentoring.recovery_slips"))
    people = db().scalars(whole.where(Person.id.in_(found.people))).all()
    return render_template("mentoring/recovery_slips.html", people=people, found=found)


@bp.route("/recovery-slips/<uid:person_id>", methods=["GET", "POST"])
@allow(Act.RECOVER)
def recovery_slip(person_id: UUID) -> ResponseReturnValue:
    """Look whether it is the right person, then make the slip."""
    person = one_or_404(recoverable_people(actor(), now()).where(Person.uid == person_id))
    if request.method == "GET":
        return render_template("mentoring/recovery_slip.html", person=person, days=SLIP_DAYS)
    key = uuid5(once(), str(person_id))
    if codes.made_by(key) is None:
        with writing() as session:
            _slip, code = make_slip(
                session, person=session.get_one(Person, person.id), by=myself(session), at=now()
            )
        codes.hand_over(code, of=person_id, once=key)
    return redirect(url_for("mentoring.slip_made", person_id=person_id), 303)


@bp.get("/recovery-slips/<uid:person_id>/made")
@allow(Act.RECOVER)
def slip_made(person_id: UUID) -> ResponseReturnValue:
    """Show the new slip this once, ready for the printer."""
    person = one_or_404(recoverable_people(actor(), now()).where(Person.uid == person_id))
    code = codes.take(person_id)
    slip = db().scalars(open_slip_of(person.id, now())).first()
    return render_template(
        "mentoring/slip_made.html",
        person=person,
        code=code,
        until=local_day(slip.expires_at) if slip else None,
        site=house().settings.base_url,
    )
