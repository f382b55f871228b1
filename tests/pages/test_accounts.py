"""Coming in: signing in and out, and getting back in with a recovery slip."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from actions.entry import make_slip
from models.entry import RecoverySlip, SignIn
from models.history import AuditEntry
from models.people import Consent, Person
from tests.browser import Browser
from tests.cast import PASSWORD

NEW = "gu-yu-zhong-gua-8"


@pytest.fixture
def slip(house, cast):
    """The code of 小芳's fresh recovery slip."""
    with house.database.writing() as db:
        _row, code = make_slip(db, person=cast.xiaofang, by=cast.wang, at=datetime.now(UTC))
    return code


def field(page, name):
    return next(e for e in page.all("input") if e.get("name") == name)


def sign_in(browser, login="xiaofang", password=PASSWORD, **more):
    return browser.post("/login", {"login": login, "password": password}, **more)


def test_signing_in_leads_to_today_and_is_kept_as_a_hash(house, visitor, cast):
    assert sign_in(visitor).location == "/today"
    with house.database.reading() as db:
        row = db.scalars(select(SignIn).where(SignIn.person_id == cast.xiaofang.id)).one()
    with visitor.client.session_transaction() as session:
        assert row.token_hash not in session["sid"].encode()
    assert visitor.get("/me").h1 == "我的"


@pytest.mark.parametrize(
    "typed",
    [
        "xiaofang",
        "ＸｉａｏＦａｎｇ ",
        "13800138001",
        "１３８ ００１３-８００１",
        "+86 138-0013-8001",
    ],
)
def test_the_login_is_understood_as_people_type_it(visitor, typed):
    assert sign_in(visitor, typed).location == "/today"


def test_a_wrong_password_keeps_the_login_and_says_where(visitor):
    page = sign_in(visitor, password="nope-nope", status=422)
    assert page.title.startswith("有错误：")
    assert page.errors() == ["手机号（或用户名）和密码对不上，看一下再填"]
    assert "#login" in page.hrefs()
    assert page.value("login") == "xiaofang"
    assert page.value("password") in {None, ""}


def test_empty_fields_are_named_one_by_one(visitor):
    page = visitor.post("/login", {"login": "  "}, status=422)
    assert page.errors() == ["填手机号或用户名", "填密码"]


def test_password_managers_can_help_and_nothing_puzzles(visitor, slip):
    page = visitor.get("/login")
    assert field(page, "login").get("autocomplete") == "username"
    assert field(page, "password").get("autocomplete") == "current-password"
    for name in ("login", "password"):
        assert field(page, name).get("maxlength") is None
        assert field(page, name).get("required") is None
    assert {e.get("type") for e in page.all("input")} == {"hidden", "text", "password"}
    recover = visitor.get("/recover")
    assert field(recover, "password").get("autocomplete") == "new-password"


def test_who_is_signed_in_needs_no_sign_in_page(xiaofang):
    assert xiaofang.get("/login?next=/progress", status=303).location == "/progress"


def test_a_page_asked_for_before_signing_in_comes_after_it(visitor):
    page = visitor.get("/me/data", status=303)
    assert page.location == "/login?next=/me/data"
    kept = visitor.get(page.location).value("next")
    assert visitor.post(
        "/login", {"login": "wang", "password": PASSWORD, "next": kept}
    ).location == ("/me/data")


def test_the_demo_tells_its_sign_ins_and_production_does_not(app, visitor):
    assert "演示用的账号" in visitor.get("/login").text
    house = app.extensions["house"]
    object.__setattr__(house.settings, "demo", False)
    assert "演示用的账号" not in visitor.get("/login").text


def test_signing_out_ends_the_session_of_this_device_only(app, house, cast, xiaofang):
    other = Browser(app).as_person(cast.xiaofang)
    assert xiaofang.post("/logout").location == "/"
    assert xiaofang.get("/today", status=303).location.startswith("/login")
    assert other.get("/me").status == 200


def test_a_slip_sets_a_new_password_once_and_signs_in(app, house, cast, xiaofang, visitor, slip):
    page = visitor.post("/recover", {"code": slip.lower(), "password": NEW})
    assert page.location == "/me/agreement"
    assert "新密码设好了" in visitor.get("/me").text
    assert xiaofang.get("/me", status=303).location.startswith("/login")
    assert sign_in(Browser(app), password=PASSWORD, status=422)
    assert sign_in(Browser(app), password=NEW).location == "/today"
    again = Browser(app).post("/recover", {"code": slip, "password": "another-pass-9"}, status=422)
    assert "找带班老师再打印一张" in again.errors()[0]


def test_who_comes_in_by_a_slip_is_asked_once_whether_the_agency_may_see(
    house, cast, visitor, wang, slip
):
    visitor.post("/recover", {"code": slip, "password": NEW})
    page = visitor.get("/me/agreement")
    assert page.h1 == "学习情况给机构和带班老师看吗？"
    assert "我同意：这家机构和带班老师看我的姓名" in page.text
    assert visitor.post("/me/agreement", status=422).errors() == ["选一个：同意，还是不同意"]
    assert visitor.post("/me/agreement", {"answer": "yes"}).location == "/today"
    assert visitor.get("/me/agreement", status=303).location == "/today"
    visitor.post("/me/agreement", {"answer": "no"})
    with house.database.reading() as db:
        (row,) = db.scalars(select(Consent).where(Consent.person_id == cast.xiaofang.id))
    assert (row.purpose, row.withdrawn_at) == ("learning-data", None)
    assert "小芳" in wang.get("/trainees").text


def test_who_says_no_is_seen_by_nobody_and_may_think_again(house, cast, visitor, wang, slip):
    visitor.post("/recover", {"code": slip, "password": NEW})
    visitor.post("/me/agreement", {"answer": "no"})
    assert "小芳" not in wang.get("/trainees").text
    assert "问过，没同意" in visitor.get("/me/consents").text
    with house.database.reading() as db:
        told = db.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc())).first()
    assert told == "consent-refused"
    visitor.post("/me/consents/learning-data")
    assert "小芳" in wang.get("/trainees").text


def test_who_looks_after_others_is_not_asked(app, house, cast, visitor):
    with house.database.writing() as db:
        _slip, code = make_slip(db, person=cast.wang, by=cast.li, at=datetime.now(UTC))
    assert visitor.post("/recover", {"code": code, "password": NEW}).location == "/today"


def test_a_slip_too_old_cancelled_or_unknown_sets_nothing(house, cast, visitor, slip):
    with house.database.writing() as db:
        before = db.scalars(select(RecoverySlip)).one()
        before.expires_at = datetime.now(UTC) - timedelta(minutes=1)
    page = visitor.post("/recover", {"code": slip, "password": NEW}, status=422)
    assert page.value("code") == slip
    with house.database.writing() as db:
        make_slip(db, person=cast.xiaofang, by=cast.wang, at=datetime.now(UTC))
        db.scalars(select(RecoverySlip)).first().expires_at = datetime.now(UTC) + timedelta(days=1)
    visitor.post("/recover", {"code": slip, "password": NEW}, status=422)
    sign_in(visitor)


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short", "密码至少 8 位，再加几个字"),
        ("x1" * 65, "密码最多 128 位，减几个字"),
        ("88888888", "这个密码太常见，别人一猜就中，换一句自己的话"),
    ],
)
def test_a_weak_password_is_refused_and_the_slip_still_works(visitor, slip, password, words):
    page = visitor.post("/recover", {"code": slip, "password": password}, status=422)
    assert (page.errors(), page.value("code")) == ([words], slip)
    assert visitor.post("/recover", {"code": slip, "password": NEW}).location == "/me/agreement"


def test_a_password_may_be_a_chinese_sentence_with_spaces(house, visitor, slip, app):
    visitor.post("/recover", {"code": slip, "password": "谷雨 种瓜 种豆 八"})
    assert sign_in(Browser(app), password="谷雨 种瓜 种豆 八").location == "/today"


def test_a_signed_in_neighbour_can_recover_on_the_same_phone(house, wang, slip, cast):
    assert wang.post("/recover", {"code": slip, "password": NEW}).location == "/me/agreement"
    assert "小芳" in wang.get("/me").text


def test_a_person_who_never_set_a_password_cannot_sign_in(house, visitor, cast):
    with house.database.writing() as db:
        db.get_one(Person, cast.xiaojun.id).password_hash = ""
    for password in ("", " ", "x"):
        sign_in(visitor, "xiaojun", password, status=422)
