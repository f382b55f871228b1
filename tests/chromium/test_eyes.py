"""The eyes and ears of the browser tests themselves: they see what is planted for them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.chromium import eyes
from tests.chromium.site import PHONE, Site

GOOD = """<!doctype html><html lang="zh-CN"><meta name="viewport" content="width=device-width">
<title>好</title><main><h1>好</h1><p>句子里的<a href="#x">链接</a>不用大。</p>%s</main>"""

PICTURE = """<img id="x" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" width="50" height="50">"""


@pytest.fixture
def page(site: Site, chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport=PHONE, base_url=site.url)
    yield context.new_page()
    context.close()


def test_a_good_page_is_good(page: Page) -> None:
    page.set_content(GOOD % "")
    eyes.load_axe(page)
    assert eyes.small_targets(page) == []
    assert eyes.sideways(page) == []
    assert eyes.violations(page) == []


def test_they_see_a_small_target_a_low_row_and_what_is_too_wide(page: Page) -> None:
    page.set_content(
        GOOD % "<p><a href='#x'>去</a></p><a class='task' href='#x' style='display:block'>行</a>"
    )
    assert [line.split('"')[1] for line in eyes.small_targets(page)] == ["去", "行", "行"]
    page.set_content(GOOD % "<div style='width:500px'>宽</div>")
    assert [line.split()[0] for line in eyes.sideways(page)] == ["m:", "l:", "xl:", "xxl:"]


def test_they_see_two_filled_buttons_but_only_before_scrolling(page: Page) -> None:
    page.set_content(
        GOOD
        % """<a class="btn">一</a><a class="btn alt">二</a><a class="btn">三</a>
        <div style="height:900px"></div><a class="btn">四</a>"""
    )
    assert eyes.filled_buttons(page) == ["一", "三"]


def test_they_see_what_is_too_wide_in_the_largest_letters_of_a_narrow_phone_alone(
    page: Page,
) -> None:
    page.set_content(
        GOOD
        % "<style>[data-size=xxl] div{width:330px}</style><div style='margin-left:-8px'>宽</div>"
    )
    assert [line.split(":")[0] for line in eyes.in_every_size(page)] == ["320 xxl"]
    assert page.evaluate("() => document.documentElement.dataset.size") is None


DIM = "p{color:#999}"
SHOWN = "#x{display:block}"


@pytest.mark.parametrize(
    ("where", "fault", "found"),
    [
        ("(prefers-color-scheme:dark)", DIM, ["360 dark", "1280 dark"]),
        ("(min-width:1000px) and (prefers-color-scheme:dark)", DIM, ["1280 dark"]),
        ("(min-width:1000px)", SHOWN, ["1280 light"]),
        ("(max-width:400px)", SHOWN, ["360 light"]),
    ],
    ids=["dark", "dark desk", "desk", "phone"],
)
def test_axe_sees_a_fault_that_one_theme_or_one_screen_alone_has(
    page: Page, where: str, fault: str, found: list[str]
) -> None:
    page.set_content(
        GOOD % f"<style>#x{{display:none}}@media {where}{{{fault}}}</style>{PICTURE}<p>字</p>"
    )
    rule = "color-contrast" if fault == DIM else "image-alt"
    lines = [line.split(":")[0] for line in eyes.in_every_light(page)]
    assert list(dict.fromkeys(lines)) == [f"{look} {rule}" for look in found]


def test_they_hear_a_dialog_a_stranger_called_and_a_broken_script(site: Site, page: Page) -> None:
    ears = eyes.Ears(page, site.url)
    page.set_content(
        "<script>alert('heard')</script><img src='http://evil.example/x'><script>broken()</script>"
    )
    page.wait_for_load_state("networkidle")
    assert ears.dialogs == ["heard"]
    assert any("evil.example" in line for line in ears.heard)
    assert any("broken is not defined" in line for line in ears.heard), ears.heard


def test_they_hear_what_the_policy_refuses(site: Site, page: Page) -> None:
    ears = eyes.Ears(page, site.url)
    page.goto("/")
    page.evaluate("() => { document.body.innerHTML += '<b style=\"color:red\">x</b>'; }")
    assert any("Content Security Policy" in line for line in ears.heard)
