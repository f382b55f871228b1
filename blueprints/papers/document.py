"""A paper as DOCX: A4, Chinese type faces by name, a head, a table whose head repeats, sign lines.

The type faces are those every office in China has (宋体, 黑体); where they are missing, the
program takes its own.
"""

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from blueprints.papers.paper import Paper, Part
from blueprints.web.workbook import Table
from domain.days import local_day

if TYPE_CHECKING:
    from docx.document import Document

A4_SHORT, A4_LONG, MARGIN = 210, 297, 18
LATIN: Final = "Times New Roman"
BODY_FACE, HEAD_FACE = "SimSun", "SimHei"
BODY_SIZE, TABLE_SIZE, TITLE_SIZE, AFTER = 12, 10, 18, 4
"""In points."""
ROOM: Final = 10
"""The height of a row to sign in, in millimetres."""
BLANK: Final = "________________"
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold."""


def docx_of(paper: Paper) -> bytes:
    """The paper as a file for Word or WPS."""
    from docx import Document

    document = Document()
    _dress(document, paper)
    document.add_heading(_fit(paper.title), 0)
    document.add_paragraph(_fit(paper.head_line))
    for part in paper.before:
        _write(document, part)
    if paper.table is not None:
        _lay(document, paper.table, paper)
    for part in (*paper.after, *_sources(paper)):
        _write(document, part)
    for sign in paper.signs:
        document.add_paragraph(f"{_fit(sign)}{BLANK}")
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _dress(document: "Document", paper: Paper) -> None:
    """Set paper, margins and type faces."""
    from docx.shared import Mm

    page = document.sections[0]
    long, short = Mm(A4_LONG), Mm(A4_SHORT)
    page.page_width, page.page_height = (long, short) if paper.lies else (short, long)
    if paper.lies:
        from docx.enum.section import WD_ORIENT

        page.orientation = WD_ORIENT.LANDSCAPE
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(MARGIN)
    _face(document.styles["Normal"], BODY_FACE, BODY_SIZE)
    _face(document.styles["Title"], HEAD_FACE, TITLE_SIZE)
    _face(document.styles["Heading 2"], HEAD_FACE, BODY_SIZE + 2)
    document.core_properties.title = _fit(paper.title)
    document.core_properties.author = ""
    document.core_properties.created = paper.at.replace(tzinfo=None)


def _face(style: Any, name: str, size: int) -> None:  # noqa: ANN401
    """One type face for Chinese, one for figures, in black."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size = LATIN, Pt(size)
    style.paragraph_format.space_after = Pt(AFTER)
    style.font.color.rgb = RGBColor(0, 0, 0)
    faces = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        faces.attrib.pop(qn(f"w:{theme}"), None)
    faces.set(qn("w:ascii"), LATIN)
    faces.set(qn("w:hAnsi"), LATIN)
    faces.set(qn("w:eastAsia"), name)


def _write(document: "Document", part: Part) -> None:
    if part.title:
        document.add_heading(_fit(part.title), 2)
    for text in part.texts:
        document.add_paragraph(_fit(text))
    for text in part.lines:
        document.add_paragraph(_fit(text), style="List Bullet")


def _lay(document: "Document", table: Table, paper: Paper) -> None:
    """The table with its head on every page; a table of nothing says why."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm

    made = document.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    names = [column.name for column in table.columns]
    for number, texts in enumerate([names, *table.texts]):
        row = made.add_row() if number else made.rows[0]
        for cell, text in zip(row.cells, texts, strict=True):
            _type(cell, _fit(text), bold=number == 0)
        if paper.roomy and number:
            row.height = Mm(ROOM)
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    made.rows[0]._tr.get_or_add_trPr().append(repeat)  # noqa: SLF001 - python-docx has no door
    if not table.rows and paper.empty:
        document.add_paragraph(_fit(paper.empty))


def _type(cell: Any, text: str, *, bold: bool) -> None:  # noqa: ANN401
    """One cell, small and close, so that a month fits on one page."""
    from docx.shared import Pt

    cell.text = text
    line = cell.paragraphs[0]
    line.paragraph_format.space_after = line.paragraph_format.space_before = Pt(0)
    for run in line.runs:
        run.font.size, run.font.bold = Pt(TABLE_SIZE), bold


def _sources(paper: Paper) -> list[Part]:
    return [Part("", paper.sources)] if paper.sources else []


def _fit(text: str) -> str:
    """Text that XML can hold."""
    return _UNFIT.sub("", text)


def file_name(paper: Paper, ending: str) -> str:
    """What a file of this paper is saved as."""
    return f"{paper.title}-{local_day(paper.at)}.{ending}"
