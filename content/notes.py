"""Collects what is wrong with the files, so that an author hears everything at once."""

from dataclasses import dataclass, field
from typing import TypeVar

from content.problems import ContentError, Problem

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file; lines count from 1."""

    file: str
    line: int = 1


@dataclass(slots=True)
class Notes:
    """The problems found so far."""

    found: list[Problem] = field(default_factory=list)

    def add(self, place: Place, message: str) -> None:
        """Note a problem; the message says the fix."""
        self.found.append(Problem(place.file, place.line, message))

    def sorted(self) -> tuple[Problem, ...]:
        """All problems by file and line, each once."""
        unique = set(self.found)
        return tuple(sorted(unique, key=lambda note: (note.file, note.line, note.message)))

    def raise_any(self) -> None:
        """Stop if anything was noted.

        Raises:
            ContentError: with all problems.
        """
        if self.found:
            raise ContentError(self.sorted())
