"""The week of a class: which weeks are in sight, what it did, and texts that stay short."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from domain.days import DAYS_IN_WEEK, week_of

WEEKS_AHEAD: Final = 3
"""A class sees this week and so many more."""
FURTHEST_WEEKS: Final = 60
"""No plan looks further, back or ahead, than about a year."""
MOST_CHAPTERS: Final = 4
"""More chapters than these are no week's work."""
LONGEST_WORDS: Final = 150
"""Free words of a plan, so that they and the chapters fit a group's message."""
LONGEST_TEXT: Final = 300
"""Characters of a text for the group, addresses not counted; longer ones are not read."""
MORE: Final = "…"


@dataclass(frozen=True, slots=True)
class WeekDone:
    """What a class did in a week, as sums: nobody can be told apart in them."""

    people: int
    days: int
    answers: int


def weeks_in_sight(today: date) -> tuple[date, ...]:
    """Return the Mondays of this week and the next ones."""
    first = week_of(today)
    return tuple(first + timedelta(days=DAYS_IN_WEEK * n) for n in range(WEEKS_AHEAD + 1))


def read_monday(text: str, today: date) -> date | None:
    """Return the Monday an address names; None where it names no Monday within about a year."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    near = abs((day - today).days) <= FURTHEST_WEEKS * DAYS_IN_WEEK
    return day if near and day.isoformat() == text and day == week_of(day) else None


def is_open(monday: date, today: date) -> bool:
    """Return whether the week can still be planned: it is not over."""
    return monday >= week_of(today)


def week_done(rows: Iterable[tuple[int, int]]) -> WeekDone:
    """Add up a week from (person, answers) of each person and day with learning."""
    found = list(rows)
    return WeekDone(
        people=len({person for person, _answers in found}),
        days=len(found),
        answers=sum(answers for _person, answers in found),
    )


def joined(chapters: Sequence[str]) -> str:
    """Return chapters as a plan's row keeps them, each once."""
    return " ".join(dict.fromkeys(chapters))


def fit(lines: Sequence[str], most: int = LONGEST_TEXT) -> str:
    """Return the lines as one text of at most so many characters, the end cut and marked."""
    text = "\n".join(line for line in lines if line)
    return text if len(text) <= most else text[: most - len(MORE)] + MORE
