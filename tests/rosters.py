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


def county_file():
    """Notes first, then two lists; a title, two header lines, a township over three rows."""
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        notes = book.add_worksheet("填表说明")
        notes.write_column(0, 0, ("请认真填写", "1. 姓名和身份证一样", "2. 一人一行"))
        for name in ("名单", "石桥镇"):
            sheet = book.add_worksheet(name)
            sheet.merge_range(0, 0, 0, 3, "2026 年培育对象花名册")
            for place, words in enumerate(("乡镇", "姓 名")):
                sheet.merge_range(1, place, 2, place, words)
            sheet.merge_range(1, 2, 1, 3, "联系方式")
            sheet.write_row(2, 2, ("手机", "微信"))
            sheet.merge_range(3, 0, 5, 0, "云岭镇")
            sheet.merge_range(3, 1, 4, 1, "张三")
            sheet.write_column(3, 2, ("13900003001", "13900003002", "13900003003"))
            sheet.write_row(5, 1, ("李四",))
            sheet.write_row(6, 0, ("合 计", "", "3 人"))
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
