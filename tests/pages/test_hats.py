"""Who is a trainee and staff too chooses whose pages to read; the title says which."""

import pytest

from actions.people import grant
from domain.access import Role
from models.people import Person
from tests.browser import Browser
from tests.conftest import START
from tests.pages.looked_after import agency_id


@pytest.fixture
def both(app, house, cast):
    """小芳 learns in 甲机构 and guides others there."""
    with house.database.writing() as db:
        me = db.get_one(Person, cast.xiaofang.id)
        grant(db, me, Role.MENTOR, by="tests", at=START, agency_id=agency_id(db))
    return Browser(app).as_person(cast.xiaofang)


def test_a_trainee_who_guides_begins_with_the_trainees_page(both):
    page = both.get("/today")
    assert page.h1 == "今天，我是学员"
    assert "/practice" in page.hrefs()
    assert "换成老师的页面" in both.get("/me").text


def test_changing_hats_changes_today_and_the_bar_and_back(both):
    assert both.post("/me/hat", {"to": "work"}, status=303).location == "/today"
    page = both.get("/today")
    assert page.h1 == "今天，我是老师"
    assert {"/trainees", "/classes", "/assign"} <= set(page.hrefs())
    assert "/practice" not in page.hrefs()
    assert "换成学员的页面" in both.get("/me").text
    both.post("/me/hat", {"to": "learn"}, status=303)
    assert both.get("/today").h1 == "今天，我是学员"


def test_the_hat_forbids_nothing(both):
    both.get("/trainees")
    both.post("/me/hat", {"to": "work"}, status=303)
    both.get("/practice")
    both.get("/road")


def test_who_has_one_role_has_one_hat(xiaofang, wang):
    for browser, title in ((xiaofang, "今天"), (wang, "今天")):
        assert "换成" not in browser.get("/me").text
        for hat in ("work", "learn", "x", ""):
            browser.post("/me/hat", {"to": hat}, status=303)
            assert browser.get("/today").h1 == title
    assert "/practice" in xiaofang.get("/today").hrefs()


def test_a_stranger_has_none(visitor):
    visitor.post("/me/hat", {"to": "work"}, status=303)


def test_an_officer_who_learns_comes_to_work(app, house, cast):
    with house.database.writing() as db:
        me = db.get_one(Person, cast.xiaofang.id)
        grant(db, me, Role.AUTHOR, by="tests", at=START)
    browser = Browser(app).as_person(cast.xiaofang)
    assert "换成工作的页面" in browser.get("/me").text
    browser.post("/me/hat", {"to": "work"}, status=303)
    assert browser.get("/today").h1 == "今天，我来工作"
