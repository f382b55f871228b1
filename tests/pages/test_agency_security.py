"""A manager's share of security: the agency's wish, and the lost phones of its mentors."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from sqlalchemy import select

from actions import second_factor
from actions.people import grant
from domain.access import Role
from models.factors import SecondFactor
from models.history import AuditEntry
from models.people import Person
from models.places import Agency
from tests.browser import Browser
from tests.cast import PASSWORD

PAGE = "/agency/security"
NOW = datetime.now(UTC)


@pytest.fixture
def li(app, cast):
    """The manager of 甲机构, signed in."""
    return Browser(app).as_person(cast.li)


def set_up(house, person):
    with house.database.writing() as db:
        factor = second_factor.begin(db, person.id, house.keyring, at=NOW)
        totp = pyotp.TOTP(second_factor.secret_of(factor, house.keyring))
        at = NOW - timedelta(minutes=5)
        second_factor.confirm(db, person.id, totp.at(at), house.keyring, at=at)


def wish_of(house, name="甲机构"):
    with house.database.reading() as db:
        return db.scalar(select(Agency.second_factor).where(Agency.name == name))


def test_the_manager_decides_for_the_agency_and_it_counts_at_once(app, house, cast, li, wang):
    wang.get("/invites")
    li.post(PAGE, {"wish": "on"})
    assert wish_of(house) is True
    assert wang.get("/invites", status=303).location == "/me/second-factor"
    assert li.get("/invites", status=303).location == "/me/second-factor"
    Browser(app).as_person(cast.chen).get("/invites")
    with house.database.reading() as db:
        told = db.scalars(select(AuditEntry).where(AuditEntry.action == "second-factor-wished"))
        assert [one.detail for one in told] == [{"before": None, "wish": True}]


def test_the_same_wish_twice_is_told_once(house, li):
    li.post(PAGE, {"wish": "off"})
    li.post(PAGE, {"wish": "off"})
    assert wish_of(house) is False
    with house.database.reading() as db:
        query = select(AuditEntry.id).where(AuditEntry.action == "second-factor-wished")
        assert len(db.scalars(query).all()) == 1


def test_nothing_chosen_is_told_and_another_agency_is_not_there(house, li):
    assert li.post(PAGE, status=422).errors() == ["选一个"]
    with house.database.reading() as db:
        other = db.scalar(select(Agency.uid).where(Agency.name == "乙机构"))
    li.post(PAGE, {"wish": "on", "agency": str(other)})
    assert (wish_of(house, "乙机构"), wish_of(house)) == (None, True)


def test_a_mentors_lost_factor_is_reset_with_a_reason_and_they_are_told(app, house, cast, li):
    set_up(house, cast.wang)
    assert f"{PAGE}/{cast.wang.uid}" in li.get(PAGE).hrefs()
    assert li.post(f"{PAGE}/{cast.wang.uid}", status=422).errors()
    li.post(f"{PAGE}/{cast.wang.uid}", {"reason": "手机掉河里了"})
    with house.database.reading() as db:
        assert db.scalars(select(SecondFactor)).all() == []
    wang = Browser(app)
    wang.post("/login", {"login": "wang", "password": PASSWORD})
    assert "被重置了" in wang.get("/notices").text


def test_nobody_resets_upwards_sideways_or_abroad(house, cast, li):
    with house.database.writing() as db:
        wu, here = db.get_one(Person, cast.wu.id), cast.agency_of(cast.li)
        grant(db, wu, Role.MANAGER, by="tests", at=NOW, agency_id=here)
    for person in (cast.wu, cast.zhou, cast.lin):
        set_up(house, person)
    assert "身份不比您低" in li.get(f"{PAGE}/{cast.wu.uid}").text
    li.post(f"{PAGE}/{cast.wu.uid}", {"reason": "x"}, status=200)
    for person in (cast.zhou, cast.lin, cast.xiaofang):
        li.get(f"{PAGE}/{person.uid}", status=404)
        li.post(f"{PAGE}/{person.uid}", {"reason": "x"}, status=404)
    with house.database.reading() as db:
        assert len(db.scalars(select(SecondFactor)).all()) == 3


def test_a_mentor_who_runs_something_elsewhere_is_out_of_reach(house, cast, li):
    set_up(house, cast.wang)
    with house.database.writing() as db:
        grant(db, db.get_one(Person, cast.wang.id), Role.ADMIN, by="tests", at=NOW)
    li.post(f"{PAGE}/{cast.wang.uid}", {"reason": "x"}, status=200)
    with house.database.reading() as db:
        assert db.scalars(select(SecondFactor)).all() != []


def test_a_mentor_and_a_trainee_do_not_come_in(app, wang, xiaofang):
    wang.get(PAGE, status=403)
    xiaofang.post(PAGE, {"wish": "on"}, status=403)
