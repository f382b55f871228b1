"""A lived-in county, served: what its addresses are made of, and a phone for each person."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.chromium.desk_life import work
from tests.chromium.eyes import Ears
from tests.chromium.life import Life, live
from tests.chromium.road_life import walk
from tests.chromium.site import PHONE, Site

STRANGER = ""
NEWCOMER = "newcomer"
JOINER = "xiaomei"
SECRET = "/me/second-factor/scan"
"""Shown for ten minutes, and only to the session that began."""


@dataclass
class Tab:
    """A page on somebody's phone, and what it complained about."""

    page: Page
    ears: Ears

    def open(self, path: str, *, status: int = 200) -> Page:
        """Go there; nobody is led elsewhere."""
        self.page.set_viewport_size(PHONE)
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.request.redirected_from is None, f"{path} leads to {self.page.url}"
        assert answer.status == status, f"{path}: {answer.status}"
        return self.page


@dataclass
class Town:
    """The county; its pages are looked at, and nothing in it is changed."""

    site: Site
    chromium: Browser
    stack: ExitStack
    things: Life
    _tabs: dict[str, Tab] = field(default_factory=dict)

    def path(self, template: str) -> str:
        """A real address, from one with names of things in braces."""
        return template.format(**self.things)

    def tab(self, login: str) -> Tab:
        """The phone of a person; a stranger's has no name, a newcomer's has begun to join."""
        if login not in self._tabs:
            self._tabs[login] = self._phone(login)
        return self._tabs[login]

    def open(self, login: str, template: str) -> Tab:
        """A page on its person's phone."""
        tab = self._ready(login, template)
        tab.ears.heard.clear()
        tab.open(self.path(template))
        return tab

    def read(self, login: str, template: str, worn: dict[str, str]) -> str:
        """What a page sends to its person's phone under these cookies besides its own."""
        context = self._ready(login, template).page.context
        held = {one["name"]: one["value"] for one in context.cookies()}
        cookies = "; ".join(f"{name}={value}" for name, value in (held | worn).items())
        answer = self.site.app.test_client(use_cookies=False).get(
            self.path(template), headers={"Cookie": cookies}
        )
        assert answer.status_code == 200, f"{template}: {answer.status_code}"
        return answer.text

    def _ready(self, login: str, template: str) -> Tab:
        """A person's phone; what it must have begun itself for this page is begun."""
        if template == SECRET:
            self._tabs.pop(login, None)
            begin_factor(self.tab(login).page)
        return self.tab(login)

    def _phone(self, login: str) -> Tab:
        known = login not in {STRANGER, NEWCOMER}
        phone = (
            self.site.as_person(self.chromium, getattr(self.site.cast, login))
            if known
            else self.site.visitor(self.chromium)
        )
        self.stack.callback(phone.close)
        page = phone.new_page()
        tab = Tab(page, Ears(page, self.site.url))
        if login in {NEWCOMER, JOINER}:
            begin_to_join(page, self.path("{join}"), alone=login == NEWCOMER)
        return tab


def settle(site: Site, chromium: Browser, stack: ExitStack) -> Town:
    """Let the people of the cast live there for a while."""
    things = {**live(site.house), **work(site.house)}
    walk(site.app)
    for path in sorted(Path(__file__).parent.glob("life_*.py")):
        things |= import_module(f"tests.chromium.{path.stem}").live(site.house)
    return Town(site, chromium, stack, things)


def begin_factor(page: Page) -> None:
    """Begin to set up a second factor."""
    page.goto(SECRET.removesuffix("/scan"))
    page.locator("main form .btn").first.click()
    page.wait_for_url(f"**{SECRET}")


def begin_to_join(page: Page, invite: str, *, alone: bool) -> None:
    """Answer everything but the last question."""
    page.goto(invite)
    page.locator("[name=agree]").check(force=True)
    page.locator("main form .btn").first.click()
    page.locator("[name=lists][value=yes]").check(force=True)
    page.locator("main form .btn").first.click()
    if alone:
        page.fill("[name=name]", "田小草")
        page.locator("main form .btn").first.click()
        page.fill("[name=login]", "tianxiaocao")
        page.locator("main form .btn").first.click()
