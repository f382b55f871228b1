"""Assigning: one form, a page to look it over, and only then it is sent."""

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.mentoring import Order, Task, assign
from blueprints.mentoring.fields import refuse_strangers
from blueprints.mentoring.forms import AssignForm, due_by_default
from blueprints.mentoring.part import bp, myself
from blueprints.mentoring.people import Trainee, my_trainees
from blueprints.mentoring.targets import Target, choices_of, targets_of
from blueprints.web.db import now, writing
from blueprints.web.forms import once, options, sent
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.words.mentoring import people_count, task_words, whole_class
from domain.access import Act, Role
from domain.days import local_day


@dataclass(frozen=True, slots=True)
class Desk:
    """The form of one task with what may be chosen in it."""

    task: Task
    form: AssignForm
    trainees: list[Trainee]
    targets: list[Target]

    @property
    def target(self) -> Target:
        """The chapter or course chosen."""
        return next(one for one in self.targets if one.value == self.form.target.data)

    @property
    def people(self) -> list[Trainee]:
        """Everyone chosen, alone or with a class."""
        ticked = {UUID(value) for value in self.form.people.data or () if value}
        return [
            one
            for one in self.trainees
            if one.person.uid in ticked or not ticked.isdisjoint(one.classes)
        ]

    @property
    def agency_id(self) -> int | None:
        """The agency that all of them belong to."""
        shared = set.intersection(*(one.agencies for one in self.people))
        return min(shared, default=None)


@bp.get("/assign/new/<slug:kind>")
@allow(Act.ASSIGN)
def new_assignment(kind: str) -> ResponseReturnValue:
    """Ask what, for whom, by when and why."""
    desk = _desk(kind, AssignForm(data=due_by_default()))
    if len(desk.targets) == 1:
        desk.form.target.data = desk.targets[0].value
    return _ask(desk)


@bp.post("/assign/new/<slug:kind>")
@allow(Act.ASSIGN)
def check_assignment(kind: str) -> ResponseReturnValue:
    """Look it over before anybody is asked for anything."""
    desk = _desk(kind, AssignForm(sent()))
    if not _good(desk):
        return _ask(desk, 422)
    return render_template(
        "mentoring/check_assignment.html",
        desk=desk,
        form=desk.form,
        names=_("、").join(one.person.name for one in desk.people),
        count=people_count(len(desk.people)),
    )


@bp.post("/assign/new/<slug:kind>/change")
@allow(Act.ASSIGN)
def change_assignment(kind: str) -> ResponseReturnValue:
    """Go back from the check page with everything still filled in."""
    return _ask(_desk(kind, AssignForm(sent())))


@bp.post("/assign/new/<slug:kind>/made")
@allow(Act.ASSIGN)
def create_assignment(kind: str) -> ResponseReturnValue:
    """Send what the check page showed."""
    desk = _desk(kind, AssignForm(sent()))
    if not _good(desk):
        return _ask(desk, 422)
    order = Order(
        task=desk.task,
        target=desk.target.value,
        people=tuple(one.person.id for one in desk.people),
        due_on=desk.form.due_on.data or local_day(now()),
        reason=desk.form.reason.data or "",
    )
    with writing() as session:
        by = myself(session)
        assign(session, order, by=by, agency_id=desk.agency_id or 0, once=once(), at=now())
    flash(_("布置给 %(people)s了", people=people_count(len(order.people))), "ok")
    return redirect(url_for("mentoring.assign_list"), 303)


def _desk(kind: str, form: AssignForm) -> Desk:
    if kind not in set(Task):
        abort(404)
    task = Task(kind)
    desk = Desk(task, form, my_trainees(), targets_of(task))
    if task is Task.MOCK:
        form.target.label.text = _("哪门课")
    form.offer(choices_of(desk.targets), _people_choices(desk.trainees))
    refuse_strangers(form.target)
    refuse_strangers(form.people)
    return desk


def _good(desk: Desk) -> bool:
    if not desk.form.validate():
        return False
    if desk.agency_id is None:
        desk.form.people.errors = [_("一次只给一个机构的学员布置，分两次做")]
        return False
    return True


def _ask(desk: Desk, status: int = 200) -> ResponseReturnValue:
    title = task_words(desk.task)
    page = render_template("mentoring/new_assignment.html", desk=desk, form=desk.form, title=title)
    return page, status


def _people_choices(trainees: list[Trainee]) -> list[Any]:
    """The classes first, each as one tick, then everyone by name."""
    managed = set(actor().agencies({Role.MANAGER}))
    classes = {uid: one for trainee in trainees for uid, one in trainee.classes.items()}
    sizes = Counter(uid for trainee in trainees for uid in trainee.classes)
    whole = [
        (str(uid), whole_class(one.name, sizes[uid], guided=one.agency_id not in managed))
        for uid, one in sorted(classes.items(), key=lambda pair: pair[1].name)
    ]
    return options(*whole, *((str(one.person.uid), one.words) for one in trainees))
