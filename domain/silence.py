"""When somebody has been silent for long, and who hears of it first.

The rule is our own (issue 3 of this project, "Class"): in the first month after joining five days
without learning, later ten; the class's leader is told first, two days later the mentor. Who gave
a reason, or whose plan calls the week busy, is left alone, and their days off are not counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from domain.days import DAYS_IN_WEEK


class Why(StrEnum):
    """Reasons people give for not learning for a while; no reason is asked for."""

    FARMING = "farming"
    FAMILY = "family"
    UNWELL = "unwell"
    AWAY = "away"
    VILLAGE = "village"
    OTHER = "other"


class Tell(StrEnum):
    """Who is to hear of a silence today."""

    NOBODY = "nobody"
    LEADER = "leader"
    MENTOR = "mentor"


@dataclass(frozen=True, slots=True)
class SilenceRule:
    """From a day on: how many whole days without learning are a silence. All in days."""

    from_on: date
    first_days: int
    """How long after joining somebody counts as new."""
    early: int
    later: int
    mentor_after: int
    """So long after the leader the mentor is told."""


RULES: Final = (SilenceRule(date(2026, 1, 1), first_days=30, early=5, later=10, mentor_after=2),)
"""The newest last; its source is the project's issue 3, no authority asks for this."""
SHORTEST: Final = min(min(rule.early, rule.later) for rule in RULES)
"""No rule speaks of fewer days than these."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days on which nobody expects somebody to learn, both ends included."""

    first: date
    last: date

    def covers(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Learner:
    """What is known of one person: the day they joined, the last day they learned, days off."""

    joined_on: date
    learned_on: date | None = None
    off: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """On which day leader and mentor were told of this very silence."""

    leader_on: date | None = None
    mentor_on: date | None = None


def rule_on(day: date) -> SilenceRule:
    """Return the rule in force on a day; the first one for days before all rules."""
    begun = [rule for rule in RULES if rule.from_on <= day]
    return begun[-1] if begun else RULES[0]


def is_off(one: Learner, today: date) -> bool:
    """Return whether nobody expects this person to learn today."""
    return any(span.covers(today) for span in one.off)


def silent_since(one: Learner, today: date) -> date:
    """Return the last day before the silence: of learning, of joining, or of days off."""
    over = [span.last for span in one.off if span.last < today]
    return max([one.joined_on, *over, *([one.learned_on] if one.learned_on else [])])


def silent_days(one: Learner, today: date) -> int:
    """Return the whole days without learning; today is not over and does not count."""
    if is_off(one, today):
        return 0
    return max(0, (today - silent_since(one, today)).days - 1)


def most_days(one: Learner, today: date, rule: SilenceRule) -> int:
    """Return how many silent days are a silence for this person today."""
    new = (today - one.joined_on).days <= rule.first_days
    return rule.early if new else rule.later


def whom_to_tell(
    one: Learner, told: Told, today: date, rule: SilenceRule, *, has_leader: bool
) -> Tell:
    """Return who is to hear of it today; `told` speaks of the silence since `silent_since`.

    Where a class has no leader, or the silent one is the leader, the mentor is told at once.
    """
    if is_off(one, today) or told.mentor_on is not None:
        return Tell.NOBODY
    if told.leader_on is not None:
        waited = (today - told.leader_on).days >= rule.mentor_after
        return Tell.MENTOR if waited else Tell.NOBODY
    if silent_days(one, today) < most_days(one, today, rule):
        return Tell.NOBODY
    return Tell.LEADER if has_leader else Tell.MENTOR


def busy_spans(weeks: Mapping[str, str]) -> tuple[Span, ...]:
    """Return the weeks a study plan calls busy, from their Mondays as ISO days."""
    mondays = [date.fromisoformat(day) for day in sorted(weeks)]
    return tuple(Span(day, day + timedelta(days=DAYS_IN_WEEK - 1)) for day in mondays)


def farming_spans(changes: Iterable[tuple[date, bool]], today: date) -> tuple[Span, ...]:
    """Return the stretches of 农忙模式 from its changes in their order; an open one ends today."""
    spans: list[Span] = []
    begun: date | None = None
    for day, on in changes:
        if on and begun is None:
            begun = day
        elif not on and begun is not None:
            spans.append(Span(begun, day))
            begun = None
    return (*spans, Span(begun, today)) if begun else tuple(spans)
