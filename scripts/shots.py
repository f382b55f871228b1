"""Take pictures of the demo's pages into build/shots, for the README and for eyes.

python scripts/shots.py                          every page below, from a demo of its own
python scripts/shots.py --url http://127.0.0.1:8000    from a demo that is running
python scripts/shots.py --only today question    some of the pages
python scripts/shots.py --path /help --as xiulan one page that is not in the list
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from actions.demo import PASSWORD  # noqa: E402
from scripts.shot_list import LOOKS, PHONE, SHOTS, Look, Shot  # noqa: E402

OUT = ROOT / "build" / "shots"
CHROMIUM = {
    "executable_path": "/usr/bin/chromium",
    "args": ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
}
START_SECONDS = 120


class Camera:
    """Signs in once per person, dresses each page as asked, and keeps its pictures."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser = browser
        self._url = url
        self._cookies: dict[str, list[Any]] = {"": []}

    def take(self, shot: Shot) -> Iterator[Path]:
        """Every picture of one page: what one sees first, and the whole page."""
        walked = ""
        for name in shot.looks:
            if name == "paper":
                yield self._print(shot, walked)
                continue
            page = self._page(shot.who, LOOKS[name])
            page.goto(walked or shot.path)
            if not walked:
                _walk(page, shot.steps)
                walked = page.url if _can_return(shot, page) else ""
            for kind in ("", "-full"):
                path = OUT / f"{shot.name}-{name}{kind}.png"
                page.screenshot(path=path, full_page=bool(kind))
                yield path
            page.context.close()

    def _print(self, shot: Shot, walked: str) -> Path:
        page = self._page(shot.who, LOOKS["light"])
        page.goto(walked or shot.path)
        if not walked:
            _walk(page, shot.steps)
        path = OUT / f"{shot.name}.pdf"
        page.pdf(path=path, format="A4", prefer_css_page_size=True)
        page.context.close()
        return path

    def _page(self, who: str, look: Look) -> Page:
        if who not in self._cookies:
            self._sign_in(who)
        context = self._browser.new_context(
            base_url=self._url,
            viewport=look.screen,
            device_scale_factor=2 if look.screen is PHONE else 1,
            color_scheme=look.theme,
            locale="zh-CN",
        )
        chosen = {"size": look.size, "lang": look.lang}
        dress = [{"name": name, "value": text, "url": self._url} for name, text in chosen.items()]
        context.add_cookies([*self._cookies[who], *dress])
        return context.new_page()

    def _sign_in(self, who: str) -> None:
        context = self._browser.new_context(base_url=self._url, locale="zh-CN")
        page = context.new_page()
        page.goto("/login")
        page.fill("#login", who)
        page.fill("#password", PASSWORD)
        page.click("main form .btn")
        self._cookies[who] = context.cookies()
        context.close()


def _walk(page: Page, steps: Sequence[str]) -> None:
    for step in steps:
        selector, equals, text = step.partition(" = ")
        if equals:
            page.fill(selector, text)
        elif selector.startswith(".opt"):
            page.locator(selector).click()
        else:
            with page.expect_navigation():
                page.locator(selector).first.click()


def _can_return(shot: Shot, page: Page) -> bool:
    """Whether the page that was reached has an address of its own that shows it again."""
    here = urlsplit(page.url).path
    return here != urlsplit(shot.path).path and not here.endswith("/made")


@contextmanager
def demo() -> Iterator[str]:
    """A demo of its own on a free port, gone afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        place = {"PORT": str(port), "ZHAGEN_INSTANCE": folder, "ZHAGEN_ENV": "demo"}
        server = subprocess.Popen(
            [sys.executable, "app.py"],
            cwd=ROOT,
            env={**os.environ, **place},
            stdout=subprocess.DEVNULL,
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/healthz")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(20)


def _wait_for(url: str) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own address
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    raise TimeoutError(url)


def take_all(url: str, shots: Sequence[Shot]) -> None:
    """Take the pictures and name each file."""
    OUT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(**CHROMIUM)
        camera = Camera(browser, url)
        for shot in shots:
            for path in camera.take(shot):
                print(path.relative_to(ROOT))
        browser.close()


def main() -> None:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(description="Take pictures of the demo's pages.")
    parser.add_argument("--url", help="a running demo; without it one is started")
    parser.add_argument("--only", nargs="*", help="names of pages", default=())
    parser.add_argument("--path", help="a page that is not in the list")
    parser.add_argument("--as", dest="who", default="", help="who looks at it")
    asked = parser.parse_args()
    shots = [shot for shot in SHOTS if not asked.only or shot.name in asked.only]
    if asked.path:
        shots = [Shot(asked.path.strip("/").replace("/", "-") or "home", asked.who, asked.path)]
    if asked.url:
        take_all(asked.url, shots)
        return
    with demo() as url:
        take_all(url, shots)


if __name__ == "__main__":
    main()
