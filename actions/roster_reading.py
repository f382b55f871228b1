"""First of three: read a file into rows of texts, whatever it says it is.

The kind is told by the first bytes, never by the name. Reading takes no database and no
settings; what cannot be read is told by a code within two seconds.
"""

import csv
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Final

from actions.roster_zip import UnreadableError, unpacked
from domain.roster import HEADER_DEPTH

MOST_BYTES: Final = 5 << 20
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 60
LONGEST_CELL: Final = 400
SECONDS: Final = 25
CHILD: Final = Path(__file__).with_name("roster_child.py")
ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHERS: Final = {
    b"%PDF": "pdf",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
    b"BM": "picture",
    b"Rar!": "archive",
    b"7z\xbc\xaf": "archive",
    b"\x1f\x8b": "archive",
    b"{\\rtf": "document",
}
MARKUP: Final = re.compile(
    rb"^\s*(<(!doctype|html|head|table|\?xml|svg|script|meta|body)|mime-version:)", re.IGNORECASE
)
TYPED: Final = re.compile(r'="(.*)"')
"""How other programs keep a spreadsheet from making a number of a text."""
UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
SEPARATORS: Final = ",;\t，；"
LOOKED_AT: Final = 20
Row = tuple[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The table of a file: rows that hold something, each with its number in the file."""

    name: str
    rows: tuple[Row, ...]
    others: tuple[str, ...] = ()
    """Other sheets of the file that hold people and were not read."""


def read_file(raw: bytes) -> Sheet:
    """Read a roster.

    Raises:
        UnreadableError: empty, large, kind (and what it is), locked, bomb, broken, letters (no
            known encoding), rows (too many).
    """
    if not raw.strip():
        raise UnreadableError("empty")
    if len(raw) > MOST_BYTES:
        raise UnreadableError("large")
    sheet = _table_of(raw)
    if not sheet.rows:
        raise UnreadableError("empty")
    return sheet


def _table_of(raw: bytes) -> Sheet:
    if raw.startswith(ZIP):
        return _workbook(unpacked(raw))
    if raw.startswith(OLE):
        return _workbook(_old_workbook(raw))
    for start, kind in OTHERS.items():
        if raw.startswith(start):
            raise UnreadableError("kind", is_a=kind)
    if MARKUP.match(raw.removeprefix(b"\xef\xbb\xbf")[:200]):
        raise UnreadableError("kind", is_a="page")
    return _separated(_text_of(raw))


def _old_workbook(raw: bytes) -> bytes:
    """An XLS file as it is; other things that look alike are refused."""
    if _holds(raw, "EncryptedPackage"):
        raise UnreadableError("locked")
    if not _holds(raw, "Workbook") and not _holds(raw, "Book"):
        raise UnreadableError("kind", is_a="document")
    return raw


def _holds(raw: bytes, name: str) -> bool:
    return name.encode("utf-16-le") in raw


def _workbook(raw: bytes) -> Sheet:
    """Rows read by a process of its own, which may fail without taking this one along."""
    command = [sys.executable, "-I", str(CHILD)]
    try:
        done = subprocess.run(  # noqa: S603 - our own file, nothing typed
            command, input=raw, capture_output=True, timeout=SECONDS, check=False
        )
        told = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError) as wrong:
        raise UnreadableError("broken") from wrong
    if "trouble" in told:
        raise UnreadableError(told["trouble"])
    return Sheet(told["sheet"], _numbered(told["rows"], told["first"]), tuple(told["others"]))


def _text_of(raw: bytes) -> str:
    """Text in UTF-8, GB18030 or, with its mark, UTF-16."""
    codes = ("utf-16",) if raw.startswith(UTF16) else ("utf-8-sig", "gb18030")
    for code in codes:
        try:
            text = raw.decode(code)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise UnreadableError("kind", is_a="unknown")
        return text
    raise UnreadableError("letters")


def _separated(text: str) -> Sheet:
    sign = _separator(text)
    csv.field_size_limit(MOST_BYTES)
    try:
        read = csv.reader(StringIO(text, newline=""), delimiter=sign)
        return Sheet("", _numbered(([_typed(cell) for cell in row] for row in read), 1))
    except csv.Error as wrong:
        raise UnreadableError("broken") from wrong


def _typed(cell: str) -> str:
    """The text inside `="..."`."""
    found = TYPED.fullmatch(cell)
    return found[1] if found else cell


def _separator(text: str) -> str:
    """The sign that parts the first lines most often; where none does, one column."""
    lines = "\n".join(text.splitlines()[:LOOKED_AT])
    return max(SEPARATORS, key=lambda sign: (lines.count(sign), -SEPARATORS.index(sign)))


def _numbered(rows: Iterable[Sequence[str]], first: int) -> tuple[Row, ...]:
    """The rows that hold something; reading stops where there are too many."""
    found: list[Row] = []
    for number, row in enumerate(rows, first):
        if any(cell.strip() for cell in row):
            found.append((number, tuple(cell[:LONGEST_CELL] for cell in row[:MOST_COLUMNS])))
        if len(found) > MOST_ROWS + HEADER_DEPTH:
            raise UnreadableError("rows", most=MOST_ROWS)
    return tuple(found)
