"""Tables that leave the house: XLSX and CSV equal to the screen, with nothing that computes.

A cell that a spreadsheet would take for a formula stays text: in XLSX by its type, in CSV by a
leading apostrophe (CWE-1236). The second sheet says what the columns mean.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from flask import Response, abort
from flask_babel import gettext as _

from domain.days import local_day

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Cell = str | int | date | None
SAFE: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
COMPUTES: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
UNFIT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold: a workbook with such a sign in the name of a sheet does not open."""
CODE: Final = re.compile(r"[0-9*-]{4,12}")
"""A day, a masked number, the end of a phone number."""
SHORT: Final = 5
"""A name, a village, a stage: no longer words than these are never broken."""
LOOKED_AT: Final = 50
"""So many rows say what a column holds."""
MEDIA: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, what it means, its width in characters, and whether it counts."""

    name: str
    means: str
    width: int = 14
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table as the screen shows it and as files carry it.

    `rows` hold text, whole numbers or days; `links` (one per row, may be empty) lead from the
    first cell of a row; `note` says which filter was used, in words.
    """

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    at: datetime
    note: str = ""
    links: Sequence[str] = field(default=())

    @property
    def looks(self) -> list[str]:
        """How the cells of each column stand: `num` to the right, `whole` never broken in two."""
        first = self.rows[:LOOKED_AT]
        return [_look(one, [row[n] for row in first]) for n, one in enumerate(self.columns)]

    @property
    def texts(self) -> list[list[str]]:
        """The cells as they are read, on the screen and in CSV."""
        return [[as_text(cell) for cell in row] for row in self.rows]


def _look(column: Column, cells: Iterable[Cell]) -> str:
    if column.numeric:
        return "num"
    texts = [as_text(cell) for cell in cells]
    short = all(len(text) <= SHORT for text in texts)
    return "whole" if short or any(CODE.fullmatch(text) for text in texts) else ""


def as_text(cell: Cell) -> str:
    """A cell in words: nothing for none, a day as 2026-11-24, no sign that no file can hold."""
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, date) else UNFIT.sub("", str(cell))


def download(table: Table, kind: str) -> Response:
    """The table as a file; any other kind than xlsx and csv is 404."""
    if kind not in MEDIA:
        abort(404)
    made = workbook(table) if kind == "xlsx" else comma_separated(table)
    return attachment(made, f"{table.title}-{local_day(table.at)}.{kind}", MEDIA[kind])


def attachment(made: bytes, name: str, media: str) -> Response:
    """Bytes to save under a name that may be Chinese (RFC 6266)."""
    response = Response(made, content_type=media)
    response.headers["Cache-Control"] = "no-store"
    plain = "table." + name.rpartition(".")[2]
    response.headers["Content-Disposition"] = (
        f"attachment; filename={plain}; filename*=UTF-8''{quote(name)}"
    )
    return response


def comma_separated(table: Table) -> bytes:
    """CSV with a byte-order mark and CRLF, as Excel in China opens it right."""
    file = StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow([tame(column.name) for column in table.columns])
    for row in table.texts:
        writer.writerow([tame(text) for text in row])
    return file.getvalue().encode("utf-8-sig")


def tame(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(COMPUTES) else text


def workbook(table: Table) -> bytes:
    """XLSX: the table, and a sheet that says what its columns mean."""
    from xlsxwriter import Workbook

    file = BytesIO()
    book = Workbook(file, SAFE)
    book.set_properties({"title": as_text(table.title), "created": table.at.replace(tzinfo=None)})
    plain = {"text_wrap": True, "valign": "top"}
    head = book.add_format({**plain, "bold": True, "bg_color": "#E4F1EB"})
    body = book.add_format(plain)
    _fill(book.add_worksheet(_sheet_name(table.title)), table.columns, head, body, table.rows)
    meaning = (Column(_("列名"), "", 16), Column(_("意思"), "", 60))
    rows = [(column.name, column.means) for column in table.columns]
    if table.note:
        rows.append((_("范围"), table.note))
    _fill(book.add_worksheet(_("说明")), meaning, head, body, rows)
    book.close()
    return file.getvalue()


def _fill(
    sheet: "Worksheet",
    columns: Sequence[Column],
    head: "Format",
    body: "Format",
    rows: Iterable[Iterable[Cell]],
) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.name, head)
    last = 0
    for last, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(last, place, cell, body)
            else:
                sheet.write_string(last, place, as_text(cell), body)
    sheet.ignore_errors({"number_stored_as_text": f"A1:Z{last + 1}"})


def _sheet_name(title: str) -> str:
    """A title without what Excel refuses in a sheet's name, at most 31 characters."""
    return "".join(c for c in as_text(title) if c not in "[]:*?/\\'")[:31] or _("表")
