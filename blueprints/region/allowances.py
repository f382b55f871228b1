"""Allowances, entered by who runs an agency: who got how much, for what, and when."""

from collections.abc import Sequence
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Select

from actions.allowances import Grant, enter_allowance, take_back_allowance
from blueprints.region.forms import AllowanceForm
from blueprints.region.part import bp
from blueprints.web.db import db, now, one_or_404, writing
from blueprints.web.forms import once, sent
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.web.workbook import Column, Table, download
from blueprints.words.region import allowance_words
from domain.access import Act
from domain.allowances import AllowanceKind, yuan
from domain.days import local_day
from models.list_queries import allowances_of, payable_people, years_of
from models.lists import Allowance
from models.people import Person

MOST = 50
TAIL = 4


@bp.get("/agency/allowances")
@allow(Act.MANAGE)
def allowances() -> ResponseReturnValue:
    """See what was paid or promised to whom, the newest first, and enter more."""
    years = list(db().scalars(years_of(actor())))
    year = _year(years)
    rows = db().scalars(_after(allowances_of(actor(), year)).limit(MOST + 1)).all()
    more = url_for("region.allowances", year=year, after=rows[MOST - 1].uid) if rows[MOST:] else ""
    kept = rows[:MOST]
    return render_template(
        "region/allowances.html",
        rows=kept,
        table=_table(kept),
        years=years,
        year=year,
        pages={"next": more},
        allowance_words=allowance_words,
        yuan=yuan,
    )


@bp.get("/agency/allowances/table.<slug:ending>")
@allow(Act.MANAGE)
def allowances_file(ending: str) -> ResponseReturnValue:
    """Give them as a file, all of the year asked for."""
    year = _year(list(db().scalars(years_of(actor()))))
    return download(_table(db().scalars(allowances_of(actor(), year)).all()), ending)


@bp.route("/agency/allowances/new", methods=["GET", "POST"])
@allow(Act.MANAGE)
def new_allowance() -> ResponseReturnValue:
    """Write down one allowance."""
    if request.method == "GET":
        form = AllowanceForm(data={"year": local_day(now()).year})
        return render_template("region/new_allowance.html", form=form)
    form = AllowanceForm(sent())
    if form.validate():
        found = _person(form)
        if found is not None:
            return _enter(form, *found)
    return render_template("region/new_allowance.html", form=form), 422


@bp.get("/agency/allowances/<uid:allowance_id>")
@allow(Act.MANAGE)
def allowance(allowance_id: UUID) -> ResponseReturnValue:
    """See one allowance, and take it back where it was a mistake."""
    row = one_or_404(allowances_of(actor()).where(Allowance.uid == allowance_id))
    return render_template(
        "region/allowance.html", row=row, words=allowance_words(row.kind), yuan=yuan(row.fen)
    )


@bp.post("/agency/allowances/<uid:allowance_id>/undo")
@allow(Act.MANAGE)
def undo_allowance(allowance_id: UUID) -> ResponseReturnValue:
    """Take an allowance back; it leaves the lists."""
    row = one_or_404(allowances_of(actor()).where(Allowance.uid == allowance_id))
    with writing() as session:
        by = session.get_one(Person, actor().id)
        take_back_allowance(session, row.id, by=by, at=now())
    flash(_("收回了，名单上不再有这一笔"), "ok")
    return redirect(url_for("region.allowances", year=row.year), 303)


def _enter(form: AllowanceForm, person: Person, agency_id: int) -> ResponseReturnValue:
    grant = Grant(
        person.id, AllowanceKind(form.kind.data), form.year.data or 0, form.fen, form.paid_on.data
    )
    with writing() as session:
        by = session.get_one(Person, actor().id)
        enter_allowance(session, grant, agency_id=agency_id, by=by, once=once(), at=now())
    told = _(
        "记下了：%(name)s，%(kind)s %(yuan)s 元",
        name=person.name,
        kind=allowance_words(grant.kind),
        yuan=yuan(grant.fen),
    )
    flash(told, "ok")
    return redirect(url_for("region.allowances", year=grant.year), 303)


def _person(form: AllowanceForm) -> tuple[Person, int] | None:
    """The one trainee of mine who was meant; else the form says how to say it better."""
    typed = "".join((form.who.data or "").split())
    digits = typed[-TAIL:] if typed[-TAIL:].isdigit() and len(typed) >= TAIL else ""
    name = typed.removesuffix(digits) if digits else typed
    found: dict[int, tuple[Person, int]] = {}
    for person, agency_id in db().execute(payable_people(actor(), now(), name, digits)):
        found.setdefault(person.id, (person, agency_id or 0))
    if len(found) == 1:
        return next(iter(found.values()))
    if not found:
        form.who.errors = [_("你的机构里没有这个学员，看看名字有没有写错")]
    else:
        form.who.errors = [_("有 %(n)d 个人对得上，姓名后面加上手机号后四位", n=len(found))]
    return None


def _year(years: Sequence[int]) -> int | None:
    """The year asked for, else the latest; odd words are ignored."""
    asked = request.args.get("year", "")
    known = {str(year): year for year in years}
    return known.get(asked, next(iter(years), None))


def _after(query: Select[Allowance]) -> Select[Allowance]:
    """Only what comes after the row named in the address; one that is not there is ignored."""
    try:
        uid = UUID(request.args.get("after", ""))
    except ValueError:
        return query
    last = db().scalars(allowances_of(actor()).where(Allowance.uid == uid)).one_or_none()
    return query if last is None else query.where(Allowance.id < last.id)


def _table(rows: Sequence[Allowance]) -> Table:
    columns = [
        Column(_("姓名"), _("领补贴的学员"), width=12),
        Column(_("哪种补贴"), _("补贴的名目"), width=14),
        Column(_("哪一年的"), _("算哪一年的"), numeric=True),
        Column(_("元"), _("金额，元"), width=10),
        Column(_("哪天发的"), _("空着的，还没发")),
        Column(_("收回"), _("写着“收回了”的，不算数")),
    ]
    cells = [
        [
            row.person.name,
            allowance_words(row.kind),
            row.year,
            yuan(row.fen),
            row.paid_on,
            _("收回了") if row.taken_back_at else "",
        ]
        for row in rows
    ]
    links = [url_for("region.allowance", allowance_id=row.uid) for row in rows]
    return Table(title=_("补贴"), columns=columns, rows=cells, at=now(), links=links)
