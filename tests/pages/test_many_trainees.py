"""Lists of very many trainees are read from what is kept in the morning, and say so."""

import pytest

from actions.absences import note_absence
from actions.concerns import JOB, watch_nightly
from actions.handlers import DAILY, HANDLERS
from actions.jobs import Workshop, run_due
from blueprints.web import watch
from domain.silence import Span
from models.people import Person
from tests.browser import Browser
from tests.pages.looked_after import (
    NOW,
    TODAY,
    announce,
    ask,
    days,
    joined_long_ago,
    learn,
    sit,
    take_back_consent,
    tell_away,
    to_another_agency,
    trainee,
    walk,
)
from tests.pages.test_staff_today import tasks
from tests.pages.test_trainees import people, words


@pytest.fixture
def li(app, cast):
    return Browser(app).as_person(cast.li)


@pytest.fixture
def workshop(house):
    return Workshop(house.database, house.library, house.rules)


@pytest.fixture
def many(monkeypatch):
    """Two people count as very many."""
    return lambda: monkeypatch.setattr(watch, "LIVE_MOST", 1)


@pytest.fixture
def county(house, cast, workshop):
    """Somebody for every reason, some for none; 小芳 is one of many."""
    for number in range(6):
        one = trainee(house, f"学员{number:02}", cast.wang)
        joined_long_ago(house, one)
        if number % 2:
            learn(house, one, days_ago=number)
        if number == 3:
            sit(house, one, 70, 9)
            sit(house, one, 60, 2)
    joined_long_ago(house, cast.xiaofang)
    learn(house, cast.xiaofang)
    ask(house, cast.wang, cast.xiaofang, cast.xiaojun, due=-3)
    tell_away(house, cast.xiaojun)
    announce(house)
    walk(house, cast.xiaofang, "account")
    watch_nightly({}, workshop, NOW)
    return cast


def shape(page):
    """Of each row the person and everything said of them."""
    return [[(words(a), a.get("href")) for a in row] for row in people(page)]


@pytest.mark.parametrize(
    "query", ["", "?reason=silent", "?reason=unpaid", "?reason=falling", "?q=学员0", "?q=小芳"]
)
def test_what_is_kept_says_what_looking_anew_says(county, li, wang, many, query):
    live = [(shape(b.get(f"/trainees{query}")), shape_of_head(b, query)) for b in (li, wang)]
    many()
    kept = [(shape(b.get(f"/trainees{query}")), shape_of_head(b, query)) for b in (li, wang)]
    assert kept == live
    assert "数据截至" in li.get("/trainees").text


def shape_of_head(browser, query):
    """How many there are, how many need somebody, and of what."""
    page = browser.get(f"/trainees{query}")
    return [words(e) for e in page.all("p")][:1], [
        words(a) for a in page.all("a") if "btn" in (a.get("class") or "")
    ]


def test_today_says_the_same_of_what_is_kept(county, li, many):
    live = tasks(li.get("/today"))
    many()
    assert tasks(li.get("/today")) == live
    assert live


def test_pages_follow_each_other_and_lead_back(house, cast, li, many, workshop):
    for number in range(118):
        one = trainee(house, f"学员{number:03}")
        if number % 3 == 0:
            joined_long_ago(house, one)
    watch_nightly({}, workshop, NOW)
    live = [shape(page) for page in walk_through(li)]
    many()
    kept = walk_through(li)
    assert [shape(page) for page in kept] == live
    assert [len(one) for one in live] == [50, 50, 20]
    back = next(h for h in kept[2].hrefs() if h != "/trainees" and "after=" in h)
    assert shape(li.get(back)) == live[1]
    assert "/trainees" in kept[1].hrefs()


def walk_through(browser):
    pages = [browser.get("/trainees")]
    while found := [a.get("href") for a in pages[-1].all("a") if a.get("rel") == "next"]:
        pages.append(browser.get(found[0]))
    return pages


def test_who_learned_or_said_why_is_taken_off_soon(house, county, li, many, workshop):
    many()
    with house.database.reading() as db:
        silent = db.query(Person).filter(Person.name.in_(["学员00", "学员02"])).all()
    assert "学员00" in li.get("/trainees?reason=silent").text
    learn(house, silent[0])
    with house.database.writing() as db:
        who, by = db.get_one(Person, silent[1].id), db.get_one(Person, county.li.id)
        off = Span(TODAY, TODAY + days(3))
        note_absence(db, who, off, kind="farming", reason="", by=by, at=NOW)
    run_due(workshop, HANDLERS, at=NOW + days(1) / 24)
    page = li.get("/trainees?reason=silent")
    assert "学员00" not in page.text
    assert "学员02" not in page.text
    assert "学员04" in page.text
    assert "说过原因" in li.get("/trainees").text


def test_who_came_since_stands_there_and_who_left_does_not(house, county, li, many):
    many()
    trainee(house, "新来的")
    to_another_agency(house, county.xiaofang)
    page = li.get("/trainees")
    assert "新来的" in page.text
    assert "小芳" not in page.text
    assert "没缴费" not in page.text


def test_a02_who_took_back_their_agreement_is_not_kept_in_the_list(house, county, li, wang, many):
    many()
    take_back_consent(house, county.xiaofang)
    for browser in (li, wang):
        assert "小芳" not in browser.get("/trainees").text
        assert "没缴费" not in browser.get("/trainees").text


@pytest.mark.parametrize("stranger", ["zhou", "wu", "chen", "sun"])
def test_a02_strangers_find_nobody_of_what_is_kept(app, county, many, stranger):
    many()
    assert "小芳" not in Browser(app).as_person(getattr(county, stranger)).get("/trainees").text


@pytest.mark.parametrize("query", ["reason=x", "class=1", "after=-1", "q=%00", "q=" + "x" * 900])
def test_a60_odd_parameters_break_nothing(county, li, many, query):
    many()
    li.get(f"/trainees?{query}")


@pytest.mark.parametrize("path", ["/trainees", "/today"])
def test_the_queries_are_as_many_for_three_as_for_sixty(house, county, li, many, workshop, path):
    many()
    costs = [len(li.get(path).queries)]
    for number in range(57):
        ask(house, county.wang, trainee(house, f"更多{number:02}", county.wang), due=-2)
    watch_nightly({}, workshop, NOW)
    assert len(li.get(path).queries) <= costs[0]


def test_where_nothing_was_kept_yet_everybody_is_looked_at_anew(house, cast, li, many):
    many()
    joined_long_ago(house, cast.xiaofang)
    page = li.get("/trainees")
    assert "199 天没有学习" in page.text
    assert "数据截至" not in page.text


def test_it_is_work_of_every_morning():
    assert JOB in DAILY
    assert JOB in HANDLERS
