"""Which passed papers still count, and what is left to sit (facts.md 1.4).

Junior: both papers in one year. Middle: three papers within two consecutive years, rolling.
Senior: one paper, whose note is good for three years. All three are numbers in the rulebook.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from domain.spells import anniversary


@dataclass(frozen=True, kw_only=True)
class CarryRule:
    """The papers of a level and the years within which all must be passed.

    `not_counted` are years in which no sitting was held here, so that a window is longer by them.
    `note_years` is how long the senior note of passing is good; None for the other levels.
    """

    rule: str = ""
    level: str
    papers: tuple[str, ...]
    window_years: int
    note_years: int | None = None
    not_counted: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Result:
    """One paper sat in one year."""

    paper: str
    year: int
    passed: bool


@dataclass(frozen=True)
class PaperStanding:
    """`kept` counts until the sitting of `last_year`; `lapsed` was passed once; `to-sit` never."""

    paper: str
    state: Literal["kept", "lapsed", "to-sit"]
    passed_in: int | None = None
    last_year: int | None = None


@dataclass(frozen=True)
class Standing:
    """Where a person stands before the sitting of a year: done in a year, or papers left."""

    rule: str
    completed_in: int | None
    papers: tuple[PaperStanding, ...]

    @property
    def to_sit(self) -> tuple[str, ...]:
        """The papers still to be passed; empty when the level is completed."""
        if self.completed_in is not None:
            return ()
        return tuple(paper.paper for paper in self.papers if paper.state != "kept")


def standing(rule: CarryRule, results: Iterable[Result], next_year: int) -> Standing:
    """Say what earlier results are worth in the sitting of `next_year`.

    `results` may hold several levels and failed papers; only passes of this level's papers before
    `next_year` count, for `next_year` is the sitting still to come.
    """
    sat = tuple(results)
    passes = {paper: _passes(paper, sat, next_year) for paper in rule.papers}
    papers = tuple(_paper(rule, paper, years, next_year) for paper, years in passes.items())
    return Standing(rule.rule, _completed(rule, passes), papers)


def last_year_counted(rule: CarryRule, year: int) -> int:
    """Return the last year whose sitting a pass of `year` still helps, skipping years not held."""
    left = rule.window_years - 1
    while left > 0:
        year += 1
        left -= year not in rule.not_counted
    return year


def note_good_until(rule: CarryRule, issued_on: date) -> date | None:
    """Return the last day of a senior note of passing; None where the level has no such note."""
    if rule.note_years is None:
        return None
    return anniversary(issued_on, rule.note_years) - timedelta(days=1)


def _passes(paper: str, results: tuple[Result, ...], before: int) -> tuple[int, ...]:
    own = (r.year for r in results if r.paper == paper and r.passed and r.year < before)
    return tuple(sorted(set(own)))


def _paper(rule: CarryRule, paper: str, years: tuple[int, ...], next_year: int) -> PaperStanding:
    if not years:
        return PaperStanding(paper, "to-sit")
    last = last_year_counted(rule, years[-1])
    return PaperStanding(paper, "kept" if last >= next_year else "lapsed", years[-1], last)


def _completed(rule: CarryRule, passes: dict[str, tuple[int, ...]]) -> int | None:
    """Return the first year by which every paper was passed inside one window."""
    for year in sorted({year for years in passes.values() for year in years}):
        if all(_helps(rule, years, year) for years in passes.values()):
            return year
    return None


def _helps(rule: CarryRule, years: tuple[int, ...], year: int) -> bool:
    return any(passed <= year <= last_year_counted(rule, passed) for passed in years)
