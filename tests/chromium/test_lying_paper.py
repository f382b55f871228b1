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
