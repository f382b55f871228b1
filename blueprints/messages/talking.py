"""A conversation: what was said by whom and when, and saying something."""

from collections.abc import Mapping
from uuid import UUID, uuid5

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Select, select

from actions.messages import Talk, TooManyMessagesError, say, see
from actions.messages import settle as settle_conversation
from blueprints.messages.abouts import abouts_for, abouts_of, agency_of
from blueprints.messages.forms import ReplyForm, WriteForm
from blueprints.messages.part import bp, conversation_or_404, trainee_or_404
from blueprints.web.db import db, now, writing
from blueprints.web.forms import narrow, once, options, sent
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.words.messages import readers_words, wait_words
from domain.access import Act
from models.message_queries import (
    conversation_about,
    done_with,
    message_named,
    message_sent,
    messages_in,
    readers,
    seen_up_to,
    shared_agencies,
    unanswered,
    writable,
)
from models.messages import Conversation, Message
from models.people import Person
from models.places import Agency

SHOWN = 30


@bp.get("/messages/<uid:conversation_id>")
@allow(Act.TALK)
def read(conversation_id: UUID) -> ResponseReturnValue:
    """Read what was said; that it was read is kept beside the answer."""
    row = conversation_or_404(conversation_id)
    page = _page(row, ReplyForm())
    _mark_read(row)
    return page


@bp.post("/messages/<uid:conversation_id>")
@allow(Act.TALK)
def reply(conversation_id: UUID) -> ResponseReturnValue:
    """Say something in this conversation, once."""
    row = conversation_or_404(conversation_id)
    form = ReplyForm(sent())
    may_write = db().scalars(_writable(row)).first() is not None
    if not may_write or not form.validate():
        return _page(row, form), 422
    talk = Talk(row.trainee_id, row.agency_id, row.about)
    wait = _say(talk, form)
    if wait:
        return _slowed(_page(row, form), wait)
    return redirect(url_for("messages.read", conversation_id=row.uid) + "#write", 303)


@bp.post("/messages/<uid:conversation_id>/done")
@allow(Act.TALK)
def settle(conversation_id: UUID) -> ResponseReturnValue:
    """Say that what the trainee wrote wants no answer; what came since still waits."""
    row = conversation_or_404(conversation_id)
    may_write = db().scalars(_writable(row)).first() is not None
    seen = db().scalars(message_named(row.id, narrow(sent().get("seen")))).first()
    if seen is None or not may_write or row.trainee_id == actor().id:
        abort(404)
    with writing() as session:
        done = settle_conversation(session, row.id, seen.id, actor().id, at=now())
    flash(_("记下了，不再等您回") if done else _("刚又来了一条，先看看"), "ok" if done else "info")
    here = url_for("messages.read", conversation_id=row.uid)
    return redirect(url_for("messages.index") if done else here, 303)


@bp.route("/messages/with/<uid:person_id>", methods=["GET", "POST"])
@allow(Act.TALK)
def write(person_id: UUID) -> ResponseReturnValue:
    """Begin about one task, or go on with what was said about it."""
    person = trainee_or_404(person_id)
    agencies = {one.id: one for one in db().scalars(shared_agencies(actor(), person.id, now()))}
    wanted = request.args.get("about", "")
    form = WriteForm(sent()) if request.method == "POST" else WriteForm()
    _offer(form, person, agencies, wanted)
    if request.method == "POST" and form.validate():
        talk = Talk(person.id, _chosen_agency(form, agencies), str(form.about.data))
        wait = _say(talk, form)
        if wait:
            return _slowed(_ask(form, person, agencies), wait)
        return redirect(_address(talk, form), 303)
    page = _ask(form, person, agencies)
    return page, 422 if form.errors else 200


def _page(row: Conversation, form: ReplyForm) -> str:
    newest = db().execute(messages_in(row.id).limit(SHOWN + 1)).all()
    everything = request.args.get("all") == "1"
    if everything and len(newest) > SHOWN:
        newest = db().execute(messages_in(row.id).limit(1000)).all()
    shown = newest if everything else newest[:SHOWN]
    mine = row.trainee_id == actor().id
    names = [one.name for one in db().execute(readers(row.trainee_id, row.agency_id, now()))]
    return render_template(
        "messages/read.html",
        row=row,
        about=abouts_of([row.about])[row.about],
        trainee=db().get_one(Person, row.trainee_id),
        messages=list(reversed(shown)),
        earlier=not everything and len(newest) > SHOWN,
        form=form,
        may_write=db().scalars(_writable(row)).first() is not None,
        asked=None if mine else db().scalars(unanswered(row.id)).first(),
        done=None if mine else db().execute(done_with(row.id)).first(),
        readers=readers_words(list(dict.fromkeys(names))),
    )


def _ask(form: WriteForm, person: Person, agencies: Mapping[int, Agency]) -> str:
    return render_template(
        "messages/write.html", form=form, person=person, agencies=list(agencies.values())
    )


def _offer(form: WriteForm, person: Person, agencies: Mapping[int, Agency], wanted: str) -> None:
    """Set what may be chosen; what is not offered is not there."""
    form.agency.choices = options(*((str(one.uid), one.name) for one in agencies.values()))
    if not form.agency.data:
        first = agency_of(wanted, agencies) or min(agencies, default=None)
        form.agency.data = str(agencies[first].uid) if first else ""
        form.agency.raw_data = [form.agency.data]
    chosen = str(form.about.data or wanted)
    abouts = abouts_for(person.id, list(agencies), chosen)
    form.about.choices = options(*((one.value, one.words) for one in abouts))
    values = [one.value for one in abouts]
    if form.about.data not in values:
        form.about.data = chosen if chosen in values else values[0]
        form.about.raw_data = [form.about.data]


def _chosen_agency(form: WriteForm, agencies: Mapping[int, Agency]) -> int:
    """The agency chosen; what is none of these is the first."""
    known = {str(one.uid): one.id for one in agencies.values()}
    return known.get(str(form.agency.data)) or min(agencies)


def _say(talk: Talk, form: ReplyForm) -> int:
    """Say it; the seconds to wait where this person has said very much."""
    try:
        with writing() as session:
            say(session, talk, str(form.text.data), by_id=actor().id, once=_key(form), at=now())
    except TooManyMessagesError as flood:
        form.text.errors = [wait_words(flood.seconds)]
        return flood.seconds
    return 0


def _key(form: ReplyForm) -> UUID:
    """What names this sending: other words under the key of a form gone back to are not lost."""
    return uuid5(once(), str(form.text.data))


def _slowed(page: str, seconds: int) -> ResponseReturnValue:
    answer = make_response(page, 429)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _address(talk: Talk, form: WriteForm) -> str:
    """Where it was said; a sending that came before about something else leads there."""
    about = conversation_about(talk.trainee_id, talk.agency_id, talk.about)
    before = message_sent(actor().id, _key(form)).with_only_columns(Message.conversation_id)
    same = select(Conversation).where(Conversation.id == before.scalar_subquery())
    row = db().scalars(same).one_or_none() or db().scalars(about).one()
    return url_for("messages.read", conversation_id=row.uid) + "#write"


def _writable(row: Conversation) -> Select[Conversation]:
    return writable(actor(), now()).where(Conversation.id == row.id)


def _mark_read(row: Conversation) -> None:
    """Like the note of a sign-in seen: one short transaction, and only where something is new."""
    last = db().scalars(messages_in(row.id).with_only_columns(Message.id).limit(1)).first()
    seen = db().scalars(seen_up_to(row.id, actor().id)).first()
    if last is not None and (seen is None or seen.message_id < last):
        with writing() as session:
            see(session, row.id, actor().id, last, at=now())
