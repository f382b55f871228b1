"""One paper: what it must hold, who signs and seals it, how far it is; the list for the window."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from actions.team_walk import paper_part, save_paper
from blueprints.founding.board import until
from blueprints.founding.desk import Desk, PaperRow, desk_or_404
from blueprints.founding.forms import PaperForm, paper_form
from blueprints.founding.part import bp, myself
from blueprints.founding.saving import ask, refused_words, save, sent_edit
from blueprints.web.db import now
from blueprints.web.gates import allow
from blueprints.words.founding import paper_look, paper_words, saved_words
from domain.access import Act
from domain.founding import PaperState


@bp.route("/founding/<uid:team_id>/papers/<slug:agency_paper>", methods=["GET", "POST"])
@allow(Act.FOUND)
def paper(team_id: UUID, agency_paper: str) -> ResponseReturnValue:
    """Show what a paper must hold, and save how far it is."""
    desk = desk_or_404(team_id)
    row = desk.paper(agency_paper)
    if request.method == "GET":
        return _page(desk, row, paper_form(row, _values(row)))
    form = paper_form(row)
    if not form.validate():
        return _page(desk, row, form)
    edit = sent_edit(form)
    outcome = save(
        lambda session: save_paper(
            session,
            desk.team.id,
            row.paper,
            edit,
            book=desk.book,
            by=myself(session),
            at=now(),
        )
    )
    if outcome.clash:
        return ask(desk, form, outcome.clash, name=row.paper.name, here=_here(desk, row))
    if outcome.refused:
        form.form_errors.append(refused_words(outcome.refused))
        return _page(desk, row, form)
    flash(saved_words(outcome.saved), "ok")
    return redirect(url_for("founding.show", team_id=team_id), 303)


@bp.get("/founding/<uid:team_id>/papers/<slug:agency_paper>/window")
@allow(Act.FOUND)
def window(team_id: UUID, agency_paper: str) -> ResponseReturnValue:
    """Print what to look over before handing a paper in at the window."""
    desk = desk_or_404(team_id)
    row = desk.paper(agency_paper)
    return render_template(
        "founding/window.html", desk=desk, team=desk.team, row=row, rule=desk.rule(row.paper)
    )


def _page(desk: Desk, row: PaperRow, form: PaperForm) -> ResponseReturnValue:
    users = [p.step for p in desk.places if row.paper.paper in p.step.papers]
    page = render_template(
        "founding/paper.html",
        desk=desk,
        team=desk.team,
        row=row,
        paper=row.paper,
        form=form,
        here=_here(desk, row),
        version=request.form.get("version", row.row.version if row.row else 0),
        part=paper_part(row.paper.paper),
        state=(paper_words(row.standing), paper_look(row.standing)),
        until=until(desk, row),
        rule=desk.rule(row.paper),
        users=users,
        shut=desk.shut_for(*users),
    )
    return page, 422 if form.errors or form.form_errors else 200


def _here(desk: Desk, row: PaperRow) -> str:
    return url_for("founding.paper", team_id=desk.team.uid, agency_paper=row.paper.paper)


def _values(row: PaperRow) -> dict[str, str]:
    if row.row is None:
        return {"state": PaperState.MISSING.value, "expires_on": "", "note": ""}
    day = row.row.expires_on
    return {
        "state": row.row.state,
        "expires_on": day.isoformat() if day else "",
        "note": row.row.note,
    }
