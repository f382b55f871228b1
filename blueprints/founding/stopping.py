"""A team stops, and is taken up again: said by its mentor or manager, with a reason."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.team_stopping import Word, stop_team, take_up_team
from actions.team_walk import TeamClosedError
from blueprints.founding.desk import Desk, desk_of
from blueprints.founding.forms import StopForm, TakeUpForm
from blueprints.founding.part import bp, myself
from blueprints.web.db import now, one_or_404, writing
from blueprints.web.forms import once, sent
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.words.stages import stage_words
from domain.access import Act
from domain.team_stages import stage_of
from models.founding import FoundingTeam
from models.founding_queries import teams_led


@bp.route("/founding/<uid:team_id>/stop", methods=["GET", "POST"])
@allow(Act.GATHER)
def stop(team_id: UUID) -> ResponseReturnValue:
    """Stop a team; nothing is lost, and it can be taken up again."""
    desk = _led(team_id)
    if desk.team.closed_at is not None or desk.has_stopped:
        return redirect(url_for("founding.show", team_id=team_id), 303)
    form = StopForm(sent())
    if request.method == "POST" and form.validate():
        try:
            with writing() as session:
                word = Word(form.why.data or "", myself(session), once(), now())
                stopped = stop_team(session, desk.team.id, word, book=desk.book)
            if stopped:
                flash(_("停办了。写过的都留着，随时能接着办。"), "ok")
        except TeamClosedError:
            flash(_("已经登记成机构，不能停办"), "warm")
        return redirect(url_for("founding.show", team_id=team_id), 303)
    page = render_template("founding/stop.html", desk=desk, team=desk.team, form=form)
    return page, 422 if form.errors else 200


@bp.route("/founding/<uid:team_id>/take-up", methods=["GET", "POST"])
@allow(Act.GATHER)
def take_up(team_id: UUID) -> ResponseReturnValue:
    """Take a stopped team up again; it goes on where its steps stand."""
    desk = _led(team_id)
    if not desk.has_stopped:
        return redirect(url_for("founding.show", team_id=team_id), 303)
    form = TakeUpForm(sent())
    if request.method == "POST" and form.validate():
        with writing() as session:
            word = Word(form.why.data or "", myself(session), once(), now())
            goes_on = take_up_team(session, desk.team.id, word, book=desk.book)
        if goes_on:
            flash(_("接着办了，从“%(stage)s”走起。", stage=_stage_words(desk)), "ok")
        return redirect(url_for("founding.show", team_id=team_id), 303)
    page = render_template(
        "founding/take_up.html", desk=desk, team=desk.team, form=form, stage=_stage_words(desk)
    )
    return page, 422 if form.errors else 200


def _stage_words(desk: Desk) -> str:
    """Where the team stands by its steps."""
    return stage_words(stage_of(desk.book.stages, desk.book.steps, desk.told))


def _led(team_id: UUID) -> Desk:
    """The team, for the mentor or manager of its agency."""
    return desk_of(one_or_404(teams_led(actor(), now()).where(FoundingTeam.uid == team_id)))
