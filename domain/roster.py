"""A roster as a table of texts: which column is which, and what each row says.

Faults are codes with parameters; their words are made elsewhere. Row numbers are those of the
file, as a spreadsheet shows them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from domain.phone import normal_phone
from domain.roster_cells import (
    CellError,
    plain,
    read_education,
    read_id_card,
    read_major,
    read_name,
    read_phone,
    read_since,
    read_words,
)


class Column(StrEnum):
    """What a column of a roster holds."""

    NAME = "name"
    PHONE = "phone"
    ID_CARD = "id_card"
    EDUCATION = "education"
    MAJOR = "major"
    SINCE = "since"
    TOWNSHIP = "township"
    VILLAGE = "village"
    CLASS = "class"
    MENTOR = "mentor"


NEEDED: Final = (Column.NAME, Column.PHONE)
HEADERS: Final[Mapping[Column, re.Pattern[str]]] = {
    Column.NAME: re.compile("(学员|人员|培育对象|考生|报名人|真实)?(姓名|名字|名称)|人员|学员"),
    Column.PHONE: re.compile(
        "(本人|学员|个人)?(手机|手机号|手机号码|电话|电话号码|联系电话|联系方式|联系手机|联系号码"
        "|移动电话|手机电话|联系电话手机|电话手机)"
    ),
    Column.ID_CARD: re.compile(
        "(居民|公民)?(身份证|身份证号|身份证号码|身份证件号|身份证件号码)"
        "|公民身份号码|身份号码|证件号|证件号码|身份证明号码"
    ),
    Column.EDUCATION: re.compile(
        "(最高|现有|取得|第一)?(学历|学历层次|文化程度|文化水平|教育程度|受教育程度)|学历学位"
    ),
    Column.MAJOR: re.compile("(所学|毕业|学历|最高学历)?专业(名称)?"),
    Column.SINCE: re.compile(
        "(社工|社会工作|相关工作)?从业(起始|开始|起)?(时间|日期|年月|年份)?|(从事|开始从事|参加)社会工作(起始|开始)?"
        "(时间|日期|年月|年份)?|(开始)?从事社工(时间|日期)?|参加工作(时间|日期|年月)|从业起"
    ),
    Column.TOWNSHIP: re.compile(
        "(所在|所属|户籍|居住|现住)?(乡镇|乡|镇|街道|乡镇街道|镇街|乡镇名称|镇乡|镇乡街道)"
    ),
    Column.VILLAGE: re.compile(
        "(所在|所属|户籍|居住|现住)?(村|社区|村居|村社区|行政村|村名|村居社区|自然村|村组)"
    ),
    Column.CLASS: re.compile("(所在|所属|培训|学习)?(批次|班|班级|期次|期别|班次|分班|班名|期数)"),
    Column.MENTOR: re.compile(
        "督导|带班老师|带教老师|督导老师|指导老师|导师|带班教师|带教|老师|带教督导|督导姓名|督导带班老师"
    ),
}
"""The usual ways to head a column, after everything but letters, digits and Han is taken out."""
_SIGNS: Final = re.compile(r"[\W_]+")
_ASIDE: Final = re.compile(r"[(（【\[].*?[)）】\]]")
HEADER_DEPTH: Final = 10
"""A title and a remark may stand above the header, but not more."""
LONGEST_HEADER: Final = 30
_TOTAL: Final = re.compile("(合|总|小|共)计.*")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one cell: its row in the file, its column, a code with parameters.

    `header` is what the file calls the column.
    """

    row: int
    column: Column | None
    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    header: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One person of a roster as it was read; what was left empty is empty here too."""

    row: int
    name: str
    phone: str
    id_card: str = ""
    education: str = ""
    major: str = ""
    since: date | None = None
    township: str = ""
    village: str = ""
    class_name: str = ""
    mentor: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """The row that names the columns: its place among the rows (from 0) and its texts."""

    place: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rows under a header say: how many there are, the good ones, what is wrong."""

    rows: int
    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]

    @property
    def valid(self) -> int:
        """How many rows have nothing wrong."""
        return len(self.entries)


def column_named(header: str) -> Column | None:
    """Which column this header names; None for one we do not know."""
    whole = _SIGNS.sub("", plain(header))
    bare = _SIGNS.sub("", _ASIDE.sub("", plain(header)))
    for text in (whole, bare):
        for column, pattern in HEADERS.items():
            if pattern.fullmatch(text):
                return column
    return None


def find_header(rows: Sequence[Sequence[str]]) -> Header | None:
    """The row among the first ones that names most columns; else the first with anything in it."""
    best, most = None, -1
    for place, row in enumerate(rows[:HEADER_DEPTH]):
        if not any(plain(cell) for cell in row):
            continue
        named = len({column_named(cell) for cell in row} - {None})
        if named > most:
            best, most = place, named
    if best is None:
        return None
    return Header(best, tuple(plain(cell)[:LONGEST_HEADER] for cell in rows[best]))


def guess_columns(header: Header) -> dict[Column, int]:
    """Which column stands where, the first where two would do; what is not named is left out."""
    found: dict[Column, int] = {}
    for place, name in enumerate(header.names):
        column = column_named(name)
        if column is not None:
            found.setdefault(column, place)
    return found


def missing_columns(columns: Mapping[Column, int]) -> tuple[Column, ...]:
    """The columns without which a roster cannot be read."""
    return tuple(column for column in NEEDED if column not in columns)


def read_rows(
    rows: Iterable[tuple[int, Sequence[str]]],
    columns: Mapping[Column, int],
    names: Sequence[str],
    today: date,
) -> Reading:
    """Read the rows under the header; a row with nothing in these columns is passed by.

    So are the header once more, a second line of it, and a line of totals.

    `rows` are pairs of the row's number in the file and its cells; `names` are the header's texts.
    """
    entries: list[Entry] = []
    faults: list[Fault] = []
    for number, cells in rows:
        told = {c: cells[place] for c, place in columns.items() if place < len(cells)}
        if not any(plain(text) for text in told.values()) or _is_no_person(told, cells):
            continue
        entry, wrong = _read_row(number, told, today)
        faults += wrong
        entries.append(entry)
    faults += repeated(entries)
    named = [_headed(fault, columns, names) for fault in faults]
    faulty = {fault.row for fault in faults}
    good = tuple(entry for entry in entries if entry.row not in faulty)
    return Reading(len(entries), good, tuple(sorted(named, key=_place)))


def _is_no_person(told: Mapping[Column, str], cells: Sequence[str]) -> bool:
    """Whether a row only names columns again, or adds up what stands above."""
    if all(column_named(text) for text in told.values() if plain(text)):
        return True
    name, phone = (plain(told.get(one, "")).replace(" ", "") for one in NEEDED)
    if normal_phone(phone) or (name and not _TOTAL.fullmatch(name)):
        return False
    return any(_TOTAL.fullmatch(plain(cell).replace(" ", "")) for cell in cells)


def repeated(entries: Sequence[Entry]) -> list[Fault]:
    """Rows whose phone or ID card stands in a row above already."""
    found = []
    for column, values in (
        (Column.PHONE, [(entry.row, entry.phone) for entry in entries]),
        (Column.ID_CARD, [(entry.row, entry.id_card) for entry in entries]),
    ):
        counts = Counter(value for _row, value in values if value)
        first: dict[str, int] = {}
        for row, value in values:
            if counts[value] > 1 and first.setdefault(value, row) != row:
                found.append(Fault(row, column, "repeated", {"first": first[value]}))
    return found


def _read_row(number: int, told: Mapping[Column, str], today: date) -> tuple[Entry, list[Fault]]:
    """The entry of a row and every fault of it, not only the first.

    What could not be read is empty; numbers that could still count when others repeat them.
    """
    read: dict[Column, object] = {}
    faults = []
    for column, reader in _READERS.items():
        try:
            read[column] = reader(told.get(column, ""), today)
        except CellError as wrong:
            faults.append(Fault(number, column, wrong.code, wrong.params))
    read = {Column.NAME: "", Column.PHONE: "", **read}
    fields = {_FIELDS.get(column, column.value): value for column, value in read.items()}
    return Entry(row=number, **fields), faults  # ty: ignore[invalid-argument-type]


_READERS: Final = {
    Column.NAME: lambda text, _today: read_name(text),
    Column.PHONE: lambda text, _today: read_phone(text),
    Column.ID_CARD: read_id_card,
    Column.EDUCATION: lambda text, _today: read_education(text),
    Column.MAJOR: lambda text, _today: read_major(text),
    Column.SINCE: read_since,
    Column.TOWNSHIP: lambda text, _today: read_words(text),
    Column.VILLAGE: lambda text, _today: read_words(text),
    Column.CLASS: lambda text, _today: read_words(text),
    Column.MENTOR: lambda text, _today: read_words(text),
}
_FIELDS: Final = {Column.CLASS: "class_name"}


def _headed(fault: Fault, columns: Mapping[Column, int], names: Sequence[str]) -> Fault:
    place = columns.get(fault.column) if fault.column else None
    name = names[place] if place is not None and place < len(names) else ""
    return Fault(fault.row, fault.column, fault.code, fault.params, name)


def _place(fault: Fault) -> tuple[int, int]:
    order = list(Column)
    return fault.row, order.index(fault.column) if fault.column else -1
