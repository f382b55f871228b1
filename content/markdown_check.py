"""Finds in Markdown what readers would see go wrong, with the line."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from content.links import is_allowed, links_in
from content.tame import is_tame

MOST_COLUMNS: Final = 3  # of a table, on a phone of 320 px

_HTML: Final = re.compile(r"<(?:[A-Za-z/!?])")
_IMAGE: Final = re.compile(r"!\[")
_OTHER_HEADING: Final = re.compile(r"\s{0,3}(?:#|###+)(?:\s|$)")
_TIGHT_HEADING: Final = re.compile(r"#+[^#\s]")
_RULE: Final = re.compile(r"\s{0,3}(?:-{3,}|={3,}|\*{3,}|_{3,})\s*$")
_LIST: Final = re.compile(r"\s*(?:[-*+]|\d+\.)\s+")
_TABLE_HEAD: Final = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?|\|\s*:?-+:?\s*\|")
_FENCE: Final = re.compile(r"\s{0,3}(?:```|~~~)")

_LINE_RULES: Final[tuple[tuple[Callable[[str], object], str], ...]] = (
    (_HTML.search, "不能写 HTML 标签，改用 Markdown；要写小于号，改成“小于”"),
    (_IMAGE.search, "不能放图片，请改成文字或表格"),
    (_OTHER_HEADING.match, "小标题只用两个井号，写成 ## 标题"),
    (_TIGHT_HEADING.match, "井号后面要空一格，写成 ## 标题"),
    (_RULE.match, "不用分隔线，请删去，或改成 ## 小标题"),
    (_FENCE.match, "不用代码块，请改成段落或引用"),
)


def markdown_faults(markdown: str) -> Iterator[tuple[int, str]]:
    """(line, message) of every fault; lines count from 1 within the text."""
    lines = markdown.split("\n")
    for number, (earlier, before, line) in enumerate(
        zip(["", "", *lines], ["", *lines], lines, strict=False), 1
    ):
        for message in _line_faults(line, before, earlier):
            yield number, message
    if not is_tame(markdown):
        yield 1, "标记太多、套得太深或一段太长，请拆成几段，列表最多两层"


def _line_faults(line: str, before: str, earlier: str) -> Iterator[str]:
    yield from (message for finds, message in _LINE_RULES if finds(line))
    for href in links_in(line):
        if not is_allowed(href):
            yield f"链接 {href[:60]} 不能用，站内写课的编号或路径，站外写 https 开头的地址"
    if _TABLE_HEAD.fullmatch(line.strip()):
        yield from _table_faults(line, earlier)
    elif _joins(line, before):
        yield "列表、引用前要空一行，表格后也要空一行"


def _table_faults(line: str, earlier: str) -> Iterator[str]:
    columns = len(line.strip().strip("|").split("|"))
    if columns > MOST_COLUMNS:
        yield f"表格有 {columns} 栏，手机上看不全，最多 {MOST_COLUMNS} 栏"
    if earlier.strip() and not earlier.startswith("## "):
        yield "表格前要空一行"


def _joins(line: str, before: str) -> bool:
    """Whether a block runs into the line before it, so that Markdown takes both for one."""
    if not line.strip() or not before.strip() or before.startswith("## "):
        return False
    if _LIST.match(line):
        return not (_LIST.match(before) or before.startswith(" "))
    if line.startswith(">") or before.startswith(">"):
        return not (line.startswith(">") and before.startswith(">"))
    return before.startswith("|") and "|" not in line and not line.startswith("## ")
