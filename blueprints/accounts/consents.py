"""What I agreed to: taken back in two taps, given again as easily."""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.people import agree, answer_asked, withdraw
from blueprints.accounts.forms import AgreementForm
from blueprints.accounts.own import asks_for_agreement, me, my_consents
from blueprints.accounts.part import bp
from blueprints.web.db import db, now, writing
from blueprints.web.forms import sent
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.words.accounts import (
    CONSENT_VERSION,
    consent_refused,
    consent_title,
    consent_without,
    consent_words,
)
from domain.access import Act
from domain.consent import LEARNING_DATA, PURPOSES
from models.people import Consent


@dataclass(frozen=True, slots=True)
class Purpose:
    """One thing one may agree to, and how it stands: the newest agreement, or none."""

    code: str
    title: str
    words: str
    without: str
    latest: Consent | None

    @property
    def given(self) -> bool:
        """Whether the agreement holds today."""
        return self.latest is not None and self.latest.withdrawn_at is None


@bp.get("/me/consents")
@allow(Act.OWN_ACCOUNT)
def consents() -> ResponseReturnValue:
    """See what I agreed to, in which words and when."""
    latest: dict[str, Consent] = {}
    for row in db().scalars(my_consents()):
        latest.setdefault(row.purpose, row)
    return render_template(
        "accounts/consents.html", purposes=[_purpose(p, latest) for p in PURPOSES]
    )


@bp.post("/me/consents/<slug:purpose>")
@allow(Act.OWN_ACCOUNT)
def give_consent(purpose: str) -> ResponseReturnValue:
    """Agree again to one purpose; agreeing twice is agreeing once."""
    held = my_consents().where(Consent.purpose == _known(purpose), Consent.withdrawn_at.is_(None))
    person = me()
    if db().scalars(held).first() is None:
        words = consent_words(purpose)
        with writing() as session:
            agree(session, person, purpose=purpose, version=CONSENT_VERSION, words=words, at=now())
    flash(_("记下了：同意"), "ok")
    return redirect(url_for("accounts.consents"), 303)


@bp.post("/me/consents/<slug:purpose>/withdrawal")
@allow(Act.OWN_ACCOUNT)
def withdraw_consent(purpose: str) -> ResponseReturnValue:
    """Take back my agreement to one purpose."""
    with writing() as session:
        withdraw(session, actor().id, _known(purpose), at=now())
    flash(_("收回了，马上生效"), "ok")
    return redirect(url_for("accounts.consents"), 303)


@bp.route("/me/agreement", methods=["GET", "POST"])
@allow(Act.OWN_ACCOUNT)
def agreement() -> ResponseReturnValue:
    """Ask whoever was entered by others whether their learning may be seen; once."""
    if not asks_for_agreement(actor().id):
        return redirect(url_for("today.show"), 303)
    form = AgreementForm(sent())
    words = consent_words(LEARNING_DATA)
    if request.method == "POST" and form.validate():
        person, yes = me(), form.answer.data == "yes"
        told = {"purpose": LEARNING_DATA, "version": CONSENT_VERSION, "words": words}
        with writing() as session:
            answer_asked(session, person, yes=yes, **told, at=now())
        return redirect(url_for("today.show"), 303)
    page = render_template(
        "accounts/agreement.html", form=form, words=words, without=consent_refused(LEARNING_DATA)
    )
    return page, 422 if form.errors else 200


def _known(purpose: str) -> str:
    if purpose not in PURPOSES:
        abort(404)
    return purpose


def _purpose(code: str, latest: dict[str, Consent]) -> Purpose:
    row = latest.get(code)
    words = row.words if row else consent_words(code)
    return Purpose(code, consent_title(code), words, consent_without(code), row)
