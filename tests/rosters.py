"""Rosters for tests: rows become files of every kind."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

from xlsxwriter import Workbook

HEADERS = (
    "姓名",
    "手机号",
    "身份证号",
    "学历",
    "专业",
    "从业起始",
    "乡镇",
    "村",
    "批次",
    "督导",
)
NEW = ("田大山", "13900001001", "", "高中", "", "2019-03", "", "青滩村", "", "")
IN_CLASS = (
    "向小溪",
    "13900001002",
    "",
    "大专",
    "社会工作",
    "2024年9月1日",
    "",
    "",
    "春季班",
    "王老师",
)
RARE = ("𠮷㛃䶮", "13900001003", "", "", "", "", "", "", "一班", "")
ROWS = (NEW, IN_CLASS, RARE)
TEN_FAULTS = (
    NEW,
    ("", "13900002001", "", "", "", "", "", "", "", ""),
    ("王小2", "13900002002", "", "", "", "", "", "", "", ""),
    ("李四", "", "", "", "", "", "", "", "", ""),
    ("赵五", "1390000200", "", "", "", "", "", "", "", ""),
    ("钱六", "0717-2881234", "", "", "", "", "", "", "", ""),
    ("孙七", "13900001001", "", "", "", "", "", "", "", ""),
    ("周八", "13900002006", "110105194912310021", "", "", "", "", "", "", ""),
    ("吴九", "13900002007", "", "高小学", "", "", "", "", "", ""),
    ("郑十", "13900002008", "", "", "", "2019-02-30", "", "", "", ""),
    ("冯一", "13900002009", "", "", "", "2031-01", "", "", "", ""),
)
"""One good row, and ten with one fault each."""


def as_csv(rows, headers=HEADERS, *, code="utf-8", sign=","):
    file = StringIO(newline="")
    writer = csv.writer(file, delimiter=sign)
    writer.writerow(headers)
    writer.writerows(rows)
    return file.getvalue().encode(code)


def as_xlsx(rows, headers=HEADERS, *, title=""):
    file = BytesIO()
    book = Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet("名单")
    lines = [*([[title]] if title else []), headers, *rows]
    for number, line in enumerate(lines):
        for place, cell in enumerate(line):
            sheet.write(number, place, cell)
    book.close()
    return file.getvalue()


def many(number, *, start=0):
    """So many people who are nobody's yet."""
    return [
        (
            f"村民{_name(n)}",
            f"1{3_700_000_000 + start + n}",
            "",
            "高中",
            "",
            "2020-05",
            "",
            "",
            "",
            "",
        )
        for n in range(number)
    ]


def _name(number):
    return "".join("甲乙丙丁戊己庚辛壬癸"[int(digit)] for digit in str(number))
