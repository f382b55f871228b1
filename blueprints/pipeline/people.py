"""Lists of people: those of one stage, and everybody; with filters, search, files and paper."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.pipeline.board import counts_of
from blueprints.pipeline.gone_by import DayGone, day_gone
from blueprints.pipeline.listing import (
    MOST_ROWS,
    args_of,
    everybody,
    page_of,
    pages_of,
    table_of,
    wanted_people,
)
from blueprints.pipeline.part import bp, slug_of, stage_of
from blueprints.pipeline.scope import Scope, scope
from blueprints.web.asked import day_asked, odd_day
from blueprints.web.db import now
from blueprints.web.gates import allow
from blueprints.web.workbook import download
from blueprints.words.days import odd_day_words
from blueprints.words.pipeline import list_title
from blueprints.words.stages import stage_words
from domain.access import Act
from domain.days import local_day
from domain.stages import EXAM_ORDER, ExamStage
from models.pipeline_queries import Wanted
from models.road import Track


@bp.get("/agency/stage/<slug:stage>")
@allow(Act.MANAGE)
def stage(stage: str) -> ResponseReturnValue:
    """List who stands in one stage of the exam track, the longest there first."""
    found = stage_of(stage)
    if found not in set(ExamStage):
        abort(404)
    here, wanted, on = scope(), wanted_people(found), day_asked(request.args)
    if on is not None:
        return _list_on(day_gone(here, wanted, on))
    return _list(here, wanted, url_for("pipeline.stage", stage=stage, **_but_stage(here, wanted)))


@bp.get("/agency/people")
@allow(Act.MANAGE)
def people() -> ResponseReturnValue:
    """List the agency's people, now or on a day gone by, by filters, name or end of the phone."""
    here, wanted, on = scope(), wanted_people(), day_asked(request.args)
    if on is not None:
        return _list_on(day_gone(here, wanted, on))
    return _list(here, wanted, url_for("pipeline.people", **args_of(here, wanted)))


@bp.get("/agency/people.<slug:kind_of_file>")
@allow(Act.MANAGE)
def people_table(kind_of_file: str) -> ResponseReturnValue:
    """Give the whole list as a file, up to 5,000 rows."""
    here, wanted, on = scope(), wanted_people(), day_asked(request.args)
    if on is not None:
        gone = day_gone(here, wanted, on)
        stood = gone.everybody()
        if len(stood) > MOST_ROWS:
            return _too_many(gone.args)
        return download(gone.table(stood), kind_of_file)
    rows = everybody(here, wanted)
    if len(rows) > MOST_ROWS:
        return _too_many(args_of(here, wanted))
    return download(table_of(here, wanted, rows, list_title(wanted)), kind_of_file)


def _too_many(args: dict[str, Any]) -> ResponseReturnValue:
    flash(_("一个文件最多 %(n)d 行。先按班或者乡镇筛一下，分几次下载。", n=MOST_ROWS), "warm")
    return redirect(url_for("pipeline.people", **args), 303)


def _list(here: Scope, wanted: Wanted, address: str) -> ResponseReturnValue:
    rows, place = page_of(here, wanted)
    return render_template(
        "pipeline/people.html",
        scope=here,
        wanted=wanted,
        title=list_title(wanted),
        table=table_of(here, wanted, rows, list_title(wanted)),
        total=_total(here, wanted),
        links=pages_of(address, place),
        files=url_for("pipeline.people"),
        query=_query(here, wanted),
        stages=_stages(wanted),
        bulk=_bulk(here, wanted) if rows else "",
        odd_day=odd_day_words(odd_day(request.args), local_day(now())),
    )


def _list_on(gone: DayGone) -> ResponseReturnValue:
    """Who stood where at the end of a day gone by."""
    rows, place = gone.page()
    return render_template(
        "pipeline/day_people.html",
        scope=gone.here,
        wanted=gone.wanted,
        on=gone.day,
        table=gone.table(rows),
        links=pages_of(url_for("pipeline.people", **gone.args), place),
        files=url_for("pipeline.people"),
        query=url_for("pipeline.people", **gone.args).partition("?")[2],
        stages=_stages(gone.wanted),
    )


def _total(here: Scope, wanted: Wanted) -> int | None:
    """How many there are, from the kept counts; None where no count is kept for such a filter."""
    if wanted.words or wanted.mentor:
        return None
    counts = counts_of(here)
    if wanted.engaged:
        return counts.of("engaged", wanted.engaged)
    measure = "exam-stuck" if wanted.stuck else wanted.track.value
    every = [key for name, key in counts.by if name == measure and key not in {"left", "none"}]
    return counts.of(measure, *(wanted.stages or every))


def _stages(wanted: Wanted) -> list[tuple[str, str, bool]]:
    """The stages to choose from in the filter, and which one is chosen."""
    if wanted.track is Track.POST:
        return []
    every = (*EXAM_ORDER, ExamStage.LEFT)
    return [(slug_of(one), stage_words(one), wanted.stages == (one,)) for one in every]


def _bulk(here: Scope, wanted: Wanted) -> str:
    """Where many of one stage are moved at once."""
    if wanted.track is Track.POST or len(wanted.stages) != 1:
        return ""
    if wanted.stages[0] in {ExamStage.LEFT, EXAM_ORDER[-1]}:
        return ""
    args = _but_stage(here, wanted)
    if "after" in request.args:
        args["after"] = request.args["after"]
    return url_for("pipeline.move_many", stage=slug_of(wanted.stages[0]), **args)


def _but_stage(here: Scope, wanted: Wanted) -> dict[str, Any]:
    return {name: value for name, value in args_of(here, wanted).items() if name != "stage"}


def _query(here: Scope, wanted: Wanted) -> str:
    return url_for("pipeline.people", **args_of(here, wanted)).partition("?")[2]
