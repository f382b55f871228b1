"""A manager's share of roles: mentors of the own agency, added and taken back."""

from uuid import UUID, uuid5

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from actions.grants import Added, GrantRefusedError, add_mentor, end_role
from blueprints.office.forms import MentorForm, ReasonForm
from blueprints.office.part import bp, myself
from blueprints.web import codes
from blueprints.web.db import db, now, one_or_404, writing
from blueprints.web.forms import once, options, sent
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.login import actor
from blueprints.words.office import refused_words
from domain.access import Act, Role
from domain.phone import normal_phone
from models.office_queries import managed_agencies, mentor_places
from models.people import Membership, Person


@bp.get("/agency/roles")
@allow(Act.MANAGE)
def agency_roles() -> ResponseReturnValue:
    """See who is a mentor in my agencies, and since when."""
    query = mentor_places(actor(), now()).join(Membership.person)
    rows = db().scalars(query.order_by(Person.name, Membership.id)).all()
    return render_template("office/roles.html", rows=rows)


@bp.route("/agency/roles/new", methods=["GET", "POST"])
@allow(Act.MANAGE)
def new_mentor() -> ResponseReturnValue:
    """Make somebody a mentor: new here, of the agency already, or asked where they are."""
    form = MentorForm(sent())
    agencies = _offer(form)
    if request.method == "POST" and form.validate():
        key = uuid5(once(), f"{form.agency.data} {form.phone.data}")
        known = codes.made_by(key)
        if known is not None:
            return redirect(url_for("office.mentor_made", staff_id=known), 303)
        added = _added(form, agencies[form.agency.data], key)
        if added is not None:
            return _told(added, key)
    return render_template("office/new_mentor.html", form=form), 422 if form.errors else 200


@bp.get("/agency/roles/<uid:staff_id>/made")
@allow(Act.MANAGE)
def mentor_made(staff_id: UUID) -> ResponseReturnValue:
    """Show a new mentor's code this once, ready for the printer."""
    mine = mentor_places(actor(), now()).with_only_columns(Membership.person_id)
    person = one_or_404(select(Person).where(Person.uid == staff_id, Person.id.in_(mine)))
    return render_template(
        "office/mentor_made.html",
        person=person,
        code=codes.take(staff_id),
        site=house().settings.base_url,
    )


@bp.route("/agency/roles/<uid:mentor_place>/end", methods=["GET", "POST"])
@allow(Act.MANAGE)
def end_mentor(mentor_place: UUID) -> ResponseReturnValue:
    """Take a mentor's role back, with a reason; their trainees stay in the agency."""
    row = one_or_404(mentor_places(actor(), now()).where(Membership.uid == mentor_place))
    form = ReasonForm(sent())
    if request.method == "POST" and form.validate():
        with writing() as session:
            end_role(
                session,
                row.id,
                by=myself(session),
                giver=Role.MANAGER,
                reason=form.reason.data or "",
                at=now(),
            )
        flash(_("%(name)s不再是带班老师了。他带的学员，请换人带", name=row.person.name), "ok")
        return redirect(url_for("office.agency_roles"), 303)
    page = render_template("office/end_mentor.html", place=row, form=form)
    return page, 422 if form.errors else 200


def _offer(form: MentorForm) -> dict[str, int]:
    """Set my agencies as choices; with one only, it is chosen. What is not mine is not there."""
    rows = db().scalars(managed_agencies(actor())).all()
    form.agency.choices = options(*((str(one.uid), one.name) for one in rows))
    if len(rows) == 1:
        form.agency.process_data(str(rows[0].uid))
        form.agency.raw_data = [form.agency.data]
    known = {str(one.uid): one.id for one in rows}
    if form.agency.data and form.agency.data not in known:
        abort(404)
    return known


def _added(form: MentorForm, agency_id: int, key: UUID) -> Added | None:
    try:
        with writing() as session:
            return add_mentor(
                session,
                agency_id,
                form.name.data or "",
                normal_phone(form.phone.data or "") or "",
                by=myself(session),
                reason=form.reason.data or "",
                cause=key,
                keyring=house().keyring,
                at=now(),
            )
    except GrantRefusedError as refused:
        form.phone.errors = [refused_words(refused.reason)]
        return None


def _told(added: Added, key: UUID) -> ResponseReturnValue:
    if added.how == "new":
        codes.hand_over(added.code, of=added.person.uid, once=key)
        return redirect(url_for("office.mentor_made", staff_id=added.person.uid), 303)
    if added.how == "given":
        flash(_("%(name)s现在是带班老师，要重新登录", name=added.person.name), "ok")
    else:
        flash(_("这个号有账号，在别处。请他登录，在“我的”里点同意"), "ok")
    return redirect(url_for("office.agency_roles"), 303)
