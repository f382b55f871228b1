"""The page about me."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from actions.erasure import open_requests
from actions.people import phone_of
from blueprints.accounts.own import me, my_places
from blueprints.accounts.part import bp
from blueprints.web.db import db
from blueprints.web.forms import sent
from blueprints.web.gates import allow
from blueprints.web.hat import Hat, change_words, wear
from blueprints.web.house import house
from blueprints.web.login import actor
from blueprints.web.notes import note
from blueprints.words.accounts import role_words
from domain.access import Act
from domain.phone import masked


@bp.get("/me")
@allow(Act.OWN_ACCOUNT)
def profile() -> ResponseReturnValue:
    """See who I am here, and get to everything about my account."""
    return _page(masked(me().phone_tail), whole=False)


@bp.post("/me/number")
@allow(Act.OWN_ACCOUNT)
def number() -> ResponseReturnValue:
    """Show my whole phone number once; that it was shown is noted."""
    note("sensitive-read", str(actor().uid))
    return _page(phone_of(me(), house().keyring), whole=True)


@bp.post("/me/hat")
@allow(Act.OWN_ACCOUNT)
def change_hat() -> ResponseReturnValue:
    """Read a trainee's pages, or those of one's work; for who is both."""
    asked = sent().get("to", "")
    if asked in set(Hat):
        wear(actor(), Hat(asked))
    return redirect(url_for("today.show"), 303)


def _page(phone: str, *, whole: bool) -> ResponseReturnValue:
    return render_template(
        "accounts/me.html",
        person=me(),
        phone=phone,
        whole=whole,
        places=db().scalars(my_places()).all(),
        role_words=role_words,
        other_hat=change_words(actor()),
        erasure=db().scalars(open_requests(actor().id)).first(),
    )
