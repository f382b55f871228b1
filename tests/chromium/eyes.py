"""What a careful eye measures on a page that is open in Chromium."""

from functools import cache
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request

from tests.chromium.site import DESK, PHONE

TEXT_SIZES = ("m", "l", "xl", "xxl")
SMALLEST_TARGET = 44
LOWEST_ROW = 60
SCREENS = (PHONE, DESK)
SCHEMES = ("light", "dark")
NARROW = (320, 360)
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
COLOURS = ("color-contrast", "link-in-text-block")
"""The rules of axe whose answer can differ between two themes of one page."""

_AXE = """async (runOnly) => {
  const found = await axe.run(document, {runOnly, resultTypes: ['violations']});
  return found.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.html.slice(0, 160)}`));
}"""
_SIDEWAYS = """sizes => {
  const root = document.documentElement, worn = root.dataset.size;
  const extra = () => {
    const extra = root.scrollWidth - root.clientWidth;
    if (extra <= 0) return '';
    const wide = [...document.querySelectorAll('body *')]
      .filter(e => e.getBoundingClientRect().right > root.clientWidth + 1 && !e.closest('.vh'));
    const last = wide[wide.length - 1];
    return `${extra} px: ${last ? last.outerHTML.slice(0, 90) : ''}`;
  };
  const found = sizes.map(size => { root.dataset.size = size; return extra(); });
  if (worn === undefined) delete root.dataset.size; else root.dataset.size = worn;
  return found;
}"""
# Links inside sentences are exempt (WCAG 2.5.8); so is the skip link, which waits off screen.
_TARGETS = """([target, row]) => {
  const wrong = [];
  const inSentence = e => {
    if (e.tagName !== 'A') return false;
    const box = e.closest('p,li,dd,td,th,figcaption,summary,label');
    if (!box) return false;
    return [...box.childNodes].some(n => n !== e && !n.contains(e) && n.textContent.trim());
  };
  const measure = (e, box, width, height) => {
    const r = box.getBoundingClientRect();
    if (r.width < width - .1 || r.height < height - .1) {
      const words = (e.textContent.trim() || e.name || e.id).replace(/\\s+/g, ' ').slice(0, 30);
      wrong.push(`${e.tagName} "${words}" ${Math.round(r.width)}x${Math.round(r.height)}`);
    }
  };
  for (const e of document.querySelectorAll('a[href],button,input,select,textarea,summary')) {
    if (e.type === 'hidden' || !e.offsetParent || e.closest('.skip') || inSentence(e)) continue;
    measure(e, e.closest('.opt') || e, target, target);
  }
  const rows = document.querySelectorAll('a.task,.opt:not(.later),.funnel a');
  for (const e of rows) measure(e, e, row, row);
  return wrong;
}"""
_FILLED = """() => [...document.querySelectorAll('.btn')]
  .filter(e => !['alt', 'quiet', 'stop'].some(kind => e.classList.contains(kind)))
  .filter(e => { const r = e.getBoundingClientRect();
                 return r.height && r.top < innerHeight && r.bottom > 0; })
  .map(e => e.textContent.trim())"""
_CONTROLS = "a[href],button,select,textarea,summary,input:not([type=hidden])"


@cache
def _axe_source() -> str:
    return Axe().axe_script


def load_axe(page: Page) -> None:
    """Bring axe into the page that is open now."""
    page.evaluate(_axe_source())


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it looks now (U26)."""
    return page.evaluate(_AXE, {"type": "tag", "values": TAGS})


def faint(page: Page) -> list[str]:
    """What axe finds in the colours alone: enough where only the theme is another."""
    return page.evaluate(_AXE, {"type": "rule", "values": COLOURS})


def in_every_light(page: Page) -> list[str]:
    """What axe finds in both themes on both screens; the page is light again afterwards."""
    found: list[str] = []
    load_axe(page)
    for screen in SCREENS:
        stretch(page, screen["width"])
        found += [f"{screen['width']} light {line}" for line in violations(page)]
        page.emulate_media(color_scheme="dark")
        found += [f"{screen['width']} dark {line}" for line in faint(page)]
        page.emulate_media(color_scheme="light")
    return found


def in_every_size(page: Page) -> list[str]:
    """Where a phone scrolls sideways in a size of text; the page keeps the size it had."""
    found: list[str] = []
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 740})
        found += [f"{width} {line}" for line in sideways(page)]
    return found


def stretch(page: Page, width: int) -> None:
    """Make the window as high as the page, so that no sticky bar lies over anything."""
    page.set_viewport_size({"width": width, "height": 740})
    height = page.evaluate("() => document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": max(740, height)})


def sideways(page: Page) -> list[str]:
    """By how much the page scrolls sideways in a size of text, and why (U18)."""
    extra = page.evaluate(_SIDEWAYS, TEXT_SIZES)
    return [f"{size}: {line}" for size, line in zip(TEXT_SIZES, extra, strict=True) if line]


def small_targets(page: Page) -> list[str]:
    """Controls too small for a thumb, and rows too low (U24)."""
    return page.evaluate(_TARGETS, [SMALLEST_TARGET, LOWEST_ROW])


def filled_buttons(page: Page) -> list[str]:
    """The filled buttons one sees before scrolling."""
    return page.evaluate(_FILLED)


def controls(page: Page) -> list[Any]:
    """Everything the Tab key should reach, where it is visible."""
    found = page.query_selector_all(_CONTROLS)
    return [one for one in found if one.is_visible()]


class Ears:
    """Hears what a page complains about, and whom it calls."""

    def __init__(self, page: Page, home: str) -> None:
        self.heard: list[str] = []
        self.dialogs: list[str] = []
        self._home = home
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.heard.append(f"error {error}"))
        page.on("request", self._request)
        page.on("dialog", self._dialog)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.heard.append(f"console {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((f"{self._home}/", "data:")):
            self.heard.append(f"request {request.url}")

    def _dialog(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()


def clear(found: list[str]) -> None:
    """Fail with every finding on a line of its own."""
    assert not found, "\n".join(["", *found])
