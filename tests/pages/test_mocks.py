"""Mocks: a trainee sits one, on any device, and sees what it brought."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import func, select

from actions.handlers import HANDLERS
from actions.jobs import Workshop, run_due
from models.learning import Event, Kind
from models.mocks import ExtraTime, Mock, MockAnswer, MockClosing
from tests.browser import Browser
from tests.conftest import START

COURSE = "junior-comprehensive-2025"
NINE = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
"""Nine in the morning of the day after the cast came in."""


@pytest.fixture
def clock():
    """A clock that stands still until it is moved; the day begins at nine."""
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sitter(app, cast, clock):
    """小芳, signed in at nine."""
    return Browser(app).as_person(cast.xiaofang)


@pytest.fixture
def path(sitter):
    """The address of a mock she has just started."""
    return begin(sitter)


def begin(browser):
    return browser.post("/mocks", {"course": COURSE}).location


def the_mock(house):
    with house.database.reading() as db:
        return db.scalars(select(Mock).order_by(Mock.id.desc())).first()


def item_at(house, number):
    return house.library.item(the_mock(house).items[number - 1])


def key_of(house, number):
    return sorted(item_at(house, number).key)


def miss_of(house, number):
    return next(
        option.id
        for option in item_at(house, number).options
        if option.id not in key_of(house, number)
    )


def tick(browser, path, number, chosen, go="next", **more):
    form = {"chosen": chosen, "go": go, **more}
    return browser.post(f"{path}/q{number}", form)


def count(house, table, *where):
    with house.database.reading() as db:
        return db.scalar(select(func.count(table.id)).where(*where))


def ticked(page):
    return [i.get("value") for i in page.all("input") if i.get("checked") is not None]


# Before


def test_the_first_page_offers_the_paper_and_says_what_it_lacks(sitter):
    page = sitter.get("/mocks")
    assert "社会工作综合能力（初级） 80 题，120 分钟，只含第 4、6、8 章，不是全真" in page.text
    assert f"/mocks/papers/{COURSE}" in page.hrefs()
    assert "/answer-card" in page.hrefs()


def test_the_paper_says_how_long_it_is_and_how_it_is_marked_with_its_sources(house, sitter):
    page = sitter.get(f"/mocks/papers/{COURSE}")
    assert "只含第 4、6、8 章，不是全真" in page.text
    assert "单选 60 题，多选 20 题" in page.text
    assert "每题 2 分。错选没分，少选每个对的 0.5 分" in page.text
    assert "60 分，满分 100 分" in page.text
    for rule in ("paper-j-zh", "marking-multiple"):
        assert named(house.rules.get(rule)) in page.text


def test_the_weights_are_shown_renormalised_with_their_year_and_their_doubt(house, sitter):
    page = sitter.get(f"/mocks/papers/{COURSE}")
    assert "按 2025 年考题里各章的分值推算" in page.text
    assert "来源不够硬，只作参考" in page.text
    shares = [int(cell) for cell in re.findall(r">(\d+)%</td>", page.html)]
    assert sum(shares) in {99, 100, 101}
    titles = [c.title for c in house.library.course(COURSE).chapters if c.written]
    assert all(title in page.text for title in titles)


def test_extra_time_is_announced_and_counts(house, app, cast, clock):
    with house.database.writing() as db:
        db.add(
            ExtraTime(
                person_id=cast.xiaofang.id,
                minutes=30,
                reason="看得慢",
                given_by_id=cast.wang.id,
                at=START,
            )
        )
    browser = Browser(app).as_person(cast.xiaofang)
    assert "另给你加 30 分钟" in browser.get(f"/mocks/papers/{COURSE}").text
    path = begin(browser)
    assert "剩 150 分钟" in browser.get(f"{path}/q1").text


@pytest.mark.parametrize("course", ["village-practice", "none", ""])
def test_a_course_without_a_paper_cannot_be_sat(sitter, course):
    sitter.post("/mocks", {"course": course}, status=404)


def test_a_second_start_leads_to_the_running_one(house, sitter, path):
    assert begin(sitter) == path
    page = sitter.get("/mocks")
    assert "接着考" in page.text
    assert path in page.hrefs()
    assert f"{house.library.course(COURSE).title}，还剩" in sitter.get("/today").text
    assert path in sitter.get(f"/mocks/papers/{COURSE}").hrefs()
    assert count(house, Mock) == 1


def test_a_programme_that_starts_a_second_one_is_told_409(sitter, path):
    page = sitter.post(
        "/mocks", {"course": COURSE}, status=409, headers={"Accept": "application/json"}
    )
    assert page.response.json == {"mock": path}


# During


def test_a_question_shows_the_time_left_the_code_and_no_bottom_bar(house, sitter, path, clock):
    clock.move_to(NINE + timedelta(minutes=33))
    page = sitter.follow(sitter.get(path, status=303))
    assert page.h1 == "第 1 题，共 80 题"
    assert "截至 09:33 剩 87 分钟" in page.text
    assert f"试卷代码 {the_mock(house).code}，记得抄到答题卡上" in page.text
    assert " ".join(item_at(house, 1).stem.split()) in page.text
    assert not page.all("nav")
    assert len([b for b in page.all("button") if b.get("class") == "btn primary"]) == 1
    assert [script.get("type") for script in page.all("script")] == ["module"]


def test_the_countdown_is_small():
    from config import ROOT

    assert (ROOT / "static/js/countdown.js").stat().st_size <= 2048


@pytest.mark.parametrize(
    ("minutes", "words"), [(109, None), (111, "不到 10 分钟了"), (119, "不到 2 分钟了")]
)
def test_the_page_warns_at_ten_and_at_two_minutes(sitter, path, clock, minutes, words):
    clock.move_to(NINE + timedelta(minutes=minutes))
    text = sitter.get(f"{path}/q1").text
    assert [w for w in ("不到 10 分钟了", "不到 2 分钟了") if w in text] == (
        [words] if words else []
    )


def test_every_button_saves_first(house, sitter, path):
    where = {"next": "/q6", "previous": "/q4", "sheet": "/sheet", "stay": "/q5"}
    for number, (go, target) in enumerate(where.items()):
        assert tick(sitter, path, 5, "ABCD"[number], go).location == path + target
        assert ticked(sitter.get(f"{path}/q5")) == ["ABCD"[number]]
    assert tick(sitter, path, 5, "B", "leave").location == "/mocks"
    assert tick(sitter, path, 1, "A", "previous").location == f"{path}/q1"
    assert tick(sitter, path, 80, "A", "next").location == f"{path}/hand-in"
    assert count(house, Event, Event.kind == Kind.MOCK_STEP) == 7


def test_the_page_says_which_question_was_saved_last(sitter, path, clock):
    clock.move_to(NINE + timedelta(minutes=31))
    page = sitter.follow(tick(sitter, path, 12, "A"))
    assert page.h1 == "第 13 题，共 80 题"
    assert "最后存好的是第 12 题，09:31。" in page.text
    assert "没答 79 题" in page.text


def test_a_question_skipped_is_a_step_too(house, sitter, path):
    sitter.post(f"{path}/q3", {"go": "next"})
    assert "没答 80 题" in sitter.get(f"{path}/q4").text
    assert count(house, MockAnswer, MockAnswer.number == 3) == 1


def test_a_flag_stays_on_the_question_and_on_the_sheet(sitter, path):
    tick(sitter, path, 9, "C", flagged="y")
    assert "y" in ticked(sitter.get(f"{path}/q9"))
    sheet = sitter.get(f"{path}/sheet")
    looks = {a.get("href"): a.get("class") for a in sheet.all("a")}
    assert looks[f"{path}/q9"] == "flagged"
    assert looks[f"{path}/q10"] == "blank"


def test_a_second_device_goes_on_with_the_last_answer_and_the_right_time(
    app, cast, sitter, path, clock
):
    clock.move_to(NINE + timedelta(minutes=20))
    tick(sitter, path, 31, "B")
    clock.move_to(NINE + timedelta(minutes=50))
    tablet = Browser(app).as_person(cast.xiaofang)
    page = tablet.follow(tablet.get(path, status=303))
    assert page.h1 == "第 31 题，共 80 题"
    assert ticked(page) == ["B"]
    assert "截至 09:50 剩 70 分钟" in page.text


def test_the_code_is_copied_onto_the_sheet(house, sitter, path):
    code = the_mock(house).code
    assert sitter.post(f"{path}/sheet", {"code": f" {code.lower()} "}).location == f"{path}/sheet"
    page = sitter.get(f"{path}/sheet")
    assert page.value("code") == code
    assert "记得抄" not in page.text


def test_a_code_that_is_too_long_is_kept_and_explained(sitter, path):
    page = sitter.post(f"{path}/sheet", {"code": "ABCDEFGHIJ"}, status=422)
    assert page.errors() == ["抄 2 位代码，一个字母一个数字"]
    assert page.value("code") == "ABCDEFGHIJ"
    assert page.title.startswith("有错误：")
    assert "#code" in page.hrefs()


def test_before_handing_in_the_page_names_what_is_blank_and_flagged(sitter, path):
    tick(sitter, path, 1, "A", flagged="y")
    page = sitter.get(f"{path}/hand-in")
    assert "没答 79 题" in page.text
    assert "标记了 1 题" in page.text
    assert "还没抄到答题卡上" in page.text
    looks = [(a.get("href"), a.get("class")) for a in page.all("a")]
    assert (f"{path}/q2", "blank") in looks
    assert (f"{path}/q1", "flagged") in looks


@pytest.mark.parametrize("place", ["q0", "q81", "q01", "q", "x1", "q-1"])
def test_a_question_that_is_not_on_the_paper_is_not_found(sitter, path, place):
    sitter.get(f"{path}/{place}", status=404)
    sitter.post(f"{path}/{place}", status=404)


def test_no_page_tells_a_key_or_a_reason_before_the_end(house, sitter, path):
    """A19: nothing to read ahead, whatever page is opened."""
    tick(sitter, path, 1, "A")
    items = [house.library.item(item) for item in the_mock(house).items]
    secrets = {option.reason for item in items for option in item.options}
    secrets |= {item.explanation for item in items}
    pages = [f"{path}/q{n}" for n in range(1, 81)]
    pages += [
        f"{path}/sheet",
        f"{path}/hand-in",
        f"{path}/card",
        "/mocks",
        f"/search?q={items[0].stem[:8]}",
    ]
    for page in pages:
        html = sitter.get(page, inspect=False).html
        assert not [secret for secret in secrets if secret in html], page
    for page in ("report", "review/q1"):
        assert sitter.get(f"{path}/{page}", status=303).location == path


# The end


def test_handing_in_leads_to_the_report(house, sitter, path, clock):
    tick(sitter, path, 1, key_of(house, 1))
    tick(sitter, path, 61, key_of(house, 61)[:1])
    clock.move_to(NINE + timedelta(minutes=90))
    page = sitter.follow(sitter.post(f"{path}/hand-in"))
    assert page.h1 == "模考成绩"
    assert "2026年11月25日 09:00 开始。10:30 交卷。" in page.text
    assert "得分 1.5 满分 100 分" in page.text
    assert "这张卷子离合格线还差 58.5 分。" in page.text
    assert "只说这一张卷子，不预测真考。" in page.text
    assert "只含第 4、6、8 章，不是全真" in page.text
    assert named(house.rules.get("pass-mark-national")) in page.text
    assert sitter.get(path, status=303).location == f"{path}/report"


def test_the_report_says_what_a_code_left_blank_would_have_cost(sitter, path):
    page = sitter.follow(sitter.post(f"{path}/hand-in"))
    assert "试卷代码没填。真考这样交卷，整科记 0 分。" in page.text
    assert "wherxian.com.cn/shg/3070204" in page.text


def test_a_copied_code_is_not_flagged(house, sitter, path):
    sitter.post(f"{path}/sheet", {"code": the_mock(house).code})
    assert "整科记 0 分" not in sitter.follow(sitter.post(f"{path}/hand-in")).text


def test_the_report_goes_by_chapter_kind_point_and_names_the_changes(house, sitter, path, clock):
    for minute, number, chosen in (
        (2, 1, key_of(house, 1)),
        (3, 1, miss_of(house, 1)),
        (4, 2, miss_of(house, 2)),
        (6, 2, key_of(house, 2)),
        (7, 61, [*key_of(house, 61)[:1], miss_of(house, 61)]),
    ):
        clock.move_to(NINE + timedelta(minutes=minute))
        tick(sitter, path, number, chosen)
    page = sitter.follow(sitter.post(f"{path}/hand-in"))
    assert "把对的改错了：第 1 题。" in page.text
    assert "把错的改对了：第 2 题。" in page.text
    assert "第 1 题 3 分钟" in page.text
    assert "单选题 1 / 60 分" in page.text
    assert house.library.course(COURSE).chapter(6).title in page.text
    assert "再多 5 分，从这里来" in page.text
    assert "空着一定没分，不会也选一个：有 77 题没答 最多 +" in page.text
    point = house.library.point(item_at(house, 1).points[0])
    assert point.title in page.text
    assert {f"{path}/review/q{n}" for n in range(1, 81)} <= set(page.hrefs())


def test_the_reasons_are_told_after_the_end(house, sitter, path):
    tick(sitter, path, 1, miss_of(house, 1))
    sitter.post(f"{path}/hand-in")
    page = sitter.get(f"{path}/review/q1")
    item = item_at(house, 1)
    assert all(option.reason in page.text for option in item.options)
    assert item.explanation in page.text
    assert "这题得 0 分，满分 1 分。" in page.text
    assert f"{path}/review/q2" in page.hrefs()


def test_past_mocks_are_listed_with_their_marks(house, sitter, path):
    tick(sitter, path, 1, key_of(house, 1))
    sitter.post(f"{path}/hand-in")
    page = sitter.get("/mocks")
    assert "1 分，满分 100" in page.text
    assert path in page.hrefs()


def test_an_answer_after_the_end_is_kept_marked_and_led_to_the_report(house, sitter, path, clock):
    """A17: the server's clock decides, whatever the form says."""
    tick(sitter, path, 1, miss_of(house, 1))
    clock.move_to(NINE + timedelta(minutes=120, seconds=1))
    page = tick(sitter, path, 1, key_of(house, 1), at="2026-11-25T09:00:00", once=str(uuid4()))
    assert page.location == f"{path}/report"
    report = sitter.follow(page)
    assert "收到时已经交卷了。这一笔留着，标为迟到，不计分。" in report.text
    assert "第 1 题有答案来晚了：留着，不计分。" in report.text
    assert "得分 0 满分 100 分" in report.text
    assert "时间到，自动交卷。" in report.text


def test_a_programme_that_answers_late_is_told_409(sitter, path, clock):
    clock.move_to(NINE + timedelta(hours=3))
    page = sitter.post(
        f"{path}/q1", {"chosen": "A"}, status=409, headers={"Accept": "application/json"}
    )
    assert page.response.json == {"report": f"{path}/report", "late": True}


def test_any_page_opened_after_the_end_closes_the_mock(house, sitter, path, clock):
    clock.move_to(NINE + timedelta(hours=3))
    assert sitter.get(f"{path}/q5", status=303).location == f"{path}/report"
    assert count(house, MockClosing) == 1


def test_a_mock_never_opened_again_is_closed_by_its_job(house, sitter, path, clock):
    tick(sitter, path, 1, key_of(house, 1))
    workshop = Workshop(house.database, house.library, house.rules)
    assert run_due(workshop, HANDLERS, at=NINE + timedelta(minutes=120)) == 1
    clock.move_to(NINE + timedelta(days=2))
    assert "时间到，自动交卷。" in sitter.get(f"{path}/report").text


def fifty(app, person, path, **more):
    """The same form sent by fifty tabs at once: what each was answered."""
    tabs = [Browser(app).as_person(person) for _ in range(50)]
    forms = [{"csrf_token": tab.csrf(), "once": str(uuid4())} for tab in tabs]

    def send(pair):
        tab, form = pair
        answer = tab.client.post(f"{path}/hand-in", data=form, **more)
        return answer.status_code, answer.headers.get("Location") or answer.json["report"]

    with ThreadPoolExecutor(50) as pool:
        return list(pool.map(send, zip(tabs, forms, strict=True)))


def test_fifty_tabs_that_hand_in_at_once_leave_one_result(app, house, cast, sitter, path):
    """A12: each is led to the same report."""
    tick(sitter, path, 1, key_of(house, 1))
    assert set(fifty(app, cast.xiaofang, path)) == {(303, f"{path}/report")}
    assert count(house, MockClosing) == 1
    assert count(house, Event, Event.kind == Kind.MOCK_SUBMITTED) == 1
    assert count(house, Event, Event.kind == Kind.ANSWER) == 1


def test_of_fifty_programmes_one_is_accepted(app, house, cast, path):
    """A12: forty-nine are told 409."""
    headers = {"Accept": "application/json"}
    statuses = [status for status, _ in fifty(app, cast.xiaofang, path, headers=headers)]
    assert sorted(statuses) == [200] + [409] * 49
    assert count(house, MockClosing) == 1


# On paper


def test_the_card_shows_what_is_ticked(sitter, path):
    tick(sitter, path, 1, "C")
    tick(sitter, path, 61, ["A", "E"])
    page = sitter.get(f"{path}/card")
    filled = [i.text for i in page.all("i") if i.get("class") == "on"]
    assert filled == ["C", "A", "E"]


def test_the_empty_card_has_every_bubble_and_the_code_box(visitor):
    page = visitor.get("/answer-card")
    assert "试卷代码" in page.text
    assert len(page.all("i")) == 60 * 4 + 20 * 5


# Others

PAGES = ["", "/q1", "/sheet", "/hand-in", "/report", "/review/q1", "/card"]


@pytest.mark.parametrize("page", PAGES)
def test_anothers_mock_does_not_exist(app, cast, path, page):
    other = Browser(app).as_person(cast.xiaojun)
    other.get(path + page, status=404)


@pytest.mark.parametrize("page", ["/q1", "/sheet", "/hand-in"])
def test_anothers_mock_cannot_be_changed(house, app, cast, path, page):
    for person in (cast.xiaojun, cast.xiaoqiang):
        Browser(app).as_person(person).post(path + page, {"chosen": "A"}, status=404)
    assert count(house, Event, Event.kind != Kind.MOCK_STARTED) == 0


@pytest.mark.parametrize("page", PAGES)
def test_a_mentor_sits_no_mock(app, cast, path, page):
    for mentor in (cast.wang, cast.chen):
        Browser(app).as_person(mentor).get(path + page, status=403)


def test_a_stranger_is_led_to_sign_in(visitor, path):
    assert visitor.get(f"{path}/q1", status=303).location == f"/login?next={path}/q1"
    visitor.get("/mocks", status=303)


# Cost


def test_a_page_costs_the_same_for_three_answers_and_for_eighty(house, sitter, path):
    def costs(*pages):
        return [len(sitter.get(path + page).queries) for page in pages]

    running = ("/q4", "/sheet", "/hand-in", "/card")
    for number in range(1, 4):
        tick(sitter, path, number, "A")
    three = costs(*running)
    for number in range(4, 81):
        tick(sitter, path, number, "A")
    assert costs(*running) == three
    sitter.post(f"{path}/hand-in")
    eighty = costs("/report", "/review/q1")
    with time_machine.travel(NINE + timedelta(days=1), tick=False):
        path = begin(sitter)
        for number in range(1, 4):
            tick(sitter, path, number, "A")
        sitter.post(f"{path}/hand-in")
        assert [
            len(sitter.get(path + page).queries) for page in ("/report", "/review/q1")
        ] == eighty


def test_the_list_costs_the_same_for_one_mock_and_for_three(sitter, clock):
    costs = []
    for day in range(3):
        clock.move_to(NINE + timedelta(days=day))
        sitter.post(f"{begin(sitter)}/hand-in")
        costs.append(len(sitter.get("/mocks").queries))
    assert costs[0] == costs[2]


def named(rule):
    """What a page calls the source of a rule: its document, where it has one."""
    return rule.document or rule.source
