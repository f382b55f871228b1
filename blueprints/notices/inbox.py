"""The list of what I was told."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from actions.notices import see_all
from blueprints.notices.part import bp
from blueprints.web.db import db, now, writing
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.words.notices import notice_words
from domain.access import Act
from models.notice_queries import notices_of

MOST = 50


@bp.get("/notices")
@allow(Act.OWN_ACCOUNT)
def inbox() -> ResponseReturnValue:
    """See what I was told, the newest first."""
    rows = db().scalars(notices_of(actor().id).limit(MOST)).all()
    return render_template(
        "notices/inbox.html",
        rows=rows,
        unseen=sum(row.seen_at is None for row in rows),
        notice_words=notice_words,
    )


@bp.post("/notices/seen")
@allow(Act.OWN_ACCOUNT)
def seen() -> ResponseReturnValue:
    """Mark all of it as seen."""
    with writing() as session:
        see_all(session, actor().id, at=now())
    return redirect(url_for("notices.inbox"), 303)
