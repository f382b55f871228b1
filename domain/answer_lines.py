"""Answers typed in from a card on paper: lines like "1-10: A B C …", read with patience.

A line names a question or a range, then the answers. One without a number goes on where the line
before ended. Digits and letters of any width and case, and any of the usual signs between them,
are taken. A dash, a 0 or 空 is a question left empty.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from domain.exam import Kind

LETTERS: Final = {Kind.SINGLE: frozenset("ABCD"), Kind.MULTIPLE: frozenset("ABCDE")}
_EMPTY: Final = re.compile(r"[-0_×空]")
_NUMBERS: Final = re.compile(r"\s*第?\s*(\d{1,3})(?:\s*[-~–—到至]\s*(\d{1,3}))?\s*题?")
_SIGNS: Final = re.compile(r"[\s:;,.|/、。()\[\]]+")
_PAIR: Final = re.compile(r"(\d{1,3})[.:、]?([A-E]+|[-_×])")
_IN_RUN: Final = re.compile(r"(\d{1,3})[.:、]?\s*([A-E]+)")
_RUN: Final = re.compile(rf"(?:{_IN_RUN.pattern}[\s,;、。]*)+")


class Fault(StrEnum):
    """What is wrong with a line."""

    UNREADABLE = "unreadable"
    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    NO_SUCH_QUESTION = "no_such_question"
    TWICE = "twice"
    LETTERS = "letters"


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that could not be taken; which numbers mean something depends on the fault.

    TOO_FEW and TOO_MANY: `number` to `last` are asked, `found` were written. LETTERS: `number`
    has `text`. TWICE and NO_SUCH_QUESTION: `number`. UNREADABLE: `text`.
    """

    line: int
    fault: Fault
    number: int = 0
    last: int = 0
    found: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was read: the answers by number, blank ones left out, and the lines to put right."""

    chosen: dict[int, str] = field(default_factory=dict)
    bad: tuple[BadLine, ...] = ()


class _WrongLineError(Exception):
    """Carries the fault of one line."""

    def __init__(self, fault: Fault, **about: int | str) -> None:
        super().__init__(fault)
        self.fault = fault
        self.about = about


def read_answers(text: str, kinds: Sequence[str]) -> Typed:
    """Read typed lines against a paper; `kinds` are the kinds of its questions, in order."""
    chosen: dict[int, str] = {}
    bad: list[BadLine] = []
    following = 1
    for line, words in enumerate(_lines(text), 1):
        if not words:
            continue
        try:
            pairs = list(_pairs(words, following, kinds))
            _refuse_known(pairs, chosen)
        except _WrongLineError as wrong:
            bad.append(BadLine(line, wrong.fault, **wrong.about))  # ty: ignore[invalid-argument-type]
            continue
        chosen.update(pairs)
        following = pairs[-1][0] + 1
    return Typed({number: letters for number, letters in chosen.items() if letters}, tuple(bad))


def _lines(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).upper()
    return [line.strip() for line in plain.splitlines()]


def _pairs(words: str, following: int, kinds: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The question numbers of a line with their letters, in order."""
    if single := _numbered(words):
        yield from ((number, _letters(number, text, kinds)) for number, text in single)
        return
    head = _NUMBERS.match(words)
    first = int(head[1]) if head else following
    rest = words[head.end() :] if head else words
    answers = [part for part in _SIGNS.split(rest) if part]
    if not answers:
        raise _WrongLineError(Fault.UNREADABLE, text=words[:40])
    last = int(head[2]) if head and head[2] else None
    if last is not None or head is None:
        answers = _split(answers, first, last, kinds)
    if last is not None and len(answers) != last - first + 1:
        fault = Fault.TOO_FEW if len(answers) < last - first + 1 else Fault.TOO_MANY
        raise _WrongLineError(fault, number=first, last=last, found=len(answers))
    for number, answer in enumerate(answers, first):
        yield number, _letters(number, answer, kinds)


def _numbered(words: str) -> list[tuple[int, str]]:
    """Pairs like "1A 2B 3CD" or "1 A 2 B"; nothing if the line is written in another way."""
    if _RUN.fullmatch(words):
        return [(int(one[1]), one[2]) for one in _IN_RUN.finditer(words)]
    parts = [part for part in re.split(r"[\s,;]+", words) if part]
    found = [_PAIR.fullmatch(part) for part in parts]
    return [(int(one[1]), one[2]) for one in found if one] if all(found) else []


def _split(answers: list[str], first: int, last: int | None, kinds: Sequence[str]) -> list[str]:
    """Single answers may stand without spaces: "1-5 ABCDA"."""
    until = last or first + sum(map(len, answers)) - 1
    run = list(kinds[first - 1 : until])
    together = "".join(answers)
    fits = len(together) == until - first + 1 == len(run)
    singles = all(kind == Kind.SINGLE for kind in run)
    return list(together) if fits and singles else answers


def _letters(number: int, text: str, kinds: Sequence[str]) -> str:
    """The letters of one answer, sorted; empty for a question left empty."""
    if not 1 <= number <= len(kinds):
        raise _WrongLineError(Fault.NO_SUCH_QUESTION, number=number)
    if _EMPTY.fullmatch(text):
        return ""
    kind = Kind(kinds[number - 1])
    letters = frozenset(text)
    too_many = kind is Kind.SINGLE and len(text) > 1
    if not letters <= LETTERS[kind] or len(letters) < len(text) or too_many:
        raise _WrongLineError(Fault.LETTERS, number=number, text=text[:20])
    return "".join(sorted(letters))


def _refuse_known(pairs: list[tuple[int, str]], chosen: dict[int, str]) -> None:
    """Raise if a question is written a second time."""
    seen = set(chosen)
    for number, _letters_of_it in pairs:
        if number in seen:
            raise _WrongLineError(Fault.TWICE, number=number)
        seen.add(number)
