"""Candidates: the list by village, with the first answer about each."""

from collections.abc import Sequence
from urllib.parse import urlencode
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, or_, tuple_

from blueprints.roster.first_answer import Answering, answering
from blueprints.roster.part import bp
from blueprints.web.db import db, now
from blueprints.web.forms import narrow, one_line
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.web.workbook import Column, Table, download
from blueprints.words.candidates import filter_words, state_words
from blueprints.words.road import education_words
from domain.access import Act
from domain.recruiting import ACTIVE, State
from models.pipeline import Candidate
from models.places import Agency, Region
from models.roster_queries import candidate_counts, candidates_of, managed_agencies

PAGE = 50
MOST_IN_FILE = 5_000
LONGEST_SEARCH = 20
FILTERS = ("", *(state.value for state in State), "all")


@bp.get("/agency/candidates")
@allow(Act.MANAGE)
def candidates() -> ResponseReturnValue:
    """See who may become a trainee, village by village, with the first answer about each."""
    rows = db().scalars(_after(_wanted()).limit(PAGE + 1)).all()
    shown = rows[:PAGE]
    return render_template(
        "roster/candidates.html",
        table=candidate_table(shown),
        after=shown[-1].uid if len(rows) > PAGE else None,
        state=_state(),
        q=_search(),
        filters=[(name, filter_words(name)) for name in FILTERS],
        counts=[(s, state_words(s), n) for s, n in db().execute(candidate_counts(actor()))],
        query=urlencode({"state": _state(), "q": _search()}),
    )


@bp.get("/agency/candidates.<slug:ending>")
@allow(Act.MANAGE)
def candidates_file(ending: str) -> ResponseReturnValue:
    """Take the list along as it is filtered."""
    rows = db().scalars(_wanted().limit(MOST_IN_FILE)).all()
    return download(candidate_table(rows), ending)


def candidate_table(rows: Sequence[Candidate]) -> Table:
    """Candidates as the screen and the files show them."""
    columns = (
        Column(_("姓名"), _("备选人员的姓名")),
        Column(_("乡镇"), _("住在本县哪个乡镇")),
        Column(_("村"), _("住在哪个村")),
        Column(_("手机尾号"), _("手机号末四位，没有就空着")),
        Column(_("学历"), _("最高学历")),
        Column(_("几年"), _("做社会工作几年"), numeric=True),
        Column(_("能考吗"), _("按学历和年限算的初级考试答案，加入以后再细问"), 24),
        Column(_("认识谁"), _("在村里认识谁"), 20),
        Column(_("经营什么"), _("自己经营什么"), 20),
        Column(_("到哪步"), _("在联系、发了邀请码、加入了、不跟了")),
    )
    answers = _answers()
    return Table(
        _("备选人员"),
        columns,
        [_cells(row, answers[row.agency_id]) for row in rows],
        now(),
        note=filter_words(_state()),
        links=[url_for("roster.candidate", candidate_id=row.uid) for row in rows],
    )


def _cells(row: Candidate, rules: Answering) -> tuple[str | int | None, ...]:
    return (
        row.name,
        row.home.name if row.home else "",
        row.village,
        row.phone_tail,
        education_words(row.education) if row.education else "",
        row.years,
        rules.words(row),
        row.knows,
        row.runs,
        state_words(row.state),
    )


def _answers() -> dict[int, Answering]:
    """The rules for each agency of this manager, by its county."""
    mine = managed_agencies(actor()).join(Agency.region)
    codes = db().execute(mine.with_only_columns(Agency.id, Region.code))
    return {agency_id: answering(code) for agency_id, code in codes}


def _wanted() -> Select[Candidate]:
    """The candidates the filter asks for, by village."""
    query = candidates_of(actor()).order_by(Candidate.village, Candidate.id)
    state, search = _state(), _search()
    if state != "all":
        query = query.where(Candidate.state.in_([state] if state else ACTIVE))
    return query.where(_found(search)) if search else query


def _found(search: str) -> ColumnElement[bool]:
    return or_(
        Candidate.name.startswith(search, autoescape=True),
        Candidate.village.startswith(search, autoescape=True),
        Candidate.phone_tail == search,
    )


def _after(query: Select[Candidate]) -> Select[Candidate]:
    """The page after a row that this manager sees; an unknown one begins at the start."""
    try:
        uid = UUID(request.args.get("after", ""))
    except ValueError:
        return query
    last = db().scalars(candidates_of(actor()).where(Candidate.uid == uid)).first()
    if last is None:
        return query
    return query.where(tuple_(Candidate.village, Candidate.id) > (last.village, last.id))


def _state() -> str:
    text = request.args.get("state", "")
    return text if text in FILTERS else ""


def _search() -> str:
    return one_line(narrow(request.args.get("q", "")))[:LONGEST_SEARCH]
