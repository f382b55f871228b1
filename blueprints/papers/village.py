"""The village's papers: for the committees (两委), who need no account; printed, or as DOCX."""

from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from blueprints.papers.county import file_of
from blueprints.papers.paper import Paper
from blueprints.papers.part import bp
from blueprints.papers.scope import Scope, scope
from blueprints.papers.village_text import Whom, agreement, monthly, what_we_do
from blueprints.web.db import db, now
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.web.picking import pick_from
from blueprints.words.papers import village_title, village_use
from domain.access import STAFF, Act
from domain.days import local_day
from domain.halves import Month, month_of, read_month
from models.paper_queries import people_known, posts_in
from models.people import Person

PAPERS: Final[Mapping[str, Callable[[Scope, Whom], Paper]]] = {
    "what-we-do": what_we_do,
    "agreement": agreement,
    "monthly": monthly,
}
ASKS: Final[Mapping[str, tuple[str, ...]]] = {
    "what-we-do": (),
    "agreement": ("person",),
    "monthly": ("person", "month"),
}
MONTHS_SHOWN: Final = 4


@bp.get("/agency/village-papers")
@allow(Act.FOLLOW)
def village() -> ResponseReturnValue:
    """Choose a paper for a village."""
    return render_template(
        "papers/village.html",
        papers=[(code, village_title(code), village_use(code)) for code in PAPERS],
        here=url_for("papers.village"),
    )


@bp.get("/agency/village-papers/<slug:village_sheet>")
@allow(Act.FOLLOW)
def village_paper(village_sheet: str) -> ResponseReturnValue:
    """Look at one paper as it will be printed, with names and places filled in."""
    one, whom, made = _made(village_sheet)
    return render_template(
        "papers/village_paper.html",
        paper=made,
        code=village_sheet,
        asks=ASKS[village_sheet],
        whom=whom,
        months=_months(one),
        here=url_for("papers.village_paper", village_sheet=village_sheet),
        other=url_for("papers.village_people", village_sheet=village_sheet, month=whom.month.text),
        list_href=url_for("papers.village"),
        file=url_for("papers.village_file", village_sheet=village_sheet, **whom.args),
    )


@bp.get("/agency/village-papers/<slug:village_sheet>/people")
@allow(Act.FOLLOW)
def village_people(village_sheet: str) -> ResponseReturnValue:
    """Pick whose name goes into a paper."""
    if "person" not in ASKS.get(village_sheet, ()):
        abort(404)
    one, month = _scope(), _month()
    known = people_known(actor(), now(), one.agency.id).with_only_columns(Person.id).order_by(None)
    here = url_for("papers.village_people", village_sheet=village_sheet)
    found = pick_from(known, here, month=month.text)
    chosen = select(Person).where(Person.id.in_(found.people)).order_by(Person.name, Person.id)
    return render_template(
        "papers/village_people.html",
        people=db().scalars(chosen).all(),
        found=found,
        here=here,
        paper=url_for("papers.village_paper", village_sheet=village_sheet, month=month.text),
        title=village_title(village_sheet),
    )


@bp.get("/agency/village-papers/<slug:village_sheet>.docx")
@allow(Act.FOLLOW)
def village_file(village_sheet: str) -> ResponseReturnValue:
    """Take one paper along as DOCX."""
    _one, _whom, made = _made(village_sheet)
    return file_of(made, "docx")


def _made(code: str) -> tuple[Scope, Whom, Paper]:
    if code not in PAPERS:
        abort(404)
    one = _scope()
    whom = _whom(one)
    return one, whom, PAPERS[code](one, whom)


def _scope() -> Scope:
    return scope(actor().agencies(STAFF)) or abort(404)


def _month() -> Month:
    return read_month(request.args.get("month", "")) or month_of(local_day(now()))


def _whom(one: Scope) -> Whom:
    """The person the paper is about, where the address names one this person sees."""
    month = _month()
    try:
        wanted = UUID(request.args.get("person", ""))
    except ValueError:
        return Whom(None, None, None, month)
    known = people_known(actor(), now(), one.agency.id).where(Person.uid == wanted)
    found = db().execute(known).first()
    if found is None:
        return Whom(None, None, None, month)
    person, home = found
    return Whom(person, home, db().scalars(posts_in([person.id], one.agency.id)).first(), month)


def _months(one: Scope) -> list[Month]:
    found = [month_of(one.today).after]
    while len(found) < MONTHS_SHOWN:
        found.append(found[-1].before)
    return found
