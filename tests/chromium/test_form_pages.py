"""The pages that only a form leads to, looked at as carefully as the others."""

import pytest
from playwright.sync_api import Page, expect

from tests.chromium import eyes
from tests.chromium.census_forms import AFTER_FORMS, Sent, form_part
from tests.chromium.facts import Fact, Facts
from tests.chromium.test_pages import LOOKS
from tests.chromium.town import Town


def send(town: Town, sent: Sent) -> Page:
    """Fill the form in and send it."""
    page = town.tab(sent.who).open(town.path(sent.start))
    for name, text in sent.fields.items():
        page.locator(f"main [name='{name}']").fill(text)
    if sent.pick:
        page.locator(f"main [name='{sent.pick}']").select_option(index=1)
    if sent.tick:
        page.locator(f"main [name='{sent.tick}']").first.check()
    with page.expect_navigation() as led:
        page.get_by_role("button", name=sent.button, exact=True).click()
    assert led.value is not None
    assert led.value.status == sent.status, page.title()
    return page


@pytest.mark.parametrize("name", AFTER_FORMS)
def test_a_page_after_a_form_is_as_good_as_any(town: Town, facts: Facts, name: str) -> None:
    page = send(town, AFTER_FORMS[name])
    if AFTER_FORMS[name].status == 422:
        assert page.title().startswith("有错误：")
        expect(page.get_by_role("alert")).to_be_focused()
    found = {
        "targets": eyes.small_targets(page),
        "reflow": eyes.in_every_size(page),
        "axe": eyes.in_every_light(page),
    }
    for check, lines in found.items():
        facts.keep(Fact(check, form_part(name), 1, LOOKS[check], len(lines)))
    eyes.clear([f"{check}: {line}" for check, lines in found.items() for line in lines])
