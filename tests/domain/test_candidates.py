"""Who sits the exam, as a region counts them: a failed sitting is seen in no exact number (A07)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.candidates import BEFORE_PASSING, GROUPS, about
from domain.stages import EXAM_ORDER, ExamStage, exam_stages_after
from domain.suppression import LEAST


def group_of(stage):
    return next(name for name, stages in GROUPS.items() if stage in stages)


def test_every_stage_is_in_one_group_in_order():
    assert [stage for stages in GROUPS.values() for stage in stages] == list(EXAM_ORDER)


@pytest.mark.parametrize("sits", [ExamStage.PAID, ExamStage.SAT])
def test_who_does_not_pass_stays_in_the_group(sits):
    back = exam_stages_after(sits) & set(BEFORE_PASSING)
    assert back
    assert {group_of(stage) for stage in back} == {group_of(sits)}


@given(st.integers(0, 10**6))
def test_a_number_told_to_the_nearest_five_stands_for_at_least_three(people):
    told = about(people)
    assert abs(told - people) <= LEAST // 2 or (told == 0 and people < LEAST)
    if told:
        others = [n for n in range(max(0, people - 4), people + 5) if about(n) == told]
        assert len(others) >= 3


def test_who_has_passed_is_not_before_it():
    assert ExamStage.PASSED not in BEFORE_PASSING
