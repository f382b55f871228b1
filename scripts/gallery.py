"""Draw every component on sample pages, look at them in Chromium, and say what is wrong.

python scripts/gallery.py            write build/gallery/*.html
python scripts/gallery.py --shots    also take pictures into build/gallery/shots/
python scripts/gallery.py --check    also look for sideways scroll, small targets, axe findings
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader
from markupsafe import Markup

HERE = Path(__file__).resolve().parent
HOUSE = HERE.parent
sys.path.insert(0, str(HOUSE))

from blueprints.assets import Assets  # noqa: E402
from scripts.gallery_samples import context  # noqa: E402

PAGES = HERE / "gallery_pages"
OUT = HOUSE / "build" / "gallery"
PHONE = 480
SIZES = ("m", "l", "xl", "xxl")
SMALL_TARGETS = """() => [
  ...document.querySelectorAll('a[href],button,input,select,textarea,summary')]
  .filter(e => !e.closest('p,.skip,li:not([class]) > p') && e.type !== 'hidden' && e.offsetParent)
  .map(e => [e, (e.closest('.opt') || e).getBoundingClientRect()])
  .filter(([e, r]) => r.width < 43.9 || r.height < 43.9)
  .map(([e, r]) => `${e.tagName} ${e.textContent.trim()} ${r.width}x${r.height}`)"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def environment(assets: Assets) -> Environment:
    """Jinja as the application sets it up, with words untranslated."""
    loader = ChoiceLoader([FileSystemLoader(HOUSE / "templates"), FileSystemLoader(PAGES)])
    env = Environment(loader=loader, autoescape=True, extensions=["jinja2.ext.i18n"])
    env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(
        asset=lambda name: assets.url(name).lstrip("/"),
        csrf_token=lambda: "token",
        house_trouble=lambda: "",
        request_id=lambda: "7f3a91c2",
        long_day=str,
        draw_nav=lambda entries: Markup(_drawn(env, entries)),  # noqa: S704 - a template of ours
        get_flashed_messages=lambda **_kind: [("ok", "记录已交给张老师")],
    )
    return env


def _drawn(env: Environment, entries: Iterable[Any]) -> str:
    return env.get_template("_shell/nav.html").render(entries=entries)


def pages(env: Environment, **more: Any) -> Iterator[tuple[str, str]]:
    """Each sample page with its name."""
    for path in sorted(PAGES.glob("*.html")):
        yield path.stem, env.get_template(path.name).render(context(**more))
    yield "error", env.get_template("errors/404.html").render(context(**more))


def write(**more: Any) -> list[Path]:
    """Write the sample pages and the static files beside them."""
    assets = Assets.load(HOUSE / "static")
    (OUT / "static" / "img").mkdir(parents=True, exist_ok=True)
    for name in ("zhagen.css", "img/icon.svg"):
        asset = assets.find(assets.url(name))
        (OUT / assets.url(name).lstrip("/")).write_bytes(asset.body if asset else b"")
    written = []
    for name, html in pages(environment(assets), **more):
        written.append(OUT / f"{name}.html")
        written[-1].write_text(html, "utf-8")
    return written


def look(
    act: Callable[[Any, str], object],
    widths: tuple[int, ...],
    schemes: tuple[str, ...] = ("light", "dark"),
    **more: Any,
) -> None:
    """Open every sample page at each width in each scheme and let `act` see it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        written = write(**more)
        for width, scheme in product(widths, schemes):
            screen = {"width": width, "height": 800 if width > PHONE else 740}
            tab = browser.new_page(viewport=screen, color_scheme=scheme)
            for path in written:
                tab.goto(path.as_uri())
                act(tab, f"{path.stem}-{width}-{scheme}-{more.get('text_size', 'm')}")
        browser.close()


def shoot(tab: Any, name: str) -> None:
    """Take a picture of the first view and of the whole page."""
    (OUT / "shots").mkdir(exist_ok=True)
    tab.screenshot(path=OUT / "shots" / f"{name}.png")
    tab.screenshot(path=OUT / "shots" / f"{name}-full.png", full_page=True)


def faults(tab: Any) -> list[str]:
    """What on this page breaks U18 (no sideways scroll) or U24 (targets of 44 px)."""
    extra = tab.evaluate(SIDEWAYS)
    wide = [f"scrolls sideways by {extra}"] if extra > 0 else []
    return wide + [f"small: {line}" for line in tab.evaluate(SMALL_TARGETS)]


def violations(tab: Any) -> list[str]:
    """What axe finds on this page (U26)."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(tab, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


def check(tab: Any, name: str) -> None:
    """Print everything that is wrong with a page."""
    for line in faults(tab) + violations(tab):
        print(name, line)


def main() -> None:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(description="Draw every component on sample pages.")
    parser.add_argument("--shots", action="store_true", help="take pictures")
    parser.add_argument("--check", action="store_true", help="look for faults")
    asked = parser.parse_args()
    write()
    if asked.shots:
        look(shoot, (360, 1280))
        look(shoot, (360,), text_size="xl")
    if asked.check:
        for size in SIZES:
            look(check, (320, 360, 1280), text_size=size)


if __name__ == "__main__":
    main()
