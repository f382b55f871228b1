"""The agency's first page: what needs the manager, and the three tracks of people and teams."""

from datetime import date

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.pipeline.board import (
    Row,
    counts_of,
    engaged_rows,
    exam_rows,
    figures,
    left_row,
    needs,
)
from blueprints.pipeline.part import bp
from blueprints.pipeline.post_track import posts_of_agency
from blueprints.pipeline.post_track import table_of as table_of_posts
from blueprints.pipeline.scope import Scope, scope
from blueprints.pipeline.teams import needs_of, rows_of, table_of, teams_of_agency
from blueprints.web.asked import day_asked, odd_day
from blueprints.web.db import now
from blueprints.web.gates import allow
from blueprints.web.workbook import Column, Table, download
from blueprints.words.days import long_day, odd_day_words
from blueprints.words.pipeline import track_words
from domain.access import Act
from domain.days import local_day
from domain.pipeline import USUAL_DAYS


@bp.get("/agency")
@allow(Act.MANAGE)
def agency() -> ResponseReturnValue:
    """Show what needs me first and where everybody stands, or stood on a day gone by."""
    here, on = scope(), day_asked(request.args)
    counts = counts_of(here, on)
    rows, teams = exam_rows(here, counts, on), teams_of_agency(here.agency, on)
    posts, left = posts_of_agency(here, counts, on), left_row(here, counts, on)
    if on is not None:
        tables = {"table": _table(here, [*rows, left], on), "teams": table_of(teams)}
        tables["posts"] = table_of_posts(posts)
        return render_template("pipeline/day.html", scope=here, on=on, **tables)
    return render_template(
        "pipeline/agency.html",
        scope=here,
        at=now(),
        figures=figures(here, counts),
        needs=needs(here, counts, (*posts.needs, *needs_of(teams))),
        teams=teams,
        team_rows=rows_of(teams),
        rows=rows,
        posts=posts,
        odd_day=odd_day_words(odd_day(request.args), local_day(now())),
        engaged=engaged_rows(here, counts),
        left=left,
        files=url_for("pipeline.stages_table", kind_of_file="xlsx", **here.args),
    )


@bp.get("/agency/stages.<slug:kind_of_file>")
@allow(Act.MANAGE)
def stages_table(kind_of_file: str) -> ResponseReturnValue:
    """Give the stages with their numbers as a file; with `track=post` the kinds of post."""
    here, on = scope(), day_asked(request.args)
    counts = counts_of(here, on)
    if request.args.get("track") == "post":
        return download(table_of_posts(posts_of_agency(here, counts, on)), kind_of_file)
    rows = [*exam_rows(here, counts, on), left_row(here, counts, on)]
    return download(_table(here, rows, on), kind_of_file)


def _table(here: Scope, rows: list[Row], on: date | None) -> Table:
    """The exam track as a table; a day gone by knows nothing of who was stuck."""
    columns = [
        Column(_("阶段"), _("“%(track)s”这条线上的一步", track=track_words("exam"))),
        Column(_("人数"), _("停在这一步的人"), numeric=True),
        Column(_("停得久"), _("超过平常天数的人，每天夜里数一次"), numeric=True),
        Column(_("平常天数"), _("超过这么多天，就算停得久"), numeric=True),
        Column(
            _("上一步走到这里，百分之几"), _("一年里从上一步出来的人，多少到了这里"), numeric=True
        ),
        Column(_("一半的人几天走完"), _("一年里走完的人，中位天数；不到 5 人不算"), numeric=True),
    ]
    cells = [
        (row.label, row.count, row.stuck, USUAL_DAYS.get(row.stage), row.share, row.median)
        for row in rows
    ]
    kept = [0, 1, 4, 5] if on else range(len(columns))
    return Table(
        title=_("%(day)s 各阶段人数", day=long_day(on)) if on else _("各阶段人数"),
        columns=[columns[n] for n in kept],
        rows=[[row[n] for n in kept] for row in cells],
        at=now(),
        note=here.agency.name if on else here.words,
        links=[row.href for row in rows],
    )
