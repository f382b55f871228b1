"""Where somebody stands among the questions of joining, and what ends it."""

from dataclasses import dataclass
from typing import NoReturn

from flask import abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from actions.entry import find_invite, known_invite, plain_code
from actions.joining import place_held
from blueprints.accounts.answers import Answers, answers_to
from blueprints.accounts.limits import note_dead_code, stop_code_flood
from blueprints.web.db import db, now
from blueprints.web.forms import Form
from blueprints.web.login import actor_or_none
from models.entry import Invite

NEEDED = {"named-lists": (), "name": ("lists",), "login": ("lists", "name")}
NEEDED |= {"password": ("lists", "name", "login"), "check": ("lists",)}
"""The answers without which a question is not asked yet."""
PAGES = {
    "lists": "accounts.join_lists",
    "name": "accounts.join_name",
    "login": "accounts.join_login",
}
"""Where each answer is given."""


@dataclass(frozen=True, slots=True)
class Step:
    """One question of the way in, counted from 1 (the invite itself)."""

    invite: Invite
    code: str
    answers: Answers
    number: int
    steps: int


def step_of(code: str, name: str) -> Step:
    """The step of this name; who has not answered what comes before is led there."""
    invite = usable_invite(code)
    answers = answers_to(code)
    if answers is None:
        leave_for("accounts.invited", code)
    for field in NEEDED[name]:
        if not getattr(answers, field):
            leave_for(PAGES[field], code)
    if (actor_or_none() is not None) is not (name == "check") and name != "named-lists":
        leave_for("accounts.join_name" if name == "check" else "accounts.join_check", code)
    number = 3 if name == "check" else 2 + list(NEEDED).index(name)
    return Step(invite, code_in_address(code), answers, number, steps())


def steps() -> int:
    """How many pages there are: somebody known is asked less."""
    return 3 if actor_or_none() else 5


def question(template: str, step: Step, form: Form, **more: object) -> ResponseReturnValue:
    """The page of one question, kept as typed where it has to be put right."""
    return render_template(template, step=step, form=form, **more), 422 if form.errors else 200


def usable_invite(code: str) -> Invite:
    """The invite of a code that can still be used; else the page that says whom to ask."""
    stop_code_flood(code)
    invite = find_invite(db(), code, at=now())
    if invite is None:
        note_dead_code(code)
        abort(dead(code))
    return invite


def dead(code: str) -> Response:
    """The page of a code that cannot be used, with whom to ask where the code was real."""
    known = db().scalars(known_invite(code)).one_or_none()
    return make_response(render_template("accounts/dead_code.html", invite=known), 404)


def leave_if_in(code: str) -> None:
    """Who is in already has nothing to do here."""
    actor = actor_or_none()
    invite = db().scalars(known_invite(code)).one_or_none() if actor else None
    if actor is None or invite is None:
        return
    if db().scalars(place_held(actor.id, invite, now())).first() is not None:
        flash(_("你已经在%(agency)s了，接着学就行", agency=invite.agency.name), "info")
        abort(redirect(url_for("today.show"), 303))


def leave_for(endpoint: str, code: str) -> NoReturn:
    """Go to another page of this invite."""
    abort(redirect(url_for(endpoint, code=code_in_address(code)), 303))


def code_in_address(code: str) -> str:
    """A code as it stands in addresses: small letters, parted in two."""
    plain = plain_code(code).lower()
    return f"{plain[:5]}-{plain[5:]}"
