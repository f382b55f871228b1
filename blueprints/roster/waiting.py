"""The waiting room: who came with a code that went from hand to hand, and who lets them in."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.waiting import let_in, turn_away
from blueprints.roster.part import bp, myself
from blueprints.web.db import db, now, one_or_404, writing
from blueprints.web.gates import allow
from blueprints.web.login import actor
from domain.access import Act
from models.people import Person
from models.roster import PendingMembership
from models.roster_queries import waiting_for

MOST = 50


@bp.get("/agency/waiting")
@allow(Act.INVITE)
def waiting() -> ResponseReturnValue:
    """See who waits to be let in, the longest first; one press lets in or turns away."""
    query = waiting_for(actor()).where(PendingMembership.answered_at.is_(None))
    rows = db().scalars(query.limit(MOST + 1)).all()
    return render_template("roster/waiting.html", rows=rows[:MOST], more=len(rows) > MOST)


@bp.post("/agency/waiting/<uid:waiting_id>/in")
@allow(Act.INVITE)
def accept(waiting_id: UUID) -> ResponseReturnValue:
    """Let one person in: class, guidance and stage follow."""
    return _answer(waiting_id, accepted=True)


@bp.post("/agency/waiting/<uid:waiting_id>/away")
@allow(Act.INVITE)
def decline(waiting_id: UUID) -> ResponseReturnValue:
    """Turn one person away; the place of the invite is free again."""
    return _answer(waiting_id, accepted=False)


def _answer(waiting_id: UUID, *, accepted: bool) -> ResponseReturnValue:
    row = one_or_404(waiting_for(actor()).where(PendingMembership.uid == waiting_id))
    name = row.person.name
    with writing() as session:
        verb = let_in if accepted else turn_away
        done = verb(session, row.id, by=myself(session), at=now())
        by = done.answered_by_id
        other = session.get_one(Person, by).name if by and by != actor().id else ""
    if other and done.accepted is not accepted:
        flash(_("%(other)s刚处理过%(name)s，没有再改", other=other, name=name), "warm")
    elif done.accepted:
        flash(_("%(name)s进来了", name=name), "ok")
    else:
        flash(_("没有让%(name)s进来，名额还给邀请码了", name=name), "ok")
    return redirect(url_for("roster.waiting"), 303)
