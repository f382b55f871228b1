"""One trainee's road on one page: every figure with its rows, and only what is one's own."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from actions.mentoring import Task, cancel_assignment, give_extra_time
from actions.stages import Move, enter_stage
from models.credentials import Qualification
from models.people import Person
from tests.browser import Browser
from tests.pages.looked_after import (
    NOW,
    agency_id,
    announce,
    ask,
    days,
    joined_long_ago,
    learn,
    sit,
    tell_away,
    trainee,
    walk,
)
from tests.practising import practise


@pytest.fixture
def li(app, cast):
    return Browser(app).as_person(cast.li)


@pytest.fixture
def here(cast):
    return f"/trainees/{cast.xiaofang.uid}"


def supervise(house, person, *, confirmed=True, ended=False):
    with house.database.writing() as db:
        row = Qualification(
            person_id=person.id, kind="supervision", words="省级督导人才", by_id=person.id, at=NOW,
            confirmed_at=NOW if confirmed else None, ended_at=NOW - days(1) if ended else None,
        )  # fmt: skip
        db.add(row)


def test_the_page_says_where_somebody_stands_and_who_guides_them(wang, here):
    page = wang.get(here)
    assert page.h1 == "小芳"
    assert "一班，尾号 8001，带班老师王老师" in page.text
    assert "现在：入班" in page.text
    assert "2027 年考试日期未公布" in page.text


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "督导王老师"),
        ({"confirmed": False}, "带班老师王老师"),
        ({"ended": True}, "带班老师王老师"),
    ],
)
def test_supervisor_is_said_only_where_a_qualification_is_on_record(
    house, cast, wang, here, more, said
):
    supervise(house, cast.wang, **more)
    assert said in wang.get(here).text


def test_every_reason_leads_to_rows_on_the_page(house, cast, wang, here):
    joined_long_ago(house, cast.xiaofang)
    sit(house, cast.xiaofang, 70, 20)
    sit(house, cast.xiaofang, 60, 14)
    ask(house, cast.wang, cast.xiaofang, due=-3)
    announce(house)
    walk(house, cast.xiaofang, "account")
    page = wang.get(here)
    there = [h.partition("#")[2] for h in page.hrefs() if h.startswith(f"{here}#")]
    assert there == ["registration", "study", "assignments", "mocks"]
    ids = {element.get("id") for element in page.tree.iter()}
    assert set(there) <= ids


def test_study_is_told_by_week(house, cast, wang, here):
    item = house.library.items(pool="practice")[0]
    practise(house, cast.xiaofang, item, right=False)
    learn(house, cast.xiaofang)
    page = wang.get(here)
    assert "本周：学了 1 天，读完 0 课，做了 1 题" in page.text
    assert page.text.count("起一周：没有学") == 3
    assert "错题本里 1 题" in page.text


def test_stages_keep_who_when_and_why(house, cast, wang, here):
    with house.database.writing() as db:
        move = Move(
            cast.xiaofang.id, agency_id(db), "studying", cause="x", why="上完第一课",
        )  # fmt: skip
        enter_stage(db, move, by_id=cast.li.id, at=datetime.now(UTC))
    text = wang.get(here).text
    assert "在学，李主任：上完第一课" in text
    assert "入班，系统记的" in text


def test_absences_and_extra_time_are_on_the_page(house, cast, wang, here):
    tell_away(house, cast.xiaofang)
    with house.database.writing() as db:
        person, by = db.get_one(Person, cast.xiaofang.id), db.get_one(Person, cast.wang.id)
        give_extra_time(db, person, minutes=30, reason="看字慢", by=by, at=NOW)
    text = wang.get(here).text
    assert "小芳说的：收庄稼" in text
    assert "30 分钟，王老师：看字慢" in text
    assert "今天要看一下" not in text


def test_what_was_assigned_by_others_is_told_but_not_opened(house, cast, wang, li, here):
    theirs = ask(house, cast.li, cast.xiaofang, due=2, reason="主管要的")
    mine = ask(house, cast.wang, cast.xiaofang, due=1, task=Task.DATE, target="班会")
    back = ask(house, cast.wang, cast.xiaofang, due=5)
    with house.database.writing() as db:
        cancel_assignment(db, back.id, by=db.get_one(Person, cast.wang.id), at=NOW)
    page = wang.get(here)
    assert "主管要的" in page.text
    assert "日子：班会" in page.text
    assert "收回了" in page.text
    assert f"/assign/{mine.uid}" in page.hrefs()
    assert f"/assign/{theirs.uid}" not in page.hrefs()
    assert f"/assign/{theirs.uid}" in li.get(here).hrefs()


def test_the_doors_are_those_one_may_open(cast, wang, li, here):
    uid = cast.xiaofang.uid
    doors = [f"/messages/with/{uid}", f"/extra-time/{uid}", f"/recovery-slips/{uid}"]
    assert set(doors) <= set(wang.get(here).hrefs())
    assert f"/agency/people/{uid}" not in wang.get(here).hrefs()
    assert f"/agency/people/{uid}" in li.get(here).hrefs()
    page = wang.get(f"/assign?person={uid}")
    form = wang.get(next(h for h in page.hrefs() if h.startswith("/assign/new/read")))
    ticked = [f.get("value") for f in form.all("input") if f.get("checked") is not None]
    assert ticked == [str(uid)]


def test_the_page_costs_the_same_for_a_newcomer_and_for_who_did_much(house, cast, wang, here):
    for n in range(3):
        trainee(house, f"学员{n}", cast.wang)
    first = len(wang.get(here).queries)
    for n in range(3):
        sit(house, cast.xiaofang, 60 + n, n)
        ask(house, cast.wang, cast.xiaofang, due=n)
        ask(house, cast.wang, cast.xiaofang, due=-n, task=Task.PRACTICE)
        tell_away(house, cast.xiaofang, until=-1, first=-3)
    assert len(wang.get(here).queries) == first


def test_an_unknown_person_is_not_there(wang):
    wang.get("/trainees/0190a0b0-0000-7000-8000-000000000001", status=404)


def test_nobody_is_their_own_trainee(cast, wang):
    wang.get(f"/trainees/{cast.wang.uid}", status=404)


def test_the_database_keeps_one_supervisor_row_from_doubling_the_name(house, cast, wang, here):
    supervise(house, cast.wang)
    supervise(house, cast.wang)
    with house.database.reading() as db:
        assert len(db.scalars(select(Qualification)).all()) == 2
    assert wang.get(here).text.count("督导王老师") == 1
