"""The fast lane carries nothing personal, and what it keeps cannot be poisoned."""

import gzip

import brotli
import pytest

from tests.browser import Browser


@pytest.fixture
def path(house):
    return min(house.lesson_paths)


def test_the_same_bytes_for_everyone_whatever_they_send(app, cast, path):
    plain = Browser(app).client.get(path).data
    for header in (
        {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Proto": "javascript"},
        {"Referer": "https://evil.example/"},
        {"User-Agent": "<script>"},
        {"Cookie": "size=<script>; theme=x; lang=zz; zhagen=forged"},
        {"Authorization": "Bearer x"},
    ):
        assert Browser(app).client.get(path, headers=header).data == plain
    for person in (cast.xiaofang, cast.wang, cast.lin):
        browser = Browser(app).as_person(person)
        answer = browser.client.get(path + "?name=小芳")
        assert answer.data == plain
        assert "Set-Cookie" not in answer.headers


def test_each_encoding_is_the_same_page(visitor, path):
    plain = visitor.client.get(path).data
    packed = visitor.client.get(path, headers={"Accept-Encoding": "br, gzip"})
    assert packed.headers["Content-Encoding"] == "br"
    assert brotli.decompress(packed.data) == plain
    zipped = visitor.client.get(path, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(zipped.data) == plain
    refused = visitor.client.get(path, headers={"Accept-Encoding": "br;q=0"})
    assert refused.data == plain


def test_a_lesson_weighs_at_most_four_kilobytes(visitor, house):
    weights = {
        path: len(visitor.client.get(path, headers={"Accept-Encoding": "br"}).data)
        for path in sorted(house.lesson_paths)
    }
    assert {path: weight for path, weight in weights.items() if weight > 4096} == {}


def test_personal_addresses_never_enter_the_lane(xiaofang, path):
    for personal in (f"{path}/check", "/today", "/me", "/me/x.css", f"{path}/x.css"):
        answer = xiaofang.client.get(personal)
        assert answer.headers["Cache-Control"] == "no-store", personal
        assert "Cookie" in answer.headers["Vary"]


def test_a_fake_suffix_finds_nothing(xiaofang):
    for fake in ("/me/x.css", "/today/a.js", "/today.css"):
        assert xiaofang.client.get(fake).status_code == 404


def test_head_has_no_body(visitor, path):
    answer = visitor.client.head(path)
    assert (answer.status_code, answer.data) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 1000


def test_a_language_no_one_offers_gets_chinese(visitor, path):
    answer = visitor.client.get(path, headers={"Accept-Language": "fr"})
    assert b'<html lang="zh-CN"' in answer.data
    english = visitor.client.get(path, headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert b'<html lang="en"' in english.data


def sent_with(app, path, cookie):
    return app.test_client(use_cookies=False).get(path, headers={"Cookie": cookie}).data


@pytest.mark.parametrize(
    "cookie",
    ["a=b; size=xl;theme=dark", 'size=xl; theme=dark; x="; y', "size=m; theme=dark; size=xl"],
)
def test_choices_are_read_among_all_that_a_browser_sends(app, path, cookie):
    assert b'data-size="xl" data-theme="dark"' in sent_with(app, path, cookie)


@pytest.mark.parametrize(
    "cookie", ["", ";", "=", "size", "size=; theme==dark", '"size=xl', "size=<script>"]
)
def test_what_is_no_choice_leaves_the_page_as_it_is(app, path, cookie):
    assert b'data-size="m" data-theme="auto"' in sent_with(app, path, cookie)
