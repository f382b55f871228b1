"""What was changed in a team, by whom and when; each value before can be had back."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.teams import IN_TEAM, restore
from blueprints.founding.desk import Desk, desk_or_404, found
from blueprints.founding.part import bp, myself
from blueprints.founding.saving import REFUSALS
from blueprints.founding.values import names_of, part_words, value_words
from blueprints.web.db import db, now, writing
from blueprints.web.gates import allow
from blueprints.words.days import long_day
from blueprints.words.founding import field_words
from blueprints.words.stages import stage_words
from blueprints.words.team_stages import step_of, why_words
from domain.access import Act
from models.founding import TeamChange
from models.founding_queries import changes_of, members_ever
from models.team_queries import stages_entered

PAGE = 50
REFUSED = (*REFUSALS, LookupError)


@bp.get("/founding/<uid:team_id>/history")
@allow(Act.FOUND)
def history(team_id: UUID) -> ResponseReturnValue:
    """Show every change, the latest first; of one step, paper or member where asked."""
    desk = desk_or_404(team_id)
    names = names_of(list(db().scalars(members_ever(desk.team.id))))
    query = changes_of(desk.team.id)
    part = request.args.get("part", "")
    if part:
        query = query.where(TeamChange.part == part)
    before = _before(desk)
    if before:
        query = query.where(TeamChange.id < before)
    rows = db().execute(query.limit(PAGE + 1)).all()
    return render_template(
        "founding/history.html",
        desk=desk,
        team=desk.team,
        rows=[_row(desk, names, change, by) for change, by in rows[:PAGE]],
        part=part,
        about=part_words(desk, part, names) if part and rows else "",
        more=rows[PAGE - 1][0].uid if len(rows) > PAGE else "",
        stages=[] if part or before else _stages(desk),
    )


@bp.post("/founding/<uid:team_id>/history/<uid:change_id>/restore")
@allow(Act.FOUND)
def give_back(team_id: UUID, change_id: UUID) -> ResponseReturnValue:
    """Give one field back what it held before a change; that is a change of its own."""
    desk = desk_or_404(team_id)
    query = changes_of(desk.team.id).where(TeamChange.uid == change_id)
    change = found(row for row, _by in db().execute(query))
    try:
        with writing() as session:
            restore(session, desk.team.id, change.id, book=desk.book, by=myself(session), at=now())
        words = value_words(desk, change.field, change.before)
        flash(_("“%(field)s”改回“%(words)s”了", field=field_words(change.field), words=words), "ok")
    except REFUSED:
        flash(_("现在还改不回去。先看看那一步，前面的办好了再改。"), "warm")
    return redirect(url_for("founding.history", team_id=team_id, part=change.part), 303)


def _row(desk: Desk, names: dict[str, str], change: TeamChange, by: str) -> dict[str, object]:
    return {
        "uid": change.uid,
        "about": part_words(desk, change.part, names),
        "field": field_words(change.field),
        "before": value_words(desk, change.field, change.before, names),
        "after": value_words(desk, change.field, change.after, names),
        "by": by,
        "at": change.at,
        "may": change.field != IN_TEAM,
    }


def _stages(desk: Desk) -> list[tuple[str, str, str]]:
    """The stages the team came through: the day, which one, who and why; the latest first."""
    steps = {one.step: one.name for one in desk.book.steps}
    return [
        (
            long_day(row.at),
            stage_words(row.stage),
            why_words(row, by or "", steps.get(step_of(row), "")),
        )
        for row, by in db().execute(stages_entered(desk.team.id))
    ]


def _before(desk: Desk) -> int | None:
    """The row after which the page goes on; anything odd is no row."""
    text = request.args.get("after", "")
    try:
        uid = UUID(text)
    except ValueError:
        return None
    query = changes_of(desk.team.id).where(TeamChange.uid == uid)
    return next((row.id for row, _by in db().execute(query)), None)
