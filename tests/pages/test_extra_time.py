"""Extra time: given with a reason, kept as history, to one's own trainees only."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from actions.mentoring import give_extra_time
from actions.people import enter_person, grant, guide
from domain.access import Role
from models.mocks import ExtraTime
from models.people import Membership, Person
from tests.browser import Browser


@pytest.fixture
def li(app, cast):
    """The manager of 小芳's agency, signed in."""
    return Browser(app).as_person(cast.li)


def given(house):
    with house.database.reading() as db:
        rows = db.execute(
            select(ExtraTime, Person.login_name)
            .join(Person, Person.id == ExtraTime.person_id)
            .order_by(ExtraTime.id)
        )
        return [(login, row.minutes, row.reason) for row, login in rows]


def page_of(person):
    return f"/extra-time/{person.uid}"


def test_a_mentor_gives_time_and_the_list_shows_it(house, cast, wang):
    assert "没加" in wang.get("/extra-time").text
    wang.post(page_of(cast.xiaofang), {"minutes": "３０", "reason": " 看字慢 "})
    assert given(house) == [("xiaofang", 30, "看字慢")]
    page = wang.get("/extra-time")
    assert "小芳：下一场模考起，每场加 30 分钟" in page.text
    assert "加 30 分钟" in page.text


def test_what_was_given_before_stays_to_be_read(house, cast, wang):
    for minutes, reason in (("30", "眼睛花"), ("60", "翻页慢"), ("0", "用不着了")):
        wang.post(page_of(cast.xiaofang), {"minutes": minutes, "reason": reason})
    page = wang.get(page_of(cast.xiaofang))
    assert "现在没有加时" in page.text
    assert page.text.index("用不着了") < page.text.index("翻页慢") < page.text.index("眼睛花")
    assert "王老师" in page.text
    assert len(given(house)) == 3


def test_a_form_sent_twice_gives_it_once(house, cast, wang):
    for _twice in range(2):
        wang.post(page_of(cast.xiaofang), {"minutes": "30", "reason": "看字慢"})
    assert given(house) == [("xiaofang", 30, "看字慢")]


@pytest.mark.parametrize(
    ("minutes", "reason", "told"),
    [
        ("241", "看字慢", ["填分钟数，0 到 240"]),
        ("-5", "看字慢", ["填分钟数，0 到 240"]),
        ("半小时", "看字慢", ["填分钟数，0 到 240"]),
        ("30", "   ", ["写一句为什么"]),
        ("30", "慢" * 201, ["最多写 200 个字"]),
        ("", "", ["填分钟数，0 到 240", "写一句为什么"]),
    ],
)
def test_what_is_wrong_is_told_and_kept(house, cast, wang, minutes, reason, told):
    sent = {"minutes": minutes, "reason": reason}
    page = wang.post(page_of(cast.xiaofang), sent, status=422)
    assert page.errors() == told
    assert page.value("minutes") == minutes
    assert (page.value("reason") or "") == reason.strip()
    assert given(house) == []


def test_only_ones_own_trainees_are_there(cast, wang, li):
    assert "小军" not in wang.get("/extra-time").text
    assert "小军" in li.get("/extra-time").text
    for other in ("xiaojun", "xiaomei", "xiaoqiang", "wang", "li", "lin"):
        wang.get(page_of(getattr(cast, other)), status=404)
    for other in ("xiaomei", "xiaoqiang", "wang", "li"):
        sent = {"minutes": "30", "reason": "看字慢"}
        li.post(page_of(getattr(cast, other)), sent, status=404)


def test_another_agencys_reason_is_not_shown(house, app, cast, wang):
    with house.database.writing() as db:
        there = db.scalars(
            select(Membership.agency_id).where(Membership.person_id == cast.chen.id)
        ).one()
        fang = db.get_one(Person, cast.xiaofang.id)
        grant(db, fang, Role.TRAINEE, by="tests", at=datetime.now(UTC), agency_id=there)
        guide(db, mentor_id=cast.chen.id, trainee_id=fang.id, at=datetime.now(UTC))
    chen = Browser(app).as_person(cast.chen)
    wang.post(page_of(cast.xiaofang), {"minutes": "30", "reason": "只有我们知道"})
    page = chen.get(page_of(cast.xiaofang))
    assert "现在每场模考加 30 分钟" in page.text
    assert "只有我们知道" not in page.html


def test_trainees_and_strangers_give_no_time(cast, visitor, xiaofang):
    xiaofang.get("/extra-time", status=403)
    xiaofang.post(page_of(cast.xiaofang), {"minutes": "240", "reason": "我要"}, status=403)
    assert visitor.get("/extra-time", status=303).location == "/login?next=/extra-time"


def test_the_list_costs_the_same_for_one_person_and_for_three(house, cast, wang):
    now = datetime.now(UTC)
    first = wang.get("/extra-time")
    with house.database.writing() as db:
        agency = db.scalars(
            select(Membership.agency_id).where(Membership.person_id == cast.wang.id)
        ).one()
        by = db.get_one(Person, cast.wang.id)
        for number in range(2):
            one = enter_person(db, name=f"新人{number}", keyring=house.keyring, at=now)
            grant(db, one, Role.TRAINEE, by="tests", at=now, agency_id=agency)
            guide(db, mentor_id=cast.wang.id, trainee_id=one.id, at=now)
            give_extra_time(db, one, minutes=20, reason="慢", by=by, at=now)
    third = wang.get("/extra-time")
    assert "3 人" in third.text
    assert len(first.queries) == len(third.queries)
