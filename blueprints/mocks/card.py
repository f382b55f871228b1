"""The answer card as on paper: blocks of five questions, bubbles for each option."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort

from actions.mock_papers import NoPaperError, paper_rules
from blueprints.mocks.sitting import Sitting, question_of
from blueprints.web.db import db, now
from blueprints.web.house import house
from blueprints.web.rules import rules_now
from domain.days import local_day
from domain.exam import Kind

BLOCK = 5
OPTIONS = {Kind.SINGLE: "ABCD", Kind.MULTIPLE: "ABCDE"}
FORM_SHOWN = "J-ZH"
"""The empty card is that of the first paper most people sit; all objective papers have its form."""


@dataclass(frozen=True, slots=True)
class Line:
    """One question of the card: its options, each filled or not."""

    number: int
    bubbles: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """All questions of one kind, in blocks of five."""

    kind: str
    blocks: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A card to print; `code` stands in its box, `sitting` is None for an empty one."""

    sections: tuple[Section, ...]
    code: str = ""
    sitting: Sitting | None = None


def blank_card() -> Card:
    """The card of a full paper with nothing on it; 404 if the rulebook has no form."""
    try:
        form = paper_rules(rules_now(db()), FORM_SHOWN, region=None, on=local_day(now())).form
    except NoPaperError:
        abort(404)
    return Card(_sections({Kind.SINGLE: form.singles, Kind.MULTIPLE: form.multiples}, {}))


def card_of(sitting: Sitting) -> Card:
    """The card of one mock as it is filled in."""
    library = house().library
    kinds = [
        (library.find_item(item) or question_of(sitting.mock, number)).kind
        for number, item in enumerate(sitting.mock.items, 1)
    ]
    counts = {kind: kinds.count(kind.value) for kind in Kind}
    chosen = {number: row.chosen for number, row in sitting.answers.items()}
    return Card(_sections(counts, chosen), sitting.code, sitting)


def _sections(counts: Mapping[Kind, int], chosen: Mapping[int, str]) -> tuple[Section, ...]:
    sections: list[Section] = []
    first = 1
    for kind in Kind:
        numbers = range(first, first + counts[kind])
        lines = [_line(number, OPTIONS[kind], chosen.get(number, "")) for number in numbers]
        blocks = tuple(tuple(lines[n : n + BLOCK]) for n in range(0, len(lines), BLOCK))
        sections.append(Section(kind.value, blocks))
        first += counts[kind]
    return tuple(sections)


def _line(number: int, options: str, chosen: str) -> Line:
    return Line(number, tuple((option, option in chosen) for option in options))
