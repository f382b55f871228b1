"""The page about me."""

from flask import render_template
from flask.typing import ResponseReturnValue

from actions.erasure import open_requests
from actions.people import phone_of
from blueprints.accounts.own import me, my_places
from blueprints.accounts.part import bp
from blueprints.web.db import db
from blueprints.web.gates import allow
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


def _page(phone: str, *, whole: bool) -> ResponseReturnValue:
    return render_template(
        "accounts/me.html",
        person=me(),
        phone=phone,
        whole=whole,
        places=db().scalars(my_places()).all(),
        role_words=role_words,
        erasure=db().scalars(open_requests(actor().id)).first(),
    )
