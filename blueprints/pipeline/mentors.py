"""The mentors' load: who guides how many, who waits for an answer; and handing trainees over."""

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import RadioField, SelectMultipleField
from wtforms.validators import InputRequired, ValidationError

from actions.guidance import HandOver, hand_over
from actions.silence import quiet_people
from blueprints.pipeline.part import bp
from blueprints.pipeline.scope import agency_args_of, my_agencies, my_agency
from blueprints.web.db import db, now, writing
from blueprints.web.forms import Form, options, sent
from blueprints.web.gates import allow
from blueprints.web.lazy import lazy_gettext as _l
from blueprints.web.login import actor
from blueprints.web.workbook import Column, Table, download
from domain.access import Act
from domain.days import local_day
from models.mentor_queries import (
    by_uid,
    guided_in,
    managed_mentors,
    mentors_in,
    open_classes_of,
    trainees_guided_by,
    unanswered_in,
    unguided_in,
)
from models.people import Person
from models.pipeline_queries import people_named
from models.places import Agency

MOST = 200


class HandOverForm(Form):
    """Who goes over, and to which mentor."""

    people = SelectMultipleField(
        _l("哪些学员"), [InputRequired(_l("至少勾一个人"))], validate_choice=False
    )
    mentor = RadioField(_l("交给谁带"), [InputRequired(_l("选一位老师"))], validate_choice=False)

    def offer(self, trainees: list[Person], mentors: list[Person]) -> None:
        """Set who may be ticked and chosen."""
        self._mentors = {str(one.uid): one for one in mentors}
        self.people.choices = options(*((str(one.uid), one.name) for one in trainees))
        self.mentor.choices = options(*((str(one.uid), one.name) for one in mentors))

    def validate_mentor(self, field: RadioField) -> None:
        """A mentor of this agency."""
        if field.data not in self._mentors:
            raise ValidationError(_("选一位老师"))

    @property
    def chosen(self) -> Person:
        """The mentor chosen."""
        return self._mentors[self.mentor.data]


@dataclass(frozen=True, slots=True)
class Load:
    """One mentor: how many they guide, how many of those are silent, what waits the longest."""

    mentor: Person
    people: int
    silent: int
    waits: int
    oldest: int | None


@bp.get("/agency/mentors")
@allow(Act.MANAGE)
def mentors() -> ResponseReturnValue:
    """Show the mentors by name with what each has to carry; nobody is ranked."""
    agency, args = _here()
    loads = _loads(agency)
    alone = db().scalars(unguided_in(agency.id, now()).limit(MOST)).all()
    return render_template(
        "pipeline/mentors.html",
        table=_table(agency, loads, args),
        alone=alone,
        files=url_for("pipeline.mentors"),
        args=args,
    )


@bp.get("/agency/mentors.<slug:kind_of_file>")
@allow(Act.MANAGE)
def mentors_table(kind_of_file: str) -> ResponseReturnValue:
    """Give the mentors' load as a file."""
    agency, args = _here()
    return download(_table(agency, _loads(agency), args), kind_of_file)


@bp.route("/agency/mentors/<uid:mentor_id>", methods=["GET", "POST"])
@allow(Act.MANAGE)
def mentor(mentor_id: UUID) -> ResponseReturnValue:
    """Hand trainees of one mentor over to another."""
    agency, person = _mentor_or_404(mentor_id)
    trainees = list(db().scalars(trainees_guided_by(person.id, agency.id, now()).limit(MOST)))
    return _hand_over(agency, person, trainees)


@bp.route("/agency/mentors/nobody", methods=["GET", "POST"])
@allow(Act.MANAGE)
def unguided() -> ResponseReturnValue:
    """Give trainees whom nobody guides a mentor."""
    agency, _args = _here()
    trainees = list(db().scalars(unguided_in(agency.id, now()).limit(MOST)))
    return _hand_over(agency, None, trainees)


def _hand_over(
    agency: Agency, person: Person | None, trainees: list[Person]
) -> ResponseReturnValue:
    form, args = HandOverForm(sent()), agency_args_of(my_agencies(), agency)
    others = [one for one in db().scalars(mentors_in(agency.id, now())) if one != person]
    form.offer(trainees, others)
    ticked = _ticked(agency, form.people.data or [])
    if request.method == "POST" and form.validate():
        order = HandOver(
            person.id if person else None, form.chosen.id, agency.id, actor().id, now()
        )
        with writing() as session:
            went = hand_over(session, ticked, order)
        flash(_("%(n)d 人交给%(name)s带了", n=went, name=form.chosen.name), "ok")
        return redirect(url_for("pipeline.mentors", **args), 303)
    page = render_template(
        "pipeline/mentor.html",
        person=person,
        trainees=trainees,
        others=others,
        form=form,
        args=args,
    )
    return page, 422 if form.errors else 200


def _here() -> tuple[Agency, dict[str, Any]]:
    """The agency this page is about, and what addresses hold to stay in it."""
    agencies = my_agencies()
    agency = my_agency(agencies)
    return agency, agency_args_of(agencies, agency)


def _ticked(agency: Agency, values: list[str]) -> list[int]:
    """The inner numbers of those ticked; somebody of another agency is nobody here."""
    try:
        uids = {UUID(value) for value in values[:MOST]}
    except ValueError:
        abort(404)
    found = list(db().scalars(people_named(agency.id, uids))) if uids else []
    if len(found) < len(uids):
        abort(404)
    return [one.id for one in found]


def _mentor_or_404(uid: UUID) -> tuple[Agency, Person]:
    """The mentor and the agency; the one in the address where they help in several."""
    rows = db().execute(by_uid(managed_mentors(actor(), now()), uid)).all()
    if not rows:
        abort(404)
    agencies = [db().get_one(Agency, agency_id) for _person, agency_id in rows]
    return my_agency(agencies), rows[0][0]


def _loads(agency: Agency) -> list[Load]:
    """Every mentor's load, by name; a fixed number of queries."""
    pairs = db().execute(guided_in(agency.id, now())).all()
    silent = {one.person_id for one in quiet_people(db(), open_classes_of(agency.id), at=now())}
    waiting: dict[int, list[int]] = {}
    today = local_day(now())
    for trainee, at in db().execute(unanswered_in(agency.id)):
        waiting.setdefault(trainee, []).append((today - local_day(at)).days)
    people = Counter(mentor for mentor, _trainee in pairs)
    quiet = Counter(mentor for mentor, trainee in pairs if trainee in silent)
    days: dict[int, list[int]] = {}
    for guide, trainee in pairs:
        days.setdefault(guide, []).extend(waiting.get(trainee, ()))
    return [
        Load(
            one,
            people[one.id],
            quiet[one.id],
            len(days.get(one.id, ())),
            max(days.get(one.id, ()), default=None),
        )
        for one in db().scalars(mentors_in(agency.id, now()))
    ]


def _table(agency: Agency, loads: list[Load], args: dict[str, Any]) -> Table:
    return Table(
        title=_("带班老师"),
        columns=(
            Column(_("姓名"), _("带班老师的姓名，按姓名排"), 12),
            Column(_("带几个人"), _("现在归他带的学员"), numeric=True),
            Column(
                _("好久没学的"), _("新来的 5 天、以后 10 天没学，又没说原因的学员"), numeric=True
            ),
            Column(_("等回话的"), _("最后一句是学员说的"), numeric=True),
            Column(_("最久等了几天"), _("等得最久的那一条"), numeric=True),
        ),
        rows=[(one.mentor.name, one.people, one.silent, one.waits, one.oldest) for one in loads],
        at=now(),
        note=agency.name,
        links=[url_for("pipeline.mentor", mentor_id=one.mentor.uid, **args) for one in loads],
    )
