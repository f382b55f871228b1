"""A paper as XLSX: title and head above the table, the columns' meaning on a second sheet.

Nothing in it computes: every text is written as text (CWE-1236).
"""

from io import BytesIO
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from blueprints.papers.paper import Paper
from blueprints.web.workbook import SAFE, Table, as_text

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

HEAD_ROWS = 2
"""Title and head stand above the names of the columns."""
ACROSS, UPRIGHT = 125, 85
"""So many characters fit across a page before it is printed smaller."""
ROOM = 28
"""The height of a row to sign in, in points."""
BLANK = "________________"


def xlsx_of(paper: Paper, table: Table) -> bytes:
    """The table of a paper as a workbook."""
    from xlsxwriter import Workbook

    file = BytesIO()
    book = Workbook(file, SAFE)
    book.set_properties({"title": as_text(paper.title), "created": paper.at.replace(tzinfo=None)})
    plain: dict[str, Any] = {"text_wrap": True, "valign": "top", "border": 1}
    body = book.add_format(plain)
    head = book.add_format({**plain, "bold": True})
    big = book.add_format({"bold": True, "font_size": 16})
    sheet = book.add_worksheet(_("表"))
    sheet.write_string(0, 0, as_text(paper.title), big)
    sheet.write_string(1, 0, as_text(paper.head_line))
    sheet.set_paper(9)
    if paper.lies:
        sheet.set_landscape()
    _rows(sheet, table, head, body)
    _room(sheet, table, paper)
    if not table.rows and paper.empty:
        sheet.write_string(HEAD_ROWS + 1, 0, paper.empty)
    _meanings(book.add_worksheet(_("说明")), table, head, body)
    book.close()
    return file.getvalue()


def _room(sheet: "Worksheet", table: Table, paper: Paper) -> None:
    """Columns that fit the page, rows high enough to sign in, lines to sign at the foot of each.

    They stand in no cell: the sheet holds the rows of the screen and nothing else.
    """
    whole = sum(column.width for column in table.columns)
    most = ACROSS if paper.lies else UPRIGHT
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width * min(1, most / whole))
    first = HEAD_ROWS + 1
    if paper.roomy:
        for number in range(len(table.rows)):
            sheet.set_row(first + number, ROOM)
    signs = "    ".join(f"{as_text(sign)}{BLANK}" for sign in paper.signs)
    sheet.set_footer(f"&L{signs.replace('&', '&&')}&R&P / &N")


def _rows(sheet: "Worksheet", table: Table, head: Any, body: Any) -> None:  # noqa: ANN401
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROWS)
    sheet.freeze_panes(HEAD_ROWS + 1, 0)
    for place, column in enumerate(table.columns):
        sheet.write_string(HEAD_ROWS, place, column.name, head)
    for number, row in enumerate(table.rows, HEAD_ROWS + 1):
        for place, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(number, place, cell, body)
            else:
                sheet.write_string(number, place, as_text(cell), body)


def _meanings(sheet: "Worksheet", table: Table, head: Any, body: Any) -> None:  # noqa: ANN401
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 60)
    sheet.write_string(0, 0, _("列名"), head)
    sheet.write_string(0, 1, _("意思"), head)
    for number, column in enumerate(table.columns, 1):
        sheet.write_string(number, 0, column.name, body)
        sheet.write_string(number, 1, column.means, body)
    if table.note:
        sheet.write_string(len(table.columns) + 1, 0, _("范围"), body)
        sheet.write_string(len(table.columns) + 1, 1, as_text(table.note), body)
