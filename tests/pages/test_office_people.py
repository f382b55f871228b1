"""People as administrators find them, and the roles given and taken back there."""

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from sqlalchemy import select

from actions import second_factor
from actions.people import grant
from domain.access import Role
from models.factors import SecondFactor
from models.history import Note
from models.people import Membership, Person
from tests.browser import Browser
from tests.cast import PASSWORD

NOW = datetime.now(UTC)
CODE = re.compile(r"\b[2-9A-Z]{5}-[2-9A-Z]{5}\b")


@pytest.fixture
def lin(app, cast):
    """The administrator, signed in."""
    return Browser(app).as_person(cast.lin)


def page_of(person):
    return f"/office/people/{person.uid}"


def found(lin, text):
    page = lin._open("GET", "/office/people", query_string={"q": text})
    assert page.status == 200
    return set(re.findall(r"/office/people/([0-9a-f-]{36})", page.html))


def grants_of(house, person, role):
    with house.database.reading() as db:
        query = select(Membership).where(Membership.person_id == person.id)
        return db.scalars(query.where(Membership.role == role)).all()


def test_a_person_is_found_by_whole_number_user_name_or_first_letters(cast, lin):
    fang = {str(cast.xiaofang.uid)}
    assert found(lin, "13800138001") == fang
    assert found(lin, "+86 138-0013-8001") == fang
    assert found(lin, "XIAOFANG") == fang
    assert found(lin, "小芳") == fang
    assert fang < found(lin, "小")


@pytest.mark.parametrize("text", ["芳", "1380013", "8001", "%", "_", "xiaofan", "' OR 1=1 --"])
def test_nobody_is_found_by_a_part_or_a_trick(lin, text):
    assert found(lin, text) == set()


def test_the_page_shows_what_somebody_is_and_never_the_whole_number(house, cast, lin):
    page = lin.get(page_of(cast.xiaofang))
    assert "*******8001" in page.text
    assert "13800138001" not in page.html
    assert "学员，甲机构" in page.text
    with house.database.reading() as db:
        notes = db.scalars(select(Note.subject).where(Note.kind == "person-read")).all()
    assert notes == [str(cast.xiaofang.uid)]


def test_a_role_is_given_where_it_belongs_and_ends_sessions(app, house, cast, lin):
    chen = Browser(app).as_person(cast.chen)
    chen.get("/invites")
    form = {"role": "manager", "where": "丙机构", "reason": "孙主任调走"}
    lin.post(f"{page_of(cast.chen)}/grant", form)
    chen.get("/invites", status=303)
    again = Browser(app).as_person(cast.chen)
    again.get("/agency/security")
    assert "权限有变化" in again.get("/notices").text


def test_region_roles_take_a_code_and_house_roles_nothing(house, cast, lin):
    lin.post(f"{page_of(cast.chen)}/grant", {"role": "civil", "where": "130626", "reason": "x"})
    lin.post(f"{page_of(cast.chen)}/grant", {"role": "author", "where": "", "reason": "x"})
    assert len(grants_of(house, cast.chen, Role.CIVIL)) == 1
    assert len(grants_of(house, cast.chen, Role.AUTHOR)) == 1


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"where": "丙机构", "reason": "x"}, "选一个身份"),
        ({"role": "trainee", "where": "丙机构", "reason": "x"}, "选一个身份"),
        ({"role": "owner", "where": "丙机构", "reason": "x"}, "选一个身份"),
        ({"role": "manager", "where": "丙机", "reason": "x"}, "一字不差"),
        ({"role": "manager", "where": "", "reason": "x"}, "写机构全名"),
        ({"role": "bureau", "where": "4205%", "reason": "x"}, "没有这个代码"),
        ({"role": "admin", "where": "丙机构", "reason": "x"}, "这里空着"),
        ({"role": "mentor", "where": "丙机构", "reason": "x"}, "已经是了"),
        ({"role": "manager", "where": "丙机构", "reason": ""}, "写一句为什么"),
    ],
)
def test_a_wrong_grant_is_told_and_gives_nothing(house, cast, lin, form, words):
    before = len(grants_of(house, cast.chen, Role.MENTOR))
    page = lin.post(f"{page_of(cast.chen)}/grant", form, status=422)
    assert words in " ".join(page.errors())
    assert page.value("where") == form.get("where", "")
    assert len(grants_of(house, cast.chen, Role.MENTOR)) == before
    assert grants_of(house, cast.chen, Role.MANAGER) == []


def test_a_role_is_taken_back_with_a_reason(app, house, cast, lin, wang):
    (row,) = grants_of(house, cast.wang, Role.MENTOR)
    assert lin.post(f"/office/grants/{row.uid}/end", status=422).errors()
    lin.post(f"/office/grants/{row.uid}/end", {"reason": "离职"})
    wang.get("/invites", status=303)
    Browser(app).as_person(cast.wang).get("/invites", status=403)
    assert "结束了" in lin.get(page_of(cast.wang)).text


def test_a_trainee_is_not_thrown_out_here_and_the_last_administrator_stays(house, cast, lin):
    (row,) = grants_of(house, cast.xiaofang, Role.TRAINEE)
    told = lin.post(f"/office/grants/{row.uid}/end", {"reason": "x"}, status=422).errors()
    assert "不归这里给" in told[0]
    (mine,) = grants_of(house, cast.lin, Role.ADMIN)
    told = lin.post(f"/office/grants/{mine.uid}/end", {"reason": "x"}, status=422).errors()
    assert "最后一个系统管理员" in told[0]
    lin.get("/office")


def test_a_manager_who_forgot_the_password_gets_a_slip(app, cast, lin):
    path = f"{page_of(cast.li)}/slip"
    lin.get(path)
    page = lin.follow(lin.post(path))
    code = CODE.search(page.text)[0]
    assert CODE.search(lin.get(f"{path}/made").text) is None
    Browser(app).post("/recover", {"code": code, "password": "he-hua-kai-le-7"})


def test_nobody_prints_a_slip_for_an_administrator_or_themselves(house, cast, lin):
    with house.database.writing() as db:
        grant(db, db.get_one(Person, cast.fang.id), Role.ADMIN, by="tests", at=NOW)
    for person in (cast.lin, cast.fang):
        lin.get(f"{page_of(person)}/slip", status=404)
        lin.post(f"{page_of(person)}/slip", status=404)


def test_a_managers_lost_factor_is_reset_here(app, house, cast, lin):
    at = NOW - timedelta(minutes=5)
    with house.database.writing() as db:
        factor = second_factor.begin(db, cast.li.id, house.keyring, at=at)
        totp = pyotp.TOTP(second_factor.secret_of(factor, house.keyring))
        second_factor.confirm(db, cast.li.id, totp.at(at), house.keyring, at=at)
    lin.post(f"{page_of(cast.li)}/second-factor", {"reason": "手机丢了"})
    with house.database.reading() as db:
        assert db.scalars(select(SecondFactor)).all() == []
    browser = Browser(app)
    browser.post("/login", {"login": "li", "password": PASSWORD})
    browser.get("/agency/security")


def test_somebody_is_signed_out_everywhere(app, cast, lin):
    chen = Browser(app).as_person(cast.chen)
    lin.post(f"{page_of(cast.chen)}/sessions/end")
    chen.get("/me", status=303)


def test_the_list_costs_the_same_for_one_and_for_many(lin):
    one = len(lin.get("/office/people?q=xiaofang").queries)
    assert len(lin.get("/office/people?q=小").queries) == one
