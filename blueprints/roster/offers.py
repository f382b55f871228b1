"""What agencies ask of me, and what I asked of them: offers and the waiting room, from my side."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Select
from wtforms import BooleanField
from wtforms.validators import InputRequired

from actions.people import agree
from actions.waiting import accept_offer, decline_offer
from blueprints.roster.part import bp, myself
from blueprints.web.db import db, now, one_or_404, writing
from blueprints.web.forms import Form, sent
from blueprints.web.gates import allow
from blueprints.web.lazy import lazy_gettext as _l
from blueprints.web.login import actor
from blueprints.words.accounts import CONSENT_VERSION, consent_words
from domain.access import Act
from domain.consent import LEARNING_DATA
from models.roster import PendingMembership
from models.roster_queries import FOR_MANAGER, FOR_PERSON, offers_to


class OfferForm(Form):
    """The agreement without which nobody comes in."""

    agree = BooleanField(_l("我同意"), [InputRequired(_l("同意才能加入；不想加入，点“不加入”"))])


@bp.app_context_processor
def _mine() -> dict[str, object]:
    return {"my_offers": my_offers}


def my_offers() -> list[PendingMembership]:
    """What is open between agencies and me, for the pages about me."""
    return list(db().scalars(offers_to(actor().id)))


@bp.get("/me/waiting")
@allow(Act.OWN_ACCOUNT)
def my_waiting() -> ResponseReturnValue:
    """See which agency still has to let me in, and what I can do meanwhile."""
    rows = [one for one in my_offers() if one.waits_for == FOR_MANAGER]
    return render_template("roster/my_waiting.html", rows=rows)


@bp.route("/me/offers/<uid:offer>", methods=["GET", "POST"])
@allow(Act.OWN_ACCOUNT)
def offer(offer: UUID) -> ResponseReturnValue:
    """See which agency asks me to come, what it would see, and come in."""
    row = one_or_404(_offers().where(PendingMembership.uid == offer))
    form = OfferForm(sent())
    if request.method == "POST" and form.validate():
        words = consent_words(LEARNING_DATA)
        with writing() as session:
            me = myself(session)
            agree(
                session, me, purpose=LEARNING_DATA, version=CONSENT_VERSION, words=words, at=now()
            )
            accept_offer(session, row.id, me, at=now())
        flash(_("加入了%(agency)s", agency=row.agency.name), "ok")
        return redirect(url_for("accounts.profile"), 303)
    page = render_template(
        "roster/offer.html", offer=row, form=form, words=consent_words(LEARNING_DATA)
    )
    return page, 422 if form.errors else 200


@bp.post("/me/offers/<uid:offer>/no")
@allow(Act.OWN_ACCOUNT)
def refuse_offer(offer: UUID) -> ResponseReturnValue:
    """Say no; the agency's roster asks no longer."""
    row = one_or_404(_offers().where(PendingMembership.uid == offer))
    with writing() as session:
        decline_offer(session, row.id, myself(session), at=now())
    flash(_("没有加入%(agency)s", agency=row.agency.name), "ok")
    return redirect(url_for("accounts.profile"), 303)


def _offers() -> Select[PendingMembership]:
    return offers_to(actor().id).where(PendingMembership.waits_for == FOR_PERSON)
