"""Markdown becomes clean HTML; attack A21 of security.md meets a wall."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.links import is_allowed
from content.markdown_check import markdown_faults
from content.render import render, render_sections
from content.tame import MOST_NESTED, MOST_TEXT, is_tame, tamed

TAGS = {"p", "ul", "ol", "li", "strong", "em", "blockquote", "a"}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}


def tags_in(html: str) -> set[str]:
    return set(re.findall(r"<([a-z0-9]+)", html))


def test_everything_an_author_may_write() -> None:
    assert render("一**二**\n三\n\n1. 甲\n2. 乙") == (
        "<p>一<strong>二</strong>\n三</p>\n<ol>\n<li>甲</li>\n<li>乙</li>\n</ol>"
    )
    assert render("|甲|乙|\n|---|:-:|\n|1|2|") == (
        '<table>\n<thead>\n<tr>\n<th scope="col">甲</th>\n<th scope="col">乙</th>\n</tr>\n'
        "</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>"
    )


def test_a_line_broken_between_two_characters_leaves_no_gap() -> None:
    assert render("第一行\n第二行\nand\nmore") == "<p>第一行第二行\nand\nmore</p>"


def test_quotes_are_notices_cases_or_quotes_and_do_not_run_together() -> None:
    html = render("> 例子：小陈。\n\n> **请确认：** 各地不同。\n\n> 老话。")
    assert html == (
        '<blockquote class="case">\n<p>例子：小陈。</p>\n</blockquote>\n'
        '<blockquote class="notice">\n<p><strong>请确认：</strong> 各地不同。</p>\n</blockquote>\n'
        "<blockquote>\n<p>老话。</p>\n</blockquote>"
    )


def test_headings_cut_a_text_into_numbered_sections() -> None:
    document = render_sections("先说。\n\n## 甲 ##\n一\n\n## 乙\n二")
    assert document.opening == "<p>先说。</p>"
    assert [(s.id, s.title, s.html) for s in document.sections] == [
        ("s1", "甲", "<p>一</p>"),
        ("s2", "乙", "<p>二</p>"),
    ]


@pytest.mark.parametrize(
    "href",
    [
        "jc04-02",
        "jc04-02#s3",
        "#s2",
        "/courses/a-b/jc04-01",
        "/help/first-day",
        "/",
        "https://a.cn/x?y=1#z",
    ],
)
def test_links_inside_and_secure_ones_stay(href: str) -> None:
    assert f'href="{href}"' in render(f"[去]({href})")


@pytest.mark.parametrize(
    "href",
    [
        *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "JaVaScRiPt&#58;alert(1)"),
        *("java&#10;script:alert(1)", "&#x6A;avascript:alert(1)", "vbscript:x", "//evil.cn"),
        *(
            "data:text/html,<script>alert(1)</script>",
            "data:text/html;base64,PHN2Zz4=",
            "/\\evil.cn",
        ),
        *("http://evil.cn", "ftp://a.cn", "mailto:a@b.cn", "https:evil", "https://", "\\\\evil.cn"),
        *(
            "<javascript:alert(1)>",
            "/%09/evil.cn",
            "https://a.cn@evil.cn",
            "jc04-02?x=1",
            "../login",
        ),
        *(
            "java\tscript:alert(1)",
            "\x01javascript:alert(1)",
            "https://a.cn\\@evil.cn",
            "///evil.cn",
        ),
    ],
)
def test_other_links_are_unlinked_and_their_words_stay(href: str) -> None:
    html = render(f"[去]({href})")
    assert "href" not in html
    assert "<a" not in html
    assert "去" in html


@pytest.mark.parametrize(
    "text",
    [
        *("<script>alert(1)</script>", "<svg onload=alert(1)>", "<img src=x onerror=alert(1)>"),
        *("<a href='javascript:alert(1)'>x</a>", "<iframe src=//evil.cn>", "<style>*{}</style>"),
        *(
            "<b onclick=alert(1)>x</b>",
            "<!-- x -->",
            "<math><mi xlink:href='data:x'>",
            "</p><form>",
        ),
        *(
            "![x](javascript:alert(1))",
            "![x](https://a.cn/x.png)",
            "<https://a.cn>",
            "[x]: javascript:a",
        ),
        *("[x][y]\n\n[y]: javascript:alert(1)", "`<script>`", "    <script>", "<div\nonload=x>"),
        *('[x](/a "\\" onclick=alert(1)")', "[<svg onload=x>](/a)", "**<script>**", "<?php ?>"),
    ],
)
def test_raw_html_is_shown_as_text(text: str) -> None:
    html = render(text)
    assert tags_in(html) <= TAGS
    for start in re.findall(r"<[a-z][^>]*>", html):
        assert re.fullmatch(r'<[a-z0-9]+(?: (?:href|rel|scope|class)="[^"<>]*")*>', start), start


DEEP = {
    "quotes": ">" * 10_000,
    "spaced quotes": "> " * 10_000 + "x",
    "open brackets": "[" * 10_000,
    "closed brackets": "[" * 5_000 + "]" * 5_000 + "(/a)",
    "half links": "[a](b " * 3_000,
    "nested links": "[a](" * 3_000,
    "stars": "*a " * 5_000,
    "bold": "**a" * 5_000,
    "underscores": "_a " * 5_000,
    "backticks": "`a``b" * 2_000,
    "list marks": "- " * 5_000 + "x",
    "numbers": "1. " * 5_000 + "x",
    "indents": "\n".join(" " * depth + "- a" for depth in range(2_000)),
    "columns": "|a" * 5_000 + "\n" + "|-" * 5_000 + "\n" + "|b" * 5_000,
    "entities": "&#" * 5_000,
    "escapes": "\\" * 10_000,
    "angles": "<a " * 5_000,
    "many blocks": "\n\n".join("> > > - - - [[[a" for _ in range(2_000)),
}


@pytest.mark.parametrize("name", DEEP)
def test_nothing_makes_rendering_deep_or_long(name: str) -> None:
    """The bound is the mechanism: little text, few marks in a block, shallow nesting."""
    bounded = tamed(DEEP[name])
    assert len(bounded) <= MOST_TEXT
    html = render(DEEP[name])
    depth = deepest = 0
    for closing, tag in re.findall(r"<(/?)(blockquote|ul|ol)\b", html):
        depth += -1 if closing else 1
        deepest = max(deepest, depth)
        assert tag
    assert deepest <= 2 * MOST_NESTED
    assert tags_in(html) <= TAGS
    assert [message for _line, message in markdown_faults(DEEP[name])]


def test_an_ordinary_lesson_is_left_as_it_is() -> None:
    text = "> 例子：**甲**\n> 乙\n\n- 一\n    - 二\n\n| 甲 | 乙 |\n|---|---|\n| 1 | [二](jc04-01) |"
    assert is_tame(text)
    assert tamed(text) == text


@given(st.text(alphabet="<>[]()*_`#&;:!\\/ \n\t-|1.aj中：\"'=", max_size=300))
def test_whatever_is_written_only_allowed_tags_come_out(text: str) -> None:
    html = render(text)
    assert tags_in(html) <= TAGS
    for href in re.findall(r'href="([^"]*)"', html):
        assert is_allowed(href)
