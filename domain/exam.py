"""The objective paper: its form, and the marks one answered question earns.

All marks are integer half-marks, because an incomplete answer earns half a mark for each
right option. The values themselves are set by the ministry and stand, with their source, in
rulebook/papers.toml and rulebook/marking.toml; this file only knows how they are applied.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The two kinds of question on an objective paper."""

    SINGLE = "single"
    MULTIPLE = "multiple"


@dataclass(frozen=True, slots=True)
class Marking:
    """What a question is worth, in half-marks. No defaults: the rulebook speaks."""

    single: int
    """A single-answer question answered rightly."""
    multiple: int
    """A multiple-answer question with exactly the right options."""
    per_option: int
    """Each right option of an incomplete but faultless multiple answer."""

    def full(self, kind: str) -> int:
        """Return the half-marks a faultless answer of this kind earns."""
        return self.single if Kind(kind) is Kind.SINGLE else self.multiple


@dataclass(frozen=True, slots=True)
class PaperForm:
    """The official form of one objective paper, as one entry of the rulebook gives it."""

    code: str
    minutes: int
    singles: int
    multiples: int
    marking: Marking
    full_half_marks: int
    pass_half_marks: int

    @property
    def questions(self) -> int:
        """How many questions a complete paper of this form has."""
        return self.singles + self.multiples

    def count(self, kind: str) -> int:
        """Return how many questions of one kind a complete paper has."""
        return self.singles if Kind(kind) is Kind.SINGLE else self.multiples


def mark(kind: str, key: AbstractSet[str], chosen: AbstractSet[str], marking: Marking) -> int:
    """Return the half-marks one answered question earns.

    One wrong option forfeits the question, and so does an empty answer. An incomplete but
    faultless multiple answer earns `per_option` for each option; the exact key earns
    `multiple`. Rule and sources: facts on papers and question types in the rulebook.
    ValueError if the key does not suit the kind.
    """
    _check_key(kind, key)
    if not chosen or not chosen <= key:
        return 0
    if chosen == key:
        return marking.full(kind)
    return marking.per_option * len(chosen)


def is_right(key: AbstractSet[str], chosen: AbstractSet[str]) -> bool:
    """Return whether an answer is exactly the key: what practice calls right."""
    return bool(key) and chosen == key


def _check_key(kind: str, key: AbstractSet[str]) -> None:
    """Refuse a key that no question of this kind can have."""
    if (Kind(kind) is Kind.SINGLE) != (len(key) == 1) or not key:
        raise ValueError(f"a {kind} question cannot have the key {sorted(key)}")
