"""People as administrators find them: what they are where; no learning, no whole number."""

from collections import defaultdict
from uuid import UUID, uuid5

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from actions.entry import SLIP_DAYS, make_slip, revoke_sessions
from actions.second_factor import reset
from blueprints.office.forms import ReasonForm
from blueprints.office.part import bp, myself
from blueprints.web import codes
from blueprints.web.db import db, now, one_or_404, writing
from blueprints.web.forms import narrow, once, sent
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.login import actor
from blueprints.web.notes import note
from blueprints.words.office import person_words
from domain.access import Act, Role
from domain.phone import masked, normal_phone
from models.office_queries import confirmed_factor, open_sessions, people_found, places_of
from models.people import Membership, Person

LONGEST = 40


@bp.get("/office/people")
@allow(Act.RUN_HOUSE)
def people() -> ResponseReturnValue:
    """Find a person by exact phone number, exact user name, or the beginning of a name."""
    text = narrow(request.args.get("q", ""))[:LONGEST]
    found = _found(text) if text else []
    roles: defaultdict[int, list[Membership]] = defaultdict(list)
    for row in db().scalars(places_of([one.id for one in found])) if found else ():
        if row.ends_at is None or row.ends_at > now():
            roles[row.person_id].append(row)
    return render_template(
        "office/people.html", text=text, found=found, roles=roles, where=person_words
    )


@bp.get("/office/people/<uid:user_id>")
@allow(Act.RUN_HOUSE)
def person(user_id: UUID) -> ResponseReturnValue:
    """See what somebody is and was, and where they are signed in; that it was seen is noted."""
    one = person_or_404(user_id)
    note("person-read", str(user_id))
    sessions, seen_on = db().execute(open_sessions(one.id, now())).one()
    return render_template(
        "office/person.html",
        person=one,
        phone=masked(one.phone_tail),
        places=db().scalars(places_of([one.id])).all(),
        sessions=sessions,
        seen_on=seen_on,
        factor_since=db().scalar(confirmed_factor(one.id)),
        now=now(),
        myself=one.id == actor().id,
    )


@bp.post("/office/people/<uid:user_id>/sessions/end")
@allow(Act.RUN_HOUSE)
def end_sessions(user_id: UUID) -> ResponseReturnValue:
    """Sign somebody out everywhere."""
    one = person_or_404(user_id)
    with writing() as session:
        revoke_sessions(session, one.id, at=now(), but=actor().sign_in_id)
    flash(_("%(name)s在别处的登录都退出了", name=one.name), "ok")
    return redirect(url_for("office.person", user_id=user_id), 303)


@bp.route("/office/people/<uid:user_id>/second-factor", methods=["GET", "POST"])
@allow(Act.RUN_HOUSE)
def reset_anybodys(user_id: UUID) -> ResponseReturnValue:
    """Reset the lost second factor of somebody else, with a reason; they are told."""
    one = _somebody_else(user_id)
    form = ReasonForm(sent())
    if request.method == "POST" and form.validate():
        with writing() as session:
            row, reason = session.get_one(Person, one.id), form.reason.data or ""
            done = reset(session, row, by=actor().uid, reason=reason, at=now())
        good = _("%(name)s的第二道验证重置了，请他重新登录", name=one.name)
        flash(good if done else _("%(name)s没有开第二道验证", name=one.name), "ok")
        return redirect(url_for("office.person", user_id=user_id), 303)
    page = render_template("office/reset_factor.html", person=one, form=form)
    return page, 422 if form.errors else 200


@bp.route("/office/people/<uid:user_id>/slip", methods=["GET", "POST"])
@allow(Act.RUN_HOUSE)
def slip(user_id: UUID) -> ResponseReturnValue:
    """Look whether it is the right person, then make a recovery slip for them."""
    one = _somebody_else(user_id)
    if request.method == "GET":
        return render_template("office/slip.html", person=one, days=SLIP_DAYS)
    key = uuid5(once(), str(user_id))
    if codes.made_by(key) is None:
        with writing() as session:
            row = session.get_one(Person, one.id)
            _slip, code = make_slip(session, person=row, by=myself(session), at=now())
        codes.hand_over(code, of=user_id, once=key)
    return redirect(url_for("office.slip_made", user_id=user_id), 303)


@bp.get("/office/people/<uid:user_id>/slip/made")
@allow(Act.RUN_HOUSE)
def slip_made(user_id: UUID) -> ResponseReturnValue:
    """Show the new slip this once, ready for the printer."""
    one = person_or_404(user_id)
    return render_template(
        "office/slip_made.html",
        person=one,
        code=codes.take(user_id),
        days=SLIP_DAYS,
        site=house().settings.base_url,
    )


def person_or_404(uid: UUID) -> Person:
    """The person with that public id."""
    return one_or_404(select(Person).where(Person.uid == uid))


def _somebody_else(uid: UUID) -> Person:
    """A person whose account I may open: not mine, and no administrator's recovery by slip."""
    one = person_or_404(uid)
    if one.id == actor().id:
        abort(404)
    if request.endpoint == "office.slip" and _is_admin(one):
        abort(404)
    return one


def _is_admin(one: Person) -> bool:
    rows = db().scalars(places_of([one.id]))
    return any(row.role is Role.ADMIN and not row.ends_at for row in rows)


def _found(text: str) -> list[Person]:
    phone = normal_phone(text)
    index = house().keyring.index(phone) if phone else None
    return list(db().scalars(people_found(text, index)))
