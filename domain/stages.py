"""The stages of a person's tracks, and which may follow which (design.md 1)."""

from enum import StrEnum
from typing import Final


class ExamStage(StrEnum):
    """Learning and exam, in their order; `left` is outside it."""

    RECRUITED = "recruited"
    IN_CLASS = "in_class"
    STUDYING = "studying"
    PAID = "registered_paid"
    SAT = "sat"
    PASSED = "passed"
    REVIEWED = "reviewed"
    CERTIFIED = "certified"
    REGISTERED = "registered"
    LEFT = "left"


class PostKind(StrEnum):
    """What post a person holds; the post track's stages."""

    NONE = "none"
    VOLUNTEER = "volunteer"
    VILLAGE = "village_cadre"
    STATION = "station"
    ELDER = "elder_centre"
    RELIEF = "relief_station"
    WELFARE = "welfare_centre"
    AGENCY = "agency_staff"
    OTHER = "other"


EXAM_ORDER: Final = tuple(stage for stage in ExamStage if stage is not ExamStage.LEFT)
LEARNING: Final = frozenset({ExamStage.RECRUITED, ExamStage.IN_CLASS, ExamStage.STUDYING})
"""A place in these is kept after a failed sitting."""
ENTRANCES: Final = LEARNING | {ExamStage.CERTIFIED, ExamStage.REGISTERED}
"""Where somebody may begin: also who already holds a certificate."""
SKIPPABLE: Final = frozenset({ExamStage.REVIEWED})
"""考后核查 is not done everywhere: one may pass it by."""


class StageJumpError(Exception):
    """This stage cannot follow that one."""

    def __init__(self, before: str | None, after: str) -> None:
        super().__init__(f"{after} cannot follow {before}")
        self.before = before
        self.after = after


def exam_stages_after(before: ExamStage | None) -> frozenset[ExamStage]:
    """The stages that may follow this one; None is where nobody has been yet."""
    if before is None:
        return ENTRANCES
    if before is ExamStage.LEFT:
        return ENTRANCES | {ExamStage.PAID, ExamStage.PASSED, ExamStage.REVIEWED}
    place = EXAM_ORDER.index(before)
    after = set(EXAM_ORDER[place + 1 : place + 2]) | {ExamStage.LEFT}
    if after & SKIPPABLE:
        after.add(EXAM_ORDER[place + 2])
    if before is ExamStage.RECRUITED:
        after.add(ExamStage.STUDYING)
    if before in {ExamStage.PAID, ExamStage.SAT}:
        after |= {ExamStage.STUDYING, ExamStage.IN_CLASS}
    return frozenset(after)


def stage_on_return(before: ExamStage | None) -> ExamStage:
    """Where somebody who left goes on: where they stood, if one may begin there, else in class."""
    again = exam_stages_after(ExamStage.LEFT) - {ExamStage.RECRUITED}
    return before if before in again else ExamStage.IN_CLASS


def is_backward(before: str | None, after: str) -> bool:
    """Whether this exam stage lies before that one, or outside the track: then a reason is due."""
    if after == ExamStage.LEFT:
        return True
    if before is None or before == ExamStage.LEFT:
        return False
    return EXAM_ORDER.index(ExamStage(after)) < EXAM_ORDER.index(ExamStage(before))


def way_to(before: ExamStage, target: ExamStage) -> tuple[ExamStage, ...]:
    """The fewest legal moves forward from one exam stage to a later one; empty where none lead.

    A fact may tell of more than one move at once: who holds a certificate has passed.
    """
    if before is ExamStage.LEFT or EXAM_ORDER.index(target) <= EXAM_ORDER.index(before):
        return ()
    place = EXAM_ORDER.index(before)
    ahead = [stage for stage in EXAM_ORDER[place + 1 :] if stage in exam_stages_after(before)]
    nearer = [stage for stage in ahead if EXAM_ORDER.index(stage) <= EXAM_ORDER.index(target)]
    if not nearer:
        return ()
    step = nearer[-1]
    return (step, *way_to(step, target))


def refuse_jump(track: str, before: str | None, after: str) -> None:
    """Refuse a stage that cannot follow; posts may follow each other freely.

    Raises:
        StageJumpError: it cannot follow.
        ValueError: there is no such stage in this track.
    """
    if track == "exam":
        known = ExamStage(before) if before else None
        if ExamStage(after) not in exam_stages_after(known):
            raise StageJumpError(before, after)
    elif track == "post":
        PostKind(after)
