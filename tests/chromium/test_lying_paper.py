"""What comes out of the browser's own print: wide papers lie on their side, the others stand."""

import re

import pytest
from playwright.sync_api import Browser

from tests.chromium.site import DESK, Site

SHEET = re.compile(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]")


@pytest.mark.parametrize(
    ("path", "lies"),
    [
        ("/agency/papers/ledger", True),
        ("/agency/papers/plan", False),
        ("/agency/village-papers/agreement", False),
        ("/agency/candidates", True),
        ("/agency/posts", True),
        ("/agency", False),
    ],
)
def test_a_wide_paper_lies_and_begins_with_its_title(
    site: Site, chromium: Browser, path: str, lies: bool
) -> None:
    with site.as_person(chromium, site.cast.li, viewport=DESK) as phone:
        page = phone.new_page()
        page.goto(path)
        sheets = SHEET.findall(page.pdf(prefer_css_page_size=True))
    assert len(sheets) == 1
    assert [float(width) > float(height) for width, height in sheets] == [lies]


def test_in_very_large_text_a_table_is_still_one_on_paper(site: Site, chromium: Browser) -> None:
    with site.as_person(chromium, site.cast.li, viewport=DESK) as phone:
        phone.add_cookies([{"name": "size", "value": "xxl", "url": site.url}])
        page = phone.new_page()
        page.goto("/agency/people")
        page.emulate_media(media="print")
        assert page.locator("html").get_attribute("data-size") == "xxl"
        kinds = page.evaluate(
            "[...document.querySelectorAll('thead, .table tr, .table tr > *')]"
            ".map((one) => getComputedStyle(one).display)"
        )
    assert set(kinds) == {"table-header-group", "table-row", "table-cell"}
