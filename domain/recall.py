"""Spaced review: when an item is due again, and the chance that it is still remembered.

FSRS-6 with the published default parameters (py-fsrs), fuzz off, no steps within a day: a
right answer is Good, a wrong one and 不会 are Again. Time is counted in local calendar days,
so an item falls due at the start of a day and a list of due items does not change over the
day. Phones recompute the same numbers; nothing here is random.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from fsrs import Card, Rating, Scheduler, State

from domain.days import local_day, start_of

WANTED_CHANCE = 0.9
"""An item is due when its chance has fallen to this. Our choice: the study planner's own line."""

LONGEST_INTERVAL_DAYS = 365
"""No item rests longer than the year between two sittings. Our choice."""

_SCHEDULER = Scheduler(
    desired_retention=WANTED_CHANCE,
    learning_steps=(),
    relearning_steps=(),
    maximum_interval=LONGEST_INTERVAL_DAYS,
    enable_fuzzing=False,
)


@dataclass(frozen=True, slots=True)
class Memory:
    """What is believed about one person's memory of one item after its last review."""

    stability: float
    """Days until the chance of recall falls to nine in ten."""
    difficulty: float
    """From 1 (easy) to 10 (hard)."""
    due: datetime
    """UTC moment at which the local day of the next review begins."""
    reviewed_at: datetime
    """UTC moment of the last review."""


def review(memory: Memory | None, right: bool, at: datetime) -> Memory:
    """Return the memory after one more answer; None is an item never seen.

    An answer that claims to be older than the last review counts as given at that review:
    a wrong clock changes labels, it does not stop the fold. ValueError if `at` is naive.
    """
    if memory is not None:
        at = max(at, memory.reviewed_at)
    rating = Rating.Good if right else Rating.Again
    card, _ = _SCHEDULER.review_card(_card(memory, at), rating, start_of(local_day(at)))
    if card.stability is None or card.difficulty is None:  # pragma: no cover
        raise AssertionError("a reviewed card has both numbers")
    return Memory(card.stability, card.difficulty, card.due, at)


def chance(memory: Memory, at: datetime) -> float:
    """Return the chance, 0 to 1, that the item is remembered at a moment."""
    day = max(start_of(local_day(at)), start_of(local_day(memory.reviewed_at)))
    return float(_SCHEDULER.get_card_retrievability(_card(memory, at), day))


def is_due(memory: Memory, at: datetime) -> bool:
    """Return whether the local day of the next review has begun."""
    return memory.due <= at


def due_day(memory: Memory) -> date:
    """Return the local day on which the next review falls."""
    return local_day(memory.due)


def _card(memory: Memory | None, at: datetime) -> Card:
    """Return the library's form of a memory; an id and dates are given so it reads no clock."""
    if memory is None:
        return Card(card_id=0, due=at)
    return Card(
        card_id=0,
        state=State.Review,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=memory.due,
        last_review=start_of(local_day(memory.reviewed_at)),
    )
