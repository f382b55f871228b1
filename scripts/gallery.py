"""Draw every component on sample pages, look at them in Chromium, and say what is wrong.

    python scripts/gallery.py            write build/gallery/*.html
    python scripts/gallery.py --shots    also take pictures into build/gallery/shots/
    python scripts/gallery.py --check    also look for sideways scroll, small targets, axe findings
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace as Thing
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader
from wtforms import Form, fields
from wtforms.validators import Optional

HERE = Path(__file__).resolve().parent
HOUSE = HERE.parent
sys.path.insert(0, str(HOUSE))

from blueprints.assets import Assets  # noqa: E402

OUT = HOUSE / "build" / "gallery"
SIZES = ("m", "l", "xl", "xxl")
SMALL_TARGETS = """() => [...document.querySelectorAll('a[href],button,input,select,textarea,summary')]
  .filter(e => !e.closest('p,.skip,li:not([class]) > p') && e.type !== 'hidden' && e.offsetParent)
  .map(e => [e, (e.closest('.opt') || e).getBoundingClientRect()])
  .filter(([e, r]) => r.width < 43.9 || r.height < 43.9)
  .map(([e, r]) => `${e.tagName} ${e.textContent.trim()} ${r.width}x${r.height}`)"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def environment(assets: Assets) -> Environment:
    """Jinja as the application sets it up, with words untranslated."""
    loader = ChoiceLoader([FileSystemLoader(HOUSE / "templates"), FileSystemLoader(HERE / "gallery")])
    env = Environment(loader=loader, autoescape=True, extensions=["jinja2.ext.i18n"])
    env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(
        asset=lambda name: assets.url(name).lstrip("/"),
        csrf_token=lambda: "token",
        get_flashed_messages=lambda **_kind: [("ok", "记录已交给张老师")],
    )
    return env


class Questions(Form):
    """One field of every kind; sent empty, each shows its error."""

    phone = fields.StringField("手机号", description="用来登录，别人看不到")
    village = fields.StringField("村名", [Optional()])
    story = fields.TextAreaField("这次做了什么")
    degree = fields.SelectField("学历", choices=[("1", "高中"), ("2", "大专"), ("3", "本科")])
    since = fields.DateField("从哪天开始做这份工作", description="例如 2021-03-01")
    post = fields.RadioField("现在做什么", choices=[("a", "村干部"), ("b", "种地"), ("c", "开店")])
    help = fields.SelectMultipleField("要什么帮助", choices=[("a", "报名"), ("b", "学习")])
    agree = fields.BooleanField("带班老师可以看我学到哪里，看不到我记的笔记")


def questions(failed: bool) -> Questions:
    """The form as first shown, or as sent back."""
    form = Questions(data={"post": "b", "help": ["a"]})
    for field in form if failed else ():
        field.errors = [f"{field.label.text[:8]}：填好这一处"]
    return form


def item(kind: str) -> Thing:
    """A question about the village, in the shape content/ gives."""
    texts = ("“您别多想，孩子们不会嫌您的。”", "“您担心拖累孩子，心里不好受。”", "“买菜好办，我帮您联系人。”")
    reasons = ("急着安慰，把情绪盖了过去。", "说出了她的感受和原因，是同理。", "直接给办法，跳过了感受。")
    rows = zip("ABC", texts, reasons, strict=True)
    return Thing(
        kind=kind,
        case="独居的王奶奶 78 岁，腿脚不便。社工小陈第三次走访，谈到请人帮忙买菜，她摆摆手：“孩子们都忙，不想再拖累他们。”",
        stem="小陈的下列回应，最能体现“同理”技巧的是（　）。",
        options=[Thing(id=i, text=t, reason=r) for i, t, r in rows],
        key={"B"} if kind == "single" else {"A", "B"},
        explanation="先回应感受，再谈办法。",
        sources=[Thing(document="社会工作者职业道德指引", version="2012", article="第七条")],
    )


def context(**more: Any) -> dict[str, Any]:  # noqa: ANN401
    """What the application gives to every template, and what the sample pages need."""
    names = (("今天", "calendar"), ("课程", "book"), ("练习", "pencil"), ("路线", "road"), ("我的", "people"))
    nav = [Thing(href="#", label=n, icon=i, current=n == "今天", badge=2 if n == "我的" else 0) for n, i in names]
    days = [Thing(label=d, studied=n in {0, 1, 3}, rest=n == 2, today=n == 3) for n, d in enumerate("一二三四五六日")]
    cells = [
        Thing(number=n, href="#", current=n == 7, state="flagged" if n == 5 else "answered" if n < 7 else "blank")
        for n in range(1, 21)
    ]
    rule = Thing(source="人社部", document="社会工作者职业资格考试实施办法", article="第九条", checked_on="2026-03-01", confidence="low")
    stages = [
        Thing(label="入班", count=164, stuck=0, note="2024 年起累计", href="#"),
        Thing(label="在学", count=128, stuck=12, note="转化 78%，中位 6 天", href="#"),
        Thing(label="通过考试", count=33, stuck=0, note="转化 45%，上一考季", href="#"),
    ]
    return {
        "locale": "zh-CN", "theme": "auto", "text_size": "m", "request_id": "7f3a91c2", "actor": None,
        "nav": nav, "days": days, "cells": cells, "rule": rule, "stages": stages, "item": item, "questions": questions,
        **more,
    }  # fmt: skip


def pages(env: Environment, **more: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Each sample page with its name."""
    for path in sorted((HERE / "gallery").glob("*.html")):
        yield path.stem, env.get_template(path.name).render(context(**more))
    yield "error", env.get_template("errors/404.html").render(context(**more))


def write(**more: Any) -> list[Path]:  # noqa: ANN401
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


def look(act: Callable[..., None], widths: tuple[int, ...], **more: Any) -> None:  # noqa: ANN401
    """Open every sample page at each width in light and dark and let `act` see it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for width in widths:
            for scheme in ("light", "dark"):
                tab = browser.new_page(viewport={"width": width, "height": 740 if width < 999 else 800}, color_scheme=scheme)
                for path in write(**more):
                    tab.goto(path.as_uri())
                    act(tab, f"{path.stem}-{width}-{scheme}-{more.get('text_size', 'm')}")
        browser.close()


def shoot(tab: Any, name: str) -> None:  # noqa: ANN401
    """Take a picture of the first view and of the whole page."""
    (OUT / "shots").mkdir(exist_ok=True)
    tab.screenshot(path=OUT / "shots" / f"{name}.png")
    tab.screenshot(path=OUT / "shots" / f"{name}-full.png", full_page=True)


def check(tab: Any, name: str) -> None:  # noqa: ANN401
    """Print what breaks a promise of ux.md 1.3."""
    from axe_playwright_python.sync_playwright import Axe

    if (extra := tab.evaluate(SIDEWAYS)) > 0:
        print(name, "scrolls sideways by", extra)
    for line in tab.evaluate(SMALL_TARGETS):
        print(name, "small:", line)
    if name.endswith("-m"):
        for finding in Axe().run(tab).response["violations"]:
            print(name, finding["id"], [node["html"][:120] for node in finding["nodes"]][:3])


def main() -> None:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shots", action="store_true")
    parser.add_argument("--check", action="store_true")
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
