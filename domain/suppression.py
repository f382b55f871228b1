"""Small numbers kept back, so that nobody is pointed at and nothing kept back can be worked out.

A *split* says how many people of a place there are, which everybody may know, and how many of them
are a part: failed, silent, not yet eligible. A part of fewer than five is kept back, and so is one
that leaves fewer than five for the rest (security.md A07; features.md H4).

A reader who takes the numbers of some places from those of the place above must not get there
either. So among the places whose sum is shown, either all are shown, or at least two are kept
back, and of those together part and rest are at least five each; whatever lies in a place that is
kept back is kept back too. Then below a place that is shown nothing is known of those kept back
but their totals and the sum of their parts, and a part lies between max(0, total + sum - all) and
min(total, sum): with two places or more, of one person or more each, these differ.

We ask for more: a small part must stay open between two numbers at least even for a reader who has
guessed which of the places kept back are the small ones, and on which side. Where that fails, more
is kept back. It holds for one tree of places. Splits of other years or kinds have no sum that is
shown, so the difference of two filters tells nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

LEAST: Final = 5
"""Fewer people than this are never shown."""

Range = tuple[int, int]
"""The least and the most a part can be."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place: everybody there, the part of them, and the places whose sum it is.

    Raises:
        ValueError: the part is larger than the whole, or the places below do not add up.
    """

    key: str
    total: int
    part: int
    below: "tuple[Place, ...]" = field(default=())

    def __post_init__(self) -> None:
        if not 0 <= self.part <= self.total:
            raise ValueError(f"{self.key}: {self.part} of {self.total}")
        if self.below and (self.total, self.part) != (_all(self.below), _parts(self.below)):
            raise ValueError(f"{self.key}: the places below do not add up")

    @property
    def rest(self) -> int:
        """Everybody else."""
        return self.total - self.part

    @property
    def is_small(self) -> bool:
        """Whether part or rest is too small to be shown; nobody at all is no secret."""
        return self.total > 0 and min(self.part, self.rest) < LEAST


def kept_back(root: Place) -> frozenset[str]:
    """The keys of all places whose part must not be shown."""
    forced: frozenset[str] = frozenset()
    while True:
        hidden = frozenset(_hide(root, forced))
        more = frozenset(_more(root, hidden))
        if not more:
            return hidden
        forced |= more


def ranges(root: Place, hidden: frozenset[str]) -> Mapping[str, Range]:
    """What a reader who knows the small ones among `hidden` can say of each of them."""
    known = _own(root, hidden) if root.key in hidden else (root.part, root.part)
    return dict(_narrow(root, known, hidden))


def _hide(place: Place, forced: frozenset[str], *, inside: bool = False) -> Iterator[str]:
    hidden = place.total > 0 and (inside or place.is_small or place.key in forced)
    if hidden:
        yield place.key
    cover = frozenset() if hidden else _cover(place.below, forced)
    for one in place.below:
        yield from _hide(one, forced | cover, inside=hidden)


def _cover(places: Sequence[Place], forced: frozenset[str]) -> frozenset[str]:
    """The places to keep back among those whose sum is shown."""
    chosen = [one for one in places if one.total and (one.is_small or one.key in forced)]
    taken = {one.key for one in chosen}
    others = iter(sorted(_others(places, taken), key=lambda one: (one.total, one.key)))
    while chosen and not _is_covered(chosen) and (more := next(others, None)):
        chosen.append(more)
    return frozenset(one.key for one in chosen)


def _others(places: Iterable[Place], taken: set[str]) -> Iterator[Place]:
    return (one for one in places if one.total and one.key not in taken)


def _is_covered(chosen: Sequence[Place]) -> bool:
    part = _parts(chosen)
    return len(chosen) > 1 and min(part, _all(chosen) - part) >= LEAST


def _more(root: Place, hidden: frozenset[str]) -> Iterator[str]:
    """What else to keep back, where a small part could still be guessed; nothing where none can."""
    found = ranges(root, hidden)
    for above in _inside(root):
        if above.key not in hidden and _is_guessable(above, hidden, found):
            others = [one for one in above.below if one.total and one.key not in hidden]
            yield min(others, key=lambda one: (one.total, one.key), default=above).key


def _is_guessable(above: Place, hidden: frozenset[str], found: Mapping[str, Range]) -> bool:
    """Whether a place that is shown gives away one of those kept back right below it."""
    group = [one for one in above.below if one.key in hidden]
    small = [one for one in _hidden_inside(above, hidden) if one.is_small]
    alone = bool(group) and not _is_covered(group)
    return alone or any(found[one.key][0] == found[one.key][1] for one in small)


def _hidden_inside(above: Place, hidden: frozenset[str]) -> Iterator[Place]:
    """The places kept back of which this one, which is shown, is the nearest above."""
    for one in above.below:
        if one.key in hidden:
            yield from (inner for inner in _inside(one) if inner.total)


def _inside(place: Place) -> Iterator[Place]:
    yield place
    for one in place.below:
        yield from _inside(one)


def _own(place: Place, hidden: frozenset[str]) -> Range:
    """What is known of a place from its own bounds and those of the places below it."""
    if place.key not in hidden:
        return place.part, place.part
    least, most = 0, place.total
    if place.is_small:
        few = min(LEAST - 1, place.total)
        least, most = (0, few) if place.part < LEAST else (place.total - few, place.total)
    if place.below:
        lower, upper = _sum(_own(one, hidden) for one in place.below)
        least, most = max(least, lower), min(most, upper)
    return least, most


def _narrow(place: Place, known: Range, hidden: frozenset[str]) -> Iterator[tuple[str, Range]]:
    """What is known once the place above is known to lie in a range."""
    if place.key in hidden:
        yield place.key, known
    own = [_own(one, hidden) for one in place.below]
    lower, upper = _sum(own)
    for one, (least, most) in zip(place.below, own, strict=True):
        above = known[0] - (upper - most), known[1] - (lower - least)
        yield from _narrow(one, (max(least, above[0]), min(most, above[1])), hidden)


def _sum(many: Iterable[Range]) -> Range:
    pairs = list(many)
    return sum(least for least, _most in pairs), sum(most for _least, most in pairs)


def _all(places: Iterable[Place]) -> int:
    return sum(one.total for one in places)


def _parts(places: Iterable[Place]) -> int:
    return sum(one.part for one in places)
