"""Rules by page: looked through, entered like the files, looked over, in force, withdrawn."""

import re

import pytest
from sqlalchemy import select

from actions.rulebook import rules_in_force
from blueprints.words.rule_parts import KEYS
from content.rule_change import told
from content.rules_build import fee_of, sitting_of
from models.history import AuditEntry
from models.road import RuleOverride
from tests.browser import Browser

ORDER = ["junior", "middle", "senior"]
NEW = "/office/rules/new"
SITTING = "/office/rules/new-sitting"
TEXT = """[[rules]]
id = "fees-430000-2027"
kind = "fees"
region = "430000"
source = "https://example.cn/notice"
document = "湘人社函〔2027〕1号"
checked_on = 2026-11-24
confidence = "high"

[rules.value.fen]
J-ZH = 6100
J-SW = 6100
"""
FORM = {"name": "fees.toml", "text": TEXT}
HUBEI = {
    "region": "420000",
    "year": "2027",
    "levels": "junior",
    "status": "announced",
    "first_day": "2027-05-22",
    "second_day": "2027-05-23",
    "registration_opens": "2027-03-12T09:00",
    "registration_closes": "2027-03-25T20:00",
    "results_planned": "考后两个月",
    "objective_fee": "61.5",
    "source": "https://example.cn/notice",
    "document": "鄂人社考〔2027〕1号",
    "confidence": "high",
}


@pytest.fixture
def lin(app, cast):
    """The administrator, signed in."""
    return Browser(app).as_person(cast.lin)


def entered(house):
    with house.database.reading() as db:
        return db.scalars(select(RuleOverride).order_by(RuleOverride.id)).all()


def looked_over(page):
    """The form that the page before the last shows."""
    return {"name": page.value("name"), "text": page.value("text")}


def test_rules_are_looked_through_by_kind_and_region(house, lin):
    everything = lin.get("/office/rules").text
    assert f"{len(house.rules.rules)} 条" in everything
    some = lin.get("/office/rules?kind=sitting&region=420527")
    links = [one for one in some.hrefs() if one.startswith("/office/rules/sitting-")]
    assert "/office/rules/sitting-2026-420000" in links
    assert not any("320000" in one for one in links)
    following = next(one for one in lin.get("/office/rules").hrefs() if "after=" in one)
    lin.get(following)


@pytest.mark.parametrize("odd", ["kind=x", "region=4205%25", "region=４２", "after=%00", "kind="])
def test_odd_addresses_show_everything(house, lin, odd):
    assert "条" in lin.get(f"/office/rules?{odd}").text


def test_one_rule_shows_what_it_says_and_rests_on(lin):
    page = lin.get("/office/rules/sitting-2026-420000")
    exam = "2026-05-23、2026-05-24"
    for words in ("鄂人社考〔2026〕5号", exam, "核对于 2026年11月24日", "湖北省"):
        assert words in page.text
    lin.get("/office/rules/no-such-rule", status=404)


def test_a_text_is_looked_over_before_it_counts(house, lin):
    page = lin.post(NEW, FORM, status=200)
    assert entered(house) == []
    assert "还没生效" in page.text
    assert "6100" in page.text
    done = lin.post("/office/rules/entered", looked_over(page))
    assert "1 条" in lin.follow(done).text
    (row,) = entered(house)
    assert row.text.strip() == TEXT.strip()
    assert "这里录的" in lin.get("/office/rules?kind=fees").text
    assert "湘人社函" in lin.get("/office/rules/fees-430000-2027").text


def test_going_back_keeps_the_text_and_enters_nothing(house, lin):
    page = lin.post(NEW, FORM, status=200)
    back = lin.post("/office/rules/entered", {**looked_over(page), "back": "1"}, status=200)
    assert back.value("text").strip() == TEXT.strip()
    assert entered(house) == []


def test_entered_twice_is_once(house, lin):
    for _ in range(2):
        lin.post("/office/rules/entered", FORM)
    assert len(entered(house)) == 1


FAULTS = {
    'source = "https://example.cn/notice"': ('source = ""', "第 5 行：缺来源"),
    'kind = "fees"': ('kind = "feees"', "第 3 行：没有“feees”这种规则"),
    'confidence = "high"': ('confidence = "sure"', "第 8 行"),
    "J-ZH = 6100": ('J-ZH = "much"', "整数，不加引号"),
    "checked_on = 2026-11-24": ("checked_on = 2026-99-24", "第 7 行"),
}


@pytest.mark.parametrize(("old", "new"), FAULTS.items())
def test_a_fault_is_told_with_its_line_and_the_text_stays(house, lin, old, new):
    text = TEXT.replace(old, new[0])
    page = lin.post(NEW, FORM | {"text": text}, status=422)
    assert new[1] in " ".join(page.errors())
    assert page.value("text").strip() == text.strip()
    page = lin.post("/office/rules/entered", FORM | {"text": text}, status=422)
    assert entered(house) == []


def test_several_faults_are_several_lines(lin):
    text = TEXT.replace('"high"', '"sure"') + TEXT.replace("fees-430000-2027", "Fees")
    assert len(lin.post(NEW, FORM | {"text": text}, status=422).errors()) == 2


@pytest.mark.parametrize("text", ["", "x" * 9001, "{{7*7}}", "[[rules]]\n" * 50, "a=" + "[" * 3000])
def test_odd_texts_are_refused_in_words(house, lin, text):
    assert lin.post(NEW, FORM | {"text": text}, status=422).errors()
    assert entered(house) == []


def test_withdrawn_with_a_reason_the_files_count_again(house, cast, lin):
    lin.post("/office/rules/entered", FORM)
    path = f"/office/rules/entered/{entered(house)[0].uid}"
    assert lin.post(path, status=422).errors()
    lin.post(path, {"reason": "抄错了省"})
    page = lin.get(path)
    assert "收回了" in page.text
    assert "抄错了省" in page.text
    assert cast.lin.name in page.text
    lin.get("/office/rules/fees-430000-2027", status=404)
    with house.database.reading() as db:
        query = select(AuditEntry.actor, AuditEntry.action).where(AuditEntry.action.like("rules-%"))
        told = [tuple(row) for row in db.execute(query)]
    lin_uid = str(cast.lin.uid)
    assert told == [(lin_uid, "rules-entered"), (lin_uid, "rules-withdrawn")]


def test_a_province_is_entered_by_form_and_counts_for_its_people(house, lin, xiaofang):
    page = lin.post(SITTING, HUBEI, status=200)
    text = page.value("text")
    assert "exam_days = [2027-05-22, 2027-05-23]" in text
    assert re.search(r"J-ZH = 6150\nJ-SW = 6150", text)
    assert "M-ZH" not in text
    assert "2027 年日期未公布" in xiaofang.get("/road/exam").text
    lin.post("/office/rules/entered", looked_over(page))
    road = xiaofang.get("/road/exam").text
    for words in ("2027年5月23日 09:00", "考试费共 123 元", "鄂人社考〔2027〕1号"):
        assert words in road


def test_a_notice_of_one_level_hides_no_other(house, cast, lin):
    for levels in ("junior", "middle"):
        sheet = lin.post(SITTING, HUBEI | {"levels": levels, "objective_fee": "70"}, status=200)
        assert f'id = "sitting-2027-420000-{levels}"' in sheet.value("text")
        lin.post("/office/rules/entered", looked_over(sheet))
        with house.database.reading() as db:
            book = rules_in_force(db, house.rules)
        told = {level: sitting_of(book, "420527", level, 2027).status for level in ORDER}
        done = ORDER.index(levels) + 1
        assert list(told.values()) == ["announced"] * done + ["unannounced"] * (3 - done)
    assert fee_of(book, "420527", ["J-ZH", "J-SW"]) == 14000
    assert fee_of(book, "420527", ["M-ZH", "M-SW"]) is not None


def test_hours_of_a_notice_go_before_the_usual_ones_on_the_road_and_in_the_calendar(
    house, lin, xiaofang
):
    form = lin.get(SITTING)
    assert "空着就照往年：第2天 09:00-11:00" in form.text
    sheet = HUBEI | {"session_j_zh": "第1天 13:30-15:30", "session_j_sw": "Day 2 14:00-16:00"}
    lin.post("/office/rules/entered", looked_over(lin.post(SITTING, sheet, status=200)))
    road = xiaofang.get("/road/exam").text
    assert "2027年5月22日 13:30到 15:30" in road
    assert "2027年5月23日 14:00到 16:00" in road
    calendar = xiaofang.client.get("/road/exam.ics").get_data(as_text=True)
    assert "DTSTART;TZID=Asia/Shanghai:20270522T133000" in calendar
    assert "DTSTART;TZID=Asia/Shanghai:20270523T140000" in calendar


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"session_j_zh": "下午"}, "写第几天、几点到几点"),
        ({"session_j_zh": "2 25:00-26:00"}, "写第几天、几点到几点"),
        ({"session_j_zh": "2 11:00-9:00"}, "结束要比开始晚"),
        ({"session_m_zh": "1 9:00-11:00"}, "没勾这一级"),
        ({"session_j_zh": "2 9:00-11:00", "second_day": ""}, "考试没有这一天"),
    ],
)
def test_hours_that_cannot_be_are_told_and_stay(house, lin, change, words):
    page = lin.post(SITTING, HUBEI | change, status=422)
    assert words in " ".join(page.errors())
    for name, text in change.items():
        assert page.value(name) == text
    assert entered(house) == []


def test_what_is_not_announced_stays_without_a_date(house, lin):
    bare = {name: HUBEI[name] for name in ("region", "year", "levels", "source", "confidence")}
    page = lin.post(SITTING, bare | {"status": "unannounced"}, status=200)
    assert "exam_days" not in page.value("text")
    assert "windows" not in page.value("text")
    page = lin.post(SITTING, HUBEI | {"status": "unannounced"}, status=422)
    assert "日期都空着" in " ".join(page.errors())
    page = lin.post(SITTING, bare | {"status": "announced"}, status=422)
    assert "填上考试日期" in " ".join(page.errors())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"region": "42"}, "6 位数字"),
        ({"year": "27"}, "4 位数字"),
        ({"levels": "expert"}, "不是有效的选项"),
        ({"first_day": "五月"}, "填一个日期"),
        ({"registration_opens": "明天"}, "填日期和时间"),
        ({"objective_fee": "-5"}, "多少元"),
        ({"objective_fee": "1e9"}, "多少元"),
        ({"source": ""}, "写网址"),
        ({"confidence": "sure"}, "不是有效的选项"),
    ],
)
def test_a_fault_in_the_form_is_told_and_all_stays(lin, change, words):
    page = lin.post(SITTING, HUBEI | change, status=422)
    assert page.errors()
    assert words in " ".join(page.errors()) or len(page.errors()) == 1
    for name in ("region", "year", "first_day", "registration_opens", "objective_fee"):
        assert page.value(name) == (HUBEI | change)[name]


def test_dates_of_another_year_are_refused_by_the_checker(lin):
    page = lin.post(SITTING, HUBEI | {"first_day": "2026-05-22"}, status=422)
    assert "不在 2027 年" in " ".join(page.errors())
    assert "2026-05-22" in page.value("text")


def test_words_that_look_like_toml_stay_words(lin):
    words = 'x"\nstatus = "held" # {{7*7}} \\'
    page = lin.post(SITTING, HUBEI | {"document": words, "note": '<b>\'"""</b>'}, status=200)
    assert 'status = "announced"' in page.value("text")
    assert "<b>" not in page.html.replace("&lt;b&gt;", "")


def test_only_administrators_come_in(app, cast):
    for login in ("li", "like", "fang", "wang", "xiaofang"):
        browser = Browser(app).as_person(getattr(cast, login))
        browser.get("/office/rules", status=403)
        browser.post("/office/rules/entered", FORM, status=403)


def test_everything_the_files_say_has_words(house):
    """A key without words would be shown in English."""
    with house.database.reading() as db:
        rules = rules_in_force(db, house.rules).rules
    parts = {part for one in rules for key, _said in told(one) for part in key.split(".")}
    assert {one for one in parts if one.islower()} - set(KEYS) == set()


def test_a_stage_of_founding_is_told_by_its_name(lin):
    page = lin.get("/office/rules?kind=agency-stage")
    assert "名称核准" in page.text
    assert "agency-stage-naming" not in page.text


def test_a_sentence_stays_as_it_is_written_in_english_too(lin):
    lin.client.set_cookie("lang", "en")
    page = lin.get("/office/rules/alternative-keep-proof")
    assert "劳动合同、任职文件、工作记录" in page.text


def test_from_what_would_change_one_goes_back_to_the_form_as_it_was_filled(lin):
    page = lin.post(SITTING, HUBEI, status=200)
    assert "考次，湖北省" in page.text
    kept = {tag.get("name"): tag.get("value") for tag in page.all("input")}
    assert kept["results_planned"] == "考后两个月"
    form = lin.post(SITTING, HUBEI | {"back": "1"}, status=200)
    assert form.errors() == []
    for name in ("region", "first_day", "registration_opens", "objective_fee", "document"):
        assert form.value(name) == HUBEI[name]
