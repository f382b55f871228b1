"""Invites: who may come in, made on one page, the code shown once, cancelled on another."""

from uuid import UUID, uuid5

import segno
from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from actions.entry import make_invite
from actions.mentoring import cancel_invite
from blueprints.mentoring.forms import InviteForm
from blueprints.mentoring.part import bp, myself
from blueprints.web import codes
from blueprints.web.db import db, now, one_or_404, writing
from blueprints.web.fields import refuse_strangers
from blueprints.web.forms import once, options, sent
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.login import actor
from blueprints.words.mentoring import class_choice
from domain.access import Act
from domain.class_names import class_order
from models.entry import Invite
from models.mentoring_queries import agencies_of, classes_of, invites_of, live_invites, places_taken
from models.places import Agency

Where = dict[str, tuple[int, int | None]]
Offer = tuple[UUID, str, Agency, int | None]


@bp.get("/invites")
@allow(Act.INVITE)
def invites() -> ResponseReturnValue:
    """Show the invites that can still be used, and how many places each has left."""
    rows = db().execute(live_invites(actor(), now())).all()
    return render_template("mentoring/invites.html", invites=rows)


@bp.get("/invites/new")
@allow(Act.INVITE)
def new_invite() -> ResponseReturnValue:
    """Ask for class, places and days of a new invite."""
    form = InviteForm()
    form.where.data = next(iter(_offer(form)), None)
    return render_template("mentoring/new_invite.html", form=form)


@bp.post("/invites")
@allow(Act.INVITE)
def create_invite() -> ResponseReturnValue:
    """Make an invite; the next page shows its code, once."""
    form = InviteForm(sent())
    where = _offer(form)
    refuse_strangers(form.where)
    if not form.validate():
        return render_template("mentoring/new_invite.html", form=form), 422
    key = uuid5(once(), f"{form.where.data} {form.places.data} {form.days.data} {form.waits.data}")
    made = codes.made_by(key) or _make(form, where[form.where.data], key)
    return redirect(url_for("mentoring.invite_made", invite_id=made), 303)


@bp.get("/invites/<uid:invite_id>")
@allow(Act.INVITE)
def invite(invite_id: UUID) -> ResponseReturnValue:
    """Show one invite, and let it be cancelled."""
    row = one_or_404(invites_of(actor()).where(Invite.uid == invite_id))
    taken = db().scalar(places_taken(row.id))
    return render_template("mentoring/invite.html", invite=row, taken=taken, now=now())


@bp.get("/invites/<uid:invite_id>/made")
@allow(Act.INVITE)
def invite_made(invite_id: UUID) -> ResponseReturnValue:
    """Show a new invite's code and QR code this once, ready for the printer."""
    row = one_or_404(invites_of(actor()).where(Invite.uid == invite_id))
    code = codes.take(invite_id)
    address = f"{house().settings.base_url}/join/{code}"
    picture = segno.make_qr(address, error="m").svg_inline(
        omitsize=True, light="#fff", svgclass="qr", lineclass=None
    )
    return render_template(
        "mentoring/invite_made.html",
        invite=row,
        code=code,
        address=address,
        site=house().settings.base_url,
        picture=Markup(picture) if code else "",  # noqa: S704 - drawn by us from letters of ours
    )


@bp.post("/invites/<uid:invite_id>/cancel")
@allow(Act.INVITE)
def stop_invite(invite_id: UUID) -> ResponseReturnValue:
    """Cancel an invite: nobody more comes in with it."""
    row = one_or_404(invites_of(actor()).where(Invite.uid == invite_id))
    with writing() as session:
        cancel_invite(session, row.id, by=myself(session), at=now())
    flash(_("尾号 %(tail)s 的邀请码停用了", tail=row.code_tail), "ok")
    return redirect(url_for("mentoring.invites"), 303)


def _offer(form: InviteForm) -> Where:
    """Set the classes of one's own agencies as choices; the agency and class of each."""
    agencies = db().scalars(agencies_of(actor())).all()
    several = len(agencies) > 1
    classes = sorted(db().scalars(classes_of(actor())), key=lambda one: class_order(one.name))
    rows: list[Offer] = [
        *((one.uid, one.name, one.agency, one.id) for one in classes),
        *((one.uid, "", one, None) for one in agencies),
    ]
    form.where.choices = options(
        *(
            (str(uid), class_choice(name, one.name if several else ""))
            for uid, name, one, _id in rows
        )
    )
    return {str(uid): (one.id, class_id) for uid, _name, one, class_id in rows}


def _make(form: InviteForm, where: tuple[int, int | None], key: UUID) -> UUID:
    with writing() as session:
        row, code = make_invite(
            session,
            by=myself(session),
            agency_id=where[0],
            class_id=where[1],
            places=form.places.data or 0,
            days=form.days.data or 0,
            at=now(),
            once=key,
            waits=form.waits.data,
        )
    if code:
        codes.hand_over(code, of=row.uid, once=key)
    return row.uid
