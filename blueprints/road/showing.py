"""What a holder shows: a picture of the certificate, its number, and the hours since."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from actions.credentials import number_of, show_certificate, tell_number_shown
from actions.qualifications import Study, log_hours, take_back_hours
from blueprints.road.holding import holdings
from blueprints.road.part import bp
from blueprints.web.db import db, now, one_or_404, writing
from blueprints.web.evidence import sent_with_files, takes_files, widen
from blueprints.web.evidence_forms import EvidenceForm, StudyForm
from blueprints.web.forms import once
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.login import actor
from blueprints.web.traveller import traveller
from blueprints.words.days import long_day
from blueprints.words.road import level_words
from blueprints.words.staff import hours_meaning, hours_words, study_words
from domain.access import Act
from models.credential_queries import hours_of
from models.credentials import EducationHours
from models.people import Person
from models.road import Certificate
from models.road_queries import certificates_of

widen(bp)


@bp.route("/road/certificate/<slug:level>/evidence", methods=["GET", "POST"])
@allow(Act.WALK_ROAD)
@takes_files
def certificate_evidence(level: str) -> ResponseReturnValue:
    """Give a picture of my certificate, and its number."""
    held = _held_or_404(level)
    form = EvidenceForm(sent_with_files(), has_one=held.upload_id is not None)
    if request.method == "POST" and form.validate():
        with writing() as session:
            show_certificate(
                session,
                held.id,
                form.evidence.given,
                form.number.data or "",
                instance=house().settings.instance,
                keyring=house().keyring,
                by=_me(session),
                at=now(),
            )
        flash(_("存下了，老师会来核对"), "ok")
        return redirect(url_for("road.certificate"), 303)
    page = render_template(
        "road/certificate_evidence.html",
        form=form,
        level=level,
        has_one=held.upload_id is not None,
        has_number=held.number_sealed is not None,
    )
    return page, 422 if form.errors else 200


@bp.post("/road/certificate/<slug:level>/number")
@allow(Act.WALK_ROAD)
def certificate_number(level: str) -> ResponseReturnValue:
    """Show the whole number of my certificate; the audit log keeps that it was shown."""
    held = _held_or_404(level)
    number = number_of(held, house().keyring)
    if not number:
        abort(404)
    with writing() as session:
        tell_number_shown(session, _me(session), by=_me(session), at=now())
    return render_template(
        "road/certificate_number.html", number=number, name=level_words(level), level=level
    )


@bp.get("/road/certificate/hours")
@allow(Act.WALK_ROAD)
def certificate_hours() -> ResponseReturnValue:
    """See my continuing education: what I have, what is missing, and by when."""
    found = holdings(traveller(actor().id))
    return render_template(
        "road/certificate_hours.html",
        rows=db().scalars(hours_of([actor().id])).all(),
        terms=[(one.name, hours_words(one.hours), hours_meaning(one.hours)) for one in found],
        long_day=long_day,
        study_words=study_words,
    )


@bp.route("/road/certificate/hours/new", methods=["GET", "POST"])
@allow(Act.WALK_ROAD)
@takes_files
def certificate_study() -> ResponseReturnValue:
    """Write down some continuing education, with its proof where there is one."""
    form = StudyForm(sent_with_files())
    if request.method == "POST" and form.validate():
        _log(form)
        flash(_("记下了"), "ok")
        return redirect(url_for("road.certificate_hours"), 303)
    return render_template("road/certificate_study.html", form=form), 422 if form.errors else 200


@bp.post("/road/certificate/hours/<uid:study>/take-back")
@allow(Act.WALK_ROAD)
def certificate_study_back(study: UUID) -> ResponseReturnValue:
    """Take back hours written down by mistake."""
    row = one_or_404(hours_of([actor().id]).where(EducationHours.uid == study))
    with writing() as session:
        take_back_hours(session, row.id, by=_me(session), at=now())
    flash(_("删掉了"), "ok")
    return redirect(url_for("road.certificate_hours"), 303)


def _me(session: Session) -> Person:
    return session.get_one(Person, actor().id)


def _held_or_404(level: str) -> Certificate:
    return one_or_404(certificates_of(actor().id).where(Certificate.level == level))


def _log(form: StudyForm) -> None:
    day = form.day.day
    if day is None:
        return
    study = Study(day, form.hours.minutes, form.subject.data or "", form.giver.data or "")
    with writing() as session:
        log_hours(
            session,
            actor().id,
            study,
            by=_me(session),
            once=once(),
            at=now(),
            given=form.evidence.given,
            instance=house().settings.instance,
        )
