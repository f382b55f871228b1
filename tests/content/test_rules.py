"""The rulebook: what it holds, how regions fall back, overrides, and its commands."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from commands.rules import rules_group
from content.rule_kinds import KINDS
from content.rules import load_rules_from, parse_rules, rule_files
from content.rules_build import (
    fee_of,
    levels_of,
    next_sitting,
    paper_form,
    papers_of,
    sitting_of,
    sittings_of,
)

FOLDER = Path(__file__).resolve().parents[2] / "rulebook"
BOOK = load_rules_from(FOLDER)
BANNED = (
    "非法",
    "无效",
    "参数错误",
    "操作失败",
    "未知错误",
    "系统繁忙",
    "禁止",
    "挂靠",
    "·",
)
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


def test_every_rule_has_a_source_a_day_and_every_kind_is_used():
    assert {rule.kind for rule in BOOK.rules} == set(KINDS)
    assert all(rule.source.strip() and rule.checked_on for rule in BOOK.rules)
    assert len(BOOK.rules) > 200


def test_the_guide_names_every_kind():
    guide = (FOLDER.parent / "docs" / "rulebook.md").read_text(encoding="utf-8")
    assert [kind for kind in KINDS if f"`{kind}`" not in guide] == []


def test_what_is_from_memory_or_derived_is_of_low_confidence():
    marked = re.compile("凭记忆|凭经验|推算|反推|还没核对|还没查到")
    shaky = [r for r in BOOK.rules if marked.search(r.note) and r.confidence == "high"]
    assert shaky == []


def test_the_words_are_ones_that_people_may_read():
    for name, raw in rule_files(FOLDER).items():
        assert not [word for word in BANNED if word in raw.decode()], name


def test_no_date_of_2027_is_made_up():
    sitting = sitting_of(BOOK, "420625", "junior", 2027)
    assert (sitting.status, sitting.exam_days, dict(sitting.windows)) == ("unannounced", (), {})
    assert "2027 年日期未公布" in sitting.history
    texts = [raw.decode() for raw in rule_files(FOLDER).values()]
    assert not [text for text in texts if re.search(r"2027-\d\d-\d\d", text)]


def test_a_region_falls_back_to_city_province_and_country():
    assert BOOK.find("fees", "420625")[0].id == "fees-420000"
    assert BOOK.find("fees", "420625102000")[0].id == "fees-420000"
    assert BOOK.find("fees", "110101") == ()
    assert {r.region for r in BOOK.find("incentive", "421022")} == {"420000", "421000"}
    assert sitting_of(BOOK, "130102", "junior", 2022).exam_days[0] == date(2022, 12, 24)
    assert sitting_of(BOOK, "130302", "junior", 2022).exam_days[0] == date(2022, 6, 18)
    assert sitting_of(BOOK, "230102", "junior", 2021).status == "cancelled"


@pytest.mark.parametrize("region", ["42", "湖北", "42062x", "４２００００"])
def test_a_region_that_is_no_code_is_refused(region):
    with pytest.raises(ValueError, match="six digits"):
        BOOK.find("fees", region)


def test_a_rule_holds_from_its_first_to_its_last_day():
    days = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1)]
    found = [BOOK.find("eligibility-cutoff", "110101", day)[0].region for day in days]
    assert found == ["000000", "110000", "110000", "000000"]


def test_sittings_come_by_year_with_the_nearest_for_each():
    found = BOOK.sittings("420625", "junior")
    assert [rule.value["year"] for rule in found] == list(range(2019, 2028))
    assert {rule.id for rule in found if rule.region != "000000"} == {"sitting-2026-420000"}
    assert len(sittings_of(BOOK, None, "middle")) == len(found)


@pytest.mark.parametrize(
    ("today", "year"),
    [(date(2026, 5, 24), 2026), (date(2026, 5, 25), 2027), (date(2027, 12, 31), 2027)],
)
def test_the_next_sitting_is_the_first_that_is_not_over(today, year):
    assert next_sitting(BOOK, "420625", "junior", today).year == year


def test_after_the_last_known_sitting_there_is_none():
    assert next_sitting(BOOK, "420625", "junior", date(2028, 1, 1)) is None


def test_papers_fees_and_forms_are_those_of_the_notices():
    assert papers_of(BOOK, "junior") == ("J-ZH", "J-SW")
    assert [fee_of(BOOK, "420625", papers_of(BOOK, x)) for x in levels_of(BOOK)] == [
        12200,
        18700,
        6900,
    ]
    assert fee_of(BOOK, "110101", ["J-ZH"]) is None
    form = paper_form(BOOK, "J-ZH")
    assert (form.singles, form.multiples, form.minutes) == (60, 20, 120)
    assert (form.full_half_marks, form.pass_half_marks) == (200, 120)
    assert (form.marking.single, form.marking.multiple, form.marking.per_option) == (2, 4, 1)
    with pytest.raises(LookupError):
        paper_form(BOOK, "M-SW")


def test_an_administrator_enters_2027_and_it_comes_first():
    book = BOOK.override(parse_rules(SITTING.encode(), "entered"))
    sitting = sitting_of(book, "420625", "junior", 2027)
    assert sitting.windows["registration"].opens.isoformat() == "2027-03-11T09:00:00+08:00"
    assert sitting_of(book, "430100", "junior", 2027).status == "unannounced"
    assert sitting_of(book, "420625", "senior", 2027).status == "unannounced"
    assert sitting_of(BOOK, "420625", "junior", 2027).status == "unannounced"


def test_an_override_replaces_its_own_id_and_beats_a_rival_of_the_file():
    same, rival = (
        parse_rules(GOOD.replace("430000", "420000").replace("fees-4", name).encode(), "entered")
        for name in ("fees-4", "new-fees-4")
    )
    assert len(BOOK.override(same).rules) == len(BOOK.rules)
    assert fee_of(BOOK.override(same), "420625", ["J-ZH"]) == 6000
    assert BOOK.override(rival).find("fees", "420625")[0].id == "new-fees-420000"
    assert BOOK.override(rival).override(same).find("fees", "420625")[0].id == "fees-420000"


def test_a_value_cannot_be_changed():
    with pytest.raises(TypeError):
        BOOK.get("fees-420000").value["fen"]["J-ZH"] = 0


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(rules_group, words)
    return result.exit_code, result.output


def test_check_prints_the_counts():
    code, output = run("check", "--json")
    assert (code, json.loads(output)) == (
        0,
        {"rules": len(BOOK.rules), "regions": 18, "unsourced": 0, "errors": []},
    )
    assert "问题 0 处" in run("check")[1]


def test_check_fails_with_file_line_and_message(tmp_path):
    (tmp_path / "fees.toml").write_text(GOOD.replace("湘人社函", ""), encoding="utf-8")
    code, output = run("check", "--json", "--folder", str(tmp_path))
    found = json.loads(output)
    assert (code, found["unsourced"]) == (1, 1)
    assert found["errors"][0] == {
        "file": "fees.toml",
        "line": 1,
        "message": "没有代号为“J-SW”的试卷，请对照 papers.toml 改正",
    }
    assert "fees.toml:5: 缺来源" in run("check", "--folder", str(tmp_path))[1]


def test_show_prints_a_rule_with_its_source_or_says_that_there_is_none():
    code, output = run("show", "sitting-2027-000000")
    shown = json.loads(output)
    assert (code, shown["value"]["status"], shown["from"]) == (0, "unannounced", None)
    assert shown["source"] == "https://www.cpta.com.cn"
    code, output = run("show", "nothing")
    assert (code, "没有编号为“nothing”的规则" in output) == (1, True)
