"""Files of every kind become rows, or a reason; bombs are found before anything opens them."""

import struct
import zipfile
from io import BytesIO

import pytest
from xlsxwriter import Workbook

from actions.roster import ordered
from actions.roster_reading import MOST_ROWS, read_file
from actions.roster_zip import MOST_BYTES, UnreadableError
from domain.roster import read_rows
from tests.conftest import START
from tests.rosters import HEADERS, RARE, ROWS, as_csv, as_xlsx, county_file, many

RARE_NAME = RARE[0]


def texts(raw):
    return [list(cells) for _number, cells in read_file(raw).rows]


def reason(raw):
    with pytest.raises(UnreadableError) as wrong:
        read_file(raw)
    return wrong.value.code


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_csv_is_read_in_every_usual_writing(code, sign):
    assert texts(as_csv(ROWS, code=code, sign=sign)) == [list(HEADERS), *map(list, ROWS)]


def test_a_workbook_reads_as_its_csv():
    assert texts(as_xlsx(ROWS)) == texts(as_csv(ROWS))


def test_numbers_days_and_gaps_are_read_as_typed():
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(3, 1, ("姓名", "手机号", "从业起始"))
        sheet.write_row(5, 1, ("张三", 13800138000, 43539), day)
        sheet.write_number(5, 4, 110105194912310021)
    rows = read_file(file.getvalue()).rows
    assert [number for number, _cells in rows] == [4, 6]
    assert rows[1][1][:1] == ("张三",)
    assert rows[1][1][2] == "2019-03-15"
    assert "E+17" in rows[1][1][3]


def test_hidden_and_empty_sheets_are_passed_by():
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        book.add_worksheet("空")
        hidden = book.add_worksheet("藏")
        hidden.write_row(0, 0, ("姓名",))
        shown = book.add_worksheet("名单")
        shown.write_row(0, 0, ("姓名", "手机号"))
        hidden.hide()
    assert read_file(file.getvalue()).name == "名单"


def test_a_file_as_counties_send_it_is_read_where_the_people_stand():
    sheet = read_file(county_file())
    assert (sheet.name, sheet.others) == ("名单", ("石桥镇",))
    rows = [list(cells[:3]) for _number, cells in sheet.rows]
    assert rows[3:6] == [
        ["云岭镇", "张三", "13900003001"],
        ["云岭镇", "", "13900003002"],
        ["云岭镇", "李四", "13900003003"],
    ]
    reading = ordered(sheet, purpose="", at=START)
    told = read_rows(reading.rows, reading.columns, reading.names, START.date())
    assert [(one.row, one.name, one.township) for one in told.entries] == [
        (4, "张三", "云岭镇"),
        (6, "李四", "云岭镇"),
    ]
    assert [(fault.row, fault.code) for fault in told.faults] == [(5, "missing")]


def test_a_text_that_another_program_wrote_as_a_formula_is_that_text():
    assert texts('姓名,手机号\r\n张三,="13900003001"\r\n'.encode())[1] == ["张三", "13900003001"]


def test_an_old_web_archive_is_no_table():
    assert reason(b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n\r\n--x") == "kind"


def test_an_ods_file_is_read():
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body>'
        '<office:spreadsheet><table:table table:name="名单"><table:table-row>'
        '<table:table-cell office:value-type="string"><text:p>姓名</text:p></table:table-cell>'
        "</table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        "</manifest:manifest>"
    )
    raw = zipped(
        [
            ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
            ("content.xml", content.encode()),
            ("META-INF/manifest.xml", manifest.encode()),
        ]
    )
    assert texts(raw) == [["姓名"]]


def zipped(parts, method=zipfile.ZIP_DEFLATED):
    file = BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, body in parts:
            archive.writestr(name, body)
    return file.getvalue()


BOOK = ("xl/workbook.xml", b"<workbook/>")


def test_what_an_archive_declares_is_believed_when_it_is_too_much():
    assert reason(zipped([BOOK, ("xl/a.xml", b"0" * (MOST_BYTES + 1))])) == "bomb"
    assert reason(zipped([BOOK, ("xl/a.xml", b"0" * 6_000_000)])) == "bomb"
    assert reason(zipped([BOOK, *((f"xl/{n}.xml", b"") for n in range(2_001))])) == "bomb"


def test_what_an_archive_hides_is_found_too():
    raw = bytearray(zipped([BOOK, ("xl/a.xml", b"0" * (MOST_BYTES + 1))]))
    real = struct.pack("<I", MOST_BYTES + 1)
    while (at := raw.find(real)) >= 0:
        raw[at : at + 4] = struct.pack("<I", 99)
    assert reason(bytes(raw)) == "bomb"


def test_a_name_twice_or_a_wrong_sum_is_broken():
    with pytest.warns(UserWarning, match="Duplicate name"):
        raw = zipped([BOOK, BOOK])
    assert reason(raw) == "broken"
    good = bytearray(as_xlsx(ROWS))
    good[good.find(b"PK\x01\x02") + 16] ^= 0xFF
    assert reason(bytes(good)) == "broken"


def test_names_that_lead_elsewhere_are_never_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    odd = ["../evil.xml", "/etc/evil.xml", "C:\\evil.xml", "xl/../../evil.xml", "xl/\x00evil.xml"]
    raw = zipped([BOOK, *((name, b"x") for name in odd)])
    assert reason(raw) == "broken"
    assert list(tmp_path.iterdir()) == []


def test_archives_in_archives_are_not_opened():
    inner = zipped([("xl/a.xml", b"0" * 3_000_000)])
    assert reason(zipped([BOOK, ("xl/inner.zip", inner)])) == "broken"


def test_a_cell_far_away_ends_its_reader_and_not_the_house():
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "姓名")
        sheet.write(1_048_575, 16_383, "x")
    assert len(file.getvalue()) < 10_000
    assert reason(file.getvalue()) == "broken"


def test_entities_are_not_unfolded():
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(b'<!ENTITY %c "&%c;&%c;">' % (n + 1, n, n) for n in range(97, 120))
        + b"]><sst><si><t>&x;</t></si></sst>"
    )
    raw = as_xlsx(ROWS)
    parts = []
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        for info in archive.infolist():
            body = bomb if info.filename == "xl/sharedStrings.xml" else archive.read(info)
            parts.append((info.filename, body))
    assert reason(zipped(parts)) in {"broken", "empty"}


def test_locked_workbooks_say_so():
    odf = zipped(
        [
            ("mimetype", b"x"),
            ("content.xml", b"x"),
            ("META-INF/manifest.xml", b"<m><manifest:encryption-data/></m>"),
        ]
    )
    assert reason(odf) == "locked"


def test_twenty_thousand_rows_are_the_most():
    assert len(read_file(as_csv(many(MOST_ROWS))).rows) == MOST_ROWS + 1
    assert reason(as_csv(many(MOST_ROWS + 50))) == "rows"
    assert reason(as_xlsx(many(MOST_ROWS + 50))) == "rows"


def test_bytes_that_are_no_letters_say_so():
    assert reason(b"\xff" * 50 + b",\x80") == "letters"
    assert reason(b"\0\1\2\3" * 20) == "kind"
