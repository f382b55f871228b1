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
BODY_SIZE, TABLE_SIZE, TITLE_SIZE, AFTER, FOOT_SIZE = 12, 10, 18, 4, 9
"""In points."""
CELL_EDGE: Final = 20
"""Above and below the words of a cell, in twentieths of a point."""
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
    below = len(document.paragraphs)
    if paper.table is not None and not paper.table.rows and paper.empty:
        document.add_paragraph(_fit(paper.empty))
    for part in (*paper.after, *_sources(paper)):
        _write(document, part)
    for sign in paper.signs:
        document.add_paragraph(f"{_fit(sign)}{BLANK}")
    _stand_together(document, below, len(paper.signs))
    _number_pages(document)
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
    _centre(document.styles["Title"])
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


def _centre(style: Any) -> None:  # noqa: ANN401
    """A title as on official paper: in the middle, with no line under it."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn

    style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    properties = style.element.get_or_add_pPr()
    for line in properties.findall(qn("w:pBdr")):
        properties.remove(line)


def _stand_together(document: "Document", below: int, signs: int) -> None:
    """Room between the table and what follows; the lines to sign stay on one page."""
    from docx.shared import Pt

    after = document.paragraphs[below:]
    if after:
        after[0].paragraph_format.space_before = Pt(2 * AFTER)
    for line in after[len(after) - signs : -1]:
        line.paragraph_format.keep_with_next = True


def _number_pages(document: "Document") -> None:
    """`1 / 3` at the foot, as on the printed page."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    foot = document.sections[0].footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for text in ("PAGE", " / ", "NUMPAGES"):
        run = foot.add_run("" if text.isupper() else text)
        run.font.size = Pt(FOOT_SIZE)
        if text.isupper():
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), text)
            foot._p.append(field)  # noqa: SLF001 - python-docx has no door
            field.append(run._r)  # noqa: SLF001


def _write(document: "Document", part: Part) -> None:
    if part.title:
        document.add_heading(_fit(part.title), 2)
    for text in part.texts:
        document.add_paragraph(_fit(text))
    for text in part.lines:
        document.add_paragraph(_fit(text), style="List Bullet")


def _lay(document: "Document", table: Table, paper: Paper) -> None:
    """The table, as wide as the page, with its head on every page and no row broken in two."""
    from docx.shared import Mm

    made = document.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    made.autofit = False
    _pad(made)
    widths = [Mm(width) for width in _widths(table, paper)]
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    names = [column.name for column in table.columns]
    for number, texts in enumerate([names, *table.texts]):
        row = made.add_row() if number else made.rows[0]
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = width
            _type(cell, _fit(text), bold=number == 0)
        _mark(row, "w:cantSplit")
        if paper.roomy and number:
            row.height = Mm(ROOM)
    _mark(made.rows[0], "w:tblHeader")


def _widths(table: Table, paper: Paper) -> list[float]:
    """The page shared out in millimetres, to each column as much as it says it needs."""
    room = (A4_LONG if paper.lies else A4_SHORT) - 2 * MARGIN
    whole = sum(column.width for column in table.columns)
    return [room * column.width / whole for column in table.columns]


def _mark(row: Any, name: str) -> None:  # noqa: ANN401
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    said = OxmlElement(name)
    said.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(said)  # noqa: SLF001 - python-docx has no door


def _pad(made: Any) -> None:  # noqa: ANN401
    """A little air above and below the words of every cell."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    edges = OxmlElement("w:tblCellMar")
    for side in ("top", "bottom"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(CELL_EDGE))
        edge.set(qn("w:type"), "dxa")
        edges.append(edge)
    properties = made._tbl.tblPr  # noqa: SLF001
    look = properties.find(qn("w:tblLook"))
    if look is None:
        properties.append(edges)
    else:
        look.addprevious(edges)


def _type(cell: Any, text: str, *, bold: bool) -> None:  # noqa: ANN401
    """One cell, small and close, so that a month fits on one page."""
    from docx.enum.table import WD_ALIGN_VERTICAL
    from docx.shared import Pt

    cell.text = text
    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
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
