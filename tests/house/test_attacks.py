"""Attacks of security.md that no single part owns; docs/attacks.md names the test of each."""

import json
import logging
import sqlite3
from types import SimpleNamespace
from uuid import uuid4

import pytest
from flask import request
from sqlalchemy.exc import OperationalError

from blueprints.web.errors import MOST_MISSES
from blueprints.web.gates import allow
from blueprints.web.logs import Line
from domain.access import Act
from tests.browser import Browser
from tests.cast import PEOPLE

INJECTIONS = ("' OR '1'='1", "1; DROP TABLE people", "%", "_", "\\", "420527%", "４２０５", "a' --")
TEMPLATES = ("{{7*7}}", "{% raw %}", "{0.__class__}", "${7*7}", "#{7*7}", "%(name)s", "%s")
STRANGE = (
    "\u202ealert",
    "zero\u200bwidth",
    "e\u0301",
    "🌾",
    "ＡＢＣ",
    "\ud800".encode("utf-8", "replace").decode(),
)


def test_a08_walking_public_ids_finds_nothing_and_is_slowed_down(xiaofang):
    answers = [
        xiaofang.client.get(f"/practice/{uuid4()}/1").status_code for _ in range(MOST_MISSES)
    ]
    assert set(answers) == {404}
    slowed = xiaofang.client.get(f"/practice/{uuid4()}/1")
    assert (slowed.status_code, int(slowed.headers["Retry-After"]) > 0) == (429, True)
    assert xiaofang.client.get("/today").status_code == 200


def test_a08_a_wrong_form_of_an_id_is_not_found(xiaofang):
    for wrong in ("1", "0", "-1", "null", "0190A0B0-0000-7000-8000-000000000001", "../1"):
        assert xiaofang.client.get(f"/practice/{wrong}/1").status_code == 404


@pytest.mark.parametrize("words", INJECTIONS)
def test_a36_words_of_sql_are_words(visitor, xiaofang, words):
    for path in ("/search", "/glossary", "/practice", "/wrong", "/assign"):
        for name in ("q", "part", "term", "chapter", "point", "cause", "item", "set"):
            answer = xiaofang.client.get(path, query_string={name: words})
            assert answer.status_code in {200, 303, 403, 404, 422}, (path, name)
    answer = visitor.client.post(
        "/login", data={"csrf_token": visitor.csrf(), "login": words, "password": words}
    )
    assert answer.status_code == 422


@pytest.mark.parametrize("words", TEMPLATES)
def test_a37_words_of_templates_are_printed_as_they_are(xiaofang, words):
    xiaofang.post("/me/name", {"name": words}, status=303)
    page = xiaofang.get("/today")
    assert words in page.text
    assert "49" not in page.text.split(words)[0]


@pytest.mark.parametrize("words", STRANGE)
def test_a47_strange_letters_do_no_harm(visitor, words):
    assert visitor.client.get("/search", query_string={"q": words}).status_code == 200
    token = visitor.csrf()
    answer = visitor.client.post(
        "/login", data={"csrf_token": token, "login": words, "password": words}
    )
    assert answer.status_code in {422, 429}


def test_a47_the_sign_that_no_database_takes_is_left_out_of_addresses(app):
    with app.test_request_context("/search?q=%00a&q=b%00&part=%00"):
        assert request.args.getlist("q") == ["a", "b"]
        assert request.values["part"] == ""
    with app.test_request_context("/login?next=%00/me", method="POST", data={"login": "x"}):
        assert request.values["next"] == "/me"


def test_a47_a_lone_surrogate_in_an_address_is_no_failure(visitor):
    for path in ("/search?q=%ED%A0%80", "/search?q=%00", "/%ED%A0%80", "/courses/%00"):
        assert visitor.client.get(path).status_code in {200, 404}


def test_a46_a_password_of_a_megabyte_is_not_hashed(visitor, monkeypatch):
    from actions import passwords

    hashed = []
    monkeypatch.setattr(passwords, "_hasher", SimpleNamespace(verify=lambda *x: hashed.append(x)))
    answer = visitor.client.post(
        "/login",
        data={"csrf_token": visitor.csrf(), "login": "x", "password": "x" * 900_000},
    )
    assert (answer.status_code in {413, 422}, hashed) == (True, [])


@pytest.fixture
def written(app):
    """The log of this test, as it is written."""
    lines = []

    class Keep(logging.Handler):
        def emit(self, record):
            lines.append(self.format(record))

    handler = Keep()
    handler.setFormatter(Line())
    logging.getLogger("zhagen").addHandler(handler)
    yield lines
    logging.getLogger("zhagen").removeHandler(handler)


@pytest.fixture
def app(own_app):
    """Routes are added here: no other test may see them."""
    return own_app


@pytest.fixture
def failing(app):
    """A route that fails as it is told to."""
    told = {}

    @app.route("/fail", methods=["GET", "POST"])
    @allow(Act.PUBLIC)
    def fail():
        raise told["failure"]

    return told


def test_a48_a_log_line_cannot_be_broken_in_two(written, failing, visitor):
    failing["failure"] = RuntimeError("one\r\n{'level': 'forged'}\x1b[31m")
    visitor.client.get("/fail?x=%0d%0aforged")
    assert len(written) == 1
    line = written[0]
    assert "\n" not in line
    assert "\x1b" not in line
    assert json.loads(line)["failure"] == "RuntimeError"
    assert "forged" not in line


def test_a49_no_name_number_or_token_enters_the_log(written, failing, xiaofang):
    name, phone = "小芳", PEOPLE["小芳"][1]
    failing["failure"] = RuntimeError(f"{name} {phone}")
    token = xiaofang.csrf()
    xiaofang.client.post("/fail", data={"csrf_token": token, "phone": phone, "password": "秘密"})
    text = "\n".join(written)
    assert text
    for secret in (name, phone, token, "秘密"):
        assert secret not in text
        assert secret.encode("unicode_escape").decode() not in text


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (RuntimeError("x"), 500),
        (OSError(28, "No space left on device"), 503),
        (OperationalError("x", {}, sqlite3.OperationalError("database is locked")), 503),
        (KeyError("x"), 500),
        (RecursionError(), 500),
    ],
)
def test_a50_a_failure_is_a_plain_page_and_changes_nothing(failing, xiaofang, failure, status):
    failing["failure"] = failure
    page = xiaofang.get("/fail", status=status)
    assert "Traceback" not in page.html
    assert "sqlite" not in page.html.lower()
    assert page.response.headers["Cache-Control"] == "no-store"


def test_a50_what_was_begun_before_a_failure_is_taken_back(app, house, xiaofang, cast):
    from blueprints.web.db import writing
    from models.people import Person

    @app.post("/half")
    @allow(Act.OWN_ACCOUNT)
    def half():
        with writing() as db:
            db.get_one(Person, cast.xiaofang.id).name = "改了一半"
            db.flush()
            raise RuntimeError

    xiaofang.post("/half", status=500)
    assert cast.xiaofang.name == "小芳"


def test_a26_one_browser_is_one_person(app, cast, xiaofang):
    assert Browser(app).client.get("/today").status_code == 303
    assert "小芳" in xiaofang.get("/today").text
