"""Every page, as Chromium shows it: axe, text sizes, thumbs, one button, nothing from elsewhere."""

import pytest
from flask import Flask

from tests.chromium import eyes
from tests.chromium.census import ERRORS, LOST, NOT_PAGES, PAGES, TRAINEES
from tests.chromium.facts import Fact, Facts
from tests.chromium.town import Town

LOOKS = {
    "targets": 1,
    "calls": 1,
    "axe": len(eyes.SCREENS) * len(eyes.SCHEMES),
    "reflow": len(eyes.NARROW) * len(eyes.TEXT_SIZES),
}
"""How often each check that is counted looks at a page."""


@pytest.mark.parametrize("part", sorted(PAGES, key=lambda part: (-len(PAGES[part]), part)))
def test_the_pages_of_a_part_are_good_to_everybody(town: Town, facts: Facts, part: str) -> None:
    """Each page is opened once and looked at in every way; the longest part goes first."""
    found = [line for row in PAGES[part] for line in faults_of(town, *row)]
    pages = len(PAGES[part])
    for check, looks in LOOKS.items():
        faults = sum(line.startswith(f"{check}: ") for line in found)
        facts.keep(Fact(check, part, pages, pages * looks, faults))
    eyes.clear(found)


def faults_of(town: Town, login: str, template: str) -> list[str]:
    """What is wrong with one page on its person's phone, each line begun by the check's name."""
    tab = town.open(login, template)
    page = tab.page
    filled = eyes.filled_buttons(page) if login in TRAINEES else []
    found = {
        "targets": eyes.small_targets(page),
        "filled": filled if len(filled) > 1 else [],
        "reflow": eyes.in_every_size(page),
        "calls": list(tab.ears.heard),
        "axe": eyes.in_every_light(page),
    }
    name = f"{login or 'stranger'} {template}"
    return [f"{check}: {name}: {line}" for check, lines in found.items() for line in lines]


def test_every_page_of_the_house_is_in_the_census(app: Flask, town: Town) -> None:
    adapter = app.url_map.bind("127.0.0.1")
    paths = {town.path(template) for rows in PAGES.values() for _login, template in rows}
    seen = {adapter.match(path.partition("?")[0])[0] for path in paths}
    routes = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert sorted(routes - seen - NOT_PAGES.keys()) == []
    assert sorted(NOT_PAGES.keys() - routes) == []


def test_the_chosen_size_and_colour_reach_every_page(town: Town) -> None:
    chosen = {"size": "xl", "theme": "dark"}
    plain = [
        template
        for login, template in (row for rows in PAGES.values() for row in rows)
        if 'data-size="xl" data-theme="dark"' not in town.read(login, template, chosen)
    ]
    assert plain == []


def test_what_is_lost_or_not_for_me_has_a_page_as_good(town: Town, facts: Facts) -> None:
    found: list[str] = []
    for login, path, status in LOST:
        page = town.tab(login).open(path, status=status)
        found += [f"{path} {line}" for line in eyes.small_targets(page)]
        found += [f"{path} {line}" for line in eyes.in_every_light(page)]
    facts.keep(Fact("axe", ERRORS, len(LOST), len(LOST) * LOOKS["axe"], len(found)))
    eyes.clear(found)
