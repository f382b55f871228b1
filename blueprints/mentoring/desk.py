"""The form of one task with what may be chosen in it, and the orders that come of it."""

from dataclasses import dataclass
from datetime import date

from flask import abort, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from actions.mentoring import MOST_ASKED, Order, Task
from blueprints.mentoring.fields import refuse_strangers
from blueprints.mentoring.forms import AssignForm, DateForm, due_by_default
from blueprints.mentoring.groups import MOST_LISTED, Group, groups_of, people_choices
from blueprints.mentoring.people import Trainee, my_trainees
from blueprints.mentoring.targets import choices_of
from blueprints.web.db import now
from blueprints.web.targets import Target, targets_of
from domain.days import local_day


@dataclass(frozen=True, slots=True)
class Desk:
    """The form of one task with what may be chosen in it."""

    task: Task
    form: AssignForm | DateForm
    trainees: list[Trainee]
    groups: list[Group]
    targets: list[Target]

    @property
    def target(self) -> Target:
        """The chapter or course chosen, or the words of the date."""
        if self.task is Task.DATE:
            return Target(self.task, None, None, self.form.target.data or "")
        return next(one for one in self.targets if one.value == self.form.target.data)

    @property
    def chosen(self) -> list[tuple[Group, list[Trainee]]]:
        """The groups ticked, with those of their people that no group before them has."""
        ticked, seen = set(self.form.people.data or ()), set[int]()
        found = []
        for group in self.groups:
            people = [one for one in group.people if one.person.id not in seen]
            if group.value in ticked and people:
                seen.update(one.person.id for one in people)
                found.append((group, people))
        alone = [
            one
            for one in self.trainees
            if str(one.person.uid) in ticked and one.person.id not in seen
        ]
        return [*found, (Group("", "", tuple(alone)), alone)] if alone else found

    @property
    def people(self) -> list[Trainee]:
        """Everyone chosen, alone or with a group, each once."""
        return [one for _group, people in self.chosen for one in people]

    @property
    def unlisted(self) -> bool:
        """Whether there are too many people to list them one by one."""
        return len(self.trainees) > MOST_LISTED

    @property
    def agency_id(self) -> int | None:
        """The agency that all of them belong to."""
        shared = set.intersection(*(one.agencies for one in self.people))
        return min(shared, default=None)

    def orders(self, due_on: date) -> list[Order]:
        """One for each group, and one for those asked by name."""
        return [
            Order(
                task=self.task,
                target=self.target.value,
                people=tuple(one.person.id for one in people),
                due_on=due_on,
                reason=self.form.reason.data or "",
                class_id=group.class_id,
                stage=group.stage,
            )
            for group, people in self.chosen
        ]


def open_desk(kind: str, given: MultiDict[str, str] | None = None) -> Desk:
    """The form of a task, empty or as it was sent; an unknown task is 404, and so is a stranger."""
    if kind not in set(Task):
        abort(404)
    task, trainees = Task(kind), my_trainees()
    kind_of_form = DateForm if task is Task.DATE else AssignForm
    form = kind_of_form(given) if given is not None else kind_of_form(data=_to_begin_with(trainees))
    desk = Desk(task, form, trainees, groups_of(trainees), targets_of(task))
    ticked = form.people.data or ()
    form.offer(choices_of(desk.targets), people_choices(desk.groups, trainees, ticked))
    if task is Task.MOCK:
        form.target.label.text = _("哪门课")
    if isinstance(form, AssignForm):
        refuse_strangers(form.target)
    known = {*(one.value for one in desk.groups), *(str(one.person.uid) for one in trainees)}
    refuse_strangers(form.people, known)
    return desk


def is_good(desk: Desk) -> bool:
    """Whether it may be sent; what is wrong stands in the form."""
    if not desk.form.validate():
        return False
    if len(desk.people) > MOST_ASKED:
        desk.form.people.errors = [_("一次最多给 %(n)d 人，分几次做", n=MOST_ASKED)]
        return False
    if desk.agency_id is None:
        desk.form.people.errors = [_("一次只给一个机构的学员布置，分两次做")]
        return False
    return True


def due_day(desk: Desk) -> date:
    """The day chosen."""
    return desk.form.due_on.data or local_day(now())


def _to_begin_with(trainees: list[Trainee]) -> dict[str, object]:
    """A week from today, and who is named in the address."""
    asked = set(request.args.getlist("person"))
    mine = [str(one.person.uid) for one in trainees if str(one.person.uid) in asked]
    return {**due_by_default(), "people": mine}
