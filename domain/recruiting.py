"""The first answer about a candidate: from education and years alone, before anybody joined."""

from datetime import date
from enum import StrEnum
from typing import Final

from domain.eligibility import Education, Facts, Major
from domain.eligibility_data import HIGHER

MOST_YEARS: Final = 50


class State(StrEnum):
    """Where a candidate stands with the agency."""

    OPEN = "open"
    INVITED = "invited"
    JOINED = "joined"
    DROPPED = "dropped"


ACTIVE: Final = (State.OPEN, State.INVITED)
"""With whom something is still to be done."""


def first_facts(
    education: str, major: str, years: int | None, region: str | None, today: date
) -> Facts:
    """What is known of a candidate, as facts of eligibility.

    The education is taken as finished, no certificate as held, and the years as the last ones
    up to today; what was not said stays unknown.
    """
    known = Education(education) if education in {each.value for each in Education} else None
    higher = known in HIGHER
    return Facts(
        education=known,
        studying=False if higher else None,
        major=Major(major) if higher and major else None,
        spells=() if years == 0 else None,
        practice_from=years_before(today, years) if years else None,
        certificates={},
        region=region,
    )


def years_before(today: date, years: int) -> date:
    """The same day so many years ago; 29 February becomes the 28th where there is none."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return today.replace(year=today.year - years, day=28)
