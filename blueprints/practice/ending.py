"""The end of a set: how many right, what moved, what comes back when, one thing to do."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from blueprints.practice.part import bp
from blueprints.practice.result import result_of
from blueprints.practice.run import run_or_404
from blueprints.web.gates import allow
from domain.access import Act


@bp.get("/practice/<uid:uid>/end")
@allow(Act.LEARN)
def end(uid: UUID) -> ResponseReturnValue:
    """See what a set came to and what to do next."""
    return render_template("practice/end.html", result=result_of(run_or_404(uid)))
