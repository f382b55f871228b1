"""Whom one form can ask at once: whole classes, stages, people one by one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from blueprints.mentoring.people import Trainee
from blueprints.web.db import db
from blueprints.web.forms import options
from blueprints.web.login import actor
from blueprints.words.mentoring import whole_class, whole_stage
from blueprints.words.stages import stage_words
from domain.access import Role
from domain.stages import EXAM_ORDER
from models.concern_queries import stages_of

MOST_LISTED = 100
"""So many people are offered one by one; where there are more, only classes and stages are."""
STAGE = "stage-"


@dataclass(frozen=True, slots=True)
class Group:
    """A class or a stage as one tick, and the people it stands for."""

    value: str
    words: str
    people: tuple[Trainee, ...]
    class_id: int | None = None
    stage: str = ""


def groups_of(trainees: Sequence[Trainee]) -> list[Group]:
    """The classes first, then the stages in which somebody stands; one query."""
    return [*_classes(trainees), *_stages(trainees)]


def people_choices(
    groups: Iterable[Group], trainees: Sequence[Trainee], ticked: Iterable[str]
) -> list[Any]:
    """What the form lists; of very many people only those ticked already."""
    kept = set(ticked)
    listed = [
        one for one in trainees if len(trainees) <= MOST_LISTED or str(one.person.uid) in kept
    ]
    rows = [(one.value, one.words) for one in groups]
    return options(*rows, *((str(one.person.uid), one.words) for one in listed))


def _classes(trainees: Sequence[Trainee]) -> Iterator[Group]:
    managed = set(actor().agencies({Role.MANAGER}))
    classes = {uid: one for trainee in trainees for uid, one in trainee.classes.items()}
    for uid, one in sorted(classes.items(), key=lambda pair: pair[1].name):
        people = tuple(trainee for trainee in trainees if uid in trainee.classes)
        words = whole_class(one.name, len(people), guided=one.agency_id not in managed)
        yield Group(str(uid), words, people, class_id=one.id)


def _stages(trainees: Sequence[Trainee]) -> Iterator[Group]:
    people = {one.person.id: one for one in trainees}
    agencies = {agency for one in trainees for agency in one.agencies}
    found: dict[str, dict[int, Trainee]] = {}
    for person, _agency, stage in db().execute(stages_of(list(people), agencies)):
        found.setdefault(stage, {})[person] = people[person]
    for stage in EXAM_ORDER:
        if stage in found:
            standing = tuple(found[stage].values())
            words = whole_stage(stage_words(stage), len(standing))
            yield Group(f"{STAGE}{stage.value.replace('_', '-')}", words, standing, stage=stage)
