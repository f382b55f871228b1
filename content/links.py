"""Which links a text may carry, and where the internal ones lead.

A lesson is linked by its id (`jc04-02`, `jc04-02#s3`), a course by `/courses/<id>`, a help page by
`/help/<slug>`; other pages of the product by their path. Everything else must be https.
"""

import re
from collections.abc import Iterator
from typing import Final

from content.tame import MOST_BLOCK

_LINK: Final = re.compile(r"(?<!!)\[[^\[\]\n]*\]\(([^()\n]*(?:\([^()\n]*\)[^()\n]*)*)\)")
_SECURE: Final = re.compile(
    r"https://[a-z0-9][a-z0-9.-]*[a-z0-9](?::\d{1,5})?(?:[/?#][!-~]*)?", re.IGNORECASE
)
_LESSON: Final = re.compile(r"([a-z]+\d{2}-\d{2})?(?:#s(\d{1,2}))?")
_PAGE: Final = re.compile(r"/(?:[a-z0-9][a-z0-9-]*/)*[a-z0-9][a-z0-9-]*(?:#s\d{1,2})?|/")


def is_allowed(href: str) -> bool:
    """Whether a link may stay: relative inside the product, or https."""
    if not href or any(character in href for character in '"<>\\'):
        return False
    return any(form.fullmatch(href) for form in (_LESSON, _PAGE, _SECURE))


def is_internal(href: str) -> bool:
    """Whether a link stays inside the product, so that its target can be proved."""
    return not href.lower().startswith("https://")


def lesson_of(href: str) -> tuple[str | None, int | None] | None:
    """(lesson id or None for this lesson, section or None) of a link to a lesson."""
    found = _LESSON.fullmatch(href)
    return (found[1], int(found[2]) if found[2] else None) if found else None


def links_in(line: str) -> Iterator[str]:
    """The targets of the links in a line of Markdown; beyond a block's length nobody looks."""
    for found in _LINK.finditer(line[:MOST_BLOCK]):
        words = found[1].split()
        yield words[0].strip("<>") if words else ""
