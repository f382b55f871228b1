"""Bounds Markdown before it is rendered, so that no text can make rendering slow or deep.

Attack A21 of security.md: ten thousand nested quotes or brackets.
"""

import re
from typing import Final

MOST_TEXT: Final = 20_000  # characters of one document; a lesson needs about 3,000
MOST_BLOCK: Final = 4_000  # characters between two blank lines
MOST_MARKS: Final = 40  # of one kind of mark in one block
MOST_INDENT: Final = 8  # spaces: two levels of lists
MOST_NESTED: Final = 3  # quote and list marks opening one line

MARKS: Final = "[]*_`\\&<"
_OPENING: Final = re.compile(rf"(?:[ ]*(?:>|[-*+][ ]|\d{{1,9}}\.[ ])){{{MOST_NESTED}}}")
_MORE_OPENING: Final = re.compile(r"(?:[ ]*(?:>|[-*+](?=[ ])|\d+\.(?=[ ])))+")
_BLANK: Final = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def tamed(markdown: str) -> str:
    """The text with everything beyond the bounds taken out; ordinary lessons stay as they are."""
    text = _plain_spaces(markdown)[:MOST_TEXT]
    return "\n\n".join(_tamed_block(block) for block in _BLANK.split(text))


def is_tame(markdown: str) -> bool:
    """Whether rendering keeps every character of the text."""
    text = _plain_spaces(markdown)
    return _BLANK.sub("\n\n", text) == tamed(markdown)


def _plain_spaces(markdown: str) -> str:
    lines = markdown.expandtabs(4).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _tamed_block(block: str) -> str:
    lines = "\n".join(_tamed_line(line) for line in block[:MOST_BLOCK].split("\n"))
    too_many = {ord(mark): None for mark in MARKS if lines.count(mark) > MOST_MARKS}
    return lines.translate(too_many) if too_many else lines


def _tamed_line(line: str) -> str:
    bare = line.lstrip(" ")
    line = " " * min(len(line) - len(bare), MOST_INDENT) + bare
    if opening := _OPENING.match(line):
        rest = _MORE_OPENING.sub("", line[opening.end() :], count=1)
        return opening[0] + rest if _MORE_OPENING.match(line, opening.end()) else line
    return line
