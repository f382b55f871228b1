"""The list of classes, opening one, one class with what it needs, closing it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.classes import ClassNameTakenError, close_class, open_class, reopen_class
from actions.silence import Quiet, quiet_people
from blueprints.classes.forms import NewClassForm
from blueprints.classes.part import bp, class_or_404, myself
from blueprints.classes.weeks import week_rows
from blueprints.web.db import db, now, writing
from blueprints.web.fields import refuse_strangers
from blueprints.web.forms import once, options, sent
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.words.classes import people_words, silent_words, size_advice, why_words
from blueprints.words.days import short_day
from domain.access import Act
from domain.class_names import class_order
from domain.days import local_day, week_of
from models.class_queries import (
    absences_on,
    class_lists,
    closed_classes,
    leader_of,
    members_followed,
    names_followed,
    people_in,
    planned_classes,
    rehearsals_of,
    seen_among,
)
from models.mentoring_queries import agencies_of
from models.people import Membership
from models.places import StudyClass

PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One class in the list: its size, and in words what it needs."""

    study_class: StudyClass
    second: str
    needs: tuple[str, ...]


@bp.get("/classes")
@allow(Act.FOLLOW)
def index() -> ResponseReturnValue:
    """See which class needs something, then all of them."""
    named = _in_order()
    rows = _rows([one.id for one in named[:PAGE]])
    more = len(named) > PAGE
    return render_template(
        "classes/index.html",
        rows=sorted(rows, key=lambda row: not row.needs),
        more=url_for("classes.index", after=named[PAGE - 1].uid) if more else "",
        closed=db().scalars(closed_classes(actor(), now()).limit(PAGE)).all(),
    )


@bp.route("/classes/new", methods=["GET", "POST"])
@allow(Act.FOLLOW)
def new() -> ResponseReturnValue:
    """Open a class: a name is enough, people come next."""
    form = NewClassForm(sent()) if request.method == "POST" else NewClassForm()
    agencies = db().scalars(agencies_of(actor())).all()
    form.agency.choices = options(*((str(one.uid), one.name) for one in agencies))
    if len(agencies) == 1 and not form.agency.data:
        form.agency.data = str(agencies[0].uid)
        form.agency.raw_data = [form.agency.data]
    refuse_strangers(form.agency)
    if request.method == "POST" and form.validate() and (made := _open(form, agencies)):
        flash(_("班开好了，接着加人"), "ok")
        return redirect(url_for("classes.show", class_id=made), 303)
    page = render_template("classes/new.html", form=form, agencies=agencies)
    return page, 422 if form.errors else 200


@bp.get("/classes/<uid:class_id>")
@allow(Act.FOLLOW)
def show(class_id: UUID) -> ResponseReturnValue:
    """See one class: what it needs, its people, its weeks, its rehearsals."""
    row = class_or_404(class_id)
    members = db().scalars(members_followed(row.id, actor(), now())).all()
    seen = {one.person_id for one in members}
    quiet = [one for one in quiet_people(db(), [row.id], at=now()) if one.person_id in seen]
    leader = db().scalars(leader_of(row.id, now())).first()
    people = db().scalar(people_in(row.id, now())) or 0
    weeks = week_rows(row, local_day(now()))
    return render_template(
        "classes/show.html",
        row=row,
        members=members,
        others=people - len(seen),
        people=people,
        leader=leader,
        quiet=quiet,
        seconds=_seconds(members, quiet),
        advice=size_advice(people),
        weeks=weeks,
        unplanned=not weeks[0].has_plan,
        rehearsals=db().scalars(rehearsals_of(row.id).limit(10)).all(),
        today=local_day(now()),
    )


@bp.route("/classes/<uid:class_id>/close", methods=["GET", "POST"])
@allow(Act.FOLLOW)
def close(class_id: UUID) -> ResponseReturnValue:
    """Close a class after saying what that means; its people keep everything."""
    row = class_or_404(class_id)
    if request.method == "GET":
        return render_template("classes/close.html", row=row)
    with writing() as session:
        close_class(session, row.id, by=myself(session), at=now())
    flash(_("%(name)s收了。要接着用，可以再打开", name=row.name), "ok")
    return redirect(url_for("classes.show", class_id=class_id), 303)


@bp.post("/classes/<uid:class_id>/reopen")
@allow(Act.FOLLOW)
def reopen(class_id: UUID) -> ResponseReturnValue:
    """Open a closed class again, with the people it had."""
    row = class_or_404(class_id)
    with writing() as session:
        reopen_class(session, row.id, by=myself(session), at=now())
    flash(_("%(name)s又打开了", name=row.name), "ok")
    return redirect(url_for("classes.show", class_id=class_id), 303)


def _after() -> UUID | None:
    """Where the page begins; anything odd begins at the beginning."""
    try:
        return UUID(request.args.get("after", ""))
    except ValueError:
        return None


def _in_order() -> list[Any]:
    """The open classes as people count them, from where the page begins."""
    named = sorted(
        db().execute(names_followed(actor(), now())),
        key=lambda one: (class_order(one.name), one.id),
    )
    after = _after()
    start = next((place for place, one in enumerate(named, 1) if one.uid == after), 0)
    return [one for one in named[start:] if one.closed_at is None]


def _rows(ids: Sequence[int]) -> list[Row]:
    """The classes in words; five questions, however many classes there are."""
    found = {one[0].id: one for one in db().execute(class_lists(actor(), now(), ids))}
    planned = set(db().scalars(planned_classes(ids, week_of(local_day(now())))))
    silent = quiet_people(db(), ids, at=now())
    seen = set(db().scalars(seen_among({one.person_id for one in silent}, actor(), now())))
    quiet = Counter(one.class_id for one in silent if one.person_id in seen)
    return [
        Row(
            one,
            _second(people, leader),
            _needs(quiet[one.id], leader, planned=one.id in planned, people=people),
        )
        for one, people, leader in (found[one] for one in ids if one in found)
    ]


def _second(people: int, leader: str | None) -> str:
    words = [people_words(people), _("组长%(name)s", name=leader) if leader else ""]
    return _("，").join(word for word in words if word)


def _needs(quiet: int, leader: str | None, *, planned: bool, people: int) -> tuple[str, ...]:
    if not people:
        return (_("还没有人"),)
    words = (
        _("%(n)d 人好几天没学", n=quiet) if quiet else "",
        "" if leader else _("没有组长"),
        "" if planned else _("这周没计划"),
    )
    return tuple(word for word in words if word)


def _seconds(members: Sequence[Membership], quiet: Sequence[Quiet]) -> dict[int, str]:
    """What is said beside a name: away until when and why, or for how long silent."""
    words = {one.person_id: silent_words(one.days) for one in quiet}
    today = local_day(now())
    for one in db().scalars(absences_on([member.person_id for member in members], today)):
        until = _("请假到%(day)s", day=short_day(one.until_on))
        why = why_words(one.kind, one.reason)
        words[one.person_id] = _("，").join(word for word in (until, why) if word)
    return words


def _open(form: NewClassForm, agencies: Sequence) -> UUID | None:
    """Open it; None where the name is taken, which the form then says."""
    agency = next(one for one in agencies if str(one.uid) == form.agency.data)
    try:
        with writing() as session:
            made = open_class(
                session,
                agency_id=agency.id,
                name=str(form.name.data),
                by=myself(session),
                once=once(),
                at=now(),
            )
    except ClassNameTakenError:
        form.name.errors = [_("已经有叫这个名字的班，换一个")]
        return None
    return made.uid
