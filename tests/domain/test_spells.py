"""Spells read as whole years, with and without a leap day."""

from datetime import date

import pytest

from domain.spells import Served, Spell, anniversary, served


@pytest.mark.parametrize(
    ("spells", "years"),
    [
        ([Spell(date(2024, 1, 1), date(2025, 12, 31))], 2),
        ([Spell(date(2024, 1, 2), date(2025, 12, 31))], 1),
        ([Spell(date(2022, 1, 1), date(2023, 12, 31))], 2),
        ([Spell(date(2024, 2, 29), date(2025, 2, 28))], 1),
        ([Spell(date(2024, 2, 29), date(2025, 2, 27))], 0),
        (
            [
                Spell(date(2023, 1, 1), date(2023, 6, 30)),
                Spell(date(2024, 7, 1), date(2024, 12, 31)),
            ],
            1,
        ),
        (
            [
                Spell(date(2023, 1, 2), date(2023, 6, 30)),
                Spell(date(2024, 7, 1), date(2024, 12, 31)),
            ],
            0,
        ),
        (
            [
                Spell(date(2023, 1, 1), date(2024, 3, 1)),
                Spell(date(2024, 1, 1), date(2024, 12, 31)),
            ],
            2,
        ),
        ([], 0),
        ([Spell(date(2030, 1, 1))], 0),
    ],
)
def test_whole_years_are_full_on_the_day_before_the_anniversary(spells, years):
    assert served(spells, date(2026, 12, 31)).years == years


def test_time_outside_and_before_a_day_is_left_out():
    spell = Spell(date(2020, 1, 1), date(2024, 12, 31))
    study = Spell(date(2021, 1, 1), date(2021, 12, 31))
    upto = date(2026, 12, 31)
    assert served([spell], upto, without=[study]) == Served(1462, 4)
    assert served([spell], upto, since=date(2023, 1, 1)) == Served(731, 2)
    assert served([spell], date(2020, 1, 1)) == Served(1, 0)


def test_a_leap_day_has_its_anniversary_on_the_first_of_march():
    assert anniversary(date(2024, 2, 29), 1) == date(2025, 3, 1)
    assert anniversary(date(2024, 2, 29), 4) == date(2028, 2, 29)
