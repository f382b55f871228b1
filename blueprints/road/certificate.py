"""After passing: the certificate, its registration where the region asks it, the hours."""

from datetime import date
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.validators import DataRequired, ValidationError

from actions.road import enter_certificate, register_certificate
from blueprints.road.fields import DayField
from blueprints.road.holding import holdings
from blueprints.road.part import bp
from blueprints.road.questions import FIRST_EXAM
from blueprints.web.countdown import completed
from blueprints.web.db import now, writing
from blueprints.web.forms import Form, sent
from blueprints.web.gates import allow
from blueprints.web.lazy import lazy_gettext as _l
from blueprints.web.login import actor
from blueprints.web.traveller import traveller
from blueprints.words.road import level_words
from blueprints.words.staff import check_words, hours_words
from content.rules_build import certificate_terms
from domain.access import Act
from domain.eligibility_answers import LEVELS

TOPICS = ("name", "electronic", "paper-later", "no-expiry")


class CertificateForm(Form):
    """The day a certificate says it was granted on."""

    day = DayField(
        _l("证书上的批准日期是哪天？"),
        [DataRequired(_l("填证书上的批准日期"))],
        description=_l("像 2026年5月24日 这样写。"),
    )

    def __init__(self, first: date, last: date, *args: Any, **more: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **more)
        self.first, self.last = first, last

    def validate_day(self, field: DayField) -> None:
        """Refuse a day that cannot be."""
        if field.day and not self.first <= field.day <= self.last:
            raise ValidationError(_("这个日子不对，看一下年份"))


class RegisteredForm(CertificateForm):
    """The day a certificate was registered on."""

    day = DayField(
        _l("哪天登记的？"),
        [DataRequired(_l("填登记的日子"))],
        description=_l("像 2026年9月1日 这样写。"),
    )


@bp.get("/road/certificate")
@allow(Act.WALK_ROAD)
def certificate() -> ResponseReturnValue:
    """See what comes after passing: certificate, registration, due days, hours."""
    me = traveller(actor().id)
    terms, hours = certificate_terms(me.book, me.region, me.today)
    facts = {rule.value["topic"]: rule for rule in me.book.find("certificate-fact", me.region)}
    passed = completed(me)
    return render_template(
        "road/certificate.html",
        me=me,
        holdings=holdings(me),
        check_words=check_words,
        hours_words=hours_words,
        passed=passed if passed and passed not in me.certificates else None,
        passed_name=level_words(passed) if passed else "",
        levels=[(level, level_words(level)) for level in LEVELS],
        terms=terms,
        terms_rule=me.book.get(terms.rule),
        hours=hours,
        hours_rule=me.book.get(hours.rule),
        hours_rows=[(level_words(level), count) for level, count in hours.min_hours.items()],
        credits=me.book.find("continuing-education-credit", me.region),
        facts=[facts[topic] for topic in TOPICS if topic in facts],
        where=facts.get("registration-where"),
        incentives=me.book.find("incentive", me.region, me.today),
    )


@bp.route("/road/certificate/<slug:level>", methods=["GET", "POST"])
@allow(Act.WALK_ROAD)
def certificate_day(level: str) -> ResponseReturnValue:
    """Say since when I hold a certificate."""
    me = traveller(actor().id)
    if level not in LEVELS:
        abort(404)
    held = me.certificates.get(level)
    kept = {"day": held.isoformat() if held else ""}
    form = CertificateForm(FIRST_EXAM, me.today, sent() or None, data=kept)
    if request.method == "POST" and form.validate() and form.day.day:
        day = form.day.day
        with writing() as session:
            enter_certificate(session, actor().id, level, passed_on=day, at=now())
        flash(_("记下了，祝贺你！"), "ok")
        return redirect(url_for("road.certificate"), 303)
    page = render_template("road/certificate_day.html", form=form, here=request.path)
    return page, 422 if form.errors else 200


@bp.route("/road/certificate/<slug:level>/registration", methods=["GET", "POST"])
@allow(Act.WALK_ROAD)
def certificate_registration(level: str) -> ResponseReturnValue:
    """Say on which day a certificate was registered."""
    me = traveller(actor().id)
    held = me.certificates.get(level)
    if held is None:
        abort(404)
    form = RegisteredForm(held, me.today, sent() or None)
    if request.method == "POST" and form.validate() and form.day.day:
        day = form.day.day
        with writing() as session:
            register_certificate(session, actor().id, level, registered_on=day, at=now())
        flash(_("记下了"), "ok")
        return redirect(url_for("road.certificate"), 303)
    page = render_template("road/certificate_day.html", form=form, here=request.path)
    return page, 422 if form.errors else 200
