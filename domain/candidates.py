"""What is told of those who sit the exam, so that two looks do not tell who failed (A07).

Who passed and who holds a certificate are counted exactly, place by place. So whoever knew how many
of a place sat, or saw how many went back to learning once the results came, would know how many
failed there, be it one. Therefore nothing exact is told of which of those before passing sit.
"""

from collections.abc import Mapping
from typing import Final

from domain.stages import EXAM_ORDER, ExamStage
from domain.suppression import LEAST

LEARNS: Final = "learns"
BEFORE_PASSING: Final = EXAM_ORDER[: EXAM_ORDER.index(ExamStage.PASSED)]
"""Whoever stands here has not passed, whether they have sat or not."""
GROUPS: Final[Mapping[str, tuple[ExamStage, ...]]] = {
    ExamStage.RECRUITED.value: (ExamStage.RECRUITED,),
    LEARNS: BEFORE_PASSING[1:],
    **{stage.value: (stage,) for stage in EXAM_ORDER[len(BEFORE_PASSING) :]},
}
"""The stages as a region counts them: a failed sitting moves nobody from one group to another."""


def about(people: int) -> int:
    """Return a number of people to the nearest five; fewer than five are 0."""
    return 0 if people < LEAST else LEAST * round(people / LEAST)
