"""The road: five stretches, the sitting, registration step by step, results, the certificate."""

import re
from datetime import UTC, date, datetime

import pytest

from actions.road import enter_rules
from domain.days import ZONE
from models.people import Person
from models.road_queries import done_steps_of, results_ever_of, trip_of
from tests.browser import Browser
from tests.founding import begin

SITTING = """[[rules]]
id = "sitting-2027-420000"
kind = "sitting"
region = "420000"
source = "测试用的通知"
checked_on = 2026-11-24
confidence = "high"

[rules.value]
year = 2027
levels = ["junior", "middle", "senior"]
status = "announced"
exam_days = [2027-06-05, 2027-06-06]

[rules.value.windows.registration]
opens = 2027-03-11T09:00:00
closes = 2027-03-24T20:00:00

[rules.value.windows.payment]
closes = 2027-03-26T20:00:00
"""
STEPS = (
    "account",
    "photo",
    "education-check",
    "form",
    "signature",
    "qualification-check",
    "paid",
    "ticket",
)


@pytest.fixture(autouse=True)
def _long_sessions(monkeypatch):
    """Who signs in today is still signed in when the clock is set to next spring."""
    monkeypatch.setattr("actions.entry.SESSION_DAYS", 900)


@pytest.fixture
def at(monkeypatch):
    """Set the clock of the pages."""

    def set_clock(year, month, day, hour=12):
        moment = datetime(year, month, day, hour, tzinfo=ZONE).astimezone(UTC)

        class Clock(datetime):
            @classmethod
            def now(cls, tz=None):
                return moment.astimezone(tz)

        monkeypatch.setattr("blueprints.web.db.datetime", Clock)

    return set_clock


@pytest.fixture
def announced(house):
    """The sitting of 2027 as an administrator of the tests entered it."""
    with house.database.writing() as db:
        enter_rules(db, "sitting.toml", SITTING, "tests", datetime.now(UTC))


def take(browser, *steps, level="junior"):
    for step in steps:
        browser.post(f"/road/exam/{level}/{step}", {"done": "yes"})


def qualify(browser):
    """Answer so that junior may be sat in 2027."""
    for name, told in (("education", "high-school"), ("practice", "yes"), ("certificate", "no")):
        browser.post(f"/road/eligibility/{name}", {"answer": told})
    browser.post("/road/eligibility/spell", {"start": "2020年1月1日", "end": ""})


def done(house, person):
    with house.database.reading() as db:
        return {step for _year, _level, step, _at in db.execute(done_steps_of(person.id))}


# ------------------------------------------------------------------ the road


def test_the_road_has_five_stretches_and_says_where_i_stand(xiaofang):
    page = xiaofang.get("/road")
    titles = ["".join(summary.itertext()).strip() for summary in page.all("summary")]
    assert titles == ["1 加入", "2 学习", "3 考试", "4 拿证登记", "5 办机构"]
    assert "你在第 2 步" in page.text
    for word in ("花费", "在哪办", "要带", "考试费 122 元", "网上报名，到考点考试"):
        assert word in page.text
    assert "先看你哪年能考" in page.text


def test_the_last_stretch_is_honest(xiaofang):
    page = xiaofang.get("/road")
    assert "/founding" in page.hrefs()
    assert "专职人员里至少三分之一持证" in page.text
    assert "民发〔2014〕80号" in page.text
    assert "挂靠" not in page.html


def test_the_last_stretch_leads_a_founder_to_her_team(xiaofang, house, cast):
    with house.database.writing() as db:
        manager = db.get_one(Person, cast.li.id)
        team = begin(db, manager, db.get_one(Person, cast.xiaofang.id), name="清溪")
        path = f"/founding/{team.uid}"
    page = xiaofang.get("/road")
    assert path in page.hrefs()
    (task,) = [one for one in page.all("a") if one.get("href") == path]
    assert "清溪" in "".join(task.itertext())
    assert xiaofang.get(path).status == 200


def test_another_province_has_its_own_rules(app, cast):
    page = Browser(app).as_person(cast.xiaoqiang).get("/road")
    assert "冀民规〔2020〕1号" in page.text
    assert "122 元" not in page.text
    assert "看本省通知" in page.text


PATHS = """/road /road/exam /road/exam.ics /road/exam/junior/account /road/exam-day
/road/exam-day/junior /road/results /road/results/years /road/results/junior/2026
/road/certificate /road/certificate/junior"""


@pytest.mark.parametrize("path", PATHS.split())
def test_strangers_and_staff_do_not_walk_here(visitor, wang, path):
    assert visitor.get(path, status=303).location.startswith("/login")
    wang.get(path, status=403)


# ------------------------------------------------------------------ the sitting


def test_no_date_of_2027_is_made_up(xiaofang):
    page = xiaofang.get("/road/exam")
    assert "2027 年日期未公布" in page.text
    assert "往年规律只供参考" in page.text
    assert not re.search(r"2027 年 \d+ 月", page.text)
    assert "2026 年（已过）：2026年5月23日、2026年5月24日考试" in page.text
    assert "报名 2026年3月12日 09:00到 2026年3月25日 20:00" in page.text


def test_we_keep_no_password_and_sign_for_nobody(xiaofang):
    page = xiaofang.get("/road/exam")
    assert "我们不保管报名网站的密码，不代签、不代报" in page.text
    assert "www.cpta.com.cn" in page.text


def test_an_announced_sitting_shows_ones_own_sessions(announced, at, xiaofang):
    at(2027, 4, 7)
    page = xiaofang.get("/road/exam")
    assert "离考试还有 60 天" in page.text
    assert "社会工作综合能力(初级)" in page.text.replace("（", "(").replace("）", ")")
    assert "2027年6月6日 09:00到 11:00" in page.text
    assert "2027年6月6日 14:00到 16:00" in page.text
    assert "2027年6月5日" not in page.text
    middle = xiaofang.get("/road/exam?level=middle")
    assert "2027年6月5日 14:00到 16:00" in middle.text


def test_another_province_does_not_get_these_dates(announced, app, cast):
    page = Browser(app).as_person(cast.xiaoqiang).get("/road/exam")
    assert "2027 年日期未公布" in page.text


def test_the_calendar_holds_ones_own_sessions_only(announced, at, xiaofang):
    at(2027, 4, 7)
    answer = xiaofang.get("/road/exam.ics")
    assert answer.response.mimetype == "text/calendar"
    assert answer.html.count("BEGIN:VEVENT") == 2
    assert "DTSTART;TZID=Asia/Shanghai:20270606T090000" in answer.html
    assert "DTEND;TZID=Asia/Shanghai:20270606T160000" in answer.html
    assert all(len(line.encode()) <= 75 for line in answer.html.split("\r\n"))
    assert "社会工作实务" in answer.html.replace("\r\n ", "")


def test_a_calendar_without_dates_says_why(xiaofang):
    page = xiaofang.get("/road/exam.ics")
    assert page.h1 == "还没有日子可存"
    assert "2027 年考试日期未公布" in page.text


# ------------------------------------------------------------------ registration


def test_an_unannounced_sitting_may_be_prepared_but_not_registered(house, cast, xiaofang):
    take(xiaofang, "account", "photo", "education-check")
    assert done(house, cast.xiaofang) == {"account", "photo"}
    page = xiaofang.get("/road/exam/junior/education-check")
    assert "时间还没公布，现在还不能记。" in page.text
    assert "还不能开始" in xiaofang.get("/road/exam").text


def test_a_step_says_what_it_takes(xiaofang):
    page = xiaofang.get("/road/exam/junior/photo")
    assert "要一台 Windows 电脑" in page.text
    qualify(xiaofang)
    page = xiaofang.get("/road/exam/junior/education-check")
    assert "毕业证照片：JPG，100 到 300 KB" in page.text
    assert "毕业证编号" not in page.text
    assert "只能本人办" in xiaofang.get("/road/exam/junior/signature").text


def test_who_has_not_told_the_education_sees_what_each_needs(xiaofang):
    page = xiaofang.get("/road/exam/junior/education-check")
    assert "学历是高中、中专、职高、技校的，还要" in page.text
    assert "毕业证编号" in page.text


def test_steps_are_walked_in_order_and_none_is_skipped(house, cast, announced, at, xiaofang):
    at(2027, 3, 12)
    page = xiaofang.follow(xiaofang.post("/road/exam/junior/paid", {"done": "yes"}))
    assert "这一步现在还不能勾" in page.text
    assert done(house, cast.xiaofang) == set()
    take(xiaofang, *STEPS[:7])
    assert done(house, cast.xiaofang) == set(STEPS[:7])
    assert "做完 7 步，共 8 步" in xiaofang.get("/road/exam").text
    assert "你在第 3 步" in xiaofang.get("/road").text


def test_undoing_a_step_undoes_what_rests_on_it_and_keeps_the_history(
    house, cast, announced, at, xiaofang
):
    at(2027, 3, 12)
    take(xiaofang, *STEPS[:5])
    page = xiaofang.follow(xiaofang.post("/road/exam/junior/photo", {"done": "no"}))
    assert "改回没做，共 3 步" in page.text
    assert done(house, cast.xiaofang) == {"account", "education-check"}
    history = xiaofang.get("/road/exam/junior/photo").text
    assert "做完了" in history
    assert "改回没做" in history


def test_the_unpaid_hear_it_daily_in_the_last_week(announced, at, xiaofang):
    qualify(xiaofang)
    at(2027, 3, 18)
    take(xiaofang, *STEPS[:6])
    assert "还没缴费" not in xiaofang.get("/road/exam").text
    at(2027, 3, 24)
    assert "还没缴费，只剩 2 天。没缴费，等于没报名。" in xiaofang.get("/road/exam").text
    assert "报名还没缴费" in xiaofang.get("/road").text
    at(2027, 3, 26)
    assert "今天是缴费最后一天" in xiaofang.get("/road/exam").text
    take(xiaofang, "paid")
    assert "还没缴费" not in xiaofang.get("/road/exam").text


def test_the_window_closing_is_a_task_only_for_who_may_sit(announced, at, xiaofang):
    at(2027, 3, 12)
    assert "先看你哪年能考" in xiaofang.get("/road").text
    qualify(xiaofang)
    assert "考试报名：注册账号" in xiaofang.get("/road").text
    xiaofang.post("/road/eligibility/education", {"answer": "below"})
    assert "考试报名：注册账号" not in xiaofang.get("/road").text


def test_a_level_or_step_that_is_none_does_not_exist(xiaofang):
    xiaofang.get("/road/exam/expert/account", status=404)
    xiaofang.get("/road/exam/junior/bribe", status=404)


def test_registration_is_ones_own(app, cast, announced, at, xiaofang):
    at(2027, 3, 12)
    take(xiaofang, *STEPS[:2])
    other = Browser(app).as_person(cast.xiaojun)
    assert "做完 0 步，共 8 步" in other.get("/road/exam").text


def test_the_exam_page_costs_the_same_for_one_step_and_for_three(announced, at, xiaofang):
    at(2027, 3, 12)
    costs = []
    for step in STEPS[:3]:
        take(xiaofang, step)
        costs.append(len(xiaofang.get("/road/exam").queries))
    assert costs[0] == costs[2]


# ------------------------------------------------------------------ the exam-day sheet


def test_the_sheet_says_what_counts_on_the_day(announced, at, xiaofang):
    at(2027, 5, 1)
    page = xiaofang.get("/road/exam-day")
    assert "开考 5 分钟后，谁也进不去" in page.text
    assert "没有人能提前离场" in page.text
    assert "试卷代码先涂上。填错或不填，这一科算 0 分。" in page.text
    assert "2B 铅笔" in page.text
    assert "2027年6月6日 09:00到 11:00" in page.text


def test_the_sheet_keeps_what_is_written_on_it(house, cast, xiaofang):
    form = {
        "place": "县一中",
        "seat": "3 考场 12 号",
        "bus": "早上六点村口",
        "lodging": "",
        "id_expires": "２０３０年５月１日",
    }
    page = xiaofang.follow(xiaofang.post("/road/exam-day/junior", form))
    for words in ("县一中", "3 考场 12 号", "早上六点村口", "有效到 2030年5月1日", "没填"):
        assert words in page.text
    assert xiaofang.get("/road/exam-day/junior").value("place") == "县一中"
    with house.database.reading() as db:
        assert db.scalars(trip_of(cast.xiaojun.id, "2027", "junior")).first() is None


def test_an_id_card_that_runs_out_before_the_exam_is_told(announced, at, xiaofang):
    at(2027, 5, 1)
    xiaofang.post("/road/exam-day/junior", {"id_expires": "2027年6月1日"})
    assert "身份证在考试前就过期了" in xiaofang.get("/road/exam-day").text


def test_an_impossible_day_on_the_sheet_keeps_the_rest(xiaofang):
    form = {"place": "县一中", "id_expires": "2030年2月30日"}
    page = xiaofang.post("/road/exam-day/junior", form, status=422)
    assert page.errors() == ["日历上没有这一天，看一下月和日"]
    assert page.value("place") == "县一中"


# ------------------------------------------------------------------ results


def marks(browser, level, year, **told):
    return browser.post(f"/road/results/{level}/{year}", told)


def test_a_failed_sitting_gets_a_kind_page_with_what_comes_next(at, xiaofang):
    at(2026, 11, 24)
    page = xiaofang.post("/road/results/years", {"exam": "junior-2026"})
    assert page.location == "/road/results/junior/2026"
    page = xiaofang.follow(marks(xiaofang, "junior", 2026, j_zh="６１．５", j_sw="58"))
    assert "61.5 分" in page.text
    assert "你的位置给你留着" in page.text
    assert "差 2 分" in page.text
    assert "初级两科要在同一年合格，不能带到下一年，两科一起再考。" in page.text
    assert "考试大纲（2025年版）考试说明" in page.text
    assert "下一次是 2027 年，日期未公布。" in page.text


def test_passing_both_leads_to_the_certificate(at, xiaofang):
    at(2026, 11, 24)
    page = xiaofang.follow(marks(xiaofang, "junior", 2026, j_zh="60", j_sw="60"))
    assert "初级通过了，祝贺你！" in page.text
    assert "/road/certificate" in page.hrefs()
    assert "你在第 4 步" in xiaofang.get("/road").text
    assert "/road/certificate/junior" in xiaofang.get("/road/certificate").hrefs()


def test_two_halves_in_two_years_are_no_junior_pass(at, xiaofang):
    at(2026, 11, 24)
    marks(xiaofang, "junior", 2025, j_zh="70", j_sw="50")
    page = xiaofang.follow(marks(xiaofang, "junior", 2026, j_zh="50", j_sw="70"))
    assert "初级还没全过" in page.text


def test_middle_papers_are_kept_for_two_years_running(at, xiaofang):
    at(2026, 11, 24)
    marks(xiaofang, "middle", 2025, m_zh="66", m_fg="", m_sw="")
    page = xiaofang.follow(marks(xiaofang, "middle", 2026, m_zh="", m_fg="62", m_sw="40"))
    assert "中级三科要在连续两年里合格。" in page.text
    assert "2026 年合格，保留到 2027 年的考试。" in page.text
    assert "2025 年的合格过了两年，要再考。" in page.text


def test_marks_entered_again_count_and_the_first_stay_known(house, cast, at, xiaofang):
    at(2026, 11, 24)
    marks(xiaofang, "junior", 2026, j_zh="50", j_sw="60")
    marks(xiaofang, "junior", 2026, j_zh="50", j_sw="60")
    page = xiaofang.follow(marks(xiaofang, "junior", 2026, j_zh="60", j_sw="60"))
    assert "初级通过了" in page.text
    assert "填过的成绩" in page.text
    with house.database.reading() as db:
        rows = db.scalars(results_ever_of(cast.xiaofang.id)).all()
    assert [(row.paper, row.half_marks) for row in rows] == [
        ("J-ZH", 100),
        ("J-SW", 120),
        ("J-ZH", 120),
    ]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"j_zh": "六十", "j_sw": "58"}, "写数字，像 61 或 61.5"),
        ({"j_zh": "61.3", "j_sw": "58"}, "写数字，像 61 或 61.5"),
        ({"j_zh": "101", "j_sw": "58"}, "满分 100 分"),
        ({"j_zh": "", "j_sw": ""}, "至少填一科的分数"),
    ],
)
def test_marks_that_cannot_be_are_kept_and_told(at, xiaofang, told, said):
    at(2026, 11, 24)
    page = xiaofang.post("/road/results/junior/2026", told, status=422)
    assert any(said in line for line in page.errors())
    assert page.value("j_zh") == told["j_zh"]
    assert page.value("j_sw") == told["j_sw"]


def test_an_exam_that_was_not_held_yet_has_no_marks(at, xiaofang):
    at(2026, 11, 24)
    xiaofang.get("/road/results/junior/2027", status=404)
    xiaofang.get("/road/results/expert/2026", status=404)
    assert xiaofang.post("/road/results/years", {}, status=422).errors() == ["选一次考试"]


# ------------------------------------------------------------------ the certificate


def test_before_passing_the_page_says_what_will_come(xiaofang):
    page = xiaofang.get("/road/certificate")
    assert "这一步等考试通过以后再走" in page.text
    assert "初级 72 学时" in page.text
    assert "要不要登记，没有查到" in page.text
    assert "民发〔2009〕44号" in page.text


def test_a_certificate_where_nobody_knows_falls_due_nowhere(at, xiaofang):
    at(2026, 11, 24)
    xiaofang.post("/road/certificate/junior", {"day": "2026年5月24日"})
    page = xiaofang.get("/road/certificate")
    assert "2026年5月24日" in page.text
    assert "先打电话问县委社会工作部或民政局" in page.text
    assert "以前去登记" not in page.text
    assert "你在第 4 步" in xiaofang.get("/road").text


ASKED = """[[rules]]
id = "certificate-registration-420000"
kind = "certificate-registration"
region = "420000"
source = "测试用的通知"
checked_on = 2026-11-24
confidence = "high"

[rules.value]
asked = "yes"
first_within_years = 1
term_years = 3
renewal_window_months = 3
decision_working_days = 30
documents = ["身份证明"]
renewal_documents = ["身份证明"]
"""


def test_where_registration_is_asked_it_falls_due(house, at, xiaofang):
    with house.database.writing() as db:
        enter_rules(db, "asked.toml", ASKED, "tests", datetime.now(UTC))
    at(2026, 11, 24)
    xiaofang.post("/road/certificate/junior", {"day": "2026年5月24日"})
    assert "2027年5月24日以前去登记。" in xiaofang.get("/road/certificate").text
    xiaofang.post("/road/certificate/junior/registration", {"day": "2026年9月1日"})
    page = xiaofang.get("/road/certificate")
    assert "登记有效到 2029年9月1日。2029年6月1日起可以再登记。" in page.text
    assert "你在第 5 步" in xiaofang.get("/road").text


def test_a_certificate_of_days_that_cannot_be_is_told(at, xiaofang):
    at(2026, 11, 24)
    page = xiaofang.post("/road/certificate/junior", {"day": "2027年1月1日"}, status=422)
    assert page.errors() == ["这个日子不对，看一下年份"]
    assert page.value("day") == "2027年1月1日"
    xiaofang.get("/road/certificate/junior/registration", status=404)
    xiaofang.get("/road/certificate/senior", status=404)


def test_a_certificate_on_record_is_not_asked_for_again(at, xiaofang):
    at(2026, 11, 24)
    xiaofang.post("/road/certificate/junior", {"day": "2020年5月24日"})
    xiaofang.post("/road/eligibility/education", {"answer": "high-school"})
    xiaofang.post("/road/eligibility/practice", {"answer": "yes"})
    xiaofang.post("/road/eligibility/spell", {"start": "2015年1月1日", "end": ""})
    page = xiaofang.get("/road/eligibility/result")
    assert "2027 年可以报中级" in page.text
    assert date(2020, 5, 24).isoformat() not in page.text
