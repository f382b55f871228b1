"""春节, the first day of the lunar year: the one feast that a study plan knows.

The days follow from the calendar itself (GB/T 33661-2017 农历的编算和颁行), not from a notice.
"""

from datetime import date, timedelta
from typing import Final

from domain.days import week_of

NEW_YEARS: Final = (
    date(2027, 2, 6),
    date(2028, 1, 26),
    date(2029, 2, 13),
    date(2030, 2, 3),
    date(2031, 1, 23),
)


def is_festival_week(monday: date) -> bool:
    """Tell whether 除夕, 春节 or the days up to 初七 lie in the week of a Monday."""
    return any(
        week_of(day - timedelta(days=1)) <= monday <= week_of(day + timedelta(days=6))
        for day in NEW_YEARS
    )
