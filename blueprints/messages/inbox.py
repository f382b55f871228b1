"""The inbox: what is new, then what waits for an answer; and whom staff may write to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.messages.abouts import abouts_of
from blueprints.messages.part import bp
from blueprints.web.db import db, now
from blueprints.web.forms import one_line
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.words.mentoring import person_words
from domain.access import Act
from models.mentoring_queries import trainees_of
from models.message_queries import Pile, inbox
from models.people import Membership, Person

PAGE = 50
SHOWN = 40
"""So many characters of the last message stand in the list."""


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation in the list."""

    uid: UUID
    title: str
    second: str


@bp.get("/messages")
@allow(Act.TALK)
def index() -> ResponseReturnValue:
    """Read what is new first, then what waits for an answer, then the earlier conversations."""
    before = _before()
    new, asked = ([] if before else _pile(one) for one in (Pile.NEW, Pile.UNANSWERED))
    old = db().execute(inbox(actor(), now(), Pile.REST, before=before).limit(PAGE + 1)).all()
    more = old[PAGE - 1][1].uid if len(old) > PAGE else None
    abouts = abouts_of(one[0].about for one in (*new, *asked, *old))
    return render_template(
        "messages/index.html",
        new=[_row(one, abouts) for one in new],
        asked=[_row(one, abouts) for one in reversed(asked)],
        old=[_row(one, abouts) for one in old[:PAGE]],
        more=url_for("messages.index", before=more) if more else "",
    )


@bp.get("/messages/new")
@allow(Act.TALK)
def new() -> ResponseReturnValue:
    """Begin: a trainee writes at once, staff choose the trainee by name or phone tail."""
    if actor().may(Act.LEARN) and not actor().may(Act.FOLLOW):
        about = request.args.get("about", "")
        return redirect(url_for("messages.write", person_id=actor().uid, about=about or None), 303)
    words = one_line(request.args.get("q", ""))[:40]
    query = trainees_of(actor(), now())
    if words:
        named = Person.name.startswith(words, autoescape=True)
        query = query.where(named | (Person.phone_tail == words))
    found = {one.person_id: one for one in db().scalars(query.limit(PAGE))}
    people = [(one.person, _where(one)) for one in found.values()]
    return render_template("messages/new.html", people=people, words=words, most=PAGE)


def _pile(pile: Pile) -> Sequence[Any]:
    return db().execute(inbox(actor(), now(), pile).limit(PAGE)).all()


def _where(one: Membership) -> str:
    return person_words([one.study_class.name] if one.study_class else [], one.person.phone_tail)


def _before() -> UUID | None:
    """Where the page begins; anything odd begins at the beginning."""
    try:
        return UUID(request.args.get("before", ""))
    except ValueError:
        return None


def _row(one: Sequence, abouts: dict) -> Row:
    """A conversation as a line: about what, with whom, and how the last message begins."""
    conversation, message, by, trainee, _agency = one
    about = abouts[conversation.about].words
    mine = conversation.trainee_id == actor().id
    title = about if mine else _("%(name)s：%(about)s", name=trainee, about=about)
    said = " ".join(message.text.split()) or _("（清掉了）")
    said = said if len(said) <= SHOWN else f"{said[:SHOWN]}…"
    who = _("我") if message.by_id == actor().id else by
    return Row(conversation.uid, title, _("%(who)s：%(said)s", who=who, said=said))
