"""One person on the road: where they live, what rules hold there, and what they told us."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from content.rules import Rulebook
from content.rules_build import (
    eligibility_rules,
    exam_steps,
    next_sitting,
    papers_of,
    sessions_of,
)
from domain.days import local_day
from domain.eligibility import Answer, Facts, Level, Rules, may_sit
from domain.eligibility_answers import LEVELS, facts_from, open_questions, questions_that_matter
from domain.registration import Step
from domain.sittings import OwnSession, Sitting
from models.traveller_queries import Mark

REGION_DIGITS = 6


@dataclass(frozen=True)
class Traveller:
    """What is known of one person. Everything derived is made when asked for."""

    person_id: int
    at: datetime
    region: str | None
    book: Rulebook
    answers: Mapping[str, str]
    certificates: Mapping[str, date]
    """On which day each level was passed."""
    done: Mapping[tuple[str, str], Mapping[str, datetime]]
    """The steps done, by sitting and level, with when they were told."""
    marks: Sequence[Mark] = ()
    """The last entry for each paper and year."""

    @cached_property
    def today(self) -> date:
        """The local day of this request."""
        return local_day(self.at)

    @cached_property
    def facts(self) -> Facts:
        """What the answers and the certificates on record add up to."""
        held = {Level(name): day for name, day in self.certificates.items()}
        return facts_from(self.answers, self.region, held)

    @cached_property
    def year(self) -> int:
        """The exam year that is ahead."""
        sitting = self.sitting(Level.JUNIOR)
        return sitting.year if sitting else self.today.year + 1

    @cached_property
    def years(self) -> Mapping[int, Rules]:
        """The eligibility rules of the years ahead, in this region."""
        return eligibility_rules(self.book, self.region, self.year)

    @cached_property
    def questions(self) -> tuple[str, ...]:
        """The questions of eligibility still to be asked."""
        return open_questions(self.answers, self.facts, self.years[self.year])

    @cached_property
    def told(self) -> tuple[str, ...]:
        """The questions whose answers count for this person."""
        return questions_that_matter(self.answers, self.region, self.years[self.year])

    @cached_property
    def verdicts(self) -> Mapping[Level, Answer]:
        """Whether, or from which year on, this person may sit each level."""
        return {
            level: may_sit(level, self.year, self.facts, self.years, self.today) for level in LEVELS
        }

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The walk of exam registration in this region."""
        return exam_steps(self.book, self.region, self.today)

    def sitting(self, level: str) -> Sitting | None:
        """The next sitting of a level here; None where the rulebook knows of none."""
        return next_sitting(self.book, self.region, level, self.today)

    def sessions(self, sitting: Sitting, level: str) -> tuple[OwnSession, ...]:
        """This person's own sessions in a sitting."""
        return sessions_of(self.book, self.region, sitting, papers_of(self.book, level))

    def done_in(self, sitting: Sitting, level: str) -> Mapping[str, datetime]:
        """The steps this person has done for a sitting."""
        return self.done.get((str(sitting.year), level), {})

    def level(self, sitting_year: int) -> Level:
        """The level last worked at for that year; else the one above the certificate held."""
        begun = {
            level: max(steps.values())
            for (year, level), steps in self.done.items()
            if year == str(sitting_year)
        }
        if begun:
            return Level(max(begun, key=lambda level: begun[level]))
        return Level.MIDDLE if Level.JUNIOR in self.certificates else Level.JUNIOR
