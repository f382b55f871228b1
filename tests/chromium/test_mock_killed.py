"""A phone dies in the middle of a mock: nothing that was sent is lost, and the clock runs on."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Playwright
from sqlalchemy import func, select

from actions.handlers import HANDLERS
from actions.jobs import Workshop, run_due
from blueprints.web.house import House
from models.mocks import Mock, MockClosing
from tests.chromium.chrome import killable
from tests.chromium.life import exam_course, sit
from tests.chromium.phone import Phone, plain_phone
from tests.chromium.site import PHONE, Site

SECOND = 1
MINUTE = 60
RAN = 3


def seconds_left(phone: Phone) -> int:
    """What the page says is left; the attribute is what its countdown starts from."""
    return int(phone.page.locator(".clock").get_attribute("data-left") or "")


def really_left(house: House) -> float:
    with house.database.reading() as db:
        mock = db.scalars(select(Mock)).one()
    return (mock.deadline_at - datetime.now(UTC)).total_seconds()


def closings(house: House) -> list[tuple[str, int]]:
    with house.database.reading() as db:
        rows = db.execute(select(MockClosing.cause, MockClosing.half_marks)).all()
    return [(cause, marks) for cause, marks in rows]


def workshop(house: House) -> Workshop:
    return Workshop(house.database, house.library, house.rules)


def test_a_killed_browser_goes_on_elsewhere_with_the_last_answer_and_the_right_time(
    site: Site, chromium: Browser, play: Playwright, tmp_path: Path
) -> None:
    fang = site.cast.xiaofang
    with killable(play, tmp_path / "chrome") as dying:
        context = dying.browser.new_context(base_url=site.url, viewport=PHONE, locale="zh-CN")
        context.add_cookies([site.cookie(fang)])
        first = Phone(context).open(f"/mocks/papers/{exam_course(site.house).id}")
        first.press("开始，计时 120 分钟")
        for letter in "AB":
            first.choose("chosen", letter).press("下一题")
        first.choose("chosen", "C")  # chosen, but never sent
        where = first.path.rpartition("/")[0]
        dying.kill()
        assert not dying.alive

    most = really_left(site.house)
    second = plain_phone(site, chromium, fang).open("/today").press("接着模考")
    assert second.path == f"{where}/q2"
    second.sees("最后存好的是第 2 题")
    assert second.page.locator(":checked").evaluate_all("all => all.map(e => e.value)") == ["B"]
    said = re.search(r"剩 (\d+) 分钟", second.words)
    assert said is not None
    least = really_left(site.house)
    assert least - SECOND <= seconds_left(second) <= most + SECOND
    assert least - MINUTE - SECOND <= MINUTE * int(said[1]) <= most + SECOND

    second.press("下一题")
    assert second.page.locator(":checked").count() == 0, "what was never sent is not made up"


def test_the_countdown_shows_the_servers_clock_whatever_the_phones_says(
    site: Site, chromium: Browser
) -> None:
    sit(site.house, site.cast.xiaofang, "now", datetime.now(UTC) - timedelta(minutes=9), steps=3)
    phone = Phone(site.as_person(chromium, site.cast.xiaofang))
    phone.page.clock.install(time=datetime(2031, 5, 5, tzinfo=UTC))
    most = really_left(site.house)
    phone.open("/today").press("接着模考")
    phone.page.clock.run_for(1000 * RAN)
    shown = re.search(r"还剩 (\d+) 分 (\d+) 秒", phone.words)
    assert shown is not None, phone.words[:300]
    minutes, seconds = map(int, shown.groups())
    least = really_left(site.house)
    assert least - RAN - SECOND <= MINUTE * minutes + seconds <= most - RAN + SECOND


def test_a_mock_nobody_comes_back_to_is_graded_once_by_the_job(
    site: Site, chromium: Browser
) -> None:
    fang = site.cast.xiaofang
    begun = datetime.now(UTC) - timedelta(minutes=121)
    mock = sit(site.house, fang, "left", begun, steps=3)
    early = mock.deadline_at - timedelta(minutes=1)
    assert run_due(workshop(site.house), HANDLERS, at=early) == 0
    for _again in range(2):
        run_due(workshop(site.house), HANDLERS, at=datetime.now(UTC))
    first, second = (site.house.library.item(item) for item in mock.items[:2])
    assert closings(site.house) == [
        ("time", sum(4 if len(i.key) > 1 else 2 for i in (first, second)))
    ]

    phone = plain_phone(site, chromium, fang).open(f"/mocks/{mock.uid}")
    assert phone.path == f"/mocks/{mock.uid}/report"
    phone.sees("模考成绩", "时间到，自动交卷")
    phone.open("/mocks").sees("考过的")


def test_an_answer_after_the_time_is_kept_marked_late_and_leads_to_the_report(
    site: Site, chromium: Browser
) -> None:
    fang = site.cast.xiaofang
    mock = sit(site.house, fang, "late", datetime.now(UTC) - timedelta(minutes=5), steps=2)
    phone = plain_phone(site, chromium, fang).open(f"/mocks/{mock.uid}").press("下一题")
    with site.house.database.writing() as db:
        row = db.get_one(Mock, mock.id)
        row.deadline_at = datetime.now(UTC) - timedelta(seconds=30)
    phone.choose("chosen", "A").press("下一题")
    assert phone.path == f"/mocks/{mock.uid}/report"
    phone.sees("收到时已经交卷了。这一笔留着，标为迟到，不计分。", "第 3 题有答案来晚了")
    with site.house.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(MockClosing)) == 1
