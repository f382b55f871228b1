"""Entering for somebody, or for oneself: a certificate, its evidence, registration and hours."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.credentials import enter_for, number_of, show_certificate
from actions.qualifications import Study, log_hours
from actions.road import register_certificate
from blueprints.staff.checking import Seen, seen_or_404
from blueprints.staff.forms import CertificateForm, RegisteredForm
from blueprints.staff.part import bp, myself
from blueprints.staff.whose import chosen, may_enter, others, pick
from blueprints.web.db import db, now, writing
from blueprints.web.evidence import sent_with_files, takes_files
from blueprints.web.evidence_forms import EvidenceForm, StudyForm
from blueprints.web.forms import once, sent
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.words.staff import hours_meaning, hours_words
from domain.access import Act
from models.credential_queries import hours_of
from models.people import Person


@bp.route("/agency/staff/new", methods=["GET", "POST"])
@allow(Act.CONFIRM)
def new_certificate() -> ResponseReturnValue:
    """Enter a certificate for somebody, or one's own; another person then confirms it."""
    person = chosen()
    if person is None:
        up = url_for("staff.people"), _("持证人员")
        return pick(url_for("staff.new_certificate"), up, _("录谁的证书？"))
    form = CertificateForm(sent() or None)
    if request.method == "POST" and form.validate() and form.day.day:
        day = form.day.day
        with writing() as session:
            made = enter_for(
                session,
                session.get_one(Person, person.id),
                form.level.data,
                passed_on=day,
                by=myself(session),
                at=now(),
            )
        flash(_("记下了。再交一张证书照片，请另一个人核对"), "ok")
        return redirect(url_for("staff.evidence", certificate=made.uid), 303)
    page = render_template("staff/new_certificate.html", form=form, person=person, others=others())
    return page, 422 if form.errors else 200


@bp.route("/agency/staff/<uid:certificate>/evidence", methods=["GET", "POST"])
@allow(Act.CONFIRM)
@takes_files
def evidence(certificate: UUID) -> ResponseReturnValue:
    """Give a picture of the certificate, and its number."""
    found = _own_or_404(certificate)
    form = EvidenceForm(sent_with_files(), has_one=found.evidence is not None)
    if request.method == "POST" and form.validate():
        with writing() as session:
            show_certificate(
                session,
                found.holding.row.id,
                form.evidence.given,
                form.number.data or "",
                instance=house().settings.instance,
                keyring=house().keyring,
                by=myself(session),
                at=now(),
            )
        flash(_("存下了，等另一个人核对"), "ok")
        return redirect(url_for("staff.certificate", certificate=certificate), 303)
    page = render_template(
        "staff/evidence.html",
        form=form,
        seen=found,
        has_number=bool(number_of(found.holding.row, house().keyring)),
    )
    return page, 422 if form.errors else 200


@bp.route("/agency/staff/<uid:certificate>/registration", methods=["GET", "POST"])
@allow(Act.CONFIRM)
def registration(certificate: UUID) -> ResponseReturnValue:
    """Say on which day a certificate was registered."""
    found = _own_or_404(certificate)
    row = found.holding.row
    form = RegisteredForm(row.passed_on, sent() or None)
    if request.method == "POST" and form.validate() and form.day.day:
        day = form.day.day
        with writing() as session:
            register_certificate(session, row.person_id, row.level, registered_on=day, at=now())
        flash(_("登记日期记下了"), "ok")
        return redirect(url_for("staff.certificate", certificate=certificate), 303)
    page = render_template("staff/registration.html", form=form, seen=found)
    return page, 422 if form.errors else 200


@bp.route("/agency/staff/<uid:certificate>/hours", methods=["GET", "POST"])
@allow(Act.CONFIRM)
@takes_files
def hours(certificate: UUID) -> ResponseReturnValue:
    """See the holder's continuing education, and enter some."""
    found = seen_or_404(certificate)
    person = found.holding.person
    if request.method == "POST" and not may_enter(person.id):
        abort(404)
    form = StudyForm(sent_with_files())
    if request.method == "POST" and form.validate():
        _log(form, person.id)
        flash(_("记下了"), "ok")
        return redirect(url_for("staff.hours", certificate=certificate), 303)
    page = render_template(
        "staff/hours.html",
        form=form,
        seen=found,
        person=person,
        rows=db().scalars(hours_of([person.id])).all(),
        words=hours_words(found.holding.progress),
        meaning=hours_meaning(found.holding.progress),
        may_enter=may_enter(person.id),
    )
    return page, 422 if form.errors else 200


def _own_or_404(uid: UUID) -> Seen:
    """A certificate that this person may enter something for."""
    found = seen_or_404(uid)
    if not may_enter(found.holding.person.id):
        abort(404)
    return found


def _log(form: StudyForm, person_id: int) -> None:
    if form.day.day is None:
        return
    study = Study(form.day.day, form.hours.minutes, form.subject.data or "", form.giver.data or "")
    with writing() as session:
        log_hours(
            session,
            person_id,
            study,
            by=myself(session),
            once=once(),
            at=now(),
            given=form.evidence.given,
            instance=house().settings.instance,
        )
