"""Whom one form can ask at once: whole classes, stages, people one by one.

People are read only where they are listed or chosen: of ten thousand the form shows the classes
and stages with their numbers, and of people those that were searched for.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from blueprints.web.db import db, now
from blueprints.web.login import actor
from blueprints.words.mentoring import whole_class, whole_stage
from blueprints.words.stages import stage_words
from domain.access import Role
from domain.class_names import class_order
from domain.stages import EXAM_ORDER, ExamStage
from models.crowd_queries import class_ids, class_sizes, stage_sizes

MOST_LISTED = 100
"""So many people are offered one by one; of more, those that were searched for."""
MOST_CLASSES = 30
"""So many classes are offered at once; of more, those that were searched for."""
MOST_FOUND = 20
MOST_OFFERED = 60
STAGE = "stage-"


@dataclass(frozen=True, slots=True)
class Group:
    """A class or a stage as one tick, and for how many people it stands."""

    value: str
    words: str
    size: int
    class_id: int | None = None
    stage: str = ""


def classes(words: str, ticked: Collection[str]) -> list[Group]:
    """The classes by name; of very many the ticked ones, and those of a name searched for."""
    ids = [one for one in db().scalars(class_ids(actor(), now(), MOST_CLASSES + 1)) if one]
    if len(ids) <= MOST_CLASSES:
        sizes = class_sizes(actor(), now(), classes=ids)
    else:
        sizes = class_sizes(actor(), now(), uids=uids_of(ticked), words=words)
    managed = set(actor().agencies({Role.MANAGER}))
    found = db().execute(sizes.limit(MOST_OFFERED)).all()
    return [
        Group(
            str(uid), whole_class(name, size, guided=agency not in managed), size, class_id=class_id
        )
        for class_id, uid, name, agency, size in sorted(
            found, key=lambda one: class_order(one.name)
        )
    ]


def stages() -> Iterator[Group]:
    """The stages in which somebody stands, in their order; one query."""
    sizes = dict(db().execute(stage_sizes(actor(), now())).all())
    for stage in EXAM_ORDER:
        if size := sizes.get(stage, 0):
            words = whole_stage(stage_words(stage), size)
            yield Group(stage_value(stage), words, size, stage=stage)


def stage_value(stage: ExamStage) -> str:
    """A stage as the form sends it."""
    return f"{STAGE}{stage.value.replace('_', '-')}"


def uids_of(ticked: Iterable[str]) -> list[UUID]:
    """The public ids among what was ticked."""
    found = []
    for value in ticked:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return found
