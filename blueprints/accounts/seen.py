"""Who has seen my name on a list, what for, and when (个人信息保护法, articles 23 and 44)."""

from flask import render_template
from flask.typing import ResponseReturnValue

from blueprints.accounts.part import bp
from blueprints.web.db import db
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.words.region import bureau_words, list_words
from domain.access import Act
from domain.consent import NAMED_LISTS
from models.list_queries import looks_at

MOST = 100


@bp.get("/me/seen")
@allow(Act.OWN_ACCOUNT)
def seen() -> ResponseReturnValue:
    """See which officers opened a list with my name on it, when, and what they wrote for it."""
    return render_template(
        "accounts/seen.html",
        looks=db().execute(looks_at(actor().id).limit(MOST)).all(),
        list_words=list_words,
        bureau_words=bureau_words,
        purpose=NAMED_LISTS,
    )
