"""A manager's share of security: what the agency asks of its staff, and lost second factors."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from actions.second_factor import reset
from actions.tenants import wish_second_factor
from blueprints.office.forms import WISHES, ReasonForm, WishForm
from blueprints.office.part import bp, myself
from blueprints.web.db import db, now, one_or_404, writing
from blueprints.web.forms import sent
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.login import actor
from domain.access import Act
from models.office_queries import managed_agencies, resettable_people, staff_with_factor
from models.people import Person
from models.places import Agency


@bp.get("/agency/security")
@allow(Act.MANAGE)
def agency_security() -> ResponseReturnValue:
    """See what the agency asks of its staff at sign-in, and who has a second factor."""
    return _page(WishForm())


@bp.post("/agency/security")
@allow(Act.MANAGE)
def wish_factor() -> ResponseReturnValue:
    """Decide whether the agency's staff need a second factor."""
    form = WishForm(sent())
    agency = _agency(form.agency.data or "")
    if not form.validate():
        return _page(form)
    with writing() as session:
        wish = WISHES[form.wish.data]
        wish_second_factor(session, agency.id, wish, by=myself(session), at=now())
    flash(_("%(agency)s的规定存好了，从每个人下一次点击起算", agency=agency.name), "ok")
    return redirect(url_for("office.agency_security"), 303)


@bp.route("/agency/security/<uid:staff_id>", methods=["GET"])
@allow(Act.MANAGE)
def lost_factor(staff_id: UUID) -> ResponseReturnValue:
    """Look whether it is the right person before their lost factor is reset."""
    return _lost_page(_staff(staff_id), ReasonForm())


@bp.post("/agency/security/<uid:staff_id>")
@allow(Act.MANAGE)
def reset_factor(staff_id: UUID) -> ResponseReturnValue:
    """Reset the lost second factor of one of the agency's people; they are told."""
    person, form = _staff(staff_id), ReasonForm(sent())
    if not _may_reset(person) or not form.validate():
        return _lost_page(person, form)
    with writing() as session:
        row, reason = session.get_one(Person, person.id), form.reason.data or ""
        done = reset(session, row, by=actor().uid, reason=reason, at=now())
    words = _("%(name)s的第二道验证重置了，请他重新登录", name=person.name)
    flash(words if done else _("%(name)s没有开第二道验证", name=person.name), "ok")
    return redirect(url_for("office.agency_security"), 303)


def _page(form: WishForm) -> ResponseReturnValue:
    agencies = db().scalars(managed_agencies(actor())).all()
    allowed = set(db().scalars(resettable_people(actor(), now()).with_only_columns(Person.uid)))
    page = render_template(
        "office/security.html",
        agencies=agencies,
        forms={one.id: _filled(one, form) for one in agencies},
        staff=db().execute(staff_with_factor(actor(), now())).all(),
        allowed=allowed,
        house_asks=not house().settings.demo,
        form=form,
    )
    return page, 422 if form.errors else 200


def _filled(agency: Agency, form: WishForm) -> WishForm:
    """The agency's own form: as typed if it was sent, else as it stands."""
    if form.errors and form.agency.data == str(agency.uid):
        return form
    wish = next(name for name, value in WISHES.items() if value is agency.second_factor)
    return WishForm(data={"agency": str(agency.uid), "wish": wish})


def _agency(uid: str) -> Agency:
    found = db().scalars(managed_agencies(actor())).all()
    chosen = found if len(found) == 1 else [one for one in found if str(one.uid) == uid]
    if not chosen:
        abort(404)
    return chosen[0]


def _staff(uid: UUID) -> Person:
    """Somebody of the agencies I run, whose factor I may reset once they have one."""
    mine = staff_with_factor(actor(), now()).with_only_columns(Person.id).order_by(None)
    return one_or_404(select(Person).where(Person.id.in_(mine), Person.uid == uid))


def _may_reset(person: Person) -> bool:
    query = resettable_people(actor(), now()).where(Person.id == person.id)
    return db().scalars(query).first() is not None


def _lost_page(person: Person, form: ReasonForm) -> ResponseReturnValue:
    page = render_template(
        "office/lost_factor.html", person=person, form=form, may=_may_reset(person)
    )
    return page, 422 if form.errors else 200
