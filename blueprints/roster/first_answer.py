"""Whether a candidate could sit the junior exam, from what is known so far, with the rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from blueprints.web.db import db, now
from blueprints.web.rules import rules_now
from blueprints.words.candidates import missing_fact_words
from blueprints.words.road import line_words, verdict_words
from content.rules import Rule, Rulebook
from content.rules_build import eligibility_rules, next_sitting
from domain.days import local_day
from domain.eligibility import Answer, Level, Rules, may_sit
from domain.recruiting import first_facts
from models.pipeline import Candidate

REGION_DIGITS = 6


@dataclass(frozen=True)
class Answering:
    """The rules of one county, read once for all its candidates."""

    region: str | None

    @cached_property
    def book(self) -> Rulebook:
        """The rulebook of this request."""
        return rules_now(db())

    @cached_property
    def year(self) -> int:
        """The exam year that is ahead."""
        today = local_day(now())
        sitting = next_sitting(self.book, self.region, Level.JUNIOR, today)
        return sitting.year if sitting else today.year + 1

    @cached_property
    def rules(self) -> Mapping[int, Rules]:
        """The rules of the years ahead."""
        return eligibility_rules(self.book, self.region, self.year)

    def answer(self, row: Candidate) -> Answer:
        """The first answer about one candidate."""
        today = local_day(now())
        facts = first_facts(row.education, row.major, row.years, self.region, today)
        return may_sit(Level.JUNIOR, self.year, facts, self.rules, today)

    def words(self, row: Candidate) -> str:
        """The answer in a sentence."""
        return verdict_words(self.answer(row))

    def reasons(self, answer: Answer) -> list[tuple[str, Rule | None]]:
        """Each reason with its rule, and what should still be asked."""
        told = [(line, self.book.get(line.rule)) for line in answer.lines]
        asks = [(words, None) for name in answer.missing if (words := missing_fact_words(name))]
        return [*((line_words(line, rule), rule) for line, rule in told), *asks]


def answering(code: str | None) -> Answering:
    """The rules of the county with this code."""
    return Answering(code.ljust(REGION_DIGITS, "0") if code else None)
