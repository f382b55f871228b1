"""The form of one task with what may be chosen in it, and the orders that come of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from flask import abort, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from actions.mentoring import MOST_ASKED, Order, Task
from blueprints.mentoring.forms import AssignForm, DateForm, due_by_default
from blueprints.mentoring.groups import (
    MOST_FOUND,
    MOST_LISTED,
    Group,
    classes,
    stages,
    uids_of,
)
from blueprints.mentoring.people import Trainee, my_trainees, trainees_among, trainees_by_uid
from blueprints.mentoring.targets import choices_of
from blueprints.web.db import db, now
from blueprints.web.fields import refuse_strangers
from blueprints.web.forms import options
from blueprints.web.login import actor
from blueprints.web.targets import Target, targets_of
from domain.days import local_day
from models.crowd_queries import ids_in_class, ids_in_stage, ids_named
from models.watch_queries import more_than, trainee_ids


@dataclass(frozen=True)
class Desk:
    """The form of one task with what may be chosen in it."""

    task: Task
    form: AssignForm | DateForm
    crowd: int
    """How many people this person answers for, counted up to one more than are listed."""
    groups: list[Group]
    named: list[Trainee]
    """Those listed one by one: all of few; of many those ticked, and those searched for."""
    targets: list[Target]

    @property
    def target(self) -> Target:
        """The chapter or course chosen, or the words of the date."""
        if self.task is Task.DATE:
            return Target(self.task, None, None, self.form.target.data or "")
        return next(one for one in self.targets if one.value == self.form.target.data)

    @cached_property
    def chosen(self) -> list[tuple[Group, list[Trainee]]]:
        """The groups ticked, with those of their people that no group before them has."""
        ticked, seen = set(self.form.people.data or ()), set[int]()
        found = []
        for group in self.groups:
            if group.value not in ticked or group.size > MOST_ASKED:
                continue
            people = [one for one in _people_of(group) if one.person.id not in seen]
            if people:
                seen.update(one.person.id for one in people)
                found.append((group, people))
        alone = [
            one for one in self.named if str(one.person.uid) in ticked and one.person.id not in seen
        ]
        return [*found, (Group("", "", len(alone)), alone)] if alone else found

    @property
    def too_many(self) -> bool:
        """Whether more are ticked than may be asked at once."""
        ticked = set(self.form.people.data or ())
        whole = any(one.value in ticked and one.size > MOST_ASKED for one in self.groups)
        return whole or len(self.people) > MOST_ASKED

    @property
    def people(self) -> list[Trainee]:
        """Everyone chosen, alone or with a group, each once."""
        return [one for _group, people in self.chosen for one in people]

    @property
    def unlisted(self) -> bool:
        """Whether there are too many people to list them one by one."""
        return self.crowd > MOST_LISTED

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
    task = Task(kind)
    kind_of_form = DateForm if task is Task.DATE else AssignForm
    form = kind_of_form(given) if given is not None else kind_of_form(data=_to_begin_with())
    ticked, words = form.people.data or [], form.q.data or ""
    crowd = db().scalar(more_than(trainee_ids(actor(), now()), MOST_LISTED)) or 0
    groups = [*classes(words, ticked), *stages()]
    desk = Desk(task, form, crowd, groups, _named(crowd, ticked, words), targets_of(task))
    people = [(str(one.person.uid), one.words) for one in desk.named]
    rows = [(one.value, one.words) for one in groups]
    listed = (*people, *rows) if desk.unlisted else (*rows, *people)
    form.offer(choices_of(desk.targets), options(*listed))
    if task is Task.MOCK:
        form.target.label.text = _("哪门课")
    if isinstance(form, AssignForm):
        refuse_strangers(form.target)
    if given is not None:
        refuse_strangers(form.people)
    else:
        known = {value for value, _words in people}
        form.people.data = [value for value in ticked if value in known]
    return desk


def _named(crowd: int, ticked: Sequence[str], words: str) -> list[Trainee]:
    if crowd <= MOST_LISTED:
        return my_trainees()
    found = trainees_by_uid(uids_of(ticked))
    if words:
        known = {one.person.id for one in found}
        ids = ids_named(actor(), now(), words, MOST_FOUND)
        found += [one for one in trainees_among(ids) if one.person.id not in known]
    return found


def _people_of(group: Group) -> list[Trainee]:
    if group.class_id is not None:
        return trainees_among(ids_in_class(actor(), now(), group.class_id))
    return trainees_among(ids_in_stage(actor(), now(), group.stage))


def is_good(desk: Desk) -> bool:
    """Whether it may be sent; what is wrong stands in the form."""
    if not desk.form.validate():
        return False
    if desk.too_many:
        desk.form.people.errors = [_("一次最多给 %(n)d 人，分几次做", n=MOST_ASKED)]
        return False
    if desk.agency_id is None:
        desk.form.people.errors = [_("一次只给一个机构的学员布置，分两次做")]
        return False
    return True


def due_day(desk: Desk) -> date:
    """The day chosen."""
    return desk.form.due_on.data or local_day(now())


def _to_begin_with() -> dict[str, object]:
    """A week from today, and who is named in the address."""
    return {**due_by_default(), "people": request.args.getlist("person")[:MOST_ASKED]}
