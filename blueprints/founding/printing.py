"""The whole walk on paper, and as a table in a file."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.founding.board import owner_of, second_words
from blueprints.founding.desk import Desk, desk_or_404
from blueprints.founding.part import bp
from blueprints.web.db import now
from blueprints.web.gates import allow
from blueprints.web.workbook import Cell, Column, Table, download
from blueprints.words.founding import (
    group_words,
    list_words,
    look_of,
    paper_words,
    progress_words,
    said_words,
    yuan_words,
)
from blueprints.words.team_stages import label_words
from domain.access import Act
from domain.founding import Place, Standing, done_of


@bp.get("/founding/<uid:team_id>/print")
@allow(Act.FOUND)
def on_paper(team_id: UUID) -> ResponseReturnValue:
    """Show the whole walk as one list for A4, with the same table to download."""
    desk = desk_or_404(team_id)
    return render_template(
        "founding/print.html",
        desk=desk,
        team=desk.team,
        table=_table(desk),
        done=said_words(Standing.DONE.value),
        progress=progress_words(*done_of(desk.places)),
    )


@bp.get("/founding/<uid:team_id>/steps.<slug:kind>")
@allow(Act.FOUND)
def steps_file(team_id: UUID, kind: str) -> ResponseReturnValue:
    """The list of steps as XLSX or CSV, equal to the table on the page."""
    return download(_table(desk_or_404(team_id)), kind)


def _table(desk: Desk) -> Table:
    columns = (
        Column(_("步骤"), _("做什么"), 24),
        Column(_("号"), _("次序，从 0 起"), 6, numeric=True),
        Column(_("哪一段"), _("五段里的哪一段"), 10),
        Column(_("办到哪了"), _("未开始、进行中、已完成、还不能开始、不用办"), 14),
        Column(_("谁"), _("负责的组员；没定的写谁来办"), 14),
        Column(_("哪天前"), _("筹备组自己定的日期"), 12),
        Column(_("法定到"), _("法条写的天数，从前一步办成那天算"), 12),
        Column(_("答应到"), _("办事的部门答应的天数，从前一步办成那天算；不知道的写怎么问"), 22),
        Column(_("办成"), _("办成的日期"), 12),
        Column(_("花费"), _("记下的钱；没记的写一般要不要钱"), 22),
        Column(_("在哪办"), _("记下的地方；没记的写一般在哪"), 22),
        Column(_("材料"), _("这一步要的材料和备到哪"), 34),
        Column(_("依据"), _("法规和条"), 34),
    )
    return Table(
        _("%(name)s（%(state)s）步骤表", name=desk.team.name, state=_state(desk)),
        columns,
        [_row(desk, place) for place in desk.places],
        now(),
        note=desk.team.region.name,
    )


def _row(desk: Desk, place: Place) -> list[Cell]:
    step, row, rule = place.step, desk.steps.get(place.step.step), desk.rule(place.step)
    papers = [f"{p.paper.name}：{paper_words(p.standing)}" for p in desk.papers_for(step)]
    law = (rule.document or rule.source) + rule.article if rule else ""
    return [
        step.name,
        step.number,
        group_words(step.group),
        _standing(desk, place),
        owner_of(desk, place),
        place.due_on,
        place.statutory_on,
        place.promised_on or step.promised,
        row.done_on if row else None,
        (yuan_words(row.cost_fen) if row else "") or step.cost,
        (row.place if row else "") or step.place,
        list_words(papers),
        law,
    ]


def _standing(desk: Desk, place: Place) -> str:
    if place.standing is Standing.LOCKED:
        return second_words(desk, place)
    if place.standing is Standing.BROKEN:
        return _("有问题")
    return look_of(place)[1] or said_words(place.standing.value)


def _state(desk: Desk) -> str:
    return label_words(desk.team)[0]
