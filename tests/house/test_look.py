"""The look keeps its promises: contrast, old phones, weight, labels (ux.md 1.3 and 1.5)."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import brotli
import html5lib
import pytest

from blueprints.assets import Assets, minify
from scripts import gallery
from scripts.gallery_samples import context

CSS = Path("static/css")
TOKENS = (CSS / "00-tokens.css").read_text("utf-8")
SHEETS = sorted(CSS.glob("*.css"))

# Text on each of its grounds, at least 4.5 to 1: the table of ux.md 1.5.
TEXT = {
    "ink": "paper card soft ok-s bad-s warm-s info-s h0",
    "muted": "paper card",
    "brand": "card paper soft",
    "on": "brand",
    "ht": "hero",
    "hc": "hb",
    "warm": "card warm-s",
    "ok": "card ok-s",
    "bad": "card bad-s paper",
    "info": "card info-s",
    "card": "bad ok",
}
# Edges, icons and marks of charts on each of their grounds, at least 3 to 1.
MARKS = {"edge": "card paper", "brand": "h0", "warm": "h0 paper", "h3": "card", "ok": "paper"}
# What Chrome 61 does not know and would take a whole rule down with.
TOO_NEW = (
    r"@layer|@container|:is\(|:where\(|color-mix|(?<![-\w])gap:|(?<![-\w])inset:|aspect-ratio"
    r"|(?<![-\w])(?:min|max|clamp)\(|\d[dsl]v[hw]|(?:margin|padding|border)-(?:inline|block)"
    r"|place-items|#[0-9a-f]{8}\b|display:contents"
)


def themes() -> dict[str, dict[str, str]]:
    blocks = [dict(re.findall(r"--([\w-]+): (#\w+)", block)) for block in TOKENS.split("{")]
    light, dark, chosen_dark = [block for block in blocks if block]
    assert dark == chosen_dark
    assert light.keys() == dark.keys()
    return {"light": light, "dark": dark}


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("grounds", "least"), [(TEXT, 4.5), (MARKS, 3)])
def test_everyone_can_tell_words_and_marks_from_their_ground(
    theme: str, grounds: dict[str, str], least: float
) -> None:
    colours = themes()[theme]
    pairs = [(mark, ground) for mark, names in grounds.items() for ground in names.split()]
    found = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in found.items() if ratio < least} == {}


def test_the_measure_itself_is_right() -> None:
    assert round(contrast("#000000", "#fff"), 2) == 21
    assert round(contrast("#1b2420", "#faf8f3"), 2) == 14.99


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_old_phones_can_read_every_rule(sheet: Path) -> None:
    css = minify(sheet.read_text("utf-8"))
    assert re.findall(TOO_NEW, css) == []
    for selector in re.findall(r"([^{}]+){", css):
        if ":has(" in selector or ":focus-visible" in selector:
            assert "," not in selector, "one unknown selector drops its whole list"


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_no_rule_stands_inside_another(sheet: Path) -> None:
    stack: list[str] = []
    for head, brace in re.findall(r"([^{};]*)([{};])", minify(sheet.read_text("utf-8"))):
        if brace == "{":
            stack.append(head)
            allowed = all(outer.startswith("@") for outer in stack[:-1])
            assert allowed, f"{head} is nested"
        elif brace == "}":
            stack.pop()
    assert stack == []


def test_the_styles_and_an_empty_page_are_light() -> None:
    assets = Assets.load(Path("static"))
    styles = assets.find(assets.url("zhagen.css"))
    page = gallery.environment(assets).get_template("base.html").render(context())
    assert styles is not None
    assert len(styles.br) <= 6_500
    assert len(styles.br) + len(brotli.compress(page.encode())) <= 9_000


def test_assets_are_found_by_their_fingerprint_only(tmp_path: Path) -> None:
    (tmp_path / "css").mkdir()
    (tmp_path / "css/b.css").write_text("b { color: red; }")
    (tmp_path / "css/a.css").write_text('/* no */ a::before { content: "a  /* b */"; }')
    (tmp_path / "js").mkdir()
    (tmp_path / "js/clock.js").write_text("export const now = 1;")
    assets = Assets.load(tmp_path)
    styles = assets.find(assets.url("zhagen.css"))
    assert styles is not None
    assert styles.body == b'a::before{content:"a  /* b */"}b{color:red}'
    assert brotli.decompress(styles.br) == styles.body
    assert re.fullmatch(r"/static/js/clock\.[0-9a-f]{12}\.js", assets.url("js/clock.js"))
    assert assets.find("/static/zhagen.css") is None
    with pytest.raises(KeyError):
        assets.url("css/a.css")


def sample_pages() -> dict[str, str]:
    return dict(gallery.pages(gallery.environment(Assets.load(Path("static")))))


def test_sample_pages_are_valid_and_carry_no_inline_style_or_script() -> None:
    for name, html in sample_pages().items():
        html5lib.HTMLParser(strict=True).parse(html)
        assert re.findall(r"<script|\sstyle=|\son\w+=|\srequired", html) == [], name
        ids = re.findall(r'\sid="([^"]+)"', html)
        repeated = {one for one, two in pairwise(sorted(ids)) if one == two}
        assert name == "parts" or not repeated, name
        assert html.count("<h1") == 1, name


def test_a_field_is_described_by_its_hint_and_its_error() -> None:
    form = sample_pages()["form"]
    assert 'aria-describedby="phone-hint phone-error"' in form
    assert '<a href="#phone">' in form
    assert "<title>有错误：说说你自己 - 扎根</title>" in form
    assert "村名<span" in form
    assert "（选填）" in form


def test_an_answered_question_says_what_was_right_and_why() -> None:
    told = sample_pages()["told"]
    assert "✓ 正确答案" in told
    assert "✗ 你选的" in told
    assert told.count('class="why"') == 3


def look(act: Callable[[Any, str], object], widths: tuple[int, ...], **more: Any) -> None:
    """In a thread of its own: this process may have another Playwright open."""
    with ThreadPoolExecutor(1) as apart:
        apart.submit(lambda: gallery.look(act, widths, **more)).result()


@pytest.mark.browser
@pytest.mark.parametrize("size", gallery.SIZES)
def test_no_size_of_text_scrolls_sideways_or_shrinks_a_target(size: str) -> None:
    found: list[str] = []
    look(
        lambda tab, name: found.extend(f"{name} {line}" for line in gallery.faults(tab)),
        (320, 360),
        schemes=("light",),
        text_size=size,
    )
    assert found == []


@pytest.mark.browser
def test_axe_finds_nothing() -> None:
    found: list[str] = []
    look(
        lambda tab, name: found.extend(f"{name} {line}" for line in gallery.violations(tab)),
        (360, 1280),
    )
    assert found == []
