"""Roles given and taken back, by administrators, with a reason."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from actions.grants import GrantRefusedError, Scope, end_role, grant_role
from blueprints.office.forms import GrantForm, ReasonForm
from blueprints.office.part import bp, myself
from blueprints.office.people import person_or_404
from blueprints.web.db import db, now, one_or_404, writing
from blueprints.web.forms import sent
from blueprints.web.gates import allow
from blueprints.words.accounts import role_words
from blueprints.words.office import refused_words
from domain.access import AGENCY_ROLES, REGION_ROLES, Act, Role
from models.office_queries import place
from models.people import Person
from models.places import Agency, Region


@bp.route("/office/people/<uid:user_id>/grant", methods=["GET", "POST"])
@allow(Act.RUN_HOUSE)
def give_role(user_id: UUID) -> ResponseReturnValue:
    """Give somebody a role in an agency, a region or the house."""
    person = person_or_404(user_id)
    form = GrantForm(sent())
    if request.method == "POST" and form.validate():
        scope = _scope(form)
        if scope is not None and _gave(form, person, scope):
            words = role_words(Role(form.role.data))
            flash(
                _("给了%(name)s“%(role)s”的身份，他要重新登录", name=person.name, role=words), "ok"
            )
            return redirect(url_for("office.person", user_id=user_id), 303)
    page = render_template("office/grant.html", person=person, form=form)
    return page, 422 if form.errors else 200


@bp.route("/office/grants/<uid:grant_id>/end", methods=["GET", "POST"])
@allow(Act.RUN_HOUSE)
def take_role(grant_id: UUID) -> ResponseReturnValue:
    """Take a role back, with a reason; what was done in it stays."""
    row = one_or_404(place(grant_id))
    form = ReasonForm(sent())
    if request.method == "POST" and form.validate():
        try:
            with writing() as session:
                end_role(
                    session,
                    row.id,
                    by=myself(session),
                    giver=Role.ADMIN,
                    reason=form.reason.data or "",
                    at=now(),
                )
        except GrantRefusedError as refused:
            form.reason.errors = [refused_words(refused.reason)]
        else:
            flash(_("%(name)s的这个身份收回了", name=row.person.name), "ok")
            return redirect(url_for("office.person", user_id=row.person.uid), 303)
    page = render_template("office/take_role.html", place=row, form=form)
    return page, 422 if form.errors else 200


def _scope(form: GrantForm) -> Scope | None:
    """Where the role holds; None, and an error, where no such place is."""
    role, text = Role(form.role.data), form.where.data or ""
    if role in AGENCY_ROLES:
        found = db().scalars(select(Agency.id).where(Agency.name == text)).all()
        if len(found) == 1:
            return Scope(agency_id=found[0])
        many = _("有几家机构叫这个名字，请先把名字改得不一样")
        form.where.errors = [many if found else _("没有叫这个名字的机构，和列表里一字不差才行")]
        return None
    if role in REGION_ROLES:
        region = db().scalars(select(Region.id).where(Region.code == text)).one_or_none()
        if region is None:
            form.where.errors = [_("没有这个代码的地区，看一下抄错没有")]
            return None
        return Scope(region_id=region)
    return Scope()


def _gave(form: GrantForm, person: Person, scope: Scope) -> bool:
    try:
        with writing() as session:
            grant_role(
                session,
                person.id,
                Role(form.role.data),
                scope,
                by=myself(session),
                giver=Role.ADMIN,
                reason=form.reason.data or "",
                at=now(),
            )
    except GrantRefusedError as refused:
        form.role.errors = [refused_words(refused.reason)]
        return False
    return True
