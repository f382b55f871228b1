"""The stage of the browser tests: Chromium, the served application, a lived-in county."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Playwright, sync_playwright

from app import create_app
from blueprints.web.house import House
from tests.chromium.census import ERRORS, PAGES
from tests.chromium.census_forms import AFTER_FORMS, form_part
from tests.chromium.chrome import launch
from tests.chromium.facts import Facts
from tests.chromium.site import Site, served
from tests.chromium.town import Town, settle
from tests.conftest import settings_for


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever stands in this folder needs Chromium; what needs the town, the longest, goes first.

    With `--dist worksteal` one worker begins with the town and the other with the journeys, and
    whoever is done first takes from the other's end.
    """
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: "town" not in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def play() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(play: Playwright) -> Iterator[Browser]:
    """One Chromium for the whole run; each test opens fresh contexts in it."""
    browser = launch(play)
    yield browser
    browser.close()


@pytest.fixture
def site(app: Flask) -> Iterator[Site]:
    """The application of this test, served."""
    with served(app) as there:
        yield there


@pytest.fixture(scope="session")
def town(
    seeded: Path, library_house: House, chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    """A county in which people have lived for a while; pages are looked at, nothing is changed."""
    folder = tmp_path_factory.mktemp("town")
    shutil.copy(seeded, folder / "zhagen.db")
    app = create_app(settings_for(folder))
    house: House = app.extensions["house"]
    for name in ("library", "rules", "assets"):
        house.__dict__[name] = getattr(library_house, name)
    with served(app) as there, ExitStack() as stack:
        yield settle(there, chromium, stack)
    house.database.close()


@pytest.fixture(scope="session")
def facts() -> Facts:
    """Where the counts of this run are written for `make facts`."""
    return Facts.in_build([*PAGES, ERRORS, *map(form_part, AFTER_FORMS)])
