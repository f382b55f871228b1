"""A phone in somebody's hand: press, tick, type and read by the words on the screen."""

from time import monotonic

from playwright.sync_api import Browser, BrowserContext, Locator, Page

from models.people import Person
from tests.chromium.site import Site

PATIENCE = 30.0
"""Seconds a page that was asked for may take to stand there; only a failing test waits them."""


class Phone:
    """One person's phone, or a stranger's; things are found by their words, as people do."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.page: Page = context.new_page()

    @property
    def words(self) -> str:
        """The title and everything that stands on the page."""
        title = self.page.locator("title").first.text_content()
        return " ".join(f"{title} {self.page.locator('body').inner_text()}".split())

    @property
    def h1(self) -> str:
        return self.page.locator("h1").inner_text()

    @property
    def path(self) -> str:
        """Where the phone is, without the host."""
        return "/" + self.page.url.split("/", 3)[3]

    def open(self, path: str) -> "Phone":
        self.page.goto(path)
        return self

    def press(self, name: str) -> "Phone":
        """Press the button or the link of that name."""
        self.thing(name).click()
        self.page.wait_for_load_state()
        return self

    def thing(self, name: str) -> Locator:
        """The button or link of that name; failing that the row that says it."""
        page = self.page
        buttons = page.get_by_role("button", name=name, exact=True)
        named = buttons.or_(page.get_by_role("link", name=name, exact=True))
        row = page.locator("a.task", has_text=name)
        named.or_(row).first.wait_for(state="attached")
        return named.first if named.count() else row.first

    def tick(self, *words: str) -> "Phone":
        """Tick the rows that say this."""
        for one in words:
            self.page.locator("label.opt", has_text=one).first.click()
        return self

    def choose(self, name: str, *values: str) -> "Phone":
        """Tick the options with these letters of the question of that name."""
        for value in values:
            self.page.locator(f"label.opt:has([name='{name}'][value='{value}'])").click()
        return self

    def type(self, label: str, text: str) -> "Phone":
        self.page.get_by_label(label).fill(text)
        return self

    def sees(self, *words: str) -> "Phone":
        """Each of these stands on the page, or on the one that is on its way."""
        patience = monotonic() + PATIENCE
        while missing := self._missing(words):
            assert monotonic() < patience, f"{self.path} lacks {missing}: {self.words[:900]}"
            self.page.wait_for_timeout(50)
        return self

    def _missing(self, words: tuple[str, ...]) -> list[str]:
        text = self.words
        return [one for one in words if " ".join(one.split()) not in text]


def plain_phone(site: Site, chromium: Browser, person: Person | None = None) -> Phone:
    """A phone without JavaScript."""
    if person is None:
        return Phone(site.visitor(chromium, java_script_enabled=False))
    return Phone(site.as_person(chromium, person, java_script_enabled=False))
