"""One step: what to do and what it rests on, and what the team tells of it."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.team_book import LICENCE
from actions.team_merge import STEP_FIELDS, Values
from actions.team_walk import (
    PapersMissingError,
    StepLockedError,
    WayMissingError,
    save_step,
    step_part,
)
from blueprints.founding.board import manages, owner_of, second_words
from blueprints.founding.desk import Desk, desk_or_404
from blueprints.founding.forms import StepForm, step_form
from blueprints.founding.part import bp, myself
from blueprints.founding.saving import Refusal, ask, refused_words, save, sent_edit
from blueprints.founding.thirds import thirds_of
from blueprints.web.db import now
from blueprints.web.gates import allow
from blueprints.words.founding import (
    first_words,
    list_words,
    look_of,
    paper_look,
    paper_words,
    saved_words,
    verdict_words,
)
from domain.access import Act
from domain.founding import Place, Said
from models.founding import TeamStep

PROFESSIONALS = "professionals"
"""The step in which a team looks whether enough of it are certified."""
EMPTY = dict.fromkeys(STEP_FIELDS, "") | {"state": Said.TODO.value}


@bp.route("/founding/<uid:team_id>/steps/<slug:agency_step>", methods=["GET", "POST"])
@allow(Act.FOUND)
def step(team_id: UUID, agency_step: str) -> ResponseReturnValue:
    """Show one step and save what the team tells of it; two at once are asked, never lost."""
    desk = desk_or_404(team_id)
    place = desk.place(agency_step)
    if request.method == "GET":
        return _page(desk, place, step_form(desk, place, _values(desk, place)))
    form = step_form(desk, place)
    if not form.validate():
        return _page(desk, place, form)
    edit = sent_edit(form)
    outcome = save(
        lambda session: save_step(
            session,
            desk.team.id,
            place.step,
            edit,
            book=desk.book,
            by=myself(session),
            at=now(),
        )
    )
    if outcome.clash:
        return ask(desk, form, outcome.clash, name=place.step.name, here=_here(desk, place))
    if outcome.refused:
        _say(desk, form, outcome.refused)
        return _page(desk, place, form)
    flash(saved_words(outcome.saved), "ok")
    return redirect(url_for("founding.show", team_id=team_id), 303)


def _page(desk: Desk, place: Place, form: StepForm) -> ResponseReturnValue:
    row = desk.steps.get(place.step.step)
    page = render_template(
        "founding/step.html",
        desk=desk,
        team=desk.team,
        place=place,
        step=place.step,
        form=form,
        here=_here(desk, place),
        version=request.form.get("version", row.version if row else 0),
        part=step_part(place.step.step),
        owner=owner_of(desk, place),
        second=second_words(desk, place),
        look=look_of(place),
        rule=desk.rule(place.step),
        papers=[
            (one, paper_look(one.standing), paper_words(one.standing))
            for one in desk.papers_for(place.step)
        ],
        shut=desk.shut_for(place.step),
        verdict=_verdict(desk, place),
        licence=place.step.step == LICENCE and not desk.shut and desk.team.credit_code is None,
        manages=manages(desk),
    )
    return page, 422 if form.errors or form.form_errors else 200


def _verdict(desk: Desk, place: Place) -> str:
    """How the team stands against the one-third rule, where the step is about that."""
    if place.step.step != PROFESSIONALS:
        return ""
    return verdict_words(thirds_of(desk).tally)


def _here(desk: Desk, place: Place) -> str:
    return url_for("founding.step", team_id=desk.team.uid, agency_step=place.step.step)


def _values(desk: Desk, place: Place) -> Values:
    row = desk.steps.get(place.step.step)
    return EMPTY | _texts(desk, row) if row else EMPTY


def _texts(desk: Desk, row: TeamStep) -> Values:
    owner = desk.member(row.owner_id)
    return {
        "state": row.state,
        "branch": row.branch,
        "owner_id": str(owner.person.uid) if owner else "",
        "due_on": row.due_on.isoformat() if row.due_on else "",
        "done_on": row.done_on.isoformat() if row.done_on else "",
        "cost_fen": "" if row.cost_fen is None else str(row.cost_fen),
        "place": row.place,
        "note": row.note,
    }


def _say(desk: Desk, form: StepForm, refusal: Refusal) -> None:
    """Say at the field what must come first."""
    if isinstance(refusal, StepLockedError):
        form.state.errors = [
            _("还不能开始。%(first)s", first=first_words(desk.named(refusal.first)))
        ]
    elif isinstance(refusal, PapersMissingError):
        names = list_words([desk.paper(name).paper.name for name in refusal.papers])
        form.state.errors = [_("还差材料：%(names)s。备好了再记办成", names=names)]
    elif isinstance(refusal, WayMissingError):
        form.branch.errors = [_("先选走哪条路")]
    else:
        form.form_errors.append(refused_words(refusal))
