"""Plain-text helpers: counting characters, folding for comparison, taking markup away."""

import html
import re
import unicodedata
from typing import Final

# A Han character, a digit and a Latin word count one each (decisions.md 37).
_COUNTED: Final = re.compile(
    r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fa1f]"
    r"|\d"
    r"|[A-Za-z\u00c0-\u024f]+(?:['’-][A-Za-z\u00c0-\u024f]+)*"
)
_BLOCK_END: Final = re.compile(r"</(?:p|li|tr|h[1-6]|blockquote)>")
_CELL_END: Final = re.compile(r"</t[dh]>")
_TAG: Final = re.compile(r"<[^>]*>")
_NOT_WORDS: Final = re.compile(r"[\W_]+")


def count_characters(text: str) -> int:
    """The length of a lesson as decisions.md 37 counts it."""
    return len(_COUNTED.findall(text))


def plain(clean_html: str) -> str:
    """The words of sanitised HTML, one block a line."""
    spaced = _CELL_END.sub(" ", _BLOCK_END.sub("\n", clean_html))
    lines = html.unescape(_TAG.sub("", spaced)).split("\n")
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


def folded(text: str) -> str:
    """Text without case, width, spaces and punctuation: two stems alike fold to the same."""
    return _NOT_WORDS.sub("", unicodedata.normalize("NFKC", text).casefold())
