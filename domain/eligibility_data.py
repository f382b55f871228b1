"""What eligibility is decided from and what the answer is made of: facts, rows, lines."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal

from domain.spells import Spell


class Level(StrEnum):
    """The levels of the exam: 初级, 中级, 高级."""

    JUNIOR = "junior"
    MIDDLE = "middle"
    SENIOR = "senior"


class Education(StrEnum):
    """The highest education, from 初中及以下 to 博士, in rising order."""

    BELOW = "below"
    HIGH_SCHOOL = "high-school"
    VOCATIONAL = "vocational"
    COLLEGE = "college"
    BACHELOR = "bachelor"
    MASTER = "master"
    DOCTOR = "doctor"


class Major(StrEnum):
    """社会工作专业, or any other."""

    SOCIAL_WORK = "social-work"
    OTHER = "other"


class Verdict(StrEnum):
    """May sit this year; in a later one; never by this education; facts are missing."""

    YES = "yes"
    LATER = "later"
    NEVER = "never"
    UNKNOWN = "unknown"


HIGHER = (Education.COLLEGE, Education.BACHELOR, Education.MASTER, Education.DOCTOR)

# What a person surely has while the education named is not finished; its major is not known.
FLOOR = {
    Education.HIGH_SCHOOL: Education.BELOW,
    Education.VOCATIONAL: Education.BELOW,
    Education.COLLEGE: Education.HIGH_SCHOOL,
    Education.BACHELOR: Education.HIGH_SCHOOL,
    Education.MASTER: Education.BACHELOR,
    Education.DOCTOR: Education.MASTER,
}


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a person told us; None is "not asked yet" or "not known".

    `education` is the highest one, also when it is still being studied for: then `graduated_on`
    is the expected day. Practice is `spells`, or one start day in `practice_from`. Full-time study
    among it goes into `full_time_study`. `certificates` maps a level held to the day it was
    obtained, or to None where the day is not known.
    """

    education: Education | None = None
    studying: bool | None = None
    graduated_on: date | None = None
    major: Major | None = None
    spells: tuple[Spell, ...] | None = None
    practice_from: date | None = None
    full_time_study: tuple[Spell, ...] | None = None
    certificates: Mapping[Level, date | None] | None = None
    region: str | None = None

    @property
    def practice(self) -> tuple[Spell, ...] | None:
        """The spells of practice, from whichever form they were told in."""
        if self.spells is None and self.practice_from is not None:
            return (Spell(self.practice_from),)
        return self.spells

    @property
    def unfinished(self) -> bool:
        """Whether the education named is still being studied for full time."""
        return bool(self.studying) and self.education not in (None, Education.BELOW)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of the decision table: education, major, whole years, lower certificate.

    `fresh` are educations for which finishing in the exam year is enough (应届).
    """

    rule: str = ""
    level: Level
    row: str
    education: tuple[Education, ...]
    major: Literal["social-work", "other", "any"]
    years: int
    certificate: Level | None = None
    years_from: Literal["start", "certificate"] = "start"
    fresh: tuple[Education, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Cutoff:
    """The day to which years are counted; `year_offset` is -1 for the year before the exam."""

    rule: str = ""
    month: int
    day: int
    year_offset: int = 0

    def practice_until(self, year: int) -> date:
        """Return the last day whose practice counts for the exam of a year."""
        return date(year + self.year_offset, self.month, self.day)


@dataclass(frozen=True, kw_only=True)
class DiplomaDay:
    """The day of the exam year by which the diploma must be in hand, except for 应届."""

    rule: str = ""
    month: int
    day: int

    def until(self, year: int) -> date:
        """Return the last day on which a diploma helps in the exam of a year."""
        return date(year, self.month, self.day)


@dataclass(frozen=True, kw_only=True)
class Note:
    """How years count, or who decides: a code that goes beside an answer, with its words."""

    rule: str = ""
    code: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Alternative:
    """What somebody can do who may not sit yet, or never by this education."""

    rule: str = ""
    code: str
    verdicts: tuple[Verdict, ...]
    education: tuple[Education, ...]
    text: str


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The rules for one exam year in one region."""

    rows: tuple[Row, ...]
    cutoff: Cutoff
    diploma: DiplomaDay
    notes: tuple[Note, ...] = ()
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True)
class Line:
    """One line of the answer: a code with parameters, and the rule it rests on."""

    code: str
    rule: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """The answer for one level. `first_year` is None where it is never or not known.

    For `later`, it assumes that practice goes on, or starts today. `missing` names unasked facts.
    """

    level: Level
    year: int
    verdict: Verdict
    first_year: int | None
    row: str | None
    lines: tuple[Line, ...]
    missing: tuple[str, ...]
