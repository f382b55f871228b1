"""The help pages: help/<slug>.md with `title` and `order` between `+++`."""

import re
from dataclasses import dataclass
from typing import Final

from content.course import Section
from content.front_matter import read_page
from content.markdown_check import markdown_faults
from content.notes import Notes, Place
from content.render import render_sections
from content.tables import Table
from content.text import plain

HELP_FOLDER: Final = "help/"
MOST_PAGES: Final = 999
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Help:
    """A help page; `opening` and the sections are clean HTML, `text` is what search reads."""

    slug: str
    title: str
    order: int
    opening: str
    sections: tuple[Section, ...]
    text: str


@dataclass(frozen=True, slots=True)
class HelpFile:
    """A help page with its Markdown, of which the links are still to be proved."""

    help: Help
    first_line: int
    markdown: str


def read_help(text: str, file: str, notes: Notes) -> HelpFile | None:
    """One help page, rendered; None, and notes, where it cannot be read."""
    page = read_page(text, file, notes)
    if page is None:
        return None
    table = Table(page.head, "", Place(file, 2), notes)
    title, order = table.text("title"), table.whole("order", 0, MOST_PAGES)
    table.done()
    slug = file.removeprefix(HELP_FOLDER).removesuffix(".md")
    if not _SLUG.fullmatch(slug):
        table.note("文件名只用小写字母、数字和短横线，例如 first-day.md")
    for line, message in markdown_faults(page.markdown):
        notes.add(Place(file, page.first_line - 1 + line), message)
    return HelpFile(_render(slug, title, order, page.markdown), page.first_line, page.markdown)


def _render(slug: str, title: str, order: int, markdown: str) -> Help:
    document = render_sections(markdown)
    parts = [plain(document.opening)]
    parts += [f"{section.title}\n{plain(section.html)}" for section in document.sections]
    text = "\n".join(part for part in parts if part)
    return Help(slug, title, order, document.opening, document.sections, text)
