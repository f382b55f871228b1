"""Recovery slips: for whom one answers, never upwards; the code is shown once and works."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from actions.entry import CodeSpentError, use_slip
from actions.people import enter_person, grant
from domain.access import Role
from models.entry import RecoverySlip
from models.history import AuditEntry
from models.people import Membership, Person
from tests.browser import Browser

CODE = re.compile(r"\b[2-9A-Z]{5}-[2-9A-Z]{5}\b")
NOW = datetime.now(UTC)


@pytest.fixture
def li(app, cast):
    """The manager of 小芳's agency, signed in."""
    return Browser(app).as_person(cast.li)


def agency_id(house, person):
    with house.database.reading() as db:
        query = select(Membership.agency_id).where(Membership.person_id == person.id)
        return db.scalars(query).one()


def also(house, person, role, agency=None):
    """Give somebody one more role."""
    with house.database.writing() as db:
        row = db.get_one(Person, person.id)
        grant(db, row, role, by="tests", at=NOW, agency_id=agency)


def names(page):
    return [strong.text for strong in page.all("strong")]


def slip_of(browser, person):
    """Make a slip; the code that the next page shows."""
    made = browser.post(f"/recovery-slips/{person.uid}")
    assert CODE.search(made.location) is None
    return CODE.search(browser.follow(made).html)[0]


def test_a_mentor_prints_a_slip_that_sets_a_new_password_once(house, cast, wang):
    page = wang.get(f"/recovery-slips/{cast.xiaofang.uid}")
    assert page.h1 == "给小芳做恢复单？"
    assert "尾号 8001" in page.text
    code = slip_of(wang, cast.xiaofang)
    with house.database.writing() as db:
        assert use_slip(db, code, "hash", at=NOW).name == "小芳"
    with house.database.writing() as db, pytest.raises(CodeSpentError):
        use_slip(db, code, "hash", at=NOW)


def test_the_slip_says_where_and_until_when_and_is_shown_once(cast, wang):
    made = wang.post(f"/recovery-slips/{cast.xiaofang.uid}")
    page = wang.follow(made)
    assert page.h1 == "小芳的恢复单"
    assert "http://127.0.0.1:8000/recover" in page.text
    assert "日前用一次" in page.text
    again = wang.follow(made)
    assert CODE.search(again.html) is None
    assert "再做一张" in again.text


def test_a_new_slip_ends_the_one_before(house, cast, wang):
    first, second = slip_of(wang, cast.xiaofang), slip_of(wang, cast.xiaofang)
    with house.database.writing() as db, pytest.raises(CodeSpentError):
        use_slip(db, first, "hash", at=NOW)
    with house.database.writing() as db:
        use_slip(db, second, "hash", at=NOW)


def test_a_form_sent_again_makes_no_second_slip(house, cast, wang):
    sent = {"once": "0190a0b0-0000-7000-8000-000000000001"}
    first = wang.post(f"/recovery-slips/{cast.xiaofang.uid}", sent)
    assert wang.post(f"/recovery-slips/{cast.xiaofang.uid}", sent).location == first.location
    with house.database.reading() as db:
        assert len(db.scalars(select(RecoverySlip)).all()) == 1


def test_a_slip_is_told_in_the_audit(house, cast, wang):
    slip_of(wang, cast.xiaofang)
    with house.database.reading() as db:
        query = select(AuditEntry).where(AuditEntry.action == "recovery-slip-made")
        entry = db.scalars(query).one()
    assert (entry.actor, entry.subject) == (str(cast.wang.uid), str(cast.xiaofang.uid))


def test_a_mentor_prints_for_those_guided_only(cast, wang):
    assert names(wang.get("/recovery-slips")) == ["小芳"]
    for other in ("xiaojun", "xiaomei", "xiaoqiang", "li", "zhou", "lin", "like", "wang"):
        uid = getattr(cast, other).uid
        wang.get(f"/recovery-slips/{uid}", status=404)
        wang.post(f"/recovery-slips/{uid}", status=404)


def test_a_manager_prints_for_everyone_below_in_the_agency(cast, li):
    assert set(names(li.get("/recovery-slips"))) == {"小芳", "小军", "王老师"}
    for other in ("li", "xiaomei", "zhou", "wu", "chen", "lin"):
        li.post(f"/recovery-slips/{getattr(cast, other).uid}", status=404)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.BUREAU, Role.AUTHOR, Role.ADMIN])
def test_a_trainee_who_is_more_elsewhere_is_out_of_reach(house, cast, li, wang, role):
    there = agency_id(house, cast.sun) if role is Role.MANAGER else None
    also(house, cast.xiaofang, role, there)
    for browser in (wang, li):
        browser.post(f"/recovery-slips/{cast.xiaofang.uid}", status=404)
        assert "小芳" not in names(browser.get("/recovery-slips"))


def test_a_mentor_of_another_agency_is_out_of_the_managers_reach(house, cast, li):
    also(house, cast.xiaofang, Role.MENTOR, agency_id(house, cast.sun))
    li.get(f"/recovery-slips/{cast.xiaofang.uid}", status=404)


def test_a_mentor_who_learns_with_another_mentor_is_out_of_that_ones_reach(house, cast, wang):
    also(house, cast.xiaofang, Role.MENTOR, agency_id(house, cast.wang))
    wang.get(f"/recovery-slips/{cast.xiaofang.uid}", status=404)


def test_two_managers_print_nothing_for_each_other(house, cast, li):
    with house.database.writing() as db:
        second = enter_person(
            db, name="第二位主任", keyring=house.keyring, at=NOW, phone="13800138099"
        )
        agency = db.scalars(
            select(Membership.agency_id).where(Membership.person_id == cast.li.id)
        ).one()
        grant(db, second, Role.MANAGER, by="tests", at=NOW, agency_id=agency)
        uid = second.uid
    li.get(f"/recovery-slips/{uid}", status=404)


def test_trainees_and_strangers_print_nothing(cast, visitor, xiaofang):
    xiaofang.get("/recovery-slips", status=403)
    xiaofang.post(f"/recovery-slips/{cast.xiaojun.uid}", status=403)
    assert visitor.get("/recovery-slips", status=303).location == "/login?next=/recovery-slips"


def test_the_list_costs_the_same_for_one_person_and_for_three(wang, li):
    one, three = wang.get("/recovery-slips"), li.get("/recovery-slips")
    assert (len(names(one)), len(names(three))) == (1, 3)
    assert len(one.queries) == len(three.queries)
