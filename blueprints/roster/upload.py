"""The first two pages of a roster: bring the file, say which column is which."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Select

from actions.roster import (
    Roster,
    RosterGoneError,
    columns_of,
    digest_of,
    keep_file,
    name_columns,
    opened_rows,
    ordered,
    sealed_rows,
)
from actions.roster_reading import MOST_BYTES, read_file
from actions.roster_zip import UnreadableError
from blueprints.roster.forms import ColumnsForm, UploadForm
from blueprints.roster.part import bp, myself
from blueprints.web.db import db, now, one_or_404, writing
from blueprints.web.forms import once, one_line, sent
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.login import actor
from blueprints.web.workbook import Column as SheetColumn
from blueprints.web.workbook import Table, download
from blueprints.words.roster import column_means, column_words, unreadable_words
from domain.access import Act
from domain.roster import Column
from models.places import Agency
from models.roster import RosterImport
from models.roster_queries import import_sent, imports_of, managed_agencies

MOST_SHOWN = 10
SAMPLES = 3
LONGEST_SAMPLE = 12


@bp.route("/agency/import", methods=["GET", "POST"])
@allow(Act.MANAGE)
def upload() -> ResponseReturnValue:
    """Bring a roster: what may be in it is said before."""
    agencies = db().scalars(managed_agencies(actor())).all()
    form = UploadForm(sent())
    form.offer(agencies)
    if form.agency.data not in {str(one.uid) for one in agencies}:
        abort(404)
    if request.method == "POST" and form.validate():
        kept = _kept(form, {str(one.uid): one for one in agencies})
        if kept is not None:
            return redirect(url_for("roster.columns", import_id=kept), 303)
    page = render_template(
        "roster/upload.html",
        form=form,
        several=len(agencies) > 1,
        imports=db().scalars(_last_imports()).all(),
    )
    return page, 422 if form.errors else 200


@bp.get("/agency/import/template.<slug:ending>")
@allow(Act.MANAGE)
def template(ending: str) -> ResponseReturnValue:
    """Take along an empty table with the right columns, and what goes into them."""
    columns = [SheetColumn(column_words(one), column_means(one), 16) for one in Column]
    return download(Table(_("名单"), columns, [], now()), ending)


@bp.route("/agency/import/<uid:import_id>/columns", methods=["GET", "POST"])
@allow(Act.MANAGE)
def columns(import_id: UUID) -> ResponseReturnValue:
    """See which column was taken for what, and put it right."""
    kept = one_or_404(imports_of(actor()).where(RosterImport.uid == import_id))
    if kept.applied_at is not None:
        return redirect(url_for("roster.show_import", import_id=import_id), 303)
    names = kept.columns["names"]
    form = ColumnsForm(sent())
    try:
        form.offer(names, columns_of(kept), _samples(kept, len(names)))
    except RosterGoneError:
        return gone()
    if request.method == "POST" and not form.refuse(len(names)):
        with writing() as session:
            name_columns(session, kept.id, form.places(len(names)))
        return redirect(url_for("roster.check_import", import_id=import_id), 303)
    page = render_template("roster/columns.html", form=form, kept=kept)
    return page, 422 if form.errors else 200


def gone() -> ResponseReturnValue:
    """Where a roster that was forgotten leads."""
    flash(_("过了一天，名单已经清掉。请重新传一次。"), "warm")
    return redirect(url_for("roster.upload"), 303)


def _last_imports() -> Select[RosterImport]:
    return imports_of(actor()).order_by(RosterImport.id.desc()).limit(MOST_SHOWN)


def _kept(form: UploadForm, agencies: dict[str, Agency]) -> UUID | None:
    """The roster of the file that was sent; what is wrong with it stands at the field."""
    key = once()
    if sent_before := db().scalars(import_sent(actor().id, key)).one_or_none():
        return sent_before.uid
    file = request.files.get("file")
    raw = file.read(MOST_BYTES + 1) if file and file.filename else b""
    if not (file and file.filename):
        form.file.errors = [_("选一个文件")]
        return None
    purpose = form.purpose.data
    try:
        roster = ordered(read_file(raw), purpose=purpose, at=now())
    except UnreadableError as wrong:
        form.file.errors = [unreadable_words(wrong)]
        return None
    name = one_line(file.filename.replace("\\", "/").rpartition("/")[2])
    return _keep(roster, raw, name, purpose, agencies[form.agency.data], key)


def _keep(roster: Roster, raw: bytes, name: str, purpose: str, agency: Agency, key: UUID) -> UUID:
    sealed = sealed_rows(roster, house().keyring)
    with writing() as session:
        kept = keep_file(
            session,
            roster,
            sealed,
            digest_of(raw),
            file_name=name,
            purpose=purpose,
            by=myself(session),
            agency=agency,
            once=key,
            at=now(),
        )
    return kept.uid


def _samples(kept: RosterImport, columns: int) -> dict[int, str]:
    """What stands under each header in the first rows."""
    rows = opened_rows(db(), kept, house().keyring, most=SAMPLES)
    return {
        place: _("、").join(
            text
            for _number, cells in rows
            if place < len(cells) and (text := one_line(cells[place])[:LONGEST_SAMPLE])
        )
        for place in range(columns)
    }
