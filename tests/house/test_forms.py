"""The first gate: no write without this browser's own token."""

import re

import pytest

from tests.browser import Browser

SAFE = {"GET", "HEAD", "OPTIONS"}
SAMPLES = {"uid": "0190a0b0-0000-7000-8000-000000000001", "slug": "x1"}


def address(rule):
    return re.sub(r"<([a-z]+)(?:\([^)]*\))?:[a-z_]+>", lambda found: SAMPLES[found[1]], rule.rule)


@pytest.fixture
def unsafe(app):
    return [
        (method, address(rule))
        for rule in app.url_map.iter_rules()
        for method in rule.methods - SAFE
    ]


def test_there_are_unsafe_routes_to_try(unsafe):
    assert len(unsafe) > 10


@pytest.mark.parametrize("who", ["visitor", "xiaofang", "wang"])
def test_every_write_without_a_token_is_refused(request, unsafe, who):
    client = request.getfixturevalue(who).client
    answers = {(m, path): client.open(path, method=m).status_code for m, path in unsafe}
    assert {place: status for place, status in answers.items() if status != 400} == {}


def test_a_wrong_token_and_anothers_token_are_refused(app, cast, xiaofang, unsafe):
    anothers = Browser(app).as_person(cast.xiaojun).csrf()
    for token in ("", "0" * 64, anothers, "令牌"):
        for method, path in unsafe:
            answer = xiaofang.client.open(path, method=method, data={"csrf_token": token})
            assert answer.status_code == 400, (path, token)


def test_a_json_write_as_plain_text_is_refused(xiaofang, unsafe):
    for method, path in unsafe:
        answer = xiaofang.client.open(path, method=method, data="{}", content_type="text/plain")
        assert answer.status_code == 400


def test_a_form_of_a_megabyte_or_ten_thousand_keys_is_refused(xiaofang):
    long = xiaofang.client.post("/size", data={"csrf_token": "x", "a": "x" * 2_000_000})
    wide = xiaofang.client.post("/size", data={f"k{i}": "1" for i in range(100_000)})
    assert {long.status_code, wide.status_code} <= {400, 413}
