"""One certificate: look at the evidence, then confirm it or send it back, as a second person."""

from dataclasses import dataclass
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.credentials import (
    ChangedError,
    CheckedError,
    SecondPersonError,
    check_certificate,
    masked,
    number_of,
    tell_number_shown,
    version_of,
)
from blueprints.staff.forms import CheckForm
from blueprints.staff.holdings import Holding, holdings
from blueprints.staff.part import bp, myself
from blueprints.staff.whose import may_enter
from blueprints.web.db import db, now, writing
from blueprints.web.forms import sent
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.login import actor
from blueprints.words.staff import hours_meaning, hours_words, reason_words, registration_words
from domain.access import Act
from models.credential_queries import (
    certificates_seen,
    checks_of,
    registration_days,
    uploads_seen,
)
from models.credentials import Upload
from models.people import Person
from models.road import Certificate


@dataclass(frozen=True, slots=True)
class Seen:
    """A certificate as its page shows it."""

    holding: Holding
    number: str
    evidence: Upload | None
    version: str
    entered_by: str

    @property
    def mine(self) -> str:
        """Why this person cannot confirm it: it is their own, or they entered it; else nothing."""
        if self.holding.person.id == actor().id:
            return "own"
        return "entered" if self.holding.row.by_id == actor().id else ""


@bp.get("/agency/staff/<uid:certificate>")
@allow(Act.CONFIRM)
def certificate(certificate: UUID) -> ResponseReturnValue:
    """Look at one certificate, its evidence, and what was said about it."""
    return _page(seen_or_404(certificate), CheckForm())


@bp.post("/agency/staff/<uid:certificate>/check")
@allow(Act.CONFIRM)
def check(certificate: UUID) -> ResponseReturnValue:
    """Confirm a certificate, or send it back with a reason."""
    found = seen_or_404(certificate)
    form = CheckForm(sent())
    if not form.validate():
        return _page(found, form, 422)
    try:
        _check(found, form)
    except SecondPersonError:
        form.form_errors = [_("自己的、自己录的，要由另一个人核对")]
        return _page(found, form, 422)
    except ChangedError:
        form.form_errors = [_("证书刚改过，看一下再交")]
        return _page(seen_or_404(certificate), form, 422)
    except CheckedError as told:
        form.form_errors = [_("已被%(name)s核对，看一下再交", name=told.name)]
        return _page(seen_or_404(certificate), form, 422)
    name = found.holding.person.name
    flash(_said(name, agreed=form.verdict.data == "yes"), "ok")
    return redirect(url_for("staff.certificate", certificate=certificate), 303)


@bp.post("/agency/staff/<uid:certificate>/number")
@allow(Act.CONFIRM)
def number(certificate: UUID) -> ResponseReturnValue:
    """Show the whole number of a certificate; the audit log keeps that it was shown."""
    found = seen_or_404(certificate)
    with writing() as session:
        person = session.get_one(Person, found.holding.person.id)
        tell_number_shown(session, person, by=myself(session), at=now())
    return _page(found, CheckForm(), whole=number_of(found.holding.row, house().keyring))


def seen_or_404(uid: UUID) -> Seen:
    """A certificate of somebody this person may see; others do not exist."""
    query = certificates_seen(actor(), now()).where(Certificate.uid == uid)
    rows = holdings(db().execute(query))
    if not rows:
        abort(404)
    row = rows[0].row
    evidence = (
        db().scalars(uploads_seen(actor(), now()).where(Upload.id == row.upload_id)).one_or_none()
    )
    by = db().get(Person, row.by_id) if row.by_id else None
    return Seen(
        holding=rows[0],
        number=masked(number_of(row, house().keyring)),
        evidence=evidence,
        version=version_of(db(), row).text,
        entered_by=by.name if by else "",
    )


def _check(found: Seen, form: CheckForm) -> None:
    with writing() as session:
        check_certificate(
            session,
            found.holding.row.id,
            agreed=form.verdict.data == "yes",
            words=form.words.data or "",
            seen=form.seen.data or "",
            by=myself(session),
            at=now(),
        )


def _said(name: str, *, agreed: bool) -> str:
    if agreed:
        return _("%(name)s的证书核对通过了", name=name)
    return _("退回了，%(name)s会看到原因", name=name)


def _page(
    found: Seen, form: CheckForm, status: int = 200, *, whole: str = ""
) -> ResponseReturnValue:
    one = found.holding
    page = render_template(
        "staff/certificate.html",
        seen=found,
        one=one,
        form=form,
        whole=whole,
        checks=db().execute(checks_of(one.row.id)).all(),
        registrations=db().scalars(registration_days(one.row.id)).all(),
        registration=registration_words(one.registration),
        hours=hours_words(one.progress),
        meaning=hours_meaning(one.progress),
        reason=reason_words(one.reason),
        may_enter=may_enter(one.person.id),
        posted=request.method == "POST",
    )
    return page, status
