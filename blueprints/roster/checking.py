"""Look a roster over, enter it, see what became of it, take it back."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from actions.roster import RosterGoneError, check_kept, typed_in
from actions.roster_apply import RosterChangedError, apply_roster, prepare
from actions.roster_checking import Checked
from actions.roster_plans import Planned
from actions.roster_undo import TooLateError, is_begun, may_undo, undo_roster
from blueprints.roster.part import bp, myself
from blueprints.roster.upload import gone
from blueprints.web.db import close_reader, db, now, one_or_404, writing
from blueprints.web.forms import one_line
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.login import actor
from blueprints.web.workbook import Column, Table, download
from blueprints.words.days import iso_day
from blueprints.words.road import education_words
from blueprints.words.roster import (
    column_words,
    fault_words,
    outcome_words,
    purpose_words,
)
from domain.access import Act
from domain.phone import masked, normal_phone
from domain.roster import Column as Cell
from domain.roster import Fault, missing_columns
from models.people import Person
from models.places import Agency
from models.roster import ImportRow, RosterImport
from models.roster_queries import applied_before, imports_of, shown_counts, shown_outcome

FIRST = 5
MOST_FAULTS = 50
PAGE = 50
Row = tuple[ImportRow, str, Person | None]
OUTCOMES = ("waiting", "came", "updated", "same", "undone", "kept")


@bp.route("/agency/import/<uid:import_id>/check", methods=["GET", "POST"])
@allow(Act.MANAGE)
def check_import(import_id: UUID) -> ResponseReturnValue:
    """Look over what a roster would do, then do it: all of it or nothing."""
    kept = _mine(import_id)
    if kept.applied_at is not None:
        return redirect(url_for("roster.show_import", import_id=import_id), 303)
    if missing_columns({Cell(name): 0 for name in kept.columns["places"]}):
        return redirect(url_for("roster.columns", import_id=import_id), 303)
    try:
        checked = check_kept(db(), kept, keyring=house().keyring, at=now())
    except RosterGoneError:
        return gone()
    if request.method == "POST" and not checked.faults and checked.plans:
        return _apply(kept, checked)
    page = render_template(
        "roster/check.html",
        kept=kept,
        checked=checked,
        faults=checked.faults[:MOST_FAULTS],
        table=_first_rows(checked),
        before=db().scalars(applied_before(kept.agency_id, kept.sha256).limit(1)).first(),
        agency=db().get_one(Agency, kept.agency_id),
        fault_words=fault_words,
        column_words=column_words,
        purpose=purpose_words(kept.purpose),
    )
    return page, 422 if request.method == "POST" else 200


@bp.get("/agency/import/<uid:import_id>/faults.<slug:ending>")
@allow(Act.MANAGE)
def faults(import_id: UUID, ending: str) -> ResponseReturnValue:
    """Take along everything that is wrong in a roster, row by row."""
    kept = _mine(import_id)
    if kept.applied_at is not None:
        return redirect(url_for("roster.show_import", import_id=import_id), 303)
    try:
        checked = check_kept(db(), kept, keyring=house().keyring, at=now())
    except RosterGoneError:
        return gone()
    return download(fault_table((*checked.faults, *checked.remarks)), ending)


@bp.get("/agency/import/<uid:import_id>")
@allow(Act.MANAGE)
def show_import(import_id: UUID) -> ResponseReturnValue:
    """See what became of each row of a roster; take it back while there is time."""
    kept = _mine(import_id)
    if kept.applied_at is None:
        return redirect(url_for("roster.check_import", import_id=import_id), 303)
    counts = dict(db().execute(shown_counts(kept)).all())
    what = request.args.get("what", "")
    what = what if what in OUTCOMES else ""
    rows = _rows(kept, what)
    return render_template(
        "roster/show.html",
        kept=kept,
        counts=[(name, outcome_words(name), counts[name]) for name in OUTCOMES if name in counts],
        what=what,
        table=_outcome_table(kept, rows[:PAGE]),
        after=rows[PAGE - 1][0].number if len(rows) > PAGE else None,
        may_undo=may_undo(kept, counts, now()),
        is_half_way=kept.undone_at is None and is_begun(counts),
        agency=db().get_one(Agency, kept.agency_id),
    )


@bp.post("/agency/import/<uid:import_id>/undo")
@allow(Act.MANAGE)
def undo_import(import_id: UUID) -> ResponseReturnValue:
    """Take a roster back: rows untouched since go, the rest stays and is listed."""
    kept = _mine(import_id)
    try:
        by = myself(db())
        close_reader()
        undone = undo_roster(house().database, kept.id, by=by, at=now())
    except TooLateError:
        flash(_("已经撤回过，或者过了一天，撤不了了。"), "warm")
        return redirect(url_for("roster.show_import", import_id=import_id), 303)
    flash(
        _(
            "撤回了 %(undone)d 人，%(kept)d 人没动",
            undone=undone.counts["undone"],
            kept=undone.counts["kept"],
        ),
        "ok",
    )
    return redirect(url_for("roster.show_import", import_id=import_id), 303)


def _mine(import_id: UUID) -> RosterImport:
    return one_or_404(imports_of(actor()).where(RosterImport.uid == import_id))


def _apply(kept: RosterImport, checked: Checked) -> ResponseReturnValue:
    keyring, by = house().keyring, myself(db())
    ready = prepare(db(), kept, checked, keyring=keyring, by=by, at=now())
    try:
        with writing() as session:
            apply_roster(session, ready)
    except RosterChangedError:
        flash(_("刚才有人进来或离开了，名单要再看一遍。还没有录入。"), "warm")
        return redirect(url_for("roster.check_import", import_id=kept.uid), 303)
    flash(_("录入好了，24 小时内可以撤回"), "ok")
    return redirect(url_for("roster.show_import", import_id=kept.uid), 303)


def _first_rows(checked: Checked) -> Table:
    told = (Cell.NAME, Cell.PHONE, Cell.EDUCATION, Cell.SINCE, Cell.TOWNSHIP, Cell.CLASS)
    columns = [Column(column_words(one), "") for one in told]
    columns.append(Column(_("行"), "", numeric=True))
    rows = [_as_read(plan) for plan in checked.plans[:FIRST]]
    return Table(_("前几人会这样录入"), columns, rows, now())


def _as_read(plan: Planned) -> tuple[str | int | None, ...]:
    entry = plan.entry
    return (
        entry.name,
        masked(entry.phone[-4:]),
        education_words(entry.education) if entry.education else "",
        iso_day(entry.since) if entry.since else "",
        f"{entry.township}{entry.village}",
        entry.class_name,
        entry.row,
    )


def fault_table(found: tuple[Fault, ...]) -> Table:
    """Faults and remarks as a table."""
    columns = (
        Column(_("行"), _("表格里的行号"), numeric=True),
        Column(_("列"), _("表头上的名字")),
        Column(_("怎么改"), _("哪里不对，怎么改好"), 60),
    )
    rows = [(one.row, one.header, fault_words(one)) for one in found]
    return Table(_("名单里要改的"), columns, rows, now())


def _rows(kept: RosterImport, what: str) -> list[Row]:
    """One page of rows and one more, each with what may be told of it, and its person."""
    outcome = shown_outcome(kept.agency_id)
    query = (
        select(ImportRow, outcome, Person)
        .outerjoin(Person, Person.id == ImportRow.person_id)
        .where(ImportRow.import_id == kept.id, ImportRow.number > _after())
        .where(outcome == what if what else ImportRow.outcome != "")
        .order_by(ImportRow.number)
        .limit(PAGE + 1)
    )
    return [tuple(row) for row in db().execute(query)]


def _after() -> int:
    text = request.args.get("after", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0  # noqa: PLR2004


def _outcome_table(kept: RosterImport, rows: list[Row]) -> Table:
    columns = (
        Column(_("姓名"), _("系统里的姓名")),
        Column(_("手机尾号"), _("手机号末四位")),
        Column(_("结果"), _("这一行怎么样了")),
        Column(_("行"), _("表格里的行号"), numeric=True),
    )
    told = [
        (*_who(kept, row, outcome, person), outcome_words(outcome), row.number)
        for row, outcome, person in rows
    ]
    return Table(_("名单逐行结果"), columns, told, now())


def _who(
    kept: RosterImport, row: ImportRow, outcome: str, person: Person | None
) -> tuple[str, str]:
    """Name and tail; of who has not come yet what the file says, while it is kept, and no more."""
    if person is not None and outcome in {"came", "updated", "same"}:
        return person.name, person.phone_tail
    typed = typed_in(kept, row, house().keyring)
    if not typed:
        return _("第 %(n)d 行", n=row.number), ""
    phone = normal_phone(typed[Cell.PHONE]) or ""
    return one_line(typed[Cell.NAME]), phone[-4:]
