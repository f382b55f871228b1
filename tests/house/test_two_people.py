"""What is kept between requests is nobody's: two people see their own, in turn and at once."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine

from blueprints.web import bar
from models.people import Person
from models.places import Agency
from tests.browser import Browser
from tests.conftest import START
from tests.founding import begin

ASKED = {
    "xiaofang": (
        "/today",
        "/progress",
        "/practice",
        "/wrong",
        "/road",
        "/me",
        "/me/data",
        "/mocks",
    ),
    "xiaomei": ("/today", "/progress", "/practice", "/wrong", "/road", "/me", "/me/data", "/mocks"),
    "li": ("/today", "/agency", "/agency/people", "/founding", "/agency/staff", "/me", "/messages"),
    "wu": ("/today", "/agency", "/agency/people", "/founding", "/agency/staff", "/me", "/messages"),
}
FOREIGN = {"xiaofang": "小梅", "xiaomei": "小芳", "li": "乙", "wu": "甲"}
ONCE = re.compile(r'(name="(?:csrf_token|once)" value=)"[^"]*"')


@pytest.fixture
def still():
    """A clock that stands: two looks at a page that says its minute are then of one minute."""
    with time_machine.travel(START + timedelta(hours=7), tick=False):
        yield


@pytest.fixture
def browsers(still, app, house, cast):
    """Two trainees and two managers of two agencies; one of each pair reads English."""
    with house.database.writing() as db:
        for login in ("li", "wu"):
            manager = db.get_one(Person, getattr(cast, login).id)
            begin(db, manager, name=f"{db.get_one(Agency, cast.agency_of(manager)).name}的筹备组")
    found = {login: Browser(app).as_person(getattr(cast, login)) for login in ASKED}
    for login in ("xiaomei", "wu"):
        found[login].client.set_cookie("lang", "en")
    return found


def page(browsers, login, path):
    answer = browsers[login].client.get(path)
    assert answer.status_code == 200, path
    return ONCE.sub(r"\1", answer.get_data(as_text=True))


def both(browsers):
    """Every page of each pair, turn about."""
    for one, two in (("xiaofang", "xiaomei"), ("li", "wu")):
        for path in ASKED[one]:
            for login in (one, two):
                yield (login, path), page(browsers, login, path)


def test_two_people_in_turn_see_what_each_sees_alone(browsers):
    alone = {(login, path): page(browsers, login, path) for login in ASKED for path in ASKED[login]}
    assert dict(both(browsers)) == alone
    for (login, path), html in alone.items():
        assert FOREIGN[login] not in html, (login, path)


def test_people_at_once_see_what_each_sees_alone(browsers):
    alone = dict(both(browsers))

    def ask(login):
        return {
            (login, path): page(browsers, login, path) for _ in range(5) for path in ASKED[login]
        }

    with ThreadPoolExecutor(len(ASKED)) as crowd:
        for seen in crowd.map(ask, ASKED):
            for place, html in seen.items():
                assert html == alone[place], place


def test_a60_no_address_asked_for_is_kept(visitor, browsers):
    for kind in bar.Kind:
        assert {href for href, _label, _icon in bar._rows(kind)} <= bar.PLACES
    page(browsers, "xiaofang", "/progress")
    before = bar._entries.cache_info().currsize
    for n in range(20):
        for browser in (visitor, browsers["xiaofang"]):
            browser.client.get(f"/nowhere{n}{'x' * 500}")
    assert bar._entries.cache_info().currsize <= before + 2
