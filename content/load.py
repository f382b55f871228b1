"""Loads all content from files or from (path, bytes), collects every problem, then decides.

Paths are relative to the repository: `courses/…` and `help/…`. Other paths are left alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from content.check import check
from content.draft import Draft
from content.library import Library
from content.notes import Notes
from content.problems import Problem
from content.read_files import read_all

FOLDERS = ("courses", "help")
DRAFT = ".draft"
"""A folder that holds a file of this name is being written: a start does without the folder."""
SUFFIXES = {".md", ".toml"}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What could be read, and everything that is wrong; for authors and the preview."""

    library: Library
    problems: tuple[Problem, ...]


def load_library(root: Path, *, today: date | None = None) -> Library:
    """The library of the repository at `root`.

    With `today`, citations that have expired by then are refused too; a start does without, so
    that a law's end never keeps the service from starting.

    Raises:
        ContentError: with every problem of every file.
    """
    return load_files(files_of(root, drafts=False), today=today)


def load_files(files: Mapping[str, bytes], *, today: date | None = None) -> Library:
    """The library of these files, which may come from a release in the database.

    Raises:
        ContentError: with every problem of every file.
    """
    draft, notes = _read_and_check(files, today)
    notes.raise_any()
    return library_of(draft)


def inspect_files(files: Mapping[str, bytes], *, today: date | None = None) -> Loaded:
    """Whatever could be read of files that may be half-written, with all problems."""
    draft, notes = _read_and_check(files, today)
    return Loaded(library_of(draft), notes.sorted())


def files_of(root: Path, *, drafts: bool = True) -> dict[str, bytes]:
    """The content files of a repository; hidden files and editors' leavings are left out.

    Without `drafts`, so is every folder that says it is one (`DRAFT`).
    """
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for folder in FOLDERS
        for path in sorted((root / folder).rglob("*"))
        if path.suffix in SUFFIXES and path.is_file() and not path.name.startswith((".", "#"))
        if drafts or not any((above / DRAFT).exists() for above in path.parents)
    }


def library_of(draft: Draft) -> Library:
    """The library of a draft; of two things with one id the first stands."""
    return Library(
        courses=[placed.thing for placed in draft.courses],
        items=[placed.thing for placed in draft.items],
        glossary=[placed.thing for placed in draft.terms],
        helps=[placed.thing for placed in draft.helps],
    )


def _read_and_check(files: Mapping[str, bytes], today: date | None) -> tuple[Draft, Notes]:
    notes = Notes()
    draft = read_all(files, notes)
    check(draft, notes, today=today)
    return draft, notes
