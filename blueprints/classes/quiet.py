"""Who has been silent: days only, never scores; and an absence somebody told of."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.absences import note_absence
from actions.silence import Quiet, quiet_people
from blueprints.classes.forms import AbsenceForm, first_week
from blueprints.classes.part import bp, is_staff, kept_or_404, myself
from blueprints.web.db import db, now, writing
from blueprints.web.forms import sent
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.words.classes import silent_words
from domain.access import Act
from domain.days import local_day
from domain.silence import Span, rule_on
from models.class_queries import classmates_of, members_followed
from models.people import Membership, Person
from models.places import StudyClass


@bp.get("/classes/<uid:class_id>/silent")
@allow(Act.LEAD)
def silent(class_id: UUID) -> ResponseReturnValue:
    """See who has not learned for some days, so that somebody asks how they are."""
    row = kept_or_404(class_id)
    return render_template(
        "classes/silent.html",
        row=row,
        staff=is_staff(row),
        quiet=quiet_of(row),
        silent_words=silent_words,
        rule=rule_on(local_day(now())),
    )


@bp.route("/classes/<uid:class_id>/members/<uid:person_id>/absence", methods=["GET", "POST"])
@allow(Act.LEAD)
def tell_absence(class_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """Note that somebody of the class told they are away; nobody reminds them until then."""
    row = kept_or_404(class_id)
    person = member_or_404(row, person_id)
    form = AbsenceForm(sent()) if request.method == "POST" else AbsenceForm(data=first_week())
    if request.method == "POST" and form.validate():
        save_absence(person.id, form)
        flash(_("记下了，这几天不提醒%(name)s", name=person.name), "ok")
        return redirect(url_for("classes.silent", class_id=class_id), 303)
    page = render_template("classes/tell_absence.html", row=row, person=person, form=form)
    return page, 422 if form.errors else 200


def quiet_of(row: StudyClass) -> list[Quiet]:
    """The silent ones of a class that this person may see."""
    seen = {one.person_id for one in people_of(row)}
    found = quiet_people(db(), [row.id], at=now())
    return [one for one in found if one.person_id in seen and one.person_id != actor().id]


def people_of(row: StudyClass) -> list[Membership]:
    """The people of a class this person may deal with: staff theirs, a leader the classmates."""
    if is_staff(row):
        return list(db().scalars(members_followed(row.id, actor(), now())))
    return list(db().scalars(classmates_of(row.id, now())))


def member_or_404(row: StudyClass, uid: UUID) -> Person:
    """One of them; for others they do not exist."""
    found = next((one.person for one in people_of(row) if one.person.uid == uid), None)
    if found is None:
        abort(404)
    return found


def save_absence(person_id: int, form: AbsenceForm) -> None:
    """Keep what the form says."""
    first, last = form.from_on.data, form.until_on.data
    if first is None or last is None:
        abort(422)
    with writing() as session:
        note_absence(
            session,
            session.get_one(Person, person_id),
            Span(first, last),
            kind=str(form.kind.data or ""),
            reason=str(form.reason.data or ""),
            by=myself(session),
            at=now(),
        )
