"""The second factor: set up, shown at sign-in, new recovery codes, taken away."""

from datetime import timedelta
from hashlib import sha256

import segno
from flask import flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from actions import second_factor as verbs
from blueprints.accounts.limits import note_wrong_factor, stop_factor_flood
from blueprints.accounts.own import is_me, me
from blueprints.accounts.part import bp
from blueprints.accounts.second_factor_forms import ConfirmForm, FactorForm, OffForm, SetUpForm
from blueprints.accounts.signing import sign_in
from blueprints.web import codes as shown_once
from blueprints.web.db import db, now, writing
from blueprints.web.forms import Form, once, sent
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.login import actor
from blueprints.web.urls import safe_next
from domain.access import Act
from models.actor import Proof
from models.entry import SignIn
from models.factors import SecondFactor

FRESH = timedelta(minutes=10)
"""Who signed in so lately need not type the password again to begin; so long a secret is shown."""
SLOT = "factor-begun"
"""Where a session keeps when it began to set one up."""


@bp.route("/login/second-factor", methods=["GET", "POST"])
@allow(Act.OWN_ACCOUNT)
def prove() -> ResponseReturnValue:
    """Show the second factor after the password; the session gets a new id."""
    target = safe_next(request.values.get("next"), url_for("today.show"))
    if actor().proof is not Proof.ASK:
        return redirect(target, 303)
    form = FactorForm(sent())
    if request.method == "POST" and form.validate() and _is_right(form):
        sign_in(me(), proved=True, instead_of=actor().sign_in_id)
        return redirect(target, 303)
    page = render_template("accounts/second_factor_asked.html", form=form, next=target)
    return page, 422 if form.errors else 200


@bp.get("/me/second-factor")
@allow(Act.OWN_ACCOUNT)
def second_factor() -> ResponseReturnValue:
    """See whether I have a second factor, and what can be done about it."""
    return _overview(ConfirmForm(), FactorForm())


@bp.post("/me/second-factor")
@allow(Act.OWN_ACCOUNT)
def begin_factor() -> ResponseReturnValue:
    """Begin to set one up: a new secret, shown on the next page."""
    form = ConfirmForm(sent())
    if not _is_fresh() and not (form.validate() and is_me(me(), form.old)):
        return _overview(form, FactorForm())
    if not _is_shown_here(verbs.factor_of(db(), actor().id)):
        with writing() as session:
            begun = verbs.begin(session, actor().id, house().keyring, at=now())
        cookie[SLOT] = mark_of(begun)
    return redirect(url_for("accounts.scan_factor"), 303)


@bp.route("/me/second-factor/scan", methods=["GET", "POST"])
@allow(Act.OWN_ACCOUNT)
def scan_factor() -> ResponseReturnValue:
    """Scan or type the secret, then prove with a code that the authenticator works."""
    factor = verbs.factor_of(db(), actor().id)
    if factor is None or factor.confirmed_at is not None or not _is_begun_here(factor):
        return redirect(url_for("accounts.second_factor"), 303)
    form = SetUpForm(sent())
    if request.method == "POST" and form.validate():
        try:
            codes = _confirmed(form)
        except verbs.NoFactorError:  # another press was faster
            return redirect(url_for("accounts.second_factor"), 303)
        if codes is not None:
            sign_in(me(), proved=True, instead_of=actor().sign_in_id)
            shown_once.hand_over(" ".join(codes), of=actor().uid, once=once())
            return redirect(url_for("accounts.factor_codes"), 303)
    if not _is_shown_here(factor):
        flash(_("过了 10 分钟，这个码不再显示。重新开始，会换一个新的。"), "info")
        return redirect(url_for("accounts.second_factor"), 303)
    return _scan_page(form, factor)


@bp.post("/me/second-factor/codes")
@allow(Act.OWN_ACCOUNT)
def renew_codes() -> ResponseReturnValue:
    """Make ten new recovery codes; the old ones stop working."""
    form, key = FactorForm(sent()), once()
    if shown_once.made_by(key) is None:
        if not (form.validate() and _is_right(form)):
            return _overview(ConfirmForm(), form)
        with writing() as session:
            codes = verbs.renew_codes(session, actor().id, at=now())
        shown_once.hand_over(" ".join(codes), of=actor().uid, once=key)
    return redirect(url_for("accounts.factor_codes"), 303)


@bp.get("/me/second-factor/codes")
@allow(Act.OWN_ACCOUNT)
def factor_codes() -> ResponseReturnValue:
    """Show the recovery codes this once, ready for the printer."""
    codes = (shown_once.take(actor().uid) or "").split()
    return render_template("accounts/second_factor_codes.html", codes=codes, person=me())


@bp.route("/me/second-factor/off", methods=["GET", "POST"])
@allow(Act.OWN_ACCOUNT)
def factor_off() -> ResponseReturnValue:
    """Take my second factor away, for instance to set up another phone."""
    factor = verbs.factor_of(db(), actor().id)
    if factor is None or factor.confirmed_at is None:
        return redirect(url_for("accounts.second_factor"), 303)
    form = OffForm(sent())
    if request.method == "POST" and form.validate() and is_me(me(), form.old) and _is_right(form):
        with writing() as session:
            verbs.turn_off(session, actor().id, at=now())
        flash(_("第二道验证关了。换了手机，现在就能重新设置。"), "ok")
        return redirect(url_for("accounts.second_factor"), 303)
    page = render_template("accounts/second_factor_off.html", form=form)
    return page, 422 if form.errors else 200


def _overview(confirm: ConfirmForm, renew: FactorForm) -> ResponseReturnValue:
    factor = verbs.factor_of(db(), actor().id)
    page = render_template(
        "accounts/second_factor.html",
        since=factor.confirmed_at if factor else None,
        left=db().scalar(verbs.codes_left(actor().id)),
        wanted=actor().proof is Proof.SET_UP,
        fresh=_is_fresh(),
        confirm=confirm,
        renew=renew,
        most=verbs.CODES,
    )
    return page, 422 if confirm.errors or renew.errors else 200


def _scan_page(form: Form, factor: SecondFactor) -> ResponseReturnValue:
    address = verbs.address_of(factor, me().name, house().keyring)
    picture = segno.make_qr(address, error="m").svg_inline(
        omitsize=True, light="#fff", svgclass="qr", lineclass=None
    )
    secret = verbs.secret_of(factor, house().keyring)
    page = render_template(
        "accounts/second_factor_scan.html",
        form=form,
        secret=" ".join(secret[n : n + 4] for n in range(0, len(secret), 4)),
        address=address,
        picture=Markup(picture),  # noqa: S704 - drawn by us; the name in it is encoded
    )
    return page, 422 if form.errors else 200


def _confirmed(form: SetUpForm) -> list[str] | None:
    """The recovery codes of a factor that works now; None, and an error, for a wrong code."""
    stop_factor_flood(me())
    with writing() as session:
        code = form.code.data or ""
        codes = verbs.confirm(session, actor().id, code, house().keyring, at=now())
    if codes is None:
        note_wrong_factor(me())
        form.code.errors = [_("数字对不上，看看手机的时间准不准，再填现在的 6 位")]
    return codes


def _is_right(form: FactorForm) -> bool:
    """Whether the code in this field is mine, once; if not, the field says so."""
    stop_factor_flood(me())
    with writing() as session:
        code = form.code.data or ""
        right = verbs.prove(session, actor().id, code, house().keyring, at=now())
    if not right:
        note_wrong_factor(me())
        form.code.errors = [_("验证码对不上，或者用过了。等它换一个，再填")]
    return right


def _is_begun_here(factor: SecondFactor) -> bool:
    """Whether this session began to set it up: nobody else is shown the secret."""
    return cookie.get(SLOT) == mark_of(factor)


def mark_of(factor: SecondFactor) -> str:
    """What tells one secret from the next, and nothing about it: a digest of it as sealed."""
    return sha256(factor.secret_sealed).hexdigest()


def _is_shown_here(factor: SecondFactor | None) -> bool:
    """Whether it is begun here and not confirmed, and its secret may still be shown."""
    if factor is None or factor.confirmed_at is not None or not _is_begun_here(factor):
        return False
    return now() - factor.made_at < FRESH


def _is_fresh() -> bool:
    return now() - db().get_one(SignIn, actor().sign_in_id).made_at < FRESH
