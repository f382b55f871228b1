"""One candidate: note, put right, invite, let go, with everything that was done before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from actions.candidates import (
    ChangedMeanwhileError,
    NotActiveError,
    Told,
    change_candidate,
    enter_candidate,
    invite_candidate,
    let_go,
    take_up,
    told_of,
)
from blueprints.roster.candidate_forms import CandidateForm, DropForm
from blueprints.roster.first_answer import answering
from blueprints.roster.part import bp, myself
from blueprints.web import codes
from blueprints.web.db import db, now, one_or_404, writing
from blueprints.web.forms import once, sent
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.login import actor
from blueprints.words.candidates import history_words, state_words
from blueprints.words.road import education_words, verdict_words
from content.rules import Rule
from domain.access import Act
from domain.eligibility import Major
from domain.phone import masked
from domain.recruiting import ACTIVE
from models.history import AuditEntry
from models.people import Membership, Person
from models.pipeline import Candidate
from models.places import Agency, Region
from models.roster_queries import candidates_of, managed_agencies, townships_of

MOST_HISTORY = 30


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that was done: when, by whom, what."""

    at: datetime
    by: str
    words: str


@bp.route("/agency/candidates/new", methods=["GET", "POST"])
@allow(Act.MANAGE)
def new_candidate() -> ResponseReturnValue:
    """Note somebody who may become a trainee."""
    agencies = db().scalars(managed_agencies(actor())).all()
    form = CandidateForm(sent())
    form.offer(_townships(agencies), agencies)
    agency = next((one for one in agencies if str(one.uid) == form.agency.data), None)
    if agency is None:
        abort(404)
    if request.method == "POST" and form.validate() and _free(form, agency, None):
        with writing() as session:
            made = enter_candidate(
                session,
                form.told(),
                by=myself(session),
                agency_id=agency.id,
                once=once(),
                keyring=house().keyring,
                at=now(),
            )
        flash(_("记下了%(name)s", name=made.name), "ok")
        return redirect(url_for("roster.candidate", candidate_id=made.uid), 303)
    title = _("记一个备选人员")
    page = render_template(
        "roster/candidate_form.html", form=form, title=title, row=None, several=len(agencies) > 1
    )
    return page, 422 if form.errors else 200


@bp.get("/agency/candidates/<uid:candidate_id>")
@allow(Act.MANAGE)
def candidate(candidate_id: UUID) -> ResponseReturnValue:
    """See one candidate: the first answer with its rule, what they bring, what was done."""
    row = _mine(candidate_id)
    rules = answering(_code_of(row))
    answer = rules.answer(row)
    reasons = rules.reasons(answer)
    return render_template(
        "roster/candidate.html",
        row=row,
        phone=masked(row.phone_tail),
        education=education_words(row.education) if row.education else "",
        major=_major(row.major),
        verdict=verdict_words(answer),
        reasons=[words for words, _rule in reasons],
        sources=_sources([rule for _words, rule in reasons if rule]),
        state=state_words(row.state),
        active=row.state in ACTIVE,
        history=_history(row),
    )


@bp.route("/agency/candidates/<uid:candidate_id>/edit", methods=["GET", "POST"])
@allow(Act.MANAGE)
def edit_candidate(candidate_id: UUID) -> ResponseReturnValue:
    """Put right what is written about a candidate."""
    row = _mine(candidate_id)
    agency = db().get_one(Agency, row.agency_id)
    townships = _townships([agency])
    filled = _filled(row, townships) if request.method == "GET" else None
    form = CandidateForm(sent() or None, data=filled)
    form.offer(townships, [agency])
    if request.method == "POST" and form.validate() and _free(form, agency, row):
        if _changed(row, form):
            flash(_("改好了"), "ok")
            return redirect(url_for("roster.candidate", candidate_id=row.uid), 303)
        form.version.data = str(_mine(candidate_id).version)
    title = _("改%(name)s的资料", name=row.name)
    page = render_template(
        "roster/candidate_form.html", form=form, title=title, row=row, several=False
    )
    return page, 422 if request.method == "POST" else 200


@bp.post("/agency/candidates/<uid:candidate_id>/invite")
@allow(Act.MANAGE)
def send_invite(candidate_id: UUID) -> ResponseReturnValue:
    """Make an invite for this one person; the next page shows its code, once."""
    row, key = _mine(candidate_id), once()
    made = codes.made_by(key)
    if made is None:
        try:
            with writing() as session:
                invite, code = invite_candidate(
                    session, row.id, by=myself(session), once=key, at=now()
                )
        except NotActiveError:
            return _not_active(row)
        made = invite.uid
        if code:
            codes.hand_over(code, of=made, once=key)
    return redirect(url_for("mentoring.invite_made", invite_id=made), 303)


@bp.route("/agency/candidates/<uid:candidate_id>/drop", methods=["GET", "POST"])
@allow(Act.MANAGE)
def drop_candidate(candidate_id: UUID) -> ResponseReturnValue:
    """Let a candidate go, saying why."""
    row = _mine(candidate_id)
    form = DropForm(sent())
    if request.method == "POST" and form.validate():
        try:
            with writing() as session:
                let_go(session, row.id, form.why.data or "", by=myself(session), at=now())
        except NotActiveError:
            return _not_active(row)
        flash(_("%(name)s不跟了，随时可以接着跟", name=row.name), "ok")
        return redirect(url_for("roster.candidates"), 303)
    page = render_template("roster/candidate_drop.html", form=form, row=row)
    return page, 422 if form.errors else 200


@bp.post("/agency/candidates/<uid:candidate_id>/reopen")
@allow(Act.MANAGE)
def reopen_candidate(candidate_id: UUID) -> ResponseReturnValue:
    """Take up again somebody who was let go."""
    row = _mine(candidate_id)
    with writing() as session:
        take_up(session, row.id, by=myself(session), at=now())
    flash(_("接着跟%(name)s", name=row.name), "ok")
    return redirect(url_for("roster.candidate", candidate_id=row.uid), 303)


def _mine(candidate_id: UUID) -> Candidate:
    query = candidates_of(actor()).options(joinedload(Candidate.changed_by))
    return one_or_404(query.where(Candidate.uid == candidate_id))


def _not_active(row: Candidate) -> ResponseReturnValue:
    flash(_("%(name)s已经加入或不跟了，没有再改", name=row.name), "warm")
    return redirect(url_for("roster.candidate", candidate_id=row.uid), 303)


def _townships(agencies: Sequence[Agency]) -> dict[str, tuple[int, str]]:
    """The townships of the counties of these agencies, by their codes."""
    found: dict[str, tuple[int, str]] = {}
    for agency in agencies:
        rows = db().scalars(townships_of(agency))
        found |= {row.code: (row.id, row.name) for row in rows}
    return found


def _filled(row: Candidate, townships: dict[str, tuple[int, str]]) -> dict[str, object]:
    told: Told = told_of(row, house().keyring)
    home = next((code for code, (one, _n) in townships.items() if one == told.home_id), "")
    years = "" if told.years is None else str(told.years)
    names = ("name", "phone", "village", "education", "major", "knows", "runs", "note")
    filled: dict[str, object] = {name: getattr(told, name) for name in names}
    return filled | {"home": home, "years": years, "version": str(row.version)}


def _free(form: CandidateForm, agency: Agency, row: Candidate | None) -> bool:
    """Whether the phone is nobody's in this agency; of other agencies nothing is said."""
    phone = form.told().phone
    if not phone:
        return True
    index = house().keyring.index(phone)
    others = select(Candidate.name).where(
        Candidate.agency_id == agency.id,
        Candidate.phone_index == index,
        Candidate.id != (row.id if row else 0),
    )
    members = (
        select(Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .where(Person.phone_index == index, Membership.agency_id == agency.id)
        .where(Membership.ends_at.is_(None))
    )
    if row is not None and row.person_id is not None:
        members = members.where(Person.id != row.person_id)
    name = db().scalars(others).first() or db().scalars(members).first()
    if name:
        form.phone.errors = [_("这个手机号已经记在%(name)s名下，看一下是不是同一个人", name=name)]
    return name is None


def _changed(row: Candidate, form: CandidateForm) -> bool:
    """Whether the change was written; if another came before, the form says whose."""
    text = form.version.data or ""
    version = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0  # noqa: PLR2004
    try:
        with writing() as session:
            change_candidate(
                session,
                row.id,
                form.told(),
                version=version,
                by=myself(session),
                keyring=house().keyring,
                at=now(),
            )
    except ChangedMeanwhileError as other:
        name = other.name or _("别人")
        form.form_errors.append(_("已被%(name)s改过，看一下再交", name=name))
        return False
    return True


def _sources(rules: list[Rule]) -> list[Rule]:
    """The rules, each document and article once; of several the least sure."""
    found: dict[tuple[str | None, str | None], Rule] = {}
    order = ("low", "mid", "high")
    for rule in sorted(rules, key=lambda one: order.index(one.confidence)):
        found.setdefault((rule.document, rule.article), rule)
    return list(found.values())


def _code_of(row: Candidate) -> str | None:
    query = select(Region.code).join(Agency, Agency.region_id == Region.id)
    return db().scalars(query.where(Agency.id == row.agency_id)).first()


def _major(code: str) -> str:
    return {Major.SOCIAL_WORK.value: _("社会工作"), Major.OTHER.value: _("别的专业")}.get(code, "")


def _history(row: Candidate) -> list[Done]:
    """What was done to this row, the newest first, with who did it."""
    query = (
        select(AuditEntry, Person.name)
        .outerjoin(Person, Person.uid == AuditEntry.actor)
        .where(AuditEntry.subject == str(row.uid), AuditEntry.action.startswith("candidate-"))
        .order_by(AuditEntry.id.desc())
        .limit(MOST_HISTORY)
    )
    return [
        Done(entry.at, name or "", history_words(entry.action, entry.detail.get("what", ())))
        for entry, name in db().execute(query)
    ]
