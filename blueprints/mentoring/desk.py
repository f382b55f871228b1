"""The form of one task with what may be chosen in it, and the orders that come of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from flask import abort, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from actions.mentoring import Order, Task
from blueprints.mentoring.forms import AssignForm, DateForm, MockForm, due_by_default
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
from models.crowd_queries import (
    Crowd,
    agencies_of_crowd,
    by_class,
    by_stage,
    ids_named,
    names_of_crowd,
)
from models.watch_queries import more_than, trainee_ids

FORMS: dict[Task, type[AssignForm | DateForm]] = {Task.DATE: DateForm, Task.MOCK: MockForm}


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
    def ticked(self) -> list[Group]:
        """The classes and stages ticked."""
        values = set(self.form.people.data or ())
        return [group for group in self.groups if group.value in values]

    @cached_property
    def whole(self) -> Crowd:
        """Everyone ticked, alone or with a group."""
        values = set(self.form.people.data or ())
        return Crowd(
            tuple(group.class_id for group in self.ticked if group.class_id is not None),
            tuple(group.stage for group in self.ticked if group.stage),
            tuple(one.person.uid for one in self.named if str(one.person.uid) in values),
        )

    @cached_property
    def chosen(self) -> list[tuple[Group, list[int]]]:
        """The groups ticked, with those of their people that no group before them has."""
        held, seen, found = _held(self.whole), set[int](), []
        alone = [one.person.id for one in self.named if one.person.uid in set(self.whole.uids)]
        every = [(group, held[group.class_id or group.stage]) for group in self.ticked]
        for group, ids in [*every, (Group("", "", len(alone)), alone)]:
            if people := [one for one in dict.fromkeys(ids) if one not in seen]:
                seen.update(people)
                found.append((group, people))
        return found

    @property
    def many(self) -> int:
        """How many are chosen, each once."""
        return sum(len(people) for _group, people in self.chosen)

    def first_names(self, most: int) -> list[str]:
        """The first names of them."""
        return list(db().scalars(names_of_crowd(actor(), now(), self.whole, most)))

    @property
    def unlisted(self) -> bool:
        """Whether there are too many people to list them one by one."""
        return self.crowd > MOST_LISTED

    @cached_property
    def agency_id(self) -> int | None:
        """The agency that all of them belong to."""
        rows = db().execute(agencies_of_crowd(actor(), now(), self.whole))
        return next((agency for agency, people in rows if people == self.many), None)

    def orders(self, due_on: date) -> list[Order]:
        """One for each group, and one for those asked by name."""
        return [
            Order(
                task=self.task,
                target=self.target.value,
                people=tuple(people),
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
    kind_of_form = FORMS.get(task, AssignForm)
    form = kind_of_form(given) if given is not None else kind_of_form(data=_to_begin_with())
    ticked, words = form.people.data or [], form.q.data or ""
    crowd = db().scalar(more_than(trainee_ids(actor(), now()), MOST_LISTED)) or 0
    groups = [*classes(words, ticked), *stages()]
    desk = Desk(task, form, crowd, groups, _named(crowd, ticked, words), targets_of(task))
    people = [(str(one.person.uid), one.words) for one in desk.named]
    rows = [(one.value, one.words) for one in groups]
    listed = (*people, *rows) if desk.unlisted else (*rows, *people)
    form.offer(choices_of(desk.targets), options(*listed))
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


def _held(crowd: Crowd) -> dict[int | str, list[int]]:
    """The people of each class and stage of a crowd; two queries, whatever their number."""
    found: dict[int | str, list[int]] = {one: [] for one in (*crowd.classes, *crowd.stages)}
    for query in (by_class(actor(), now(), crowd), by_stage(actor(), now(), crowd)):
        for group, person in db().execute(query):
            found[group].append(person)
    return found


def is_good(desk: Desk) -> bool:
    """Whether it may be sent; what is wrong stands in the form."""
    if not desk.form.validate():
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
    return {**due_by_default(), "people": request.args.getlist("person")[:MOST_LISTED]}
