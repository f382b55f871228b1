"""Continuing education (继续教育): the hours of one term, and what is still missing (facts.md 4.3).

民发〔2009〕123号 asks 72 hours of an assistant social worker and 90 of the levels above, in the
three years of one registration; proof is handed in at the next registration. The yearly hours of
professional and technical staff (人社部令第25号) are another counter and are not added here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.certificate import EducationHours, RegistrationTerms, add_months, term_ends

HOUR: Final = 60
"""Minutes in an hour."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """Continuing education on one day, in minutes."""

    day: date
    minutes: int


@dataclass(frozen=True, slots=True)
class Term:
    """The days that hours are counted in; `ends` None while no registration has set an end."""

    starts: date
    ends: date | None

    def holds(self, day: date) -> bool:
        """Tell whether a day lies in the term, its first and last day included."""
        return self.starts <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True)
class Progress:
    """Minutes done in a term, and the hours that are asked of this level."""

    term: Term
    minutes: int
    needed: int

    @property
    def done(self) -> int:
        """Whole hours done."""
        return self.minutes // HOUR

    @property
    def short(self) -> int:
        """Hours still missing, a begun one counted whole; 0 when enough or nothing is asked."""
        return max(0, -(-(self.needed * HOUR - self.minutes) // HOUR))


def term_of(
    terms: RegistrationTerms,
    education: EducationHours,
    *,
    passed_on: date,
    registered_on: date | None,
    today: date,
) -> Term:
    """Return the term that counts: the one registered, else the last years since passing."""
    if registered_on is not None:
        return Term(registered_on, term_ends(terms, registered_on))
    return Term(max(passed_on, add_months(today, -12 * education.period_years)), None)


def progress(
    education: EducationHours, level: str, term: Term, lessons: Iterable[Lesson]
) -> Progress:
    """Add up the lessons of a term against what the level needs."""
    minutes = sum(each.minutes for each in lessons if term.holds(each.day))
    return Progress(term, minutes, education.min_hours.get(level, 0))
