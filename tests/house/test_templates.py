"""Templates are compiled once for each language, with their words put in."""

import pytest
from jinja2 import Template
from markupsafe import Markup

from tests.browser import Browser

HELLO = '{{ _("%(name)s，您好。", name=name) }}'


@pytest.fixture
def draw(app):
    """Compile a text as a template of ours in the language of a request, and draw it."""

    def drawn(text, lang, **more):
        with app.test_request_context("/", headers={"Cookie": f"lang={lang}"}):
            code = app.jinja_env.compile(text, f"{lang}:test.html")
            return Template.from_code(app.jinja_env, code, app.jinja_env.globals).render(**more)

    return drawn


def test_each_reader_gets_their_own_language_in_turn(app):
    titles = []
    for lang in ("zh", "en", "zh", "en"):
        visitor = Browser(app)
        visitor.client.set_cookie("lang", lang)
        titles.append(visitor.get("/help").h1)
    assert titles[0] == titles[2] != titles[1] == titles[3]


def test_what_people_typed_is_escaped_in_our_words(draw):
    assert draw(HELLO, "zh", name="<b>") == "&lt;b&gt;，您好。"
    assert draw(HELLO, "zh", name=Markup("<b>")) == "<b>，您好。"
    assert draw(HELLO, "en", name="<b>").startswith("Hello, &lt;b&gt;")


def test_signs_of_our_words_stand_as_they_are_written(draw):
    assert draw('{{ _("100%% & 对") }}', "zh") == "100% & 对"


@pytest.mark.parametrize(
    "text",
    ['{{ _("今天") ~ name }}', '{{ (name, "") | join(_("今天")) }}', '{{ _("今天") + name }}'],
)
def test_what_people_typed_is_escaped_beside_our_words(draw, text):
    assert "&lt;b&gt;" in draw(text, "zh", name="<b>")
    assert "<b>" not in draw(text, "zh", name="<b>")


def test_without_an_else_nothing_is_said(draw):
    text = '<{{ " a" if yes }}{{ ("b" if yes) or "c" }}>'
    assert draw(text, "zh", yes=False) == "<c>"
    assert draw(text, "zh", yes=True) == "< ab>"


def test_words_known_only_when_the_page_is_made_are_still_translated(draw):
    assert draw("{{ _(word) }}", "en", word="今天") == "Today"
    assert draw("{{ _(word) }}", "zh", word="今天") == "今天"


def test_the_entries_are_named_whatever_a_page_calls_its_own_things(xiaofang):
    page = xiaofang.get("/progress")
    assert {"/today", "/courses", "/practice", "/road", "/me"} <= set(page.hrefs())
