"""The study plan: what to do this week, whether it fits, and what one may change."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from actions.learning import answer_checks
from actions.plan import aim_at, be_busy_in, study_a_day
from actions.road import enter_rules
from domain.days import ZONE, week_of
from domain.plan import Busy
from models.base import new_uid
from models.road import Goal, StudyPlan
from tests.browser import Browser

TODAY = date(2026, 11, 24)
SITTING = """[[rules]]
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


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    """The pages' day is Tuesday, 24 November 2026."""
    moment = datetime(2026, 11, 24, 12, tzinfo=ZONE).astimezone(UTC)

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return moment.astimezone(tz)

    monkeypatch.setattr("blueprints.web.db.datetime", Clock)


def choose(house, person, *, goal=None, minutes=None, busy=None):
    """Write a plan as the pages do."""
    at = datetime.now(UTC)
    with house.database.writing() as db:
        if goal is not None:
            aim_at(db, person.id, Goal.OWN, on=goal, at=at)
        if minutes is not None:
            study_a_day(db, person.id, minutes, at=at)
        if busy is not None:
            be_busy_in(db, person.id, busy, at=at)


def planned(page):
    """The minutes of this week's list."""
    return int(re.search(r"这一周做这些 (\d+) 分钟", page.text)[1])


def plans(house, person):
    with house.database.reading() as db:
        query = select(StudyPlan).where(StudyPlan.person_id == person.id).order_by(StudyPlan.id)
        return db.scalars(query).all()


def test_without_a_plan_the_page_proposes_one(xiaofang, house):
    page = xiaofang.get("/plan")
    first = next(c for c in house.library.courses.values() if c.kind == "exam").lessons[0]
    assert "本周学了 0 天" in page.text
    assert "没定日子。每天 25 分钟" in page.text
    assert first.title in page.text
    assert "/plan/goal" in page.hrefs()
    for word in ("连续", "打卡", "挂靠"):
        assert word not in page.text


def test_a_plan_is_made_in_two_questions(house, cast, xiaofang):
    page = xiaofang.post("/plan/goal", {"goal": "own", "on": "２０２７年４月３０日"})
    assert page.location == "/plan/minutes"
    page = xiaofang.follow(xiaofang.post("/plan/minutes", {"minutes": "３０"}))
    assert "目标 2027年4月30日，还有 157 天" in page.text
    assert "学得完：每天 30 分钟，一周学 5 天" in page.text
    last = plans(house, cast.xiaofang)[-1]
    assert (last.goal, last.goal_on, last.minutes_per_day) == ("own", date(2027, 4, 30), 30)


def test_a_plan_that_does_not_fit_says_so_with_the_minutes_needed(house, cast, xiaofang):
    choose(house, cast.xiaofang, goal=TODAY + timedelta(days=30), minutes=5)
    page = xiaofang.get("/plan")
    assert "每天 5 分钟学不完，先学占分最多的章。" in page.text
    assert "要学完，每天得" in page.text


def test_a_goal_too_near_says_to_put_it_off(house, cast, xiaofang):
    choose(house, cast.xiaofang, goal=TODAY + timedelta(days=1), minutes=25)
    assert "日子太近，加时间也不够，把目标往后放。" in xiaofang.get("/plan").text


def test_a_plan_that_fits_without_rest_says_it_is_tight(house, cast, xiaofang):
    page = None
    for minutes in range(20, 120):
        choose(house, cast.xiaofang, goal=TODAY + timedelta(days=14), minutes=minutes)
        page = xiaofang.get("/plan")
        if "刚好够" in page.text:
            break
    assert "一周 7 天都要学" in page.text
    assert "想每周歇 2 天，改成每天" in page.text


def test_a_goal_that_has_passed_is_told_kindly(house, cast, xiaofang):
    choose(house, cast.xiaofang, goal=TODAY, minutes=25)
    assert "定的日子到了。换一个日子，接着排。" in xiaofang.get("/plan").text


def test_no_exam_day_is_made_up(xiaofang):
    assert "考试那天（日期未公布，公布后自动用上）" in xiaofang.get("/plan/goal").text
    xiaofang.post("/plan/goal", {"goal": "sitting"})
    page = xiaofang.get("/plan")
    assert "考试那天，2027 年日期未公布" in page.text
    assert "没定日子" in page.text
    assert "目标 " not in page.h1


def test_once_announced_the_plan_takes_the_exam_day_by_itself(house, xiaofang):
    xiaofang.post("/plan/goal", {"goal": "sitting"})
    with house.database.writing() as db:
        enter_rules(db, "sitting.toml", SITTING, "tests", datetime.now(UTC))
    page = xiaofang.get("/plan")
    assert "目标 2027年6月6日，还有 194 天" in page.text
    assert "考试那天：2027年6月6日" in xiaofang.get("/plan/goal").text


def test_busy_weeks_are_proposed_from_the_seasons_and_feasts(house, cast, xiaofang):
    page = xiaofang.get("/plan/busy-weeks")
    assert "2月1日那周（春节）" in page.text
    assert "3月1日那周（农忙）" in page.text
    assert "12月7日那周（" not in page.text
    assert "三、四月采茶，又是报名的时候。 依据： 华中地区农时" in page.text
    xiaofang.post("/plan/busy-weeks", {"weeks": ["2027-02-01", "2027-03-01"]})
    page = xiaofang.get("/plan")
    assert "2月1日那周、3月1日那周" in page.text
    assert plans(house, cast.xiaofang)[-1].busy_weeks == {
        "2027-02-01": "spring_festival",
        "2027-03-01": "farming",
    }


def test_a_busy_week_gets_five_minutes_a_day(house, cast, xiaofang):
    choose(house, cast.xiaofang, minutes=60, busy={week_of(TODAY): Busy.FARMING})
    assert planned(xiaofang.get("/plan")) <= 25
    choose(house, cast.xiaofang, busy={})
    assert planned(xiaofang.get("/plan")) > 200


def test_farming_mode_is_five_minutes_and_goes_off_again(house, cast, xiaofang):
    page = xiaofang.follow(xiaofang.post("/plan/farming", {"on": "yes"}))
    assert "农忙模式开了，每天 5 分钟就好" in page.text
    assert planned(page) <= 25
    page = xiaofang.follow(xiaofang.post("/plan/farming", {"on": "no"}))
    assert "开农忙模式" in page.text
    assert [row.farming for row in plans(house, cast.xiaofang)] == [True, False]


def test_changes_keep_their_history_and_the_same_again_adds_nothing(house, cast, xiaofang):
    for minutes in ("25", "40", "40"):
        xiaofang.post("/plan/minutes", {"minutes": minutes})
    assert [row.minutes_per_day for row in plans(house, cast.xiaofang)] == [25, 40]


def test_what_is_read_leaves_the_plan_and_the_day_counts(house, cast, xiaofang):
    lesson = next(c for c in house.library.courses.values() if c.kind == "exam").lessons[0]
    with house.database.writing() as db:
        answer_checks(
            db,
            cast.xiaofang.id,
            lesson,
            chosen={item.id: item.key for item in house.library.checks(lesson.id)},
            once=new_uid(),
            library=house.library,
            at=datetime(2026, 11, 24, 3, tzinfo=UTC),
        )
    page = xiaofang.get("/plan")
    assert "本周学了 1 天" in page.text
    assert f"/courses/{lesson.course}/{lesson.id}" not in page.hrefs()
    assert "做练习" in page.text


@pytest.mark.parametrize(
    ("path", "form", "said"),
    [
        ("goal", {}, "选一个"),
        ("goal", {"goal": "own", "on": ""}, "填一个日子"),
        ("goal", {"goal": "own", "on": "2020年1月1日"}, "这个日子过了"),
        ("goal", {"goal": "own", "on": "2027年２月３０日"}, "日历上没有这一天"),
        ("minutes", {"minutes": ""}, "填分钟数"),
        ("minutes", {"minutes": "半小时"}, "写数字，像 25"),
        ("minutes", {"minutes": "900"}, "写 5 到 480 之间的数"),
    ],
)
def test_what_cannot_be_is_kept_and_told_how_to_mend(xiaofang, path, form, said):
    page = xiaofang.post(f"/plan/{path}", form, status=422)
    assert any(said in line for line in page.errors())
    for name, value in form.items():
        assert name == "goal" or page.value(name) == value


def test_a_week_that_is_none_of_those_offered_is_refused(xiaofang):
    xiaofang.post("/plan/busy-weeks", {"weeks": ["2031-01-01"]}, status=422)


@pytest.mark.parametrize("path", ["/plan", "/plan/goal", "/plan/minutes", "/plan/busy-weeks"])
def test_strangers_and_staff_have_no_plan(visitor, wang, path):
    assert visitor.get(path, status=303).location.startswith("/login")
    wang.get(path, status=403)


def test_a_plan_is_ones_own(app, house, cast, xiaofang):
    choose(house, cast.xiaofang, minutes=77)
    assert "77 分钟" not in Browser(app).as_person(cast.xiaojun).get("/plan").text


def test_the_plan_costs_the_same_however_often_it_was_changed(xiaofang):
    costs = []
    for minutes in ("20", "30", "40"):
        xiaofang.post("/plan/minutes", {"minutes": minutes})
        costs.append(len(xiaofang.get("/plan").queries))
    assert costs[0] == costs[2]


def exams(house):
    return [one for one in house.library.courses.values() if one.kind == "exam"]


def test_a_week_holds_lessons_of_both_papers(house, xiaofang):
    page = xiaofang.get("/plan").text
    assert len(exams(house)) > 1
    assert all(f"{course.title}，课文约" in page for course in exams(house))


def test_the_plan_says_how_many_chapters_are_not_written(house, xiaofang):
    page = xiaofang.get("/plan").text
    for course in exams(house):
        missing = sum(not chapter.written for chapter in course.chapters)
        said = f"{course.title}写好 {len(course.chapters) - missing} 章，还有 {missing} 章没写好"
        assert (said in page) == (missing > 0)
