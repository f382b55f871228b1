"""Everything with the keyboard alone, and one always sees where one is."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.cast import PASSWORD
from tests.chromium.life import exam_course
from tests.chromium.phone import Phone
from tests.chromium.site import DESK, PHONE, Site

MOST_STOPS = 120
THICK = 3
_WHERE = """() => {
  const e = document.activeElement, shown = e.closest('.opt') || e;
  const style = getComputedStyle(shown), box = shown.getBoundingClientRect();
  return {
    tag: e.tagName, name: e.name || '', value: e.value || '', href: e.getAttribute('href') || '',
    words: (e.textContent || e.value || '').trim().replace(/\\s+/g, ' '),
    outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
    inside: box.bottom > 0 && box.top < innerHeight,
  };
}"""
_CLEAR = """() => {
  const e = document.activeElement, box = (e.closest('.opt') || e).getBoundingClientRect();
  const x = box.left + box.width / 2, ys = [box.top + 2, box.top + box.height / 2, box.bottom - 2];
  const mine = t => e.contains(t) || t.contains(e) || t.closest('.opt') === e.closest('.opt');
  return ys.some(y => { const t = document.elementFromPoint(x, y); return t && mine(t); });
}"""


class Keys:
    """Fingers on a keyboard."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone

    def tab_to(self, **wanted: str) -> "Keys":
        """Press Tab until the focus stands on this control."""
        for _stop in range(MOST_STOPS):
            self.press("Tab")
            here = self.where()
            if all(here[name] == value for name, value in wanted.items()):
                return self
        raise AssertionError(f"Tab never reaches {wanted} on {self.phone.path}")

    def press(self, key: str) -> "Keys":
        self.phone.page.keyboard.press(key)
        return self

    def go(self, key: str) -> "Keys":
        """Press a key that leads to another page."""
        with self.phone.page.expect_navigation():
            self.press(key)
        return self

    def write(self, text: str) -> "Keys":
        self.phone.page.keyboard.type(text)
        return self

    def where(self) -> dict[str, object]:
        return self.phone.page.evaluate(_WHERE)

    def stops(self) -> Iterator[dict[str, object]]:
        """Every stop of the Tab key, once round the page."""
        for _stop in range(MOST_STOPS):
            self.press("Tab")
            here = self.where()
            if here["tag"] == "BODY":
                return
            yield here
        raise AssertionError(f"no end of stops on {self.phone.path}")


def test_from_signing_in_to_a_lesson_finished_without_touching_the_screen(
    site: Site, chromium: Browser
) -> None:
    lesson = exam_course(site.house).lessons[0]
    phone = Phone(site.visitor(chromium)).open(f"/courses/{lesson.course}/{lesson.id}")
    keys = Keys(phone)
    keys.tab_to(words="读完了，做 3 道小题").go("Enter")
    keys.tab_to(name="login").write("xiaofang").tab_to(name="password").write(PASSWORD).go("Enter")
    assert phone.path.endswith(f"{lesson.id}/check")
    for item in site.house.library.checks(lesson.id):
        answer(keys, item.id, item.kind, item.key)
    keys.tab_to(words="交上去，看解析").go("Enter")
    phone.sees("这一课学完了，已存。3 题对了 3 题。")


def answer(keys: Keys, name: str, kind: str, key: frozenset[str]) -> None:
    """Tick with space; arrows move inside radios, Tab between boxes."""
    if kind == "multiple":
        for letter in sorted(key):
            keys.tab_to(name=name, value=letter).press("Space")
        return
    keys.tab_to(name=name).press("Space")
    for _step in range(4):
        if keys.where()["value"] in key:
            return
        keys.press("ArrowDown")
    raise AssertionError(f"the arrows never reach {key}")


def test_a_mock_is_answered_and_handed_in_with_the_keyboard(site: Site, chromium: Browser) -> None:
    course = exam_course(site.house)
    phone = Phone(site.as_person(chromium, site.cast.xiaofang)).open(f"/mocks/papers/{course.id}")
    keys = Keys(phone)
    keys.tab_to(words="开始，计时 120 分钟").go("Enter")
    keys.tab_to(name="chosen").press("Space").tab_to(words="下一题").go("Enter")
    phone.sees("第 2 题，共", "最后存好的是第 1 题")
    keys.tab_to(name="chosen").press("Space").go("Enter")
    phone.sees("第 3 题，共", "最后存好的是第 2 题")
    keys.tab_to(words="答题卡").go("Enter")
    keys.tab_to(words="去交卷").go("Enter")
    keys.tab_to(words="交卷，看成绩").go("Enter")
    phone.sees("模考成绩", "得分")


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("path", ["/today", "check", "/size"])
def test_one_always_sees_where_the_focus_is(
    site: Site, chromium: Browser, path: str, screen: dict[str, int]
) -> None:
    lesson = exam_course(site.house).lessons[0]
    there = f"/courses/{lesson.course}/{lesson.id}/check" if path == "check" else path
    phone = Phone(site.as_person(chromium, site.cast.xiaofang, viewport=screen)).open(there)
    stops = 0
    for here in Keys(phone).stops():
        stops += 1
        assert float(str(here["outline"])) >= THICK, here
        assert here["inside"], f"off the screen: {here}"
        assert phone.page.evaluate(_CLEAR), f"under a bar: {here}"
    assert stops > 5


@pytest.mark.parametrize("path", ["/login", "/join", "/recover"])
def test_after_a_mistake_the_focus_stands_on_what_to_put_right(
    site: Site, chromium: Browser, path: str
) -> None:
    phone = Phone(site.visitor(chromium)).open(path)
    phone.page.locator("main form .btn").first.click()
    assert phone.page.title().startswith("有错误：")
    assert phone.page.evaluate("() => document.activeElement.getAttribute('role')") == "alert"
    keys = Keys(phone)
    keys.press("Tab")
    target = str(keys.where()["href"])
    assert target.startswith("#")
    keys.press("Enter")
    assert phone.page.evaluate("() => document.activeElement.id") == target[1:]


def test_the_first_stop_jumps_over_the_frame(site: Site, chromium: Browser) -> None:
    phone = Phone(site.as_person(chromium, site.cast.xiaofang)).open("/today")
    keys = Keys(phone).press("Tab")
    assert keys.where()["words"] == "跳到正文"
    keys.press("Enter").press("Tab")
    assert phone.page.evaluate("() => document.activeElement.closest('main') !== null")
