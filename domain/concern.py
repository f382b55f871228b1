"""Why a trainee may need somebody now: reasons found in facts, each with since when.

What a silence is, and that the class's leader goes first, stands in domain/silence.py. How far
ahead a date counts as near is how long it takes to do something about it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Final

from domain.silence import Learner, most_days, rule_on, silent_days, silent_since


class Need(StrEnum):
    """Why somebody is on a mentor's mind, the most pressing first."""

    UNPAID = "unpaid"
    DATE = "date"
    SILENT = "silent"
    OVERDUE = "overdue"
    FALLING = "falling"
    LEADER = "leader"
    """A silence that the class's leader asks about first."""


FALL: Final = (5, 80)
"""A mock fell when it lost at least this share of its full marks: 5 of 80."""
FRESH_DAYS: Final = 28
"""A fall older than this is no news any more."""
SOON_DAYS: Final = 14
"""A payment window that closes within these days counts also before it opens."""
DAYS_AHEAD: Final[Mapping[str, int]] = {"ticket": 7, "exam": 14, "results": 7}
"""From so many days before it on, a date is near."""
GRAVITY: Final = {need: place for place, need in enumerate(Need)}


@dataclass(frozen=True, slots=True)
class Score:
    """A finished mock: of which course, the day it ended, and its half-marks of the full ones."""

    course: str
    on: date
    half_marks: int
    full: int


@dataclass(frozen=True, slots=True)
class Near:
    """From which day to which, both included; `name` is a key of DAYS_AHEAD, or none is needed."""

    opens: date
    closes: date
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of one trainee."""

    learner: Learner
    studies: bool = True
    """Whether they are at a stage where people learn: silence is no news after the exam."""
    has_leader: bool = False
    """Whether somebody else leads their class."""
    away_until: date | None = None
    """The last day of the absences told that have begun."""
    scores: Sequence[Score] = ()
    unpaid: Near | None = None
    """When a registration that is not paid yet may be paid."""
    dates: Sequence[Near] = ()
    overdue: Sequence[date] = ()
    """The days by which things were to be done that are not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """One reason. `since` orders them; what `days` counts is told by the reason's words.

    unpaid: days left; date: days until it begins; silent and overdue: days gone by.
    """

    need: Need
    since: date
    days: int = 0
    name: str = ""
    many: int = 1
    scores: tuple[Score, Score] | None = None


def concerns(facts: Facts, today: date) -> tuple[Concern, ...]:
    """The reasons to look after somebody today; none at all for who told why they are away."""
    if facts.away_until is not None and facts.away_until >= today:
        return ()
    found = (
        *_unpaid(facts, today),
        *_dates(facts, today),
        *_silence(facts, today),
        *_overdue(facts, today),
        *_falls(facts, today),
    )
    return tuple(sorted(found, key=lambda one: (GRAVITY[one.need], one.since)))


def weight(found: Sequence[Concern]) -> tuple[int, int, date]:
    """What sorts people: the most pressing reason first, then more of them, then the oldest."""
    if not found:
        return len(GRAVITY), 0, date.max
    return GRAVITY[found[0].need], -len(found), min(one.since for one in found)


MOST_REASONS: Final = 99


def as_number(found: Sequence[Concern]) -> int:
    """The first two parts of `weight` as one number, for a column to sort by."""
    gravity, fewer, _oldest = weight(found)
    return gravity * (MOST_REASONS + 1) + max(0, MOST_REASONS + fewer)


def _unpaid(facts: Facts, today: date) -> Iterator[Concern]:
    span = facts.unpaid
    if span is None or span.closes < today:
        return
    left = (span.closes - today).days
    if span.opens <= today or left <= SOON_DAYS:
        yield Concern(need=Need.UNPAID, since=span.opens, days=left)


def _dates(facts: Facts, today: date) -> Iterator[Concern]:
    for span in facts.dates:
        since = span.opens - timedelta(days=DAYS_AHEAD[span.name])
        if since <= today <= span.closes:
            days = max(0, (span.opens - today).days)
            yield Concern(need=Need.DATE, since=since, days=days, name=span.name)


def _silence(facts: Facts, today: date) -> Iterator[Concern]:
    one, rule = facts.learner, rule_on(today)
    days, term = silent_days(one, today), most_days(one, today, rule)
    if facts.studies and days >= term:
        leaders = facts.has_leader and days < term + rule.mentor_after
        need = Need.LEADER if leaders else Need.SILENT
        yield Concern(need=need, since=silent_since(one, today), days=days)


def _overdue(facts: Facts, today: date) -> Iterator[Concern]:
    late = [day for day in facts.overdue if day < today]
    if late:
        since = min(late)
        days = (today - since).days
        yield Concern(need=Need.OVERDUE, since=since, days=days, many=len(late))


def _falls(facts: Facts, today: date) -> Iterator[Concern]:
    for before, after in _last_two(facts.scores):
        fresh = (today - after.on).days <= FRESH_DAYS
        if fresh and fell(before, after):
            yield Concern(need=Need.FALLING, since=after.on, scores=(before, after))


def fell(before: Score, after: Score) -> bool:
    """Whether the second mock lost enough against the first to be worth a word."""
    lost, of = FALL
    drop = before.half_marks * after.full - after.half_marks * before.full
    return drop * of >= lost * before.full * after.full > 0


def _last_two(scores: Iterable[Score]) -> Iterator[tuple[Score, Score]]:
    """The last two of each course; the order given decides between two of one day."""
    ordered = sorted(scores, key=lambda one: (one.course, one.on))
    for _course, group in groupby(ordered, key=lambda one: one.course):
        last = list(group)[-2:]
        if len(last) > 1:
            yield last[0], last[1]
