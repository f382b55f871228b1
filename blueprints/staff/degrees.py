"""Degrees and titles on record: a social-work degree, a supervision qualification given elsewhere.

They count once a second person has confirmed them; we give no title ourselves.
"""

from typing import NoReturn
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.credentials import CheckedError, SecondPersonError
from actions.qualifications import confirm_qualification, end_qualification, record_qualification
from blueprints.staff.forms import DegreeForm, EndForm
from blueprints.staff.part import bp, myself
from blueprints.staff.whose import chosen, others, pick
from blueprints.web.db import db, now, writing
from blueprints.web.evidence import sent_with_files, takes_files
from blueprints.web.forms import sent
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.login import actor
from domain.access import Act
from models.credential_queries import qualifications_seen, uploads_seen
from models.credentials import Qualification, Upload
from models.people import Person

MOST = 200


@bp.get("/agency/staff/qualifications")
@allow(Act.CONFIRM)
def degrees() -> ResponseReturnValue:
    """See the degrees and titles on record, those to be confirmed first."""
    rows = db().execute(qualifications_seen(actor(), now()).limit(MOST)).all()
    return render_template("staff/degrees.html", rows=rows)


@bp.route("/agency/staff/qualifications/new", methods=["GET", "POST"])
@allow(Act.CONFIRM)
@takes_files
def new_degree() -> ResponseReturnValue:
    """Record a degree or a title with what shows it."""
    person = chosen()
    if person is None:
        up = url_for("staff.degrees"), _("学历和督导资格")
        return pick(url_for("staff.new_degree"), up, _("记谁的学历或资格？"))
    form = DegreeForm(sent_with_files())
    if request.method == "POST" and form.validate():
        with writing() as session:
            made = record_qualification(
                session,
                session.get_one(Person, person.id),
                form.kind.data,
                form.words.data or "",
                by=myself(session),
                at=now(),
                given=form.evidence.given,
                instance=house().settings.instance,
            )
        flash(_("记下了，等另一个人核对"), "ok")
        return redirect(url_for("staff.degree", qualification=made.uid), 303)
    page = render_template("staff/new_degree.html", form=form, person=person, others=others())
    return page, 422 if form.errors else 200


@bp.get("/agency/staff/qualifications/<uid:qualification>")
@allow(Act.CONFIRM)
def degree(qualification: UUID) -> ResponseReturnValue:
    """Look at one degree or title and what shows it."""
    return _page(qualification, EndForm())


@bp.post("/agency/staff/qualifications/<uid:qualification>/confirm")
@allow(Act.CONFIRM)
def confirm_degree(qualification: UUID) -> ResponseReturnValue:
    """Confirm a degree or title as the second person."""
    row, person, _name = _seen_or_404(qualification)
    try:
        with writing() as session:
            confirm_qualification(session, row.id, by=myself(session), at=now())
    except SecondPersonError:
        flash(_("自己的、自己录的，要由另一个人核对"), "bad")
    except CheckedError as told:
        flash(_("已被%(name)s核对", name=told.name), "info")
    else:
        flash(_("%(name)s的核对通过了", name=person.name), "ok")
    return redirect(url_for("staff.degree", qualification=qualification), 303)


@bp.post("/agency/staff/qualifications/<uid:qualification>/end")
@allow(Act.CONFIRM)
def end_degree(qualification: UUID) -> ResponseReturnValue:
    """Take a degree or title off the record, and say why."""
    row, person, _name = _seen_or_404(qualification)
    form = EndForm(sent())
    if not form.validate():
        return _page(qualification, form)
    with writing() as session:
        end_qualification(session, row.id, form.why.data or "", by=myself(session), at=now())
    flash(_("%(name)s的这一条撤下了", name=person.name), "ok")
    return redirect(url_for("staff.degrees"), 303)


def _page(uid: UUID, form: EndForm) -> ResponseReturnValue:
    row, person, checked_by = _seen_or_404(uid)
    evidence = uploads_seen(actor(), now()).where(Upload.id == row.upload_id)
    page = render_template(
        "staff/degree.html",
        row=row,
        person=person,
        checked_by=checked_by,
        entered_by=db().get_one(Person, row.by_id).name,
        evidence=db().scalars(evidence).one_or_none(),
        mine=actor().id in {row.person_id, row.by_id},
        form=form,
    )
    return page, 422 if form.errors else 200


def _seen_or_404(uid: UUID) -> tuple[Qualification, Person, str | None]:
    query = qualifications_seen(actor(), now()).where(Qualification.uid == uid)
    found = db().execute(query).one_or_none()
    return found or _missing()


def _missing() -> NoReturn:
    abort(404)
