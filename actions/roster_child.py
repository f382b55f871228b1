"""Reads one workbook in a process of its own, with little memory and time, and ends.

A workbook of five kilobytes can name a cell so far away that reading it takes half a terabyte;
the reader then ends its whole process. So that process is this one. Bytes come in on standard
input; one line of JSON goes out: `{"sheet", "first", "rows"}` or `{"trouble"}`. It imports
nothing of the house.
"""

import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from io import BytesIO

MEMORY = 400 << 20
SECONDS = 20
EXACT = 1e15  # above it, a spreadsheet's number has lost its last digits
MOST_COLUMNS = 60


def main() -> None:
    """Read, write, end."""
    limit_oneself()
    json.dump(read(sys.stdin.buffer.read()), sys.stdout)


def limit_oneself() -> None:
    """More than this no roster needs."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(raw: bytes) -> dict[str, object]:
    """The first visible sheet with anything in it, as texts."""
    from python_calamine import CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(raw))
    except PasswordError:
        return {"trouble": "locked"}
    found: dict[str, object] = {"trouble": "empty"}
    for meta in book.sheets_metadata:
        kinds = (str(meta.visible).rpartition(".")[2], str(meta.typ).rpartition(".")[2])
        if kinds != ("Visible", "WorkSheet"):
            continue
        sheet = book.get_sheet_by_name(meta.name)
        rows = [[text(cell) for cell in row[:MOST_COLUMNS]] for row in sheet.to_python()]
        if any(any(row) for row in rows):
            first = (sheet.start or (0, 0))[0] + 1
            return {"sheet": meta.name, "first": first, "rows": rows}
    return found


def text(cell: object) -> str:
    """A cell as it would be typed."""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float | int):
        return number(float(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ") if cell.time() != time() else cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return "" if isinstance(cell, timedelta) else str(cell)


def number(value: float) -> str:
    """A whole number without a point; one too long to be exact as its sheet shows it."""
    if abs(value) >= EXACT:
        return f"{value:E}"
    return str(int(value)) if value == int(value) else repr(value)


if __name__ == "__main__":
    main()
