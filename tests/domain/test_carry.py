"""What passed papers are worth next year: junior in one year, middle in two, senior three years."""

from datetime import date
from pathlib import Path

import pytest

from content.rules import load_rules_from
from content.rules_build import carry_rule
from domain.carry import Result, last_year_counted, note_good_until, standing

BOOK = load_rules_from(Path(__file__).resolve().parents[2] / "rulebook")
JUNIOR, MIDDLE, SENIOR = (
    carry_rule(BOOK, "420625", each) for each in ("junior", "middle", "senior")
)
BEIJING = carry_rule(BOOK, "110101", "middle")


def passes(*papers: tuple[str, int]) -> list[Result]:
    return [Result(paper, year, passed=True) for paper, year in papers]


def states(rule, results, year):
    found = standing(rule, results, year)
    return found.completed_in, {each.paper: (each.state, each.last_year) for each in found.papers}


def test_junior_passes_do_not_live_into_the_next_year():
    assert states(JUNIOR, passes(("J-ZH", 2026)), 2027) == (
        None,
        {"J-ZH": ("lapsed", 2026), "J-SW": ("to-sit", None)},
    )
    assert standing(JUNIOR, passes(("J-ZH", 2026)), 2027).to_sit == ("J-ZH", "J-SW")


def test_junior_is_done_by_both_papers_in_one_year_only():
    assert standing(JUNIOR, passes(("J-ZH", 2026), ("J-SW", 2026)), 2027).completed_in == 2026
    assert standing(JUNIOR, passes(("J-ZH", 2025), ("J-SW", 2026)), 2027).completed_in is None


def test_middle_passes_live_for_one_more_year():
    found = passes(("M-ZH", 2026), ("M-FG", 2025))
    assert states(MIDDLE, found, 2027) == (
        None,
        {"M-ZH": ("kept", 2027), "M-FG": ("lapsed", 2026), "M-SW": ("to-sit", None)},
    )
    assert standing(MIDDLE, found, 2027).to_sit == ("M-FG", "M-SW")


@pytest.mark.parametrize(
    ("years", "done"),
    [
        ((2025, 2025, 2025), 2025),
        ((2024, 2025, 2025), 2025),
        ((2025, 2024, 2025), 2025),
        ((2024, 2025, 2026), None),
        ((2024, 2026, 2026), None),
    ],
)
def test_middle_is_done_within_two_consecutive_years(years, done):
    found = passes(*zip(("M-ZH", "M-FG", "M-SW"), years, strict=True))
    assert standing(MIDDLE, found, 2027).completed_in == done


def test_a_later_second_pass_does_not_undo_a_finished_level():
    found = passes(("M-ZH", 2024), ("M-FG", 2024), ("M-SW", 2025), ("M-ZH", 2026))
    result = standing(MIDDLE, found, 2027)
    assert (result.completed_in, result.to_sit, result.rule) == (2025, (), "carry-middle")


def test_a_year_without_a_sitting_makes_the_window_longer_there_only():
    found = passes(("M-ZH", 2021), ("M-FG", 2023), ("M-SW", 2023))
    assert BEIJING.not_counted == {2022}
    assert standing(BEIJING, found, 2024).completed_in == 2023
    assert standing(MIDDLE, found, 2024).completed_in is None
    assert [last_year_counted(rule, 2021) for rule in (BEIJING, MIDDLE)] == [2023, 2022]


def test_failed_papers_other_levels_and_the_coming_sitting_count_for_nothing():
    found = [Result("M-ZH", 2026, passed=False), *passes(("J-ZH", 2026), ("M-FG", 2027))]
    assert standing(MIDDLE, iter(found), 2027).to_sit == ("M-ZH", "M-FG", "M-SW")


def test_the_senior_note_is_good_for_three_years_and_others_have_none():
    assert note_good_until(SENIOR, date(2026, 7, 20)) == date(2029, 7, 19)
    assert note_good_until(MIDDLE, date(2026, 7, 20)) is None


def test_an_unknown_level_is_refused():
    with pytest.raises(LookupError):
        carry_rule(BOOK, None, "expert")
