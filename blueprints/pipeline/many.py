"""Moving many people of one stage at once: tick, look it over, and only then it is done."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.moves import Moved, Turn, move_people
from blueprints.pipeline.forms import ManyForm
from blueprints.pipeline.listing import Standing, args_of, page_of, wanted_people
from blueprints.pipeline.part import bp, slug_of, stage_of
from blueprints.pipeline.scope import Scope, scope
from blueprints.web.db import db, now, writing
from blueprints.web.forms import once, options, sent
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.words.stages import stage_words
from domain.access import Act
from domain.stages import EXAM_ORDER, ExamStage, exam_stages_after
from models.people import Person
from models.pipeline_queries import PAGE, people_named


@dataclass(frozen=True, slots=True)
class Desk:
    """One stage, the form, and the people ticked in it."""

    stage: ExamStage
    scope: Scope
    form: ManyForm
    people: list[Person]
    args: dict[str, Any]

    @property
    def names(self) -> str:
        """The names of those ticked."""
        return _("、").join(person.name for person in self.people)

    @property
    def slug(self) -> str:
        """The stage as it stands in addresses."""
        return slug_of(self.stage)

    @property
    def back(self) -> str:
        """The list they were ticked in."""
        return url_for("pipeline.stage", stage=slug_of(self.stage), **self.args)


@bp.get("/agency/stage/<slug:stage>/move")
@allow(Act.MANAGE)
def move_many(stage: str) -> ResponseReturnValue:
    """Tick who moves on from this stage, and say where to."""
    return _ask(_desk(stage))


@bp.post("/agency/stage/<slug:stage>/move")
@allow(Act.MANAGE)
def check_many(stage: str) -> ResponseReturnValue:
    """Look it over before anybody is moved."""
    desk = _desk(stage)
    if not _good(desk):
        return _ask(desk, 422)
    return render_template("pipeline/check_many.html", desk=desk, form=desk.form)


@bp.post("/agency/stage/<slug:stage>/move/change")
@allow(Act.MANAGE)
def change_many(stage: str) -> ResponseReturnValue:
    """Go back from the check page with everything still filled in."""
    return _ask(_desk(stage))


@bp.post("/agency/stage/<slug:stage>/move/made")
@allow(Act.MANAGE)
def move_ticked(stage: str) -> ResponseReturnValue:
    """Move those whom the check page showed; who no longer stands there stays."""
    desk = _desk(stage)
    if not _good(desk):
        return _ask(desk, 422)
    ids = [person.id for person in desk.people]
    way = (desk.stage.value, desk.form.stage.data)
    turn = Turn(actor().id, now(), once(), None)
    with writing() as session:
        done = move_people(
            session, ids, desk.scope.agency.id, way, why=desk.form.why.data or "", turn=turn
        )
    _say(desk, done)
    return redirect(desk.back, 303)


def _desk(slug: str) -> Desk:
    known = stage_of(slug)
    if known not in set(EXAM_ORDER):
        abort(404)
    stage, here, form = ExamStage(known), scope(), ManyForm(sent())
    allowed = exam_stages_after(stage)
    form.about(_("这些人"), stage, [one for one in EXAM_ORDER if one in allowed])
    args = {name: v for name, v in args_of(here, wanted_people(known)).items() if name != "stage"}
    if "after" in request.args:
        args["after"] = request.args["after"]
    people = _ticked(here, form.people.data or [])
    rows, _next = page_of(here, wanted_people(known))
    form.offer(options(*((str(row.person.uid), _words(row)) for row in rows)))
    return Desk(stage, here, form, people, args)


def _words(row: Standing) -> str:
    return _("%(name)s，停了 %(n)d 天", name=row.person.name, n=row.days)


def _ticked(here: Scope, values: list[str]) -> list[Person]:
    """The people ticked; somebody of another agency is nobody here."""
    try:
        uids = {UUID(value) for value in values[: PAGE + 1]}
    except ValueError:
        abort(404)
    if not uids:
        return []
    found = list(db().scalars(people_named(here.agency.id, uids)))
    if len(found) < len(uids):
        abort(404)
    return found


def _good(desk: Desk) -> bool:
    good = desk.form.validate()
    if len(desk.people) > PAGE:
        desk.form.people.errors = [_("一次最多 %(n)d 人", n=PAGE)]
        return False
    return good


def _ask(desk: Desk, status: int = 200) -> ResponseReturnValue:
    return render_template("pipeline/move_many.html", desk=desk, form=desk.form), status


def _say(desk: Desk, done: Moved) -> None:
    if done.went:
        words = _("%(n)d 人改成“%(stage)s”", n=done.went, stage=stage_words(desk.form.stage.data))
        flash(words, "ok")
    if done.stayed:
        names = _("、").join(p.name for p in desk.people if p.id in done.stayed)
        flash(_("%(names)s已经不在这一步，没有改", names=names), "warm")
