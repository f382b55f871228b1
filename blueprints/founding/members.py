"""Who is in a team: taken in from the agency's people, what each is there, and leaving."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.team_merge import YES
from actions.team_walk import TeamClosedError
from actions.teams import add_member, end_member, member_part, save_member
from blueprints.founding.board import leads
from blueprints.founding.desk import Desk, desk_of, desk_or_404, found
from blueprints.founding.forms import MemberForm, member_form
from blueprints.founding.part import bp, myself
from blueprints.founding.saving import ask, refused_words, save, sent_edit
from blueprints.web.db import db, now, one_or_404, writing
from blueprints.web.forms import narrow
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.words.founding import member_words, saved_words
from domain.access import Act
from models.founding import FoundingTeam, TeamMember
from models.founding_queries import MOST_FOUND, gatherable, named, teams_led
from models.people import Person

LONGEST_SEARCH = 20


@bp.get("/founding/<uid:team_id>/members")
@allow(Act.FOUND)
def members(team_id: UUID) -> ResponseReturnValue:
    """Show who is in the team, and whom its mentor or manager may take in."""
    desk = desk_or_404(team_id)
    words = narrow(request.args.get("q", ""))[:LONGEST_SEARCH]
    may_gather = leads(desk) and not desk.shut
    query = gatherable(actor(), desk.team, now())
    if words:
        query = query.where(named(words))
    people = list(db().scalars(query.limit(MOST_FOUND + 1))) if may_gather else []
    return render_template(
        "founding/members.html",
        desk=desk,
        team=desk.team,
        rows=[(one, _what(one)) for one in desk.members],
        may_gather=may_gather,
        people=people[:MOST_FOUND],
        more=len(people) > MOST_FOUND,
        words=words,
    )


@bp.post("/founding/<uid:team_id>/members")
@allow(Act.GATHER)
def take_in(team_id: UUID) -> ResponseReturnValue:
    """Take somebody of the agency into the team; who is in stays in."""
    team = _led(team_id)
    uid = _uid(request.form.get("person", ""))
    if uid is None:
        flash(_("先选一个人"), "warm")
        return redirect(url_for("founding.members", team_id=team_id), 303)
    inside = next((one for one in desk_of(team).members if one.person.uid == uid), None)
    if inside is None:
        person = one_or_404(gatherable(actor(), team, now()).where(Person.uid == uid))
        try:
            with writing() as session:
                add_member(session, team.id, person.id, by=myself(session), at=now())
            flash(_("%(name)s进组了", name=person.name), "ok")
        except TeamClosedError as refusal:
            flash(refused_words(refusal), "warm")
    return redirect(url_for("founding.members", team_id=team_id), 303)


@bp.route("/founding/<uid:team_id>/members/<uid:member_id>", methods=["GET", "POST"])
@allow(Act.FOUND)
def member(team_id: UUID, member_id: UUID) -> ResponseReturnValue:
    """Show and save what somebody is in the team: initiator, full-time, duty."""
    desk = desk_or_404(team_id)
    row = found(one for one in desk.members if one.uid == member_id)
    if request.method == "GET":
        return _page(desk, row, member_form(_values(row)))
    form = member_form()
    if not form.validate():
        return _page(desk, row, form)
    edit = sent_edit(form)
    outcome = save(
        lambda session: save_member(
            session, desk.team.id, row.id, edit, by=myself(session), at=now()
        )
    )
    if outcome.clash:
        return ask(desk, form, outcome.clash, name=row.person.name, here=_here(desk, row))
    if outcome.refused:
        form.form_errors.append(refused_words(outcome.refused))
        return _page(desk, row, form)
    flash(saved_words(outcome.saved), "ok")
    return redirect(url_for("founding.members", team_id=team_id), 303)


@bp.post("/founding/<uid:team_id>/members/<uid:member_id>/end")
@allow(Act.GATHER)
def end(team_id: UUID, member_id: UUID) -> ResponseReturnValue:
    """Let somebody leave the team; what they wrote stays."""
    team = _led(team_id)
    row = found(one for one in desk_of(team).members if one.uid == member_id)
    try:
        with writing() as session:
            end_member(session, team.id, row.id, by=myself(session), at=now())
        flash(_("%(name)s离组了。写过的都留着，随时能再请进来。", name=row.person.name), "ok")
    except TeamClosedError as refusal:
        flash(refused_words(refusal), "warm")
    return redirect(url_for("founding.members", team_id=team_id), 303)


def _page(desk: Desk, row: TeamMember, form: MemberForm) -> ResponseReturnValue:
    page = render_template(
        "founding/member.html",
        desk=desk,
        team=desk.team,
        row=row,
        form=form,
        here=_here(desk, row),
        version=request.form.get("version", row.version),
        part=member_part(row.person.uid),
        may_gather=leads(desk) and not desk.shut,
        shut=desk.shut,
    )
    return page, 422 if form.errors or form.form_errors else 200


def _here(desk: Desk, row: TeamMember) -> str:
    return url_for("founding.member", team_id=desk.team.uid, member_id=row.uid)


def _led(team_id: UUID) -> FoundingTeam:
    """The team, for the mentor or manager of its agency."""
    return one_or_404(teams_led(actor(), now()).where(FoundingTeam.uid == team_id))


def _what(row: TeamMember) -> str:
    return member_words(initiator=row.initiator, full_time=row.full_time, duty=row.duty)


def _values(row: TeamMember) -> dict[str, str]:
    return {
        "initiator": YES if row.initiator else "",
        "full_time": YES if row.full_time else "",
        "duty": row.duty,
    }


def _uid(text: str) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        abort(404)
