"""Turns Markdown into clean HTML, once, at load: a small grammar, then a tight allow-list.

A quote that begins with 请确认： is a notice, one that begins with 例子： a case (docs/content.md).
"""

import re
import threading
from dataclasses import dataclass
from functools import cache
from typing import Final
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.blockprocessors import BlockQuoteProcessor

from content.course import Section
from content.links import is_allowed
from content.tame import MOST_NESTED, tamed

_BLOCKS_LEFT_OUT: Final = ("code", "hashheader", "setextheader", "hr", "reference")
_INLINES_LEFT_OUT: Final = (
    "reference",
    "image_link",
    "image_reference",
    "short_reference",
    "short_image_ref",
    "autolink",
    "automail",
    "linebreak",
    "html",
)
_TAGS: Final = frozenset(
    {
        *("p", "ul", "ol", "li", "strong", "em", "blockquote", "a"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    }
)
_CLASSES: Final = {"请确认：": "notice", "例子：": "case"}
_LABELLED: Final = re.compile(
    rf"<blockquote>(?=\s*<p>(?:<strong>)?({'|'.join(map(re.escape, _CLASSES))}))"
)
_WIDE: Final = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u2018-\u201d\u2026]"
_WRAPPED: Final = re.compile(rf"(?<={_WIDE})\n(?={_WIDE})")
_UNLINKED: Final = re.compile(r"<a>(.*?)</a>", re.DOTALL)
_HEADING: Final = re.compile(r"^##[ \t]+(.*)$", re.MULTILINE)
_ONE_AT_A_TIME: Final = threading.Lock()  # python-markdown keeps state between calls


@dataclass(frozen=True, slots=True)
class Document:
    """A text split at its small headings; `opening` is what stands before the first."""

    opening: str
    sections: tuple[Section, ...]


class SeparateQuotes(BlockQuoteProcessor):
    """A quote after a blank line is a new quote, and quotes nest no deeper than is readable."""

    def test(self, parent: Element, block: str) -> bool:
        """Refuse to open one more quote inside too many."""
        return self.parser.state.count("blockquote") < MOST_NESTED and super().test(parent, block)

    def lastChild(self, parent: Element) -> Element | None:  # noqa: N802 - inherited
        """Never the quote before, so that it is not continued."""
        last = super().lastChild(parent)
        return None if last is not None and last.tag == "blockquote" else last


def render_sections(markdown: str) -> Document:
    """A lesson's body as clean HTML, cut at its `## ` headings into numbered sections."""
    opening, *rest = _HEADING.split(markdown)
    pairs = zip(rest[::2], rest[1::2], strict=True)
    sections = (
        Section(number, heading.rstrip(" \t#"), render(text))
        for number, (heading, text) in enumerate(pairs, 1)
    )
    return Document(render(opening), tuple(sections))


def render(markdown: str) -> str:
    """Markdown as clean HTML. Raw HTML is shown as the text it is; forbidden links are unlinked."""
    if not markdown.strip():
        return ""
    with _ONE_AT_A_TIME:
        dirty = _markdown().reset().convert(tamed(markdown))
    clean = _UNLINKED.sub(r"\1", _cleaner().clean(dirty))
    return _WRAPPED.sub("", _LABELLED.sub(_with_class, clean))


def _kept_attribute(tag: str, _name: str, value: str) -> str | None:
    return value if tag != "a" or is_allowed(value) else None


def _with_class(found: re.Match[str]) -> str:
    return f'<blockquote class="{_CLASSES[found[1]]}">'


@cache
def _markdown() -> Markdown:
    reader = Markdown(extensions=["tables"])
    reader.preprocessors.deregister("html_block")
    for name in _BLOCKS_LEFT_OUT:
        reader.parser.blockprocessors.deregister(name)
    for name in _INLINES_LEFT_OUT:
        reader.inlinePatterns.deregister(name)
    reader.parser.blockprocessors.register(SeparateQuotes(reader.parser), "quote", 20)
    return reader


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(_TAGS),
        attributes={"a": {"href"}, "th": {"scope"}},
        attribute_filter=_kept_attribute,
        url_schemes={"https"},
        link_rel="noopener noreferrer",
        set_tag_attribute_values={"th": {"scope": "col"}},
    )
