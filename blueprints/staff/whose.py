"""Whose credentials somebody may enter: a manager everybody's they see, a mentor their own."""

from uuid import UUID

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from blueprints.web.db import db, now, one_or_404
from blueprints.web.login import actor
from blueprints.web.picking import pick_from
from models.credential_queries import people_to_enter_for
from models.people import Person


def may_enter(person_id: int) -> bool:
    """Whether this person may enter something for that one."""
    query = people_to_enter_for(actor(), now()).where(Person.id == person_id)
    return db().scalars(query).first() is not None


def chosen() -> Person | None:
    """Whom the address or the form names, or the only one there is; None: to be picked yet.

    Who is not offered here belongs to others, or to nobody: for this person they are not there.
    """
    everyone = people_to_enter_for(actor(), now())
    named = request.values.get("person", "")
    if named:
        return one_or_404(everyone.where(Person.uid == _uid_or_404(named)))
    first = db().scalars(everyone.limit(2)).all()
    return first[0] if len(first) == 1 else None


def pick(here: str, back: tuple[str, str], title: str) -> ResponseReturnValue:
    """The page on which somebody is picked; their name leads to `here` with them chosen."""
    everyone = people_to_enter_for(actor(), now())
    found = pick_from(everyone.with_only_columns(Person.id).order_by(None), here)
    people = db().scalars(everyone.where(Person.id.in_(found.people))).all()
    page = render_template(
        "staff/pick.html", people=people, found=found, here=here, up=back, title=title
    )
    return page, 422 if request.method == "POST" else 200


def others() -> bool:
    """Whether there is anybody else to choose."""
    everyone = people_to_enter_for(actor(), now()).order_by(None).limit(2)
    return (db().scalar(select(func.count()).select_from(everyone.subquery())) or 0) > 1


def _uid_or_404(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        abort(404)
