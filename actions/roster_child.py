"""Reads one workbook in a process of its own, with little memory and time, and ends.

A workbook of five kilobytes can name a cell so far away that reading it takes half a terabyte;
the reader then ends its whole process. So that process is this one. Bytes come in on standard
input; one line of JSON goes out: `{"sheet", "first", "rows", "others"}` or `{"trouble"}`. It
imports nothing of the house.
"""

import json
import re
import resource
import sys
from datetime import date, datetime, time, timedelta
from io import BytesIO

MEMORY = 400 << 20
SECONDS = 20
EXACT = 1e15  # above it, a spreadsheet's number has lost its last digits
MOST_COLUMNS = 60
TOP = 10  # a title and a remark may stand above the header
MOST_MERGED = 20_000
LIST = re.compile("[^，。：；]{0,8}姓名[^，。：；]{0,6}")  # a header, not a sentence about names
SHARED = re.compile("乡|镇|街道|村|社区|班|批|期|督导|老师")  # what one cell may say for many rows


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
    """The first visible sheet that names people, else the first with anything in it, as texts.

    `others` are the visible sheets that name people too, and are not read.
    """
    from python_calamine import CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(raw))
    except PasswordError:
        return {"trouble": "locked"}
    sheets = [book.get_sheet_by_name(name) for name in visible(book)]
    tops = [(sheet, cells(sheet, TOP)) for sheet in sheets]
    lists = [sheet for sheet, top in tops if any(map(names_people, top))]
    found = lists or [sheet for sheet, top in tops if any(map(any, top or cells(sheet)))]
    if not found or not any(map(any, rows := filled(found[0], cells(found[0])))):
        return {"trouble": "empty"}
    first = (found[0].start or (0, 0))[0] + 1
    others = [sheet.name for sheet in lists[1:]]
    return {"sheet": found[0].name, "first": first, "rows": rows, "others": others}


def visible(book) -> list[str]:  # noqa: ANN001 - it is not loaded before the limits are set
    """The names of the sheets one sees when one opens the file."""
    kinds = {
        meta.name: (str(meta.visible).rpartition(".")[2], str(meta.typ).rpartition(".")[2])
        for meta in book.sheets_metadata
    }
    return [name for name, kind in kinds.items() if kind == ("Visible", "WorkSheet")]


def cells(sheet, most: int | None = None) -> list[list[str]]:  # noqa: ANN001
    """The rows of a sheet as texts, or the first of them."""
    return [[text(cell) for cell in row[:MOST_COLUMNS]] for row in sheet.to_python(nrows=most)]


def names_people(row: list[str]) -> bool:
    """Whether a row is the header of a list of people; gaps in it mean nothing: 姓 名 is 姓名."""
    told = ["".join(cell.split()) for cell in row if cell.strip()]
    return len(told) > 1 and any(LIST.fullmatch(cell) for cell in told)


def filled(sheet, rows: list[list[str]]) -> list[list[str]]:  # noqa: ANN001
    """Rows in which a cell merged downwards says of each row what it says of the first.

    Only in columns of places, classes and mentors: a name over two numbers is no second person.
    """
    above, left = sheet.start or (0, 0)
    shared = {n for row in rows[:TOP] for n, cell in enumerate(row) if SHARED.search(cell)}
    for (top, first), (end, last) in (sheet.merged_cell_ranges or [])[:MOST_MERGED]:
        place = first - left
        if first != last or place not in shared or top < above:
            continue
        for row in rows[top - above + 1 : end - above + 1]:
            row[place] = row[place] or rows[top - above][place]
    return rows


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
