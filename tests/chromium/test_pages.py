"""Every page, as Chromium shows it: axe, text sizes, thumbs, one button, nothing from elsewhere."""

from collections.abc import Iterator
from itertools import product

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.chromium import eyes
from tests.chromium.census import ERRORS, LOST, NOT_PAGES, PAGES, TRAINEES
from tests.chromium.facts import Fact, Facts
from tests.chromium.site import DESK, PHONE
from tests.chromium.town import Town

pytestmark = pytest.mark.browser
parts = pytest.mark.parametrize("part", sorted(PAGES))
SCHEMES = ("light", "dark")
SCREENS = (PHONE, DESK)
NARROW = (320, 360)


def visits(town: Town, part: str) -> Iterator[tuple[str, str, Page]]:
    """Each page of a part open on its person's phone, with the person and the page's name."""
    for login, template in PAGES[part]:
        page = town.tab(login).open(town.path(template))
        yield login, f"{login or 'stranger'} {template}", page


def in_every_light(page: Page) -> list[str]:
    """What axe finds in both themes on both screens."""
    found: list[str] = []
    eyes.load_axe(page)
    for screen, scheme in product(SCREENS, SCHEMES):
        eyes.stretch(page, screen["width"])
        page.emulate_media(color_scheme=scheme)
        found += [f"{screen['width']} {scheme} {line}" for line in eyes.violations(page)]
    return found


@parts
def test_axe_finds_nothing_in_either_theme_on_phone_or_desk(
    town: Town, facts: Facts, part: str
) -> None:
    found = [
        f"{name}: {v}" for _who, name, page in visits(town, part) for v in in_every_light(page)
    ]
    pages = len(PAGES[part])
    facts.keep(Fact("axe", part, pages, pages * len(SCREENS) * len(SCHEMES), len(found)))
    eyes.clear(found)


@parts
def test_no_size_of_text_scrolls_a_phone_sideways(town: Town, facts: Facts, part: str) -> None:
    found: list[str] = []
    for _who, name, page in visits(town, part):
        for size, width in product(eyes.TEXT_SIZES, NARROW):
            eyes.set_text_size(page, size)
            page.set_viewport_size({"width": width, "height": 740})
            if extra := eyes.sideways(page):
                found.append(f"{name} {width} {size}: {extra}")
    pages = len(PAGES[part])
    facts.keep(Fact("reflow", part, pages, pages * len(NARROW) * len(eyes.TEXT_SIZES), len(found)))
    eyes.clear(found)


@parts
def test_a_thumb_hits_everything(town: Town, facts: Facts, part: str) -> None:
    small = [
        f"{name}: {line}"
        for _who, name, page in visits(town, part)
        for line in eyes.small_targets(page)
    ]
    facts.keep(Fact("targets", part, len(PAGES[part]), len(PAGES[part]), len(small)))
    eyes.clear(small)


@parts
def test_at_most_one_button_is_filled_before_scrolling(town: Town, part: str) -> None:
    filled = {
        name: eyes.filled_buttons(page) for who, name, page in visits(town, part) if who in TRAINEES
    }
    assert {name: labels for name, labels in filled.items() if len(labels) > 1} == {}


@parts
def test_a_page_complains_of_nothing_and_calls_nobody(town: Town, facts: Facts, part: str) -> None:
    heard: list[str] = []
    for login, template in PAGES[part]:
        tab = town.tab(login)
        tab.ears.heard.clear()
        tab.open(town.path(template))
        heard += [f"{login} {template}: {line}" for line in tab.ears.heard]
    facts.keep(Fact("calls", part, len(PAGES[part]), len(PAGES[part]), len(heard)))
    eyes.clear(heard)


def test_every_page_of_the_house_is_in_the_census(app: Flask, town: Town) -> None:
    adapter = app.url_map.bind("127.0.0.1")
    paths = {town.path(template) for rows in PAGES.values() for _login, template in rows}
    seen = {adapter.match(path.partition("?")[0])[0] for path in paths}
    routes = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert sorted(routes - seen - NOT_PAGES.keys()) == []
    assert sorted(NOT_PAGES.keys() - routes) == []


def test_the_chosen_size_and_colour_reach_every_page(town: Town) -> None:
    site = town.site
    dressed = ({"name": "size", "value": "xl"}, {"name": "theme", "value": "dark"})
    for login, template in (row for rows in PAGES.values() for row in rows):
        phone = town.tab(login).page.context
        phone.add_cookies([{**one, "url": site.url} for one in dressed])
        html = phone.request.get(town.path(template)).text()
        for one in dressed:
            phone.clear_cookies(name=one["name"])
        assert 'data-size="xl" data-theme="dark"' in html, template


def test_what_is_lost_or_not_for_me_has_a_page_as_good(town: Town, facts: Facts) -> None:
    found: list[str] = []
    for login, path, status in LOST:
        page = town.tab(login).open(path, status=status)
        found += [f"{path} {line}" for line in eyes.small_targets(page)]
        found += [f"{path} {line}" for line in in_every_light(page)]
    looks = len(LOST) * len(SCREENS) * len(SCHEMES)
    facts.keep(Fact("axe", ERRORS, len(LOST), looks, len(found)))
    eyes.clear(found)
