"""Named lists: the purpose first, then the names, in an answer that no address leads back to."""

from collections.abc import Sequence
from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.named_lists import ListClosedError, Wish, open_list
from blueprints.region.forms import PurposeForm
from blueprints.region.part import PEOPLE, bp, own_regions
from blueprints.web.db import db, now, writing
from blueprints.web.forms import once, options, sent
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.web.workbook import Cell, Column, Table, download
from blueprints.words.days import long_moment
from blueprints.words.region import (
    allowance_words,
    left_out_words,
    list_about,
    list_words,
)
from blueprints.words.stages import stage_words
from domain.access import Act
from domain.allowances import yuan
from domain.days import local_day
from models.list_queries import ListKind, lines_of, looks_by, people_on
from models.lists import NamedListView
from models.people import Person
from models.places import Region
from models.region_queries import places_of, region_of_code

MOST_LOOKS = 50


@bp.get("/region/lists")
@allow(Act.NAME_PEOPLE)
def lists() -> ResponseReturnValue:
    """Choose a list, and see which I opened before and what for."""
    return render_template(
        "region/lists.html",
        kinds=list(ListKind),
        looks=db().execute(looks_by(actor()).limit(MOST_LOOKS)).all(),
        list_words=list_words,
        list_about=list_about,
        moment=long_moment,
    )


@bp.get("/region/lists/<slug:named>")
@allow(Act.NAME_PEOPLE)
def ask_list(named: str) -> ResponseReturnValue:
    """Ask what the names are for, before any is shown."""
    kind = _kind(named)
    form = _form(PurposeForm(data={"year": local_day(now()).year}), kind)
    return render_template("region/ask_list.html", form=form, kind=kind, title=list_words(kind))


@bp.post("/region/lists/<slug:named>")
@allow(Act.NAME_PEOPLE)
def show_list(named: str) -> ResponseReturnValue:
    """Keep who looks, at whom and what for; then show the names."""
    return _show(named, "")


@bp.post("/region/lists/<slug:named>/file.<slug:ending>")
@allow(Act.NAME_PEOPLE)
def list_file(named: str, ending: str) -> ResponseReturnValue:
    """The same as a file, with the purpose in it; of one look there is one record."""
    return _show(named, ending)


def _show(named: str, ending: str) -> ResponseReturnValue:
    kind = _kind(named)
    form = _form(PurposeForm(sent()), kind)
    if not form.validate():
        page = render_template("region/ask_list.html", form=form, kind=kind, title=list_words(kind))
        return page, 422
    region = db().scalars(region_of_code(form.region.data or "")).one()
    year = (form.year.data if form.year else None) or local_day(now()).year
    wish = Wish(kind, region.id, year, form.purpose.data or "")
    key = once()
    try:
        with writing() as session:
            view = open_list(
                session, wish, by=session.get_one(Person, actor().id), once=key, at=now()
            )
    except ListClosedError:
        flash(_("这份名单打开超过一小时了，写上用途再打开一次"), "info")
        return redirect(url_for("region.ask_list", named=named), 303)
    return _answer(view, key, ending)


def _answer(view: NamedListView, key: UUID, ending: str) -> ResponseReturnValue:
    region = db().get_one(Region, view.region_id)
    rows = db().execute(lines_of(view, region.code)).all()
    table = _table(view, region, rows)
    if ending:
        return download(table, ending)
    named = len({row[0] for row in rows})
    everybody = db().scalar(people_on(ListKind(view.kind), region.code, view.year)) or 0
    page = render_template(
        "region/named.html",
        view=view,
        region=region,
        table=table,
        left_out=left_out_words(max(0, everybody - named)),
        fields=_fields(view, region, key),
        moment=long_moment(view.at),
        officer=actor().name,
    )
    return Response(page, headers={"Cache-Control": "no-store"})


def _fields(view: NamedListView, region: Region, key: UUID) -> dict[str, str]:
    """What the same look is asked for with again, as a file."""
    return {
        "once": str(key),
        "region": region.code,
        "year": str(view.year),
        "purpose": view.purpose,
    }


def _table(view: NamedListView, region: Region, rows: Sequence[tuple]) -> Table:
    people = [
        Column(_("姓名"), _("同意写名字的人"), width=12),
        Column(_("机构"), _("在哪家机构"), width=24),
        Column(_("住在"), _("住的乡镇；没写的，是机构所在的县"), width=16),
    ]
    if view.kind == ListKind.ALLOWANCE:
        money = (
            Column(_("哪种补贴"), _("补贴的名目"), width=14),
            Column(_("元"), _("金额，元"), width=10),
            Column(_("哪天发的"), _("空着的，还没发")),
        )
        columns = [*people, *money]
        cells: list[list[Cell]] = [
            [name, agency, home, allowance_words(kind), yuan(fen), day]
            for _id, name, agency, home, kind, fen, day in rows
        ]
    else:
        stage = (
            Column(_("到了哪一步"), _("已报名缴费，或考完了"), width=14),
            Column(_("从哪天起"), _("到这一步的日子")),
        )
        columns = [*people, *stage]
        cells = [
            [name, agency, home, stage_words(now_at), local_day(since)]
            for _id, name, agency, home, now_at, since in rows
        ]
    note = _(
        "用途：%(purpose)s。%(region)s，%(officer)s，%(moment)s打开。",
        purpose=view.purpose,
        region=region.name,
        officer=actor().name,
        moment=long_moment(view.at),
    )
    return Table(list_words(view.kind), columns, cells, now(), note)


def _kind(named: str) -> ListKind:
    if named not in set(ListKind):
        abort(404)
    return ListKind(named)


def _form(form: PurposeForm, kind: ListKind) -> PurposeForm:
    """Offer the officer's own regions and what lies right in them; anything else is not there."""
    offered: dict[str, str] = {}
    for one in own_regions(PEOPLE):
        offered |= dict(db().execute(places_of(one.code)).all())
    form.offer(options(*sorted(offered.items())), by_year=kind is ListKind.ALLOWANCE)
    if request.method == "POST" and form.region.data and form.region.data not in offered:
        abort(404)
    return form
