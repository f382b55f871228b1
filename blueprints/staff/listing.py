"""Who holds what: what waits for a second look, what falls due, and everybody's certificates."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import func, select

from blueprints.staff.holdings import Holding, holdings, region_here
from blueprints.staff.part import bp
from blueprints.web.db import db, now
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.web.rules import rules_now
from blueprints.web.workbook import Column, Table, download
from blueprints.words.days import long_day
from blueprints.words.road import level_words
from blueprints.words.staff import (
    LEVELS,
    certificate_words,
    check_words,
    hours_words,
    joined,
    reason_words,
    registration_words,
    state_words,
)
from content.rules_build import certificate_terms
from domain.access import Act
from domain.days import local_day
from domain.standing import URGENT
from models.credential_queries import (
    Held,
    certificates_due,
    certificates_seen,
    in_state,
)
from models.credentials import CertificateCheck
from models.people import Person
from models.road import Certificate

PAGE: Final = 50
FIRST: Final = 5
MOST_ROWS: Final = 5000
MOST_DUE: Final = 200
STATES: Final = ("unverified", "sent-back", "confirmed")


@bp.get("/agency/staff")
@allow(Act.CONFIRM)
def people() -> ResponseReturnValue:
    """See who holds what, what waits for a second look, and what falls due."""
    wanted = _filters()
    rows = db().execute(_page(_filtered(wanted)).limit(PAGE + 1)).all()
    shown = holdings(rows[:PAGE])
    after = str(rows[PAGE - 1][0].uid) if len(rows) > PAGE else ""
    waiting, many = _waiting()
    return render_template(
        "staff/people.html",
        table=_table(shown, wanted),
        waiting=waiting,
        waiting_count=many,
        due_count=len(_due()),
        wanted=wanted,
        states=[(code, state_words(code)) for code in ("", *STATES)],
        levels=[(code, level_words(code)) for code in LEVELS],
        next_href=url_for("staff.people", after=after, **wanted) if after else "",
        query="&".join(f"{name}={value}" for name, value in wanted.items()),
        manages=actor().may(Act.MANAGE),
        may_enter=True,
    )


@bp.get("/agency/staff/certificates.<slug:filetype>")
@allow(Act.CONFIRM)
def people_file(filetype: str) -> ResponseReturnValue:
    """Take the whole list along as a file, under the filters of the page."""
    wanted = _filters()
    rows = db().execute(_page(_filtered(wanted)).limit(MOST_ROWS)).all()
    return download(_table(holdings(rows), wanted), filetype)


@bp.get("/agency/staff/reminders")
@allow(Act.CONFIRM)
def reminders() -> ResponseReturnValue:
    """See what falls due: first registration, renewal, hours that are missing."""
    found = _due()
    terms, _hours = certificate_terms(rules_now(db()), region_here(), local_day(now()))
    return render_template(
        "staff/reminders.html",
        rows=[(one, registration_words(one.registration), _hours_short(one)) for one in found],
        asked=terms.asked,
        rule=rules_now(db()).get(terms.rule),
    )


def certificate_table(shown: Sequence[Holding], note: str = "") -> Table:
    """Certificates as a table for the screen and for files."""
    return Table(
        title=_("持证情况"),
        columns=_columns(),
        rows=[_row(one) for one in shown],
        at=now(),
        note=note,
        links=[url_for("staff.certificate", certificate=one.row.uid) for one in shown],
    )


def _table(shown: Sequence[Holding], wanted: dict[str, str]) -> Table:
    state, level = wanted.get("state", ""), wanted.get("level", "")
    words = joined([state_words(state), level_words(level) if level else ""])
    return replace(certificate_table(shown), note=words)


def _columns() -> list[Column]:
    return [
        Column(_("姓名"), _("持证的人")),
        Column(_("证书"), _("级别和名称"), 26),
        Column(_("批准日期"), _("证书上写的批准日期"), 12),
        Column(_("核对"), _("有没有第二个人看过证书；没看过的不算持证"), 10),
        Column(_("登记"), _("登记有没有办、到哪天、什么时候能再登记"), 30),
        Column(_("继续教育"), _("这个登记周期里学了多少、还差多少"), 24),
        Column(_("算不算持证"), _("按当地规则，今天算不算持证人员，为什么"), 30),
    ]


def _row(one: Holding) -> list[Any]:
    return [
        one.person.name,
        certificate_words(one.row.level),
        one.row.passed_on,
        check_words(one.checked),
        registration_words(one.registration),
        hours_words(one.progress),
        reason_words(one.reason),
    ]


def _filters() -> dict[str, Any]:
    """What the address asks for; anything odd is left out."""
    found = {"state": request.args.get("state", ""), "level": request.args.get("level", "")}
    known = {"state": STATES, "level": LEVELS}
    return {name: value for name, value in found.items() if value in known[name]}


def _filtered(wanted: dict[str, str]) -> Held:
    query = certificates_seen(actor(), now())
    if "state" in wanted:
        query = query.where(in_state(wanted["state"]))
    if "level" in wanted:
        query = query.where(Certificate.level == wanted["level"])
    return query


def _page(query: Held) -> Held:
    """By name; after the row that the page before ended with."""
    query = query.order_by(Person.name, Certificate.id)
    last = _after()
    if last is None:
        return query
    name, key = last
    return query.where((Person.name > name) | ((Person.name == name) & (Certificate.id > key)))


def _after() -> tuple[str, int] | None:
    try:
        uid = UUID(request.args.get("after", ""))
    except ValueError:
        return None
    query = certificates_seen(actor(), now()).where(Certificate.uid == uid)
    found = db().execute(query).first()
    return (found[1].name, found[0].id) if found else None


def _waiting() -> tuple[list[Holding], int]:
    """The first certificates that this person may look at, the oldest first, and how many."""
    query = certificates_seen(actor(), now()).where(
        CertificateCheck.id.is_(None), Certificate.person_id != actor().id
    )
    query = query.where(Certificate.by_id.is_(None) | (Certificate.by_id != actor().id))
    many = db().scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = db().execute(query.order_by(Certificate.at).limit(FIRST)).all()
    return holdings(rows), many


def _due() -> list[Holding]:
    """Who has something to do about a registration, or is short of hours in its last year."""
    today = local_day(now())
    terms, _hours = certificate_terms(rules_now(db()), region_here(), today)
    query = certificates_seen(actor(), now()).where(certificates_due(today, terms))
    rows = db().execute(query.order_by(Certificate.passed_on).limit(MOST_DUE)).all()
    return [
        one
        for one in holdings(rows)
        if one.registration.code in URGENT or (one.registered_on and one.progress.short)
    ]


def _hours_short(one: Holding) -> str:
    short = one.progress.short
    ends = one.progress.term.ends
    if not short or ends is None:
        return ""
    return _("还差 %(n)d 学时，%(day)s以前学满", n=short, day=long_day(ends))
