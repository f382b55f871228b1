"""One person's three tracks, and what can be done: move, take back, leave, come back."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from actions.leaving import Goodbye, StillManagesError, ask_back, leave_agency
from actions.moves import (
    MovedMeanwhileError,
    NothingToTakeBackError,
    Turn,
    move_person,
    take_back,
)
from blueprints.pipeline.forms import LeaveForm, MoveForm
from blueprints.pipeline.one import Found, find
from blueprints.pipeline.part import bp, myself
from blueprints.web.db import db, now, writing
from blueprints.web.forms import once, sent
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.words.pipeline import moved_meanwhile_words, next_words
from blueprints.words.stages import stage_words
from domain.access import Act
from domain.stages import StageJumpError
from models.people import Person
from models.pipeline_queries import founding_teams_of
from models.places import Agency


@bp.get("/agency/people/<uid:person_id>")
@allow(Act.MANAGE)
def person(person_id: UUID) -> ResponseReturnValue:
    """Show one person's exam, post and founding tracks with their history."""
    found = find(person_id)
    return render_template(
        "pipeline/person.html",
        found=found,
        teams=db().execute(founding_teams_of(found.person.id, found.agency.id)).all(),
        next_step=next_words(found.stage) if found.stage else "",
    )


@bp.route("/agency/people/<uid:person_id>/move", methods=["GET", "POST"])
@allow(Act.MANAGE)
def move(person_id: UUID) -> ResponseReturnValue:
    """Move one person to a stage that may follow, with a reason where one is due."""
    found = find(person_id)
    if found.has_left:
        return redirect(url_for("pipeline.come_back", person_id=person_id), 303)
    if any(row.cause == f"move:{request.form.get('once', '')}" for row in found.exam_rows):
        return redirect(url_for("pipeline.person", person_id=person_id), 303)
    form = MoveForm(sent() or None, seen=found.seen)
    form.about(found.person.name, found.stage, found.allowed)
    if request.method == "POST" and form.validate() and _moved(found, form):
        words = _("%(name)s：%(stage)s", name=found.person.name, stage=stage_words(form.stage.data))
        flash(words, "ok")
        return redirect(url_for("pipeline.person", person_id=person_id), 303)
    page = render_template("pipeline/move.html", found=found, form=form)
    return page, 422 if form.errors else 200


@bp.route("/agency/people/<uid:person_id>/take-back", methods=["GET", "POST"])
@allow(Act.MANAGE)
def undo_move(person_id: UUID) -> ResponseReturnValue:
    """Show what would be taken back, then take the last move back; the history keeps both rows."""
    found = find(person_id)
    if request.method == "GET" and found.last_move:
        return render_template("pipeline/take_back.html", found=found, last=found.last_move)
    if request.method == "GET":
        flash(_("没有可以收回的"), "warm")
        return redirect(url_for("pipeline.person", person_id=person_id), 303)
    try:
        with writing() as session:
            turn = _turn(request.form.get("seen", ""))
            row = take_back(session, found.person.id, found.agency.id, turn=turn)
            flash(_("收回了，又回到“%(stage)s”", stage=stage_words(row.stage)), "ok")
    except MovedMeanwhileError as told:
        flash(_meanwhile(told), "warm")
    except NothingToTakeBackError:
        flash(_("没有可以收回的"), "warm")
    return redirect(url_for("pipeline.person", person_id=person_id), 303)


@bp.route("/agency/people/<uid:person_id>/leave", methods=["GET", "POST"])
@allow(Act.MANAGE)
def leave(person_id: UUID) -> ResponseReturnValue:
    """Let one person leave the agency, saying why; the page says what ends and what stays."""
    found = find(person_id)
    if found.has_left:
        return redirect(url_for("pipeline.person", person_id=person_id), 303)
    form = LeaveForm(sent())
    if request.method == "POST" and form.validate() and _left(found, form):
        flash(_("%(name)s离开了，经历都留着", name=found.person.name), "ok")
        return redirect(url_for("pipeline.person", person_id=person_id), 303)
    page = render_template("pipeline/leave.html", found=found, form=form)
    return page, 422 if form.errors else 200


@bp.route("/agency/people/<uid:person_id>/return", methods=["GET", "POST"])
@allow(Act.MANAGE)
def come_back(person_id: UUID) -> ResponseReturnValue:
    """Ask somebody who left whether they come back; they are back once they say yes themselves."""
    found = find(person_id)
    if not found.has_left:
        return redirect(url_for("pipeline.person", person_id=person_id), 303)
    if request.method == "POST":
        with writing() as session:
            who, where = _rows(session, found)
            ask_back(session, who, where, by=myself(session), once=once(), at=now())
        flash(_("请了%(name)s，等本人答应", name=found.person.name), "ok")
        return redirect(url_for("pipeline.person", person_id=person_id), 303)
    return render_template("pipeline/return.html", found=found)


def _moved(found: Found, form: MoveForm) -> bool:
    try:
        with writing() as session:
            move_person(
                session,
                found.person.id,
                found.agency.id,
                form.stage.data,
                why=form.why.data or "",
                turn=_turn(form.seen.data or ""),
            )
    except StageJumpError:
        form.stage.errors = [form.refusal(form.stage.data)]
    except MovedMeanwhileError as told:
        form.stage.errors = [_meanwhile(told)]
        form.seen.data = str(told.last.uid)
    return not form.errors


def _left(found: Found, form: LeaveForm) -> bool:
    try:
        with writing() as session:
            who, where = _rows(session, found)
            bye = Goodbye(form.why.data or "", myself(session), once(), now())
            leave_agency(session, who, where, bye)
    except StillManagesError:
        form.why.errors = [_("他是机构主管，先请系统管理员换人")]
    return not form.errors


def _rows(session: Session, found: Found) -> tuple[Person, Agency]:
    """The rows of person and agency inside a write."""
    read = session.get_one
    return read(Person, found.person.id), read(Agency, found.agency.id)


def _turn(seen: str) -> Turn:
    try:
        row = UUID(seen)
    except ValueError:
        row = None
    return Turn(actor().id, now(), once(), row)


def _meanwhile(told: MovedMeanwhileError) -> str:
    by = db().get(Person, told.last.by_id) if told.last.by_id else None
    return moved_meanwhile_words(told.last, by.name if by else "")
