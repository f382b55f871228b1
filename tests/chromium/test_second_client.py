"""Two people behind one server, and one phone that changes hands, see nothing of each other."""

from pathlib import Path

from playwright.sync_api import Browser, Playwright

from tests.cast import PASSWORD
from tests.chromium.chrome import killable
from tests.chromium.life import exam_course, study
from tests.chromium.phone import Phone
from tests.chromium.site import PHONE, Site

PERSONAL = ("/today", "/me", "/progress", "/practice", "/wrong", "/mocks", "/road")


def test_while_one_is_signed_in_the_other_is_a_stranger(site: Site, chromium: Browser) -> None:
    hers = Phone(site.as_person(chromium, site.cast.xiaofang))
    his = Phone(site.visitor(chromium))
    for path in PERSONAL:
        hers.open(path).sees("小芳") if path in {"/today", "/me"} else hers.open(path)
        assert hers.path == path
        his.open(path)
        assert his.path == f"/login?next={path}"
        assert "小芳" not in his.page.content()


def test_two_people_at_once_each_see_themselves(site: Site, chromium: Browser) -> None:
    study(site.house, site.cast.xiaofang)
    fang = Phone(site.as_person(chromium, site.cast.xiaofang))
    jun = Phone(site.as_person(chromium, site.cast.xiaojun))
    begun = exam_course(site.house).lessons[1].title
    for _again in range(3):
        fang.open("/today").sees("小芳", begun)
        jun.open("/today").sees("小军", "从这里开始")
        assert "小芳" not in jun.page.content()
        assert begun not in jun.words


def test_a_lesson_read_by_both_is_the_same_and_names_nobody(site: Site, chromium: Browser) -> None:
    course = exam_course(site.house)
    path = f"/courses/{course.id}/{course.lessons[0].id}"
    pages = [
        Phone(phone).open(path).page.content()
        for phone in (site.as_person(chromium, site.cast.xiaofang), site.visitor(chromium))
    ]
    assert pages[0] == pages[1]
    assert "小芳" not in pages[0]


def test_after_signing_out_the_back_button_shows_nothing_personal(
    site: Site, play: Playwright, tmp_path: Path
) -> None:
    """In a Chromium that keeps its cache of pages for the back button, as phones have it."""
    with killable(play, tmp_path / "chrome") as own:
        phone = Phone(own.browser.new_context(base_url=site.url, viewport=PHONE, locale="zh-CN"))
        phone.open("/login").type("手机号或用户名", "xiaofang").type("密码", PASSWORD)
        phone.press("登录").sees("小芳").open("/me").sees("小芳", "8001").press("退出登录")
        assert phone.path == "/"
        seen = set()
        for _step in range(3):
            seen.add(go_back(phone))
            assert "小芳" not in phone.page.content()
            assert "8001" not in phone.page.content()
        assert seen != {"/"}
        phone.open("/today")
        assert phone.path == "/login?next=/today"


def go_back(phone: Phone) -> str:
    """Press back as a thumb does; where that led."""
    here = phone.page.url
    phone.page.evaluate("setTimeout(() => history.back(), 0)")
    phone.page.wait_for_url(lambda url: url != here)
    return phone.path
