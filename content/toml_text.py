"""Reads TOML text: says in Chinese what cannot be read, and finds the line of each entry."""

import re
import tomllib
from typing import Any, Final

from content.notes import Notes, Place

_AT: Final = re.compile(r"\(at line (\d+), column (\d+)\)")
_HINTS: Final = (
    ("overwrite", "同一个键写了两遍，删去一处"),
    ("twice", "同一张表写了两遍，合成一处"),
    ("Unterminated string", "引号没有收尾，补上引号"),
    ("Illegal character", "文字里换了行，改写在一行，或用三个引号括住"),
    ("Unclosed array", "方括号没有收尾，补上 ]"),
    ("Unclosed inline", "花括号没有收尾，补上 }"),
    ("Expected '='", "键的后面缺等号，写成 键 = 值"),
    ("end of document", "括号没有收尾，补上括号"),
    ("Unescaped '\\'", "反斜线要写成两个"),
)
_GENERAL_HINT: Final = "检查引号是否成对、逗号有没有漏、中文引号是否用了“”"


def decode(raw: bytes, file: str, notes: Notes) -> str | None:
    """The file as text with plain line ends; None, and a note, where it is not UTF-8."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        notes.add(Place(file, line), "文字编码不是 UTF-8，请另存为 UTF-8")
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parse(text: str, file: str, notes: Notes, *, first_line: int = 1) -> dict[str, Any] | None:
    """The tables of a TOML text that begins at that line of its file; None if unreadable."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        line, message = _explain(str(fault), text)
        notes.add(Place(file, first_line - 1 + line), message)
    except RecursionError:
        notes.add(Place(file, first_line), "括号套得太深，请拆成几张表")
    return None


def _explain(fault: str, text: str) -> tuple[int, str]:
    hint = next((words for mark, words in _HINTS if mark in fault), _GENERAL_HINT)
    if found := _AT.search(fault):
        return int(found[1]), f"第 {found[2]} 个字符处看不懂：{hint}"
    return text.count("\n") + 1, f"文件末尾看不懂：{hint}"


def entry_lines(text: str, name: str, count: int, label: str = "id") -> list[int]:
    """The line of each `[[name]]` entry: that of its label, or of its heading without one."""
    heading = re.compile(rf"^\s*\[\[\s*{re.escape(name)}\s*\]\]")
    labelled = re.compile(rf"^\s*{re.escape(label)}\s*=")
    found: list[int] = []
    waiting = False
    for number, line in enumerate(text.split("\n"), 1):
        if heading.match(line):
            found.append(number)
            waiting = True
        elif waiting and labelled.match(line):
            found[-1] = number
            waiting = False
    return found if len(found) == count else [1] * count
