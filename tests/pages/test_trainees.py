"""The list of one's trainees: who needs looking after and why, and nobody else's people."""

import pytest
from sqlalchemy import select

from actions.mentoring import Task
from actions.people import guide
from models.people import Guidance
from tests.browser import Browser
from tests.pages.looked_after import (
    NOW,
    announce,
    ask,
    joined_long_ago,
    learn,
    sit,
    take_back_consent,
    tell_away,
    to_another_agency,
    trainee,
    walk,
)

NOBODY = "0190a0b0-0000-7000-8000-000000000001"


@pytest.fixture
def li(app, cast):
    """The manager of 小芳's agency, signed in."""
    return Browser(app).as_person(cast.li)


@pytest.fixture
def fang(house, cast):
    """小芳, who joined long ago and learned today."""
    joined_long_ago(house, cast.xiaofang)
    learn(house, cast.xiaofang)
    return cast.xiaofang


def people(page):
    """The rows of the list: the links of each, the first of which leads to the person."""
    lists = [ul for ul in page.all("ul") if ul.get("class") == "contents"]
    rows = [li for ul in lists for li in ul if li.tag.endswith("}li")]
    return [[a for a in row.iter() if a.tag.endswith("}a")] for row in rows]


def words(link):
    return " ".join("".join(link.itertext()).split())


def reasons(page, name="小芳"):
    """What is said about somebody, and where each leads."""
    (links,) = [row for row in people(page) if words(row[0]).startswith(name)]
    return {words(a): a.get("href").partition("#")[2] for a in links[1:]}


def test_who_learned_today_stands_there_without_a_reason(fang, wang):
    page = wang.get("/trainees")
    assert reasons(page) == {}
    assert "1 人，0 人要看一下" in page.text
    assert f"/trainees/{fang.uid}" in page.hrefs()


def test_a_silence_is_told_in_days_and_leads_to_the_weeks(house, cast, wang):
    joined_long_ago(house, cast.xiaofang)
    learn(house, cast.xiaofang, days_ago=13)
    assert reasons(wang.get("/trainees")) == {"12 天没有学习": "study"}


def test_a_falling_mock_says_both_numbers_to_the_mentor_only(house, fang, wang, li):
    sit(house, fang, 70, 9)
    sit(house, fang, 60, 2)
    assert reasons(wang.get("/trainees")) == {"模考从 70 分降到 60 分（满分 100 分）": "mocks"}
    page = li.get("/trainees")
    assert reasons(page) == {"最近一次模考比上一次低": "mocks"}
    assert "70" not in page.text


def test_marks_do_not_print(house, fang, wang):
    sit(house, fang, 70, 9)
    sit(house, fang, 60, 2)
    ((_person, link),) = people(wang.get("/trainees"))
    assert (link.get("class"), "70 分" in words(link)) == ("no-print", True)


def test_what_is_overdue_leads_to_what_was_assigned(house, cast, fang, wang):
    ask(house, cast.wang, fang, due=-3)
    ask(house, cast.wang, fang, due=-40)
    ask(house, cast.wang, fang, due=-1, task=Task.DATE, target="班会")
    assert reasons(wang.get("/trainees")) == {
        "布置的有 1 件过期没做完，最早的过了 3 天": "assignments"
    }


def test_an_unpaid_registration_is_told_while_the_window_is_open(house, fang, wang):
    announce(house, closes=4)
    assert reasons(wang.get("/trainees")) == {}  # not begun, and nothing told about eligibility
    walk(house, fang, "account")
    assert reasons(wang.get("/trainees")) == {"报名还没缴费，还有 4 天截止": "registration"}


def test_who_has_paid_is_told_of_the_exam_that_is_near(house, fang, wang):
    announce(house, opens=-30, closes=3, exam=11)
    walk(house, fang, opens=-30, closes=3, exam=11)
    assert reasons(wang.get("/trainees")) == {"11 天后考试": "registration"}


def test_nothing_is_said_of_who_told_a_reason(house, cast, wang):
    joined_long_ago(house, cast.xiaofang)
    sit(house, cast.xiaofang, 70, 90)
    ask(house, cast.wang, cast.xiaofang, due=-3)
    tell_away(house, cast.xiaofang)
    page = wang.get("/trainees")
    assert reasons(page) == {}
    assert "说过原因" in page.text
    assert "收庄稼" not in page.text


def test_a_reason_taken_back_is_none(house, cast, wang):
    joined_long_ago(house, cast.xiaofang)
    tell_away(house, cast.xiaofang, taken_back=True)
    assert list(reasons(wang.get("/trainees")).values()) == ["study"]


def test_who_took_back_their_agreement_is_not_there(house, cast, wang, li):
    take_back_consent(house, cast.xiaofang)
    for browser in (wang, li):
        assert "小芳" not in browser.get("/trainees").text
        browser.get(f"/trainees/{cast.xiaofang.uid}", status=404)


def test_the_most_concerning_and_the_oldest_stand_first(house, cast, fang, wang):
    for name, silent in (("甲甲", 12), ("乙乙", 30)):
        one = trainee(house, name, cast.wang)
        joined_long_ago(house, one)
        learn(house, one, days_ago=silent)
    announce(house)
    walk(house, fang, "account")
    page = wang.get("/trainees")
    names = [words(row[0]).split()[0] for row in people(page)]
    assert names == ["小芳", "乙乙", "甲甲"]


def test_reason_and_class_stay_in_the_address(house, cast, fang, wang):
    silent = trainee(house, "静静", cast.wang, in_class=False)
    joined_long_ago(house, silent)
    page = wang.get("/trainees?reason=silent")
    assert "静静" in page.text
    assert "小芳" not in page.text
    assert "好久没学 1" in page.text
    assert "这里没有人" in wang.get("/trainees?reason=falling").text


@pytest.mark.parametrize(
    "query",
    ["reason=x", "class=1", f"class={NOBODY}", "after=-1", f"after={NOBODY}", "reason=&page=9"],
)
def test_odd_parameters_are_as_if_they_were_not_there(fang, wang, query):
    assert "小芳" in wang.get(f"/trainees?{query}").text


def test_fifty_to_a_page_and_back(house, cast, li):
    for n in range(59):
        trainee(house, f"学员{n:02}")
    first = li.get("/trainees")
    assert len(people(first)) == 50
    after = next(h for h in first.hrefs() if "after=" in h)
    second = li.get(after)
    assert len(people(second)) == 11
    assert "第 51 到 61 人" in second.text
    assert "/trainees" in second.hrefs()


def test_a_manager_sees_the_agency_and_a_mentor_those_guided(cast, wang, li):
    assert "小军" in li.get("/trainees").text
    assert "小军" not in wang.get("/trainees").text


@pytest.mark.parametrize("stranger", ["zhou", "wu", "chen", "sun"])
def test_a02_other_agencies_find_nobody_of_ours(app, cast, stranger):
    browser = Browser(app).as_person(getattr(cast, stranger))
    assert "小芳" not in browser.get("/trainees").text
    browser.get(f"/trainees/{cast.xiaofang.uid}", status=404)


def test_a02_a_mentor_does_not_open_a_colleagues_trainee(cast, wang):
    wang.get(f"/trainees/{cast.xiaojun.uid}", status=404)


def test_a58_a_transfer_takes_the_old_mentor_and_manager_their_access_at_once(
    app, house, cast, wang, li
):
    to_another_agency(house, cast.xiaofang)
    for browser in (wang, li):
        assert "小芳" not in browser.get("/trainees").text
        browser.get(f"/trainees/{cast.xiaofang.uid}", status=404)
        browser.get(f"/extra-time/{cast.xiaofang.uid}", status=404)
    there = Browser(app).as_person(cast.wu)
    assert "小芳" in there.get("/trainees").text


def test_a58_who_no_longer_guides_no_longer_sees(house, cast, wang):
    with house.database.writing() as db:
        row = db.scalars(select(Guidance).where(Guidance.trainee_id == cast.xiaofang.id)).one()
        row.ends_at = NOW
        guide(db, mentor_id=cast.zhou.id, trainee_id=cast.xiaofang.id, at=NOW)
    wang.get(f"/trainees/{cast.xiaofang.uid}", status=404)


def test_trainees_and_officers_have_no_such_page(app, cast, visitor, xiaofang):
    for browser in (xiaofang, *(Browser(app).as_person(p) for p in (cast.like, cast.fang))):
        browser.get("/trainees", status=403)
        browser.get(f"/trainees/{cast.xiaofang.uid}", status=403)
    assert visitor.get("/trainees", status=303).location == "/login?next=/trainees"


def test_a_mentor_without_trainees_is_told_what_comes_first(app, house, cast):
    to_another_agency(house, cast.xiaofang)
    page = Browser(app).as_person(cast.wang).get("/trainees")
    assert "还没有归您带的学员" in page.text
    assert "/invites" in page.hrefs()


@pytest.mark.parametrize("season", [False, True])
def test_the_list_costs_the_same_for_one_for_three_and_for_sixty(house, cast, wang, season):
    if season:
        announce(house)
        wang.get("/trainees")  # whoever comes first after an announcement reads it for all
    costs = [len(wang.get("/trainees").queries)]
    for many in (2, 57):
        for n in range(many):
            one = trainee(house, f"学员{many}-{n:02}", cast.wang)
            ask(house, cast.wang, one, due=-2)
        costs.append(len(wang.get("/trainees").queries))
    assert costs == [costs[0]] * 3
