"""`flask rules enter`, `entered` and `withdraw`: a sitting is announced without touching code."""

from click.testing import CliRunner
from sqlalchemy import select

from commands.rules import rules_group
from models.road import RuleOverride

TEXT = """[[rules]]
id = "sitting-2027-420000"
kind = "sitting"
region = "420000"
source = "测试用的通知"
checked_on = 2026-11-24
confidence = "high"

[rules.value]
year = 2027
levels = ["junior"]
status = "announced"
exam_days = [2027-06-05, 2027-06-06]
"""


def entries(house):
    with house.database.reading() as db:
        return db.scalars(select(RuleOverride)).all()


def test_a_file_is_entered_listed_and_withdrawn(house, app, tmp_path):
    file = tmp_path / "sitting-2027.toml"
    file.write_text(TEXT, encoding="utf-8")
    run = app.test_cli_runner().invoke
    entered = run(rules_group, ["enter", str(file), "--by", "林管理"])
    assert (entered.exit_code, "sitting-2027-420000" in entered.output) == (0, True)
    listed = run(rules_group, ["entered"]).output
    uid = str(entries(house)[0].uid)
    assert uid in listed
    assert "林管理" in listed
    assert run(rules_group, ["withdraw", uid]).exit_code == 0
    again = run(rules_group, ["withdraw", uid])
    assert (again.exit_code, "flask rules entered" in again.output) == (1, True)


def test_what_was_entered_shows_on_the_page_at_once(app, xiaofang, tmp_path):
    assert "2027 年日期未公布" in xiaofang.get("/road/exam").text
    file = tmp_path / "sitting-2027.toml"
    file.write_text(TEXT, encoding="utf-8")
    app.test_cli_runner().invoke(rules_group, ["enter", str(file)])
    assert "2027年6月6日 09:00" in xiaofang.get("/road/exam").text


def test_a_faulty_file_is_refused_with_line_and_fix(house, app, tmp_path):
    file = tmp_path / "faulty.toml"
    file.write_text(TEXT.replace("source =", "sauce ="), encoding="utf-8")
    run = app.test_cli_runner().invoke
    refused = run(rules_group, ["enter", str(file)])
    assert refused.exit_code == 1
    assert "faulty.toml:" in refused.output
    file.write_bytes(TEXT.encode("gb18030"))
    assert "UTF-8" in run(rules_group, ["enter", str(file)]).output
    assert entries(house) == []


def test_checking_rules_needs_no_database():
    assert CliRunner().invoke(rules_group, ["check", "--json"]).exit_code == 0
