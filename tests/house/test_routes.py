"""Every route has an act, a plain address, typed parts, and a line in docs/routes."""

import re

import pytest

from blueprints.web.gates import act_of
from config import ROOT

OUR_METHODS = {"GET", "HEAD", "OPTIONS", "POST"}
MACHINES = {"pages.security_txt", "pages.robots"}


@pytest.fixture
def rules(app):
    return list(app.url_map.iter_rules())


def test_every_route_names_its_act(app, rules):
    with app.app_context():
        assert [rule.endpoint for rule in rules if act_of(rule.endpoint) is None] == []


def test_every_view_says_what_it_is_for(app):
    silent = [name for name, view in app.view_functions.items() if not view.__doc__]
    assert silent == []


def test_addresses_are_plain_words(rules):
    for rule in rules:
        fixed = re.sub(r"<[^>]+>", "", rule.rule)
        assert re.fullmatch(r"[a-z0-9/.-]*", fixed), rule.rule


def test_no_address_holds_a_row_number(rules):
    loose = r"<int|<float|<path|<string|<(?!code>)[a-z_]+>"  # a typed invite code is no row number
    counted = [rule.rule for rule in rules if re.search(loose, rule.rule)]
    assert counted == []


def test_only_plain_methods(rules):
    assert {rule.rule for rule in rules if not rule.methods <= OUR_METHODS} == set()


def test_every_route_is_in_the_documents(rules):
    documents = "\n".join(p.read_text() for p in sorted((ROOT / "docs" / "routes").glob("*.md")))
    missing = [rule.endpoint for rule in rules if f"`{rule.endpoint}`" not in documents]
    assert missing == []


def test_the_documents_name_no_route_that_is_gone(rules):
    there = {rule.endpoint for rule in rules}
    documents = "\n".join(p.read_text() for p in sorted((ROOT / "docs" / "routes").glob("*.md")))
    named = set(re.findall(r"`([a-z_]+\.[a-z_]+)`", documents))
    parts = {endpoint.split(".")[0] for endpoint in there}
    assert {name for name in named if name.split(".")[0] in parts} <= there


@pytest.mark.parametrize(
    "path",
    ["/console", "/?__debugger__=yes", "/.git/config", "/.env", "/metrics", "/static/"],
)
def test_nothing_of_the_workshop_is_served(app, path):
    answer = app.test_client().get(path)
    assert answer.status_code in {200, 404}
    if path != "/?__debugger__=yes":
        assert answer.status_code == 404


def test_trace_is_refused(app):
    assert app.test_client().open("/", method="TRACE").status_code == 405
