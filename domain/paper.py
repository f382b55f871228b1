"""Drawing a paper from a pool: by chapter weights, from a seed, the same paper for ever.

Every choice is made by a lot, the hash of the seed and the item's id, and not by a random
generator: the draw depends neither on the order of the candidates nor on a library version.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from domain.exam import Kind, PaperForm

DIFFICULTY_MIX: Mapping[str, int] = {"easy": 3, "mid": 5, "hard": 2}
"""How difficulties are spread inside a chapter: our own choice, no ministry publishes one."""


@dataclass(frozen=True, slots=True)
class ChapterWeight:
    """How much of a paper one chapter is worth; only the proportions matter."""

    number: int
    weight: Fraction | float


@dataclass(frozen=True, slots=True)
class Candidate:
    """One item of the pool that may be drawn; `sat` counts how often this person had it."""

    item_id: str
    chapter: int
    kind: str
    difficulty: str
    sat: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """What one chapter should have had of a paper, and what it got, in questions."""

    chapter: int
    weight: Fraction
    """Renormalised over the chapters that have candidates: the shares of a paper sum to 1."""
    singles: int
    multiples: int


@dataclass(frozen=True, slots=True)
class Paper:
    """A drawn paper: singles first, then multiples, each in the order of the chapters."""

    item_ids: tuple[str, ...]
    chapters: tuple[int, ...]
    """The chapters the paper draws on, so that a page can name them."""
    shortened: bool
    """True if the pool was too small for the form; then it is no full paper and says so."""
    shares: tuple[Share, ...]


def draw(
    form: PaperForm,
    weights: Iterable[ChapterWeight],
    candidates: Iterable[Candidate],
    seed: str | int,
) -> Paper:
    """Draw a paper of this form from the candidates.

    Questions go to chapters by largest remainder over the weighted chapters that have
    candidates of the kind; what a chapter cannot supply goes to the others, and only a pool
    that is too small as a whole shortens the paper. Candidates of a chapter without weight
    are not part of the outline and are left out. Items sat less often come first.
    ValueError if a weight is negative or an item stands twice in the pool.
    """
    by_chapter = _weights(weights)
    pool = [one for one in _unique(candidates) if one.chapter in by_chapter]
    singles = _draw_kind(Kind.SINGLE, form.singles, by_chapter, pool, seed)
    multiples = _draw_kind(Kind.MULTIPLE, form.multiples, by_chapter, pool, seed)
    drawn = singles + multiples
    return Paper(
        item_ids=tuple(one.item_id for one in drawn),
        chapters=tuple(sorted({one.chapter for one in drawn})),
        shortened=len(drawn) < form.questions,
        shares=_shares(by_chapter, pool, drawn),
    )


def apportion(
    total: int, weights: Mapping[int, Fraction], caps: Mapping[int, int]
) -> dict[int, int]:
    """Share a total by largest remainder; nobody gets more than its cap.

    What a capped share cannot take is shared again among the rest. The result sums to
    `min(total, sum of caps)`. Equal remainders go to the lower key. Shares that weigh nothing
    are served only after all others are full.
    """
    given = dict.fromkeys(caps, 0)
    left = min(total, sum(caps.values()))
    while left:
        open_ = [key for key in sorted(caps) if given[key] < caps[key]]
        heavy = {key: weights[key] for key in open_ if weights[key] > 0}
        wanted = _largest_remainder(left, heavy or dict.fromkeys(open_, Fraction(1)))
        for key, count in wanted.items():
            taken = min(count, caps[key] - given[key])
            given[key] += taken
            left -= taken
    return given


def _largest_remainder(total: int, weights: Mapping[int, Fraction]) -> dict[int, int]:
    """Return whole shares that sum to the total, each within one of its exact share."""
    whole = sum(weights.values())
    exact = {key: total * weight / whole for key, weight in weights.items()}
    given = {key: int(share) for key, share in exact.items()}
    by_remainder = sorted(exact, key=lambda key: (given[key] - exact[key], key))
    for key in by_remainder[: total - sum(given.values())]:
        given[key] += 1
    return given


def _draw_kind(
    kind: Kind, count: int, weights: Mapping[int, Fraction], pool: list[Candidate], seed: str | int
) -> list[Candidate]:
    """Draw the questions of one kind, in the order of the chapters."""
    groups: dict[int, list[Candidate]] = defaultdict(list)
    for one in pool:
        if Kind(one.kind) is kind:
            groups[one.chapter].append(one)
    counts = apportion(count, weights, {chapter: len(items) for chapter, items in groups.items()})
    return [
        one for chapter in sorted(groups) for one in _sample(counts[chapter], groups[chapter], seed)
    ]


def _sample(count: int, items: Collection[Candidate], seed: str | int) -> list[Candidate]:
    """Take some items of one chapter, spread over the difficulties, in the order of their lots."""
    levels = [*DIFFICULTY_MIX, *sorted({one.difficulty for one in items} - DIFFICULTY_MIX.keys())]
    groups = {
        index: sorted(
            (one for one in items if one.difficulty == level),
            key=lambda one: (one.sat, _lot(seed, one.item_id)),
        )
        for index, level in enumerate(levels)
    }
    mix = {index: Fraction(DIFFICULTY_MIX.get(level, 1)) for index, level in enumerate(levels)}
    counts = apportion(count, mix, {index: len(group) for index, group in groups.items()})
    taken = [one for index, group in groups.items() for one in group[: counts[index]]]
    return sorted(taken, key=lambda one: _lot(seed, one.item_id))


def _lot(seed: str | int, item_id: str) -> bytes:
    """Return the lot an item draws under a seed."""
    return hashlib.sha256(f"{seed}\n{item_id}".encode()).digest()


def _weights(weights: Iterable[ChapterWeight]) -> dict[int, Fraction]:
    """Return exact weights by chapter number; ValueError if one is negative."""
    by_chapter = {one.number: Fraction(one.weight) for one in weights}
    if any(weight < 0 for weight in by_chapter.values()):
        raise ValueError("a chapter cannot weigh less than nothing")
    return by_chapter


def _unique(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates in the order of their ids; ValueError if one stands twice."""
    pool = sorted(candidates, key=lambda one: one.item_id)
    if len({one.item_id for one in pool}) < len(pool):
        raise ValueError("an item stands twice in the pool")
    return pool


def _shares(
    weights: Mapping[int, Fraction], pool: list[Candidate], drawn: list[Candidate]
) -> tuple[Share, ...]:
    """Say for each chapter with candidates what it weighed and what was drawn from it."""
    chapters = sorted({one.chapter for one in pool})
    whole = sum(weights[chapter] for chapter in chapters)

    def count(chapter: int, kind: Kind) -> int:
        return sum(one.chapter == chapter and one.kind == kind for one in drawn)

    return tuple(
        Share(
            chapter=chapter,
            weight=weights[chapter] / whole if whole else Fraction(1, len(chapters)),
            singles=count(chapter, Kind.SINGLE),
            multiples=count(chapter, Kind.MULTIPLE),
        )
        for chapter in chapters
    )
