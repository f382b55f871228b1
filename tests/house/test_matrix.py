"""Every route × every role × own object, a colleague's, another agency's, another county's."""

import hashlib
import re
from collections import defaultdict

import pytest
from sqlalchemy import select

from domain.access import Role
from models import Base
from tests.browser import Browser
from tests.house.matrix import ACTORS, SCOPES, objects, tries

ENDS_THE_SESSION = {"accounts.logout", "accounts.end_one", "accounts.password"}
UNTOUCHED = {"notes", "sign_ins", "jobs", "audit_seals"}


@pytest.fixture(autouse=True)
def _patience(monkeypatch):
    """One actor asks for more than a walker of ids may; test_attacks (a08) proves that limit."""
    monkeypatch.setattr("blueprints.web.errors.MOST_MISSES", 10**6)


def browser_of(app, cast, role):
    browser = Browser(app)
    return browser.as_person(getattr(cast, ACTORS[role])) if role else browser


def fingerprint(house):
    """A hash of every row that a refused request must leave alone."""
    found = hashlib.sha256()
    with house.database.reading() as db:
        for table in Base.metadata.sorted_tables:
            if table.name not in UNTOUCHED:
                rows = db.execute(select(table)).all()
                found.update(repr((table.name, sorted(map(repr, rows)))).encode())
    return found.hexdigest()


@pytest.mark.parametrize("role", [None, *Role], ids=str)
def test_every_route_answers_as_the_matrix_says(app, house, cast, role):
    made = objects(app, cast)
    wrong = []
    browser, token = None, ""
    for one in tries(app, made, role):
        if browser is None:
            browser = browser_of(app, cast, role)
            token = browser.csrf()
        form = {"csrf_token": token} if one.method == "POST" else None
        answer = browser.client.open(one.path, method=one.method, data=form)
        if one.endpoint in ENDS_THE_SESSION:
            browser = None
        if answer.status_code not in one.right:
            wrong.append((one.endpoint, one.method, one.scope, answer.status_code, set(one.right)))
        elif role is None and one.right == {303}:
            assert answer.headers["Location"].startswith("/login"), one
    assert wrong == []


@pytest.mark.parametrize("role", [None, *Role], ids=str)
def test_a_refused_request_changes_no_row(app, house, cast, role):
    made = objects(app, cast)
    refusals = {frozenset({403}), frozenset({404})} | (
        {frozenset({303})} if role is None else set()
    )
    refused = [one for one in tries(app, made, role) if one.right in refusals]
    browser = browser_of(app, cast, role)
    token = browser.csrf()
    before = fingerprint(house)
    for one in refused:
        form = {"csrf_token": token} if one.method == "POST" else None
        browser.client.open(one.path, method=one.method, data=form)
    assert refused
    assert fingerprint(house) == before


def test_the_matrix_tries_every_route_on_every_scope(app, cast):
    made = objects(app, cast)
    seen = defaultdict(set)
    for one in tries(app, made, Role.TRAINEE):
        seen[one.endpoint].add(one.scope)
    assert set(seen) == {rule.endpoint for rule in app.url_map.iter_rules()}
    personal = {r.endpoint for r in app.url_map.iter_rules() if "<uid:" in r.rule}
    assert {name for name in personal if seen[name] != set(SCOPES)} == set()


def test_unknown_and_foreign_look_the_same(app, cast, xiaofang):
    made = objects(app, cast)
    foreign = xiaofang.client.get(f"/practice/{made['tenant', 'uid']}/1")
    unknown = xiaofang.client.get("/practice/0190a0b0-0000-7000-8000-000000000001/1")
    assert foreign.status_code == unknown.status_code == 404
    assert without_its_number(foreign) == without_its_number(unknown)


def without_its_number(answer):
    """The page without the number of the request that it shows."""
    return re.sub(r'class="code">[0-9a-f]{8}<', "", answer.get_data(as_text=True))
