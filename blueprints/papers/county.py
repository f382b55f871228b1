"""The county's papers: choose one, look at it, print it, take it along as DOCX, XLSX or CSV."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from flask import Response, abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.credentials import tell_number_shown
from blueprints.papers.class_papers import plan, sign_in
from blueprints.papers.document import docx_of, file_name
from blueprints.papers.exam_papers import exam_roster, expenses
from blueprints.papers.ledger import ledger
from blueprints.papers.paper import Paper, Part
from blueprints.papers.part import bp
from blueprints.papers.scope import Scope, scope
from blueprints.papers.sheets import xlsx_of
from blueprints.papers.summary import half_year
from blueprints.papers.survey import survey
from blueprints.web.db import now, writing
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.web.workbook import MEDIA, attachment, comma_separated
from blueprints.words.papers import half_words, paper_title, paper_use
from domain.access import Act, Role
from models.people import Person

PAPERS: Final[Mapping[str, Callable[[Scope], Paper]]] = {
    "survey": survey,
    "exam-roster": exam_roster,
    "sign-in": sign_in,
    "plan": plan,
    "expenses": expenses,
    "ledger": ledger,
    "half-year": half_year,
}
ASKS: Final[Mapping[str, tuple[str, ...]]] = {
    "survey": ("class",),
    "exam-roster": ("year", "class"),
    "sign-in": ("class", "day"),
    "plan": ("class", "year", "half"),
    "expenses": ("year", "class"),
    "ledger": (),
    "half-year": ("half",),
}
"""What may be chosen for each."""
MOST_ROWS: Final = 500
"""More rows than this are for a workbook, not for a page or a document."""
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@bp.get("/agency/papers")
@allow(Act.MANAGE)
def county() -> ResponseReturnValue:
    """Choose a paper that the county asks for."""
    one = managed()
    return render_template(
        "papers/county.html",
        one=one,
        papers=[(code, paper_title(code), paper_use(code)) for code in PAPERS],
        here=url_for("papers.county"),
        args={"agency": str(one.agency.uid)} if len(one.agencies) > 1 else {},
    )


@bp.get("/agency/papers/<slug:county_sheet>")
@allow(Act.MANAGE)
def county_paper(county_sheet: str) -> ResponseReturnValue:
    """Look at one paper as it will be printed, and choose what it is about."""
    one, made = _made(county_sheet)
    return render_template(
        "papers/paper.html",
        paper=_shortened(made),
        code=county_sheet,
        one=one,
        asks=ASKS[county_sheet],
        here=url_for("papers.county_paper", county_sheet=county_sheet),
        list_href=url_for("papers.county"),
        half_words=half_words,
        has_numbers=county_sheet == "ledger",
        files={
            kind: url_for(
                "papers.county_file", county_sheet=county_sheet, filetype=kind, **one.args
            )
            for kind in ("docx", "xlsx", "csv")
        },
    )


@bp.get("/agency/papers/<slug:county_sheet>.<slug:filetype>")
@allow(Act.MANAGE)
def county_file(county_sheet: str, filetype: str) -> ResponseReturnValue:
    """Take a paper along as a file."""
    _one, made = _made(county_sheet)
    return file_of(made, filetype)


@bp.post("/agency/papers/ledger/whole")
@allow(Act.MANAGE)
def whole_ledger() -> ResponseReturnValue:
    """Take the ledger along with whole numbers; the audit log keeps that they were shown."""
    made = ledger(managed(), whole=True)
    with writing() as session:
        me = session.get_one(Person, actor().id)
        tell_number_shown(session, me, by=me, at=now())
    return file_of(made, "xlsx")


def managed() -> Scope:
    """What the address asks for, in an agency this person runs."""
    one = scope(actor().agencies({Role.MANAGER}))
    if one is None:
        abort(404)
    return one


def file_of(made: Paper, kind: str) -> Response:
    """A paper as a file; any other kind than docx, xlsx and csv is 404."""
    if kind == "docx":
        return attachment(docx_of(_shortened(made)), file_name(made, kind), DOCX)
    if kind not in MEDIA or made.table is None:
        abort(404)
    body = xlsx_of(made, made.table) if kind == "xlsx" else comma_separated(made.table)
    return attachment(body, file_name(made, kind), MEDIA[kind])


def _shortened(made: Paper) -> Paper:
    """A paper with no more rows than somebody reads, and a word about the rest (A60)."""
    if made.table is None or len(made.table.rows) <= MOST_ROWS:
        return made
    table = replace(made.table, rows=made.table.rows[:MOST_ROWS])
    told = Part(
        "", [_("这里只列前 %(n)d 行，全部在 Excel 表里。先选一个班，就列得下。", n=MOST_ROWS)]
    )
    return replace(made, table=table, after=[told, *made.after])


def _made(paper: str) -> tuple[Scope, Paper]:
    if paper not in PAPERS:
        abort(404)
    one = managed()
    return one, PAPERS[paper](one)
