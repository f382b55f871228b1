"""The trainee's day in Chromium, with JavaScript switched off."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser

from content.course import Course, Item
from tests.cast import PASSWORD
from tests.chromium.desk_life import work
from tests.chromium.life import exam_course, wrong_for
from tests.chromium.phone import Phone, plain_phone
from tests.chromium.site import Site


@pytest.fixture
def course(site: Site) -> Course:
    return exam_course(site.house)


def item_on(phone: Phone, site: Site) -> Item:
    """The item whose question stands on the page."""
    stem = phone.page.locator("legend").inner_text().strip()
    items = (*site.house.library.items(pool="practice"), *site.house.library.items(pool="mock"))
    return next(item for item in items if item.stem.strip() == stem)


def test_with_an_invite_one_joins_and_is_asked_first_whether_one_may_sit(
    site: Site, chromium: Browser
) -> None:
    invite = work(site.house)["join"]
    phone = plain_phone(site, chromium).open(invite)
    phone.sees("王老师邀请你加入", "甲机构", "他们看得到什么")
    phone.press("下一步").sees("有错误：")
    phone.page.locator("[name=agree]").check()
    phone.press("下一步").sees("写你的名字吗").tick("不写名字").press("下一步")
    phone.type("你叫什么名字", "田小草").press("下一步")
    phone.type("用哪个手机号登录", "１３９ ００１３-８８８８").press("下一步")
    phone.type("定一个密码", "dashan-xiaohe-7").press("加入")
    assert phone.path == "/road/eligibility"
    phone.sees("看看哪年能考").press("开始").sees("你的最高学历是什么").tick("高中").press("下一题")
    assert phone.path != "/road/eligibility/education"


def test_she_signs_in_reads_keeps_her_place_and_finishes_a_lesson(
    site: Site, chromium: Browser, course: Course
) -> None:
    lesson = course.lessons[0]
    phone = plain_phone(site, chromium).open("/today")
    phone.type("手机号或用户名", "138 0013 8001").type("密码", PASSWORD).press("登录")
    assert phone.path == "/today"
    phone.sees("小芳", "从这里开始", "本周学了 0 天").press("开始学")
    assert phone.path.startswith("/courses/")

    phone.open(f"/courses/{course.id}/{lesson.id}").sees(lesson.sections[0].title)
    phone.page.locator(f"#{lesson.sections[1].id} .keep a").click()
    phone.sees(f"读到“{lesson.sections[1].title}”").press("记下这里")
    phone.sees("记下了").open("/today").sees("接着上次", lesson.title).press("继续学习")
    assert phone.path.endswith(f"{lesson.id}#{lesson.sections[1].id}")

    phone.press("读完了，做 3 道小题")
    items = site.house.library.checks(lesson.id)
    for item in items:
        phone.choose(item.id, *(wrong_for(item) if item is items[0] else item.key))
    phone.press("交上去，看解析")
    phone.sees("这一课学完了，已存。3 题对了 2 题。", *(o.reason for o in items[0].options))
    phone.open("/today").sees("本周学了 1 天", course.lessons[1].title)


def test_she_practises_says_so_when_she_does_not_know_and_finds_her_mistake_in_the_book(
    site: Site, chromium: Browser, course: Course
) -> None:
    chapter = f"{course.id}/{course.lessons[0].chapter}"
    phone = plain_phone(site, chromium, site.cast.xiaofang)
    phone.open(f"/practice?chapter={chapter}").press("开始").sees("第 1 题，共 10 题")
    phone.press("提交答案").sees("有错误：", "选一个答案")
    unknown = item_on(phone, site)
    phone.press("不会，看解析").sees(unknown.explanation, *(o.reason for o in unknown.options))

    phone.press("下一题").sees("第 2 题，共 10 题")
    missed = item_on(phone, site)
    phone.choose("chosen", *wrong_for(missed)).press("提交答案")
    phone.sees("✗ 你选的", "✓ 正确答案", missed.explanation)

    for _number in range(3, 11):
        phone.press("下一题")
        phone.choose("chosen", *item_on(phone, site).key).press("提交答案").sees("✓ 选对了")
    phone.press("看结果").sees("对 8 题，共 10 题", "点“不会”的 1 题单独算", "什么时候再考")

    phone.open("/wrong").sees("共 2 题", missed.stem, unknown.stem)


def test_she_sits_a_mock_jumps_by_the_sheet_and_reads_her_report(
    site: Site, chromium: Browser, course: Course
) -> None:
    phone = plain_phone(site, chromium, site.cast.xiaofang).open("/mocks").press(course.title)
    phone.sees("只含第", "到时间自动交卷").press("开始，计时 120 分钟")
    phone.sees("第 1 题，共", "截至", "试卷代码")
    total = int(phone.h1.split("共 ")[1].split()[0])
    for _number in (1, 2):
        phone.choose("chosen", *item_on(phone, site).key).press("下一题")
    phone.sees("最后存好的是第 2 题", f"没答 {total - 2} 题")
    phone.choose("chosen", *wrong_for(item_on(phone, site))).tick("标记这题").press("答题卡")

    code = phone.words.split("卷子上的代码是 ")[1][:2]
    phone.type("试卷代码", f" {code.lower()} ").press("抄好了，存下")
    phone.page.locator(f".sheet a[href$='/q{total}']").click()
    phone.sees(f"第 {total} 题，共 {total} 题").choose("chosen", *item_on(phone, site).key)
    phone.press("去交卷").sees(f"没答 {total - 4} 题", "标记了 1 题", f"写的是 {code}")
    phone.press("交卷，看成绩").sees("模考成绩", "得分", "离合格线", "只说这一张卷子，不预测真考")
    report = phone.path

    phone.press("从第一道丢分题看起").sees("✗ 你选的")
    phone.page.go_back()
    phone.page.go_back()
    assert phone.path.split("#")[0] == report, "a mock that is handed in leads to its report"
    today = datetime.now(UTC)
    phone.open("/mocks").sees("考过的", f"{today.year}年")


def test_she_hears_which_year_she_may_sit(site: Site, chromium: Browser) -> None:
    phone = plain_phone(site, chromium, site.cast.xiaofang).open("/road")
    phone.sees("你在第 2 步", "先看你哪年能考").press("去做").press("开始")
    assert phone.path == "/road/eligibility/education"
    phone.press("下一题").sees("有错误：").tick("高中").press("下一题")
    assert phone.path == "/road/eligibility/practice"
    phone.choose("answer", "yes").press("下一题")
    assert phone.path == "/road/eligibility/spell"
    phone.page.locator("[name=start]").fill("去年")
    phone.press("记下这一段").sees("有错误：")
    assert phone.page.locator("[name=start]").input_value() == "去年"
    phone.page.locator("[name=start]").fill("２０２０年３月１日")
    phone.press("记下这一段").sees("2020年3月1日到现在").press("就这些，下一步")
    assert phone.path == "/road/eligibility/certificate"
    phone.choose("answer", "no").press("下一题").sees("高中").press("看哪年能考")
    phone.sees("可以报初级", "依据", "核对于 2026年")


def test_she_walks_her_registration_step_by_step(site: Site, chromium: Browser) -> None:
    phone = plain_phone(site, chromium, site.cast.xiaofang).open("/road/exam")
    phone.sees("年日期未公布", "做完 0 步，共 8 步", "我们不保管报名网站的密码，不代签、不代报")
    phone.press("下一步：注册账号").press("我自己办好了，记下来")
    phone.sees("记下了", "做完 1 步，共 8 步").press("处理并上传照片")
    phone.sees("要一台 Windows 电脑").press("我自己办好了，记下来").sees("做完 2 步，共 8 步")
    phone.open("/road/exam/junior/education-check").sees("时间还没公布，现在还不能记。")
    phone.open("/road/exam").press("处理并上传照片").press("其实还没做完，改回来")
    phone.sees("改回没做", "做完 1 步，共 8 步")
    phone.open("/road/exam-day").press("填这张单子").type("考点和地址", "县一中").press("记下来")
    phone.sees("记下了", "县一中")
