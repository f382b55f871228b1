"""What people type into rosters, and what is read of it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.eligibility import Verdict, may_sit
from domain.recruiting import first_facts, years_before
from domain.roster import (
    Column,
    column_named,
    find_header,
    guess_columns,
    missing_columns,
    read_rows,
)
from domain.roster_cells import (
    CellError,
    read_education,
    read_id_card,
    read_name,
    read_phone,
    read_since,
    read_words,
    without_id_card,
)

TODAY = date(2026, 11, 24)
HEADERS = {
    Column.NAME: "姓名 名字 学员姓名 姓　名 姓名（必填） *姓名",
    Column.PHONE: "手机号 电话 手机 联系电话 手机号码 本人手机号 联系方式 联系电话（手机）",
    Column.ID_CARD: "身份证号 身份证 身份证号码 公民身份号码 证件号码",
    Column.EDUCATION: "学历 文化程度 最高学历 学历(毕业)",
    Column.MAJOR: "专业 所学专业 毕业专业",
    Column.SINCE: "从业起始 从业起始时间 从业时间 从事社会工作时间 参加工作时间",
    Column.TOWNSHIP: "乡镇 所在乡镇 乡镇（街道） 街道 所在乡镇/街道",
    Column.VILLAGE: "村 村名 行政村 村（社区） 所在村",
    Column.CLASS: "批次 班 班级 期次 所在班",
    Column.MENTOR: "督导 带班老师 督导/带班老师 带教老师",
}


@pytest.mark.parametrize(
    ("header", "column"), [(h, c) for c, words in HEADERS.items() for h in words.split(" ")]
)
def test_the_usual_headers_are_known(header, column):
    assert column_named(header) is column


@pytest.mark.parametrize(
    "header", ["", "序号", "性别", "备注", "家庭住址", "姓名拼音", "紧急联系人电话"]
)
def test_other_headers_are_nobodys(header):
    assert column_named(header) is None


def test_a_title_may_stand_above_the_header():
    rows = [("2026 年花名册",), ("",), ("序号", "姓名", "电话"), ("1", "张三", "x")]
    header = find_header(rows)
    assert header.place == 2
    columns = guess_columns(header)
    assert columns == {Column.NAME: 1, Column.PHONE: 2}
    assert missing_columns(columns) == ()
    assert find_header([("", " ")]) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("张三", "张三"),
        (" 张　三 ", "张三"),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提"),
        ("𠮷㛃䶮", "𠮷㛃䶮"),
        ("张\u200b三", "张三"),
        ("Anna Li", "Anna Li"),
        ("'张三", "张三"),
        ("e\u0301娜", "\u00e9娜"),
    ],
)
def test_names_are_read_whole(text, name):
    assert read_name(text) == name


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "missing"),
        ("无", "missing"),
        ("张3", "odd"),
        ("·", "odd"),
        ("张三(组长)", "odd"),
        ("=cmd", "odd"),
        ("张?", "broken"),
        ("张\ue863", "broken"),
        ("张\ufffd", "broken"),
        ("长" * 41, "long"),
    ],
)
def test_what_is_no_name_says_why(text, code):
    assert fault(read_name, text) == code


def fault(reader, *args):
    with pytest.raises(CellError) as wrong:
        reader(*args)
    return wrong.value.code


@pytest.mark.parametrize(
    "text",
    [
        "13800138000",
        "１３８００１３８０００",
        "138 0013 8000",
        "138-0013-8000",
        "+86 13800138000",
        "008613800138000",
        "13800138000.0",
        "'13800138000",
        "\u202d13800138000\u202c",
    ],
)
def test_phone_numbers_are_forgiven(text):
    assert read_phone(text) == "13800138000"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "missing"),
        ("无", "missing"),
        ("1380013800", "length"),
        ("138001380000", "length"),
        ("23800138000", "digits"),
        ("1380013800O", "digits"),
        ("0717-2881234", "landline"),
        ("13800138000/13900139000", "two"),
        ("1.38E+10", "science"),
    ],
)
def test_what_is_no_phone_number_says_why(text, code):
    assert fault(read_phone, text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("初中", "below"), ("小学毕业", "below"), ("初中及以下", "below"),
        ("高中", "high-school"), ("普高", "high-school"),
        ("中专", "vocational"), ("职业高中", "vocational"), ("技校", "vocational"),
        ("大专", "college"), ("大学专科", "college"), ("专科（函授）", "college"),
        ("高职", "college"),
        ("本科", "bachelor"), ("大学本科", "bachelor"), ("专升本", "bachelor"),
        ("硕士研究生", "master"), ("研究生", "master"), ("博士", "doctor"),
        ("", ""), ("无", ""),
    ],
)  # fmt: skip
def test_educations_are_read_in_their_usual_writings(text, code):
    assert read_education(text) == code


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2019-03-15", date(2019, 3, 15)),
        ("2019/3/15", date(2019, 3, 15)),
        ("2019.3.15", date(2019, 3, 15)),
        ("2019年3月15日", date(2019, 3, 15)),
        ("２０１９年３月", date(2019, 3, 1)),
        ("2019年3月至今", date(2019, 3, 1)),
        ("2019.10", date(2019, 10, 1)),
        ("201903", date(2019, 3, 1)),
        ("20190315", date(2019, 3, 15)),
        ("2019", date(2019, 1, 1)),
        ("2019-03-15 00:00:00", date(2019, 3, 15)),
        ("43539", date(2019, 3, 15)),
        ("", None),
        ("—", None),
    ],
)
def test_days_are_read_in_several_writings(text, day):
    assert read_since(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("前年", "unknown"),
        ("19年3月", "unknown"),
        ("2019.1", "october"),
        ("2019-02-30", "calendar"),
        ("2019-13", "calendar"),
        ("2031-01", "future"),
        ("1931-01", "early"),
        ("0000-01-01", "early"),
    ],
)
def test_what_is_no_day_says_why(text, code):
    assert fault(read_since, text, TODAY) == code


def test_words_are_kept_short():
    assert read_words(" 茅坪　镇 ") == "茅坪镇"
    assert fault(read_words, "村" * 41) == "long"


def test_of_an_id_card_not_asked_for_only_a_fault_is_kept():
    good = without_id_card("11010519491231002X", TODAY)
    assert "1101" not in good
    assert read_id_card(good, TODAY) == ""
    assert fault(read_id_card, without_id_card("110105194912310021", TODAY), TODAY) == "check"
    assert without_id_card("", TODAY) == ""
    assert fault(read_id_card, "1.10105E+17", TODAY) == "science"


def test_a_row_tells_all_its_faults_and_empty_rows_none():
    columns = {Column.NAME: 0, Column.PHONE: 1}
    rows = [(2, ("", "")), (3, ("", "x")), (5, ("张三",))]
    reading = read_rows(rows, columns, ("姓名", "电话"), TODAY)
    told = [(f.row, f.header, f.code) for f in reading.faults]
    assert told == [(3, "姓名", "missing"), (3, "电话", "digits"), (5, "电话", "missing")]
    assert (reading.rows, reading.valid) == (2, 0)


def test_header_lines_and_totals_are_nobody():
    columns = {Column.NAME: 1, Column.PHONE: 2, Column.EDUCATION: 3}
    rows = [
        (3, ("", "", "手机", "")),
        (4, ("1", "张三", "13900003001", "大专")),
        (5, ("序号", "姓 名", "手机号", "文化程度")),
        (6, ("合 计", "", "", "1")),
        (7, ("", "合计：1人", "", "")),
        (8, ("2", "", "", "大专")),
        (9, ("3", "合计", "13900003002", "")),
    ]
    reading = read_rows(rows, columns, ("序号", "姓名", "电话", "学历"), TODAY)
    assert [entry.row for entry in reading.entries] == [4, 9]
    assert [(f.row, f.code) for f in reading.faults] == [(8, "missing"), (8, "missing")]


@given(st.lists(st.lists(st.text(max_size=20), max_size=12), max_size=8))
def test_no_text_is_a_failure(rows):
    header = find_header(rows)
    columns = {column: place for place, column in enumerate(Column)}
    names = header.names if header else ()
    reading = read_rows(enumerate(map(tuple, rows), 2), columns, names, TODAY)
    faulty = {one.row for one in reading.faults}
    assert reading.valid + len(faulty) == reading.rows


def test_a_candidates_years_end_today():
    assert years_before(date(2024, 2, 29), 1) == date(2023, 2, 28)
    facts = first_facts("high-school", "", 4, "420527", TODAY)
    assert facts.practice[0].start == date(2022, 11, 24)
    assert first_facts("high-school", "", 0, None, TODAY).practice == ()
    assert first_facts("high-school", "", None, None, TODAY).practice is None
    assert first_facts("", "", None, None, TODAY).education is None


def test_the_first_answer_says_yes_never_later_and_unknown(house):
    from content.rules_build import eligibility_rules

    rules = eligibility_rules(house.rules, "420527", 2027)

    def verdict(education, years, major=""):
        facts = first_facts(education, major, years, "420527", TODAY)
        return may_sit("junior", 2027, facts, rules, TODAY).verdict

    assert verdict("high-school", 6) is Verdict.YES
    assert verdict("high-school", 1) is Verdict.LATER
    assert verdict("below", 9) is Verdict.NEVER
    assert verdict("", None) is Verdict.UNKNOWN
