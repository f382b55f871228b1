"""The log of who did what: administrators search all of it, managers their agencies' share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import quote
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Select
from werkzeug.wrappers import Response

from actions.people import find_person
from blueprints.office.listing import Rows, page_of
from blueprints.office.part import bp
from blueprints.web.db import db, now
from blueprints.web.forms import narrow
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.login import actor
from blueprints.web.workbook import Column, Table, download
from blueprints.words.audit import action_words, actions, detail_words
from blueprints.words.days import iso_second
from blueprints.words.office import by_words
from domain.access import Act
from models.actor import visible_people
from models.audit_queries import (
    Place,
    Wanted,
    agencies_named,
    log_of_agencies,
    narrowed,
    people_named,
    whole_log,
)
from models.health_queries import last_check
from models.history import AuditEntry
from models.office_queries import PAGE, managed_agencies, tenants
from models.people import Person

MOST_ROWS = 5000
YEARS = range(2000, 2200)
MOMENT = "%Y%m%dT%H%M%S%f"
LONGEST = 80
Query = Select[AuditEntry, int]
Found = tuple[AuditEntry, int | None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, and how it was typed; `nobody`: such a person is not there."""

    wanted: Wanted
    who: str
    nobody: bool


@bp.get("/office/audit")
@allow(Act.RUN_HOUSE)
def log() -> ResponseReturnValue:
    """Search the whole log by person, agency, act and day."""
    return _page(whole_log(), "office/audit.html", "/office/audit", own=False)


@bp.get("/office/audit.<slug:filetype>")
@allow(Act.RUN_HOUSE)
def log_table(filetype: str) -> Response:
    """The same as a file, the newest five thousand."""
    return _file(whole_log(), filetype, own=False)


@bp.get("/agency/audit")
@allow(Act.MANAGE)
def agency_log() -> ResponseReturnValue:
    """Search what was done in the agencies I run."""
    query = log_of_agencies(actor(), now())
    return _page(query, "office/agency_audit.html", "/agency/audit", own=True)


@bp.get("/agency/audit.<slug:filetype>")
@allow(Act.MANAGE)
def agency_log_table(filetype: str) -> Response:
    """The same as a file."""
    return _file(log_of_agencies(actor(), now()), filetype, own=True)


def _page(query: Query, template: str, files: str, *, own: bool) -> ResponseReturnValue:
    asked = _asked(own=own)
    found = _entries(query, asked, PAGE + 1, _after())
    rows: Rows[Found] = page_of(found, lambda row: _place(row[0]))
    table = _table(rows.shown, asked, own=own)
    return render_template(
        template,
        table=table,
        rows=rows,
        asked=asked,
        files=files,
        acts=sorted(actions().items(), key=lambda pair: pair[1]),
        agencies=db().scalars(managed_agencies(actor())).all() if own else [],
        check=None if own else db().scalars(last_check()).first(),
        query="&".join(_kept()),
    )


def _file(query: Query, filetype: str, *, own: bool) -> Response:
    asked = _asked(own=own)
    found = _entries(query, asked, MOST_ROWS, None)
    return download(_table(found, asked, own=own), filetype)


def _entries(query: Query, asked: Asked, most: int, after: Place | None) -> list[Found]:
    if asked.nobody:
        return []
    rows = db().execute(narrowed(query, asked.wanted, after).limit(most))
    return [(row[0], row[1]) for row in rows]


def _asked(*, own: bool) -> Asked:
    """Read the address; whatever is odd in it is left out."""
    text = narrow(request.args.get("who", ""))[:LONGEST]
    person = _person(text, own=own) if text else None
    action = request.args.get("action", "")
    wanted = Wanted(
        person=person,
        agency=_agency(narrow(request.args.get("agency", ""))[:LONGEST], own=own),
        action=action if action in actions() else "",
        first=_day("first"),
        last=_day("last"),
    )
    return Asked(wanted, text, bool(text) and person is None)


def _person(text: str, *, own: bool) -> UUID | None:
    """Who is meant by a public id, a whole phone number or a whole user name."""
    try:
        return UUID(text)
    except ValueError:
        found = find_person(db(), text, house().keyring)
    if found is None or not own:
        return found.uid if found else None
    mine = visible_people(actor(), now()).where(Person.id == found.id)
    return found.uid if db().scalars(mine).first() else None


def _agency(text: str, *, own: bool) -> UUID | None:
    """The agency of this name or public id; managers choose among theirs."""
    if not text:
        return None
    known = db().scalars(managed_agencies(actor())).all() if own else None
    if known is None:
        known = [row[0] for row in db().execute(tenants(text).limit(PAGE))]
        try:
            return UUID(text)
        except ValueError:
            return next((one.uid for one in known if one.name == text), UUID(int=0))
    return next((one.uid for one in known if text in {one.name, str(one.uid)}), None)


def _day(name: str) -> date | None:
    try:
        day = date.fromisoformat(narrow(request.args.get(name, "")))
    except ValueError:
        return None
    return day if day.year in YEARS else None


def _after() -> Place | None:
    moment, _dash, number = request.args.get("after", "").partition("-")
    try:
        at = datetime.strptime(moment, MOMENT).replace(tzinfo=UTC)
        return at, int(number[:12])
    except ValueError:
        return None


def _place(entry: AuditEntry) -> str:
    return f"{entry.at.astimezone(UTC):{MOMENT}}-{entry.id}"


def _kept() -> Iterable[str]:
    for name in ("who", "agency", "action", "first", "last"):
        if value := request.args.get(name):
            yield f"{name}={quote(value)}"


def _table(found: Sequence[Found], asked: Asked, *, own: bool) -> Table:
    names = _names([entry for entry, _seal in found], own=own)
    columns = (
        Column(_("时间"), _("做的时间，北京时间"), 18),
        Column(_("谁"), _("做的人；命令行和系统没有名字"), 14),
        Column(_("做了什么"), _("一件事"), 20),
        Column(_("对谁"), _("对哪个人、哪家机构或哪样东西"), 24),
        Column(_("机构"), _("这件事归哪家机构"), 20),
        Column(_("细节"), _("原因，和记下的别的"), 40),
        Column(_("封条"), _("链条里的号；空着的还等着封"), 8, numeric=True),
    )
    return Table(
        title=_("操作记录"),
        columns=columns,
        rows=[
            (
                iso_second(entry.at),
                by_words(entry.actor, names),
                action_words(entry.action),
                names.get(entry.subject, _unnamed(entry.subject)),
                names.get(entry.agency, entry.agency),
                detail_words(entry.detail),
                seal,
            )
            for entry, seal in found
        ],
        at=now(),
        note=_note(asked),
    )


def _unnamed(subject: str) -> str:
    """A public id shortened: enough to tell two apart, and to ask for."""
    return subject[-12:] if _uid(subject) else subject


def _note(asked: Asked) -> str:
    said = [
        asked.who,
        action_words(asked.wanted.action) if asked.wanted.action else "",
        _("%(day)s起", day=asked.wanted.first) if asked.wanted.first else "",
        _("到 %(day)s", day=asked.wanted.last) if asked.wanted.last else "",
    ]
    return _("，").join(part for part in said if part) or _("全部，最新的在上面")


def _names(entries: Sequence[AuditEntry], *, own: bool) -> dict[str, str]:
    """The names of who and what the entries speak of.

    A manager reads who acted, and those acted upon whom they may see.
    """
    actors = {uid for one in entries if (uid := _uid(one.actor))}
    subjects = {uid for one in entries if (uid := _uid(one.subject))}
    places = {uid for one in entries for text in (one.agency, one.subject) if (uid := _uid(text))}
    acted_on = people_named(subjects)
    if own:
        seen = visible_people(actor(), now()).with_only_columns(Person.id)
        acted_on = acted_on.where(Person.id.in_(seen))
    rows = (
        *db().execute(people_named(actors)),
        *db().execute(acted_on),
        *db().execute(agencies_named(places)),
    )
    return {str(uid): name for uid, name in rows}


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
