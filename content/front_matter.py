"""Splits a Markdown file into the TOML between its `+++` lines and the text after them."""

from dataclasses import dataclass
from typing import Any, Final

from content.notes import Notes, Place
from content.toml_text import parse

FENCE: Final = "+++"


@dataclass(frozen=True, slots=True)
class Page:
    """A Markdown file: its front matter, the line its text begins at, the text."""

    head: dict[str, Any]
    first_line: int
    markdown: str


def read_page(text: str, file: str, notes: Notes) -> Page | None:
    """The page; None, and a note, where the front matter cannot be read."""
    lines = text.split("\n")
    if lines[0].strip() != FENCE:
        notes.add(Place(file), "第一行要写 +++，下面写 id、title，再用 +++ 收尾")
        return None
    end = next((number for number, line in enumerate(lines[1:], 1) if line.strip() == FENCE), None)
    if end is None:
        notes.add(Place(file), "开头的 +++ 没有收尾，请在正文前补一行 +++")
        return None
    head = parse("\n".join(lines[1:end]), file, notes, first_line=2)
    if head is None:
        return None
    return Page(head, first_line=end + 2, markdown="\n".join(lines[end + 1 :]))
