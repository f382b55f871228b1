"""The terms of the field in plain words: courses/glossary.toml."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from content.notes import Notes, Place
from content.tables import Table
from content.toml_text import entry_lines, parse

GLOSSARY_FILE: Final = "courses/glossary.toml"


@dataclass(frozen=True, slots=True)
class Term:
    """A term, its sound in plain letters, its meaning, its knowledge points and its neighbours."""

    term: str
    pinyin: str
    meaning: str
    points: tuple[str, ...]
    see: tuple[str, ...]


def read_glossary(text: str, notes: Notes) -> Iterator[tuple[Term, Place]]:
    """The terms of the glossary file with the line of each."""
    tables = parse(text, GLOSSARY_FILE, notes)
    if tables is None:
        return
    top = Table(tables, "", Place(GLOSSARY_FILE), notes)
    rows = top.tables("terms")
    top.done()
    lines = entry_lines(text, "terms", len(rows), label="term")
    for row, line in zip(rows, lines, strict=True):
        table = Table(row, f"词条 {row.get('term', '？')}", Place(GLOSSARY_FILE, line), notes)
        term = _read_term(table)
        if table.sound:
            yield term, table.place


def _read_term(table: Table) -> Term:
    term = Term(
        term=table.text("term"),
        pinyin=table.text("pinyin"),
        meaning=table.text("meaning"),
        points=table.texts("points", needed=False),
        see=table.texts("see", needed=False),
    )
    table.done()
    return term
