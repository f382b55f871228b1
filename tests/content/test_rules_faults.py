"""Faulty rule files: each fault is told with file, line and fix, all at once."""

from pathlib import Path

import pytest

from content.problems import ContentError, Problem
from content.rules import load_rules, load_rules_from, parse_rules, read_rules, rule_files

FOLDER = Path(__file__).resolve().parents[2] / "rulebook"
GOOD = """[[rules]]
id = "fees-430000"
kind = "fees"
region = "430000"
source = "湘人社函"
checked_on = 2026-11-24
confidence = "mid"

[rules.value]
fen = { J-ZH = 6000, J-SW = 6000 }
"""
SITTING = """[[rules]]
id = "sitting-2027-420000"
kind = "sitting"
region = "420000"
source = "鄂人社考〔2027〕1号"
checked_on = 2027-03-01
confidence = "high"
[rules.value]
year = 2027
levels = ["junior", "middle"]
status = "announced"
exam_days = [2027-05-22, 2027-05-23]
[rules.value.windows.registration]
opens = 2027-03-11T09:00:00
closes = 2027-03-24T20:00:00
"""


def problem(text: str, name: str = "x.toml") -> tuple[int, str]:
    with pytest.raises(ContentError) as caught:
        parse_rules(text.encode(), name)
    (only,) = caught.value.problems
    assert only.file == name
    return only.line, only.message


FAULTS = [
    (GOOD.replace('source = "湘人社函"\n', ""), 1, "缺“source”，请补上 source = …"),
    (GOOD.replace("湘人社函", " "), 5, "缺来源，请写网址或文件简称"),
    (GOOD.replace('"430000"', '"43"'), 4, "地区请写六位代码，全国写 000000"),
    (GOOD.replace("fees-430000", "Fees"), 2, "编号只用小写字母、数字和连字符，如 fees-420000"),
    (GOOD.replace('"mid"', '"sure"'), 7, "“confidence”请改成其中一个：high、mid、low"),
    (
        GOOD.replace("2026-11-24", '"明天"'),
        6,
        "“checked_on”的写法看不懂，请对照 docs/rulebook.md 改写",
    ),
    (GOOD.replace("2026-11-24", "7"), 6, "“checked_on”请写成日期，如 2026-05-23，不加引号"),
    (GOOD + "fee = 1\n", 11, "不认识键“fee”，请改名或删去；能用的键见 docs/rulebook.md"),
    (
        GOOD.replace("note", "x").replace('kind = "fees"', 'kind = "fees"\nnotes = "x"'),
        4,
        "不认识键“notes”，请改名或删去；能用的键见 docs/rulebook.md",
    ),
    (GOOD.replace("6000,", '"六十",'), 10, "“value.fen”请写成整数，不加引号"),
    (
        GOOD.replace("checked_on", "from = 2026-02-01\nto = 2026-01-01\nchecked_on"),
        7,
        "失效早于生效，请改 from 或 to",
    ),
    (
        SITTING.replace("announced", "unannounced"),
        11,
        '没有公布的考次不写日期：删去日期，或公布后把 status 改成 "announced"',
    ),
    (
        SITTING.replace("announced", "soon"),
        11,
        "“value.status”请改成其中一个：announced、held、unannounced、cancelled",
    ),
    (
        SITTING.replace("year = 2027", "year = 2028"),
        12,
        "考试日期不在 2028 年，请改 year 或 exam_days",
    ),
    (
        SITTING.replace("[2027-05-22, 2027-05-23]", "[2027-05-23, 2027-05-22]"),
        12,
        "考试日期请从早到晚写，每天一次",
    ),
    (
        SITTING.replace("closes = 2027-03", "closes = 2027-02"),
        13,
        "截止早于开始，请把 opens 和 closes 对调或改正",
    ),
    (
        SITTING.replace("registration", "signup"),
        13,
        "没有“signup”这个时段，请改成其中一个：registration、check、payment、ticket、results",
    ),
    (
        SITTING.replace("closes = 2027-03-24T20:00:00", "closes = 3"),
        15,
        "“value.windows.closes”请写成日期和时间，如 2026-03-12T09:00:00，不加引号",
    ),
    (GOOD + GOOD, 11, "编号“fees-430000”在 x.toml 第 1 行用过了，请换一个"),
    (
        GOOD + GOOD.replace("fees-43", "more-fees-43"),
        11,
        "与“fees-430000”同时有效，请用 from、to 分开，或写 conflicts_with",
    ),
    ("title = 1\n" + GOOD, 1, "文件里只写 [[rules]] 条目，至少一条"),
    ("", 1, "文件里只写 [[rules]] 条目，至少一条"),
]


@pytest.mark.parametrize(("text", "line", "message"), FAULTS)
def test_a_fault_is_told_with_line_and_fix(text, line, message):
    assert problem(text) == (line, message)


def test_a_kind_that_is_none_is_told_with_the_kinds_there_are():
    line, message = problem(GOOD.replace('"fees"', '"fee"'))
    assert line == 3
    assert message.startswith("没有“fee”这种规则，请改成其中一个：agency-fact、agency-paper")


def test_text_that_is_not_toml_or_not_utf8_is_told_with_its_line():
    line, message = problem(GOOD.replace('"mid"', '"mid'))
    assert line == 7
    assert "补上引号" in message or "换了行" in message
    with pytest.raises(ContentError) as caught:
        parse_rules(GOOD.encode("gb18030"), "x.toml")
    assert caught.value.problems == (Problem("x.toml", 5, "文字编码不是 UTF-8，请另存为 UTF-8"),)


def test_windows_line_ends_and_a_mark_at_the_start_are_fine():
    raw = b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()
    (rule,) = parse_rules(raw, "x.toml")
    assert (rule.id, rule.line) == ("fees-430000", 1)


def test_a_sitting_in_the_file_of_another_year_is_told():
    line, message = problem(SITTING, "sittings/2026-420000.toml")
    assert (line, message) == (9, "年份、地区与文件名不一致，请改文件名或改内容")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ((b"J-ZH = 6000", b"X-ZH = 6000"), "没有代号为“X-ZH”的试卷，请对照 papers.toml 改正"),
        (
            (b'confidence = "mid"', b'confidence = "mid"\nconflicts_with = ["lost"]'),
            "conflicts_with 里的“lost”不存在，请改成已有的编号",
        ),
    ],
)
def test_a_reference_to_nothing_stops_the_start(change, message):
    files = rule_files(FOLDER) | {"new.toml": GOOD.encode().replace(*change)}
    with pytest.raises(ContentError) as caught:
        load_rules(files)
    assert caught.value.problems == (Problem("new.toml", 1, message),)


def test_without_files_there_is_no_rulebook():
    assert [str(each) for each in read_rules({}).problems] == [
        "rulebook:1: 没有规则文件，请放入 *.toml"
    ]


def test_all_faults_are_told_at_once_and_the_rest_is_read():
    files = {
        "a.toml": GOOD.encode(),
        "b.toml": b"x",
        "c.toml": SITTING.replace("420000", "4").encode(),
    }
    reading = read_rules(files)
    assert {fault.file for fault in reading.problems} >= {"b.toml", "c.toml"}
    assert reading.rules[0].id == "fees-430000"


def changed(rule_id: str, *changes: tuple[str, str]) -> list[str]:
    """Return the messages about the rulebook with one file changed."""
    file = load_rules_from(FOLDER).get(rule_id).file
    raw = (FOLDER / file).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in raw
        raw = raw.replace(old, new, 1)
    reading = read_rules(rule_files(FOLDER) | {file: raw.encode()})
    return [fault.message for fault in reading.problems]


@pytest.mark.parametrize(
    ("rule_id", "old", "new", "message"),
    [
        ("paper-j-zh", "count = 60", "count = 50", "各部分合计 180 个半分，与满分不符，请核对"),
        ("paper-j-zh", "pass_half_marks = 120", "pass_half_marks = 0", "合格线请写在 1 和满分之间"),
        ("eligibility-cutoff-national", "day = 31", "day = 32", "12 月没有 32 日，请改正"),
        ("season-tea", "months = [3, 4]", "months = [3, 14]", "月份请写 1 到 12，至少一个"),
        (
            "exam-step-account",
            'window = "registration"',
            'window = "signup"',
            "window 请改成其中一个：registration、check、payment、ticket、results",
        ),
        (
            "exam-step-photo",
            'after = ["account"]',
            'after = ["acount"]',
            "after 里的“acount”不是报名的步骤，请改正",
        ),
        (
            "sitting-2026-000000",
            "exam_days = [2026-05-23, 2026-05-24]",
            "",
            '缺考试日期：补上 exam_days，还没公布就写 status = "unannounced"',
        ),
        (
            "eligibility-j1",
            '"vocational"]',
            '"secondary"]',
            "“value.education”请改成其中一个：below、high-school、vocational、college、bachelor、master、doctor",
        ),
        (
            "agency-step-submit",
            '"supervisor-approval"]',
            '"approval"]',
            "“approval”不是前面的步骤，也不是材料或路，请改正",
        ),
        (
            "agency-step-submit",
            '"application",',
            '"aplication",',
            "“aplication”不是前面的步骤，也不是材料或路，请改正",
        ),
        (
            "agency-step-decision",
            'days_from = "submit"\n',
            "",
            "天数从哪一步办成算起，请写 days_from",
        ),
        (
            "agency-step-needs-study",
            "看清村里要什么",
            "看清村里要什么" * 3,
            "名字最多 20 个字，手机上一行放得下",
        ),
        (
            "agency-stage-filing",
            'steps = ["submit"]',
            'steps = ["submitted"]',
            "“submitted”是两个阶段的，或者不是步骤，请改正",
        ),
        (
            "agency-stage-filing",
            'steps = ["submit"]',
            "steps = []",
            "“submit”不在任何阶段里，请写进一个",
        ),
        (
            "agency-stage-naming",
            'steps = ["name"]',
            'steps = ["name", "authority"]',
            "“authority”是两个阶段的，或者不是步骤，请改正",
        ),
        (
            "agency-stage-naming",
            "usual_days = 30",
            "usual_days = 0",
            "停多少天算久，请写 1 或更大的整数，不算就删去",
        ),
        (
            "agency-stage-naming",
            'stage = "naming"',
            'stage = "opened"',
            "这个阶段不是一步一步办出来的，请删去这一条",
        ),
        ("agency-terms-130000", "share = 3", "share = 0", "几个人里要一个，请写 1 或更大的整数"),
    ],
)
def test_a_value_that_cannot_be_right_is_told(rule_id, old, new, message):
    assert message in changed(rule_id, (old, new))
