"""Joining with an invite: one question a page, kept at the end, all of it or nothing."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from actions.entry import make_invite
from actions.people import phone_of
from domain.consent import LEARNING_DATA, NAMED_LISTS
from models.entry import Invite, InviteUse
from models.people import Consent, Guidance, Membership, Person
from models.places import StudyClass
from models.road import StageEntered
from tests.browser import Browser
from tests.cast import PASSWORD

GOOD = "he-hua-kai-le-3"


@pytest.fixture
def invite(house, cast):
    """Makes an invite and gives its code."""

    def make(by="wang", places=2, *, days=3, in_class=True, at=None):
        person = getattr(cast, by)
        with house.database.writing() as db:
            class_id = db.scalars(select(StudyClass.id)).first() if in_class else None
            _row, code = make_invite(
                db,
                by=person,
                agency_id=cast.agency_of(person),
                class_id=class_id,
                places=places,
                days=days,
                at=at or datetime.now(UTC),
            )
        return code

    return make


def walk(browser, code, *, lists="no", name="田小草", login="13800138900", password=GOOD, **more):
    """Answer all questions; the last page's answer."""
    here = browser.post("/join", {"code": code}).location
    here = browser.post(here, {"agree": "y"}).location
    here = browser.post(here, {"lists": lists}).location
    here = browser.post(here, {"name": name}).location
    here = browser.post(here, {"login": login}).location
    return browser.post(here, {"password": password}, **more)


def rows(house, query):
    with house.database.reading() as db:
        return db.scalars(query).all()


def joined(house, name="田小草"):
    with house.database.reading() as db:
        return db.scalars(select(Person).where(Person.name == name)).one_or_none()


def test_joining_makes_the_account_and_everything_that_hangs_on_it(house, visitor, invite, cast):
    assert walk(visitor, invite(), lists="yes").location == "/road/eligibility"
    person = joined(house)
    assert phone_of(person, house.keyring) == "13800138900"
    assert "13800138900" not in repr(rows(house, select(Person.phone_sealed)))
    place = rows(house, select(Membership).where(Membership.person_id == person.id))
    assert [(one.role, one.agency_id) for one in place] == [("trainee", cast.agency_of(cast.wang))]
    stages = rows(house, select(StageEntered).where(StageEntered.person_id == person.id))
    assert [(one.track, one.stage, one.class_id) for one in stages] == [
        ("exam", "in_class", place[0].class_id)
    ]
    guided = rows(house, select(Guidance.mentor_id).where(Guidance.trainee_id == person.id))
    assert guided == [cast.wang.id]
    given = rows(house, select(Consent).where(Consent.person_id == person.id))
    assert [one.purpose for one in given] == [LEARNING_DATA, NAMED_LISTS]
    assert all(one.words.startswith("我同意：") and one.version for one in given)
    assert "田小草" in visitor.get("/me").text


def test_the_first_page_says_who_invites_and_what_they_will_see(visitor, invite):
    page = visitor.get(visitor.post("/join", {"code": invite()}).location)
    assert page.h1 == "王老师邀请你加入"
    for words in ("甲机构", "一班", "看得到：", "看不到：你的密码", "主管部门看不到你的名字"):
        assert words in page.text


def test_each_page_asks_one_thing(visitor, invite):
    code = invite()
    here = visitor.post("/join", {"code": code}).location
    answers = ({"agree": "y"}, {"lists": "no"}, {"name": "田小草"}, {"login": "tianxiaocao"}, None)
    for number, answer in enumerate(answers, 1):
        page = visitor.get(here)
        assert f"第 {number} 步，共 5 步" in page.text
        seen = {e.get("name") for e in page.all("input") if e.get("type") != "hidden"}
        assert len(seen) == 1
        filled = [e for e in page.all("button") if e.get("class") == "btn primary"]
        assert len(filled) == 1
        here = visitor.post(here, answer).location if answer else here


def test_lists_are_a_separate_choice_that_is_not_needed(house, visitor, invite):
    walk(visitor, invite(), lists="no")
    given = rows(house, select(Consent.purpose).where(Consent.person_id == joined(house).id))
    assert given == [LEARNING_DATA]


def test_nothing_is_kept_before_the_last_answer(house, visitor, invite):
    before = rows(house, select(func.count(Person.id)))
    code = invite()
    here = visitor.post("/join", {"code": code}).location
    here = visitor.post(here, {"agree": "y"}).location
    visitor.post(here, {"lists": "yes"})
    assert rows(house, select(func.count(Person.id))) == before
    assert rows(house, select(InviteUse)) == []


def test_without_agreeing_nobody_gets_further(visitor, invite):
    here = visitor.post("/join", {"code": invite()}).location
    page = visitor.post(here, {}, status=422)
    assert page.errors() == ["勾上这一条才能入班。不勾也能不登录看课文"]
    assert visitor.get(f"{here}/name", status=303).location == here
    assert visitor.get(f"{here}/password", status=303).location == here


def test_going_back_shows_what_was_typed(visitor, invite):
    here = visitor.post("/join", {"code": invite()}).location
    visitor.post(here, {"agree": "y"})
    visitor.post(f"{here}/named-lists", {"lists": "no"})
    visitor.post(f"{here}/name", {"name": "田小草"})
    visitor.post(f"{here}/login", {"login": "139 0013 9000"})
    assert visitor.get(f"{here}/name").value("name") == "田小草"
    assert visitor.get(f"{here}/login").value("login") == "139 0013 9000"
    visitor.post(f"{here}/name", {"name": "田小苗"})
    assert visitor.get(f"{here}/password").status == 200


def test_a_step_too_far_leads_to_the_first_open_question(visitor, invite):
    here = visitor.post("/join", {"code": invite()}).location
    visitor.post(here, {"agree": "y"})
    assert visitor.get(f"{here}/password", status=303).location == f"{here}/named-lists"
    visitor.post(f"{here}/named-lists", {"lists": "no"})
    assert visitor.get(f"{here}/password", status=303).location == f"{here}/name"
    assert visitor.get(f"{here}/check", status=303).location == f"{here}/name"


def test_a_link_passed_on_half_way_carries_nobodys_answers(app, visitor, invite):
    here = visitor.post("/join", {"code": invite()}).location
    visitor.post(here, {"agree": "y"})
    visitor.post(f"{here}/named-lists", {"lists": "no"})
    visitor.post(f"{here}/name", {"name": "田小草"})
    friend = Browser(app)
    assert friend.get(f"{here}/name", status=303).location == here
    with visitor.client.session_transaction() as session:
        assert "田小草" not in repr(dict(session))


def test_answers_are_forgotten_after_two_hours(visitor, invite, monkeypatch):
    from blueprints.accounts import answers

    here = visitor.post("/join", {"code": invite()}).location
    visitor.post(here, {"agree": "y"})
    later = datetime.now(UTC) + timedelta(hours=2, seconds=1)
    monkeypatch.setattr(answers, "now", lambda: later)
    assert visitor.get(f"{here}/named-lists", status=303).location == here


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "填手机号，11 位数字；没有手机就起一个用户名"),
        ("1380013800", "手机号是 11 位数字，看一下少了还是多了"),
        ("138-0013-80001", "手机号是 11 位数字，看一下少了还是多了"),
        ("a", "用户名用 2 到 20 个汉字、字母或数字，不用别的符号"),
        ("xiao fang", "用户名用 2 到 20 个汉字、字母或数字，不用别的符号"),
        ("хіаоfаng", "用户名用 2 到 20 个汉字、字母或数字，不用别的符号"),
        ("xiao\u200bfang", "用户名用 2 到 20 个汉字、字母或数字，不用别的符号"),
    ],
)
def test_a_login_that_will_not_do_says_the_fix_and_stays(visitor, invite, typed, words):
    here = visitor.post("/join", {"code": invite()}).location
    visitor.post(here, {"agree": "y"})
    visitor.post(f"{here}/named-lists", {"lists": "no"})
    visitor.post(f"{here}/name", {"name": "田小草"})
    page = visitor.post(f"{here}/login", {"login": typed}, status=422)
    assert page.errors() == [words]
    assert page.value("login") == typed.strip()


@pytest.mark.parametrize("typed", ["13800138001", "＋86 138 0013 8001", "xiaofang", "XiaoFang"])
def test_a_taken_login_says_the_fix_and_not_whose_it_is(visitor, invite, typed):
    here = visitor.post("/join", {"code": invite()}).location
    visitor.post(here, {"agree": "y"})
    visitor.post(f"{here}/named-lists", {"lists": "no"})
    visitor.post(f"{here}/name", {"name": "田小草"})
    page = visitor.post(f"{here}/login", {"login": typed}, status=422)
    assert "已经有账号了" in page.errors()[0]
    assert "小芳" not in page.html
    assert "机构" not in page.text
    assert any(href.startswith("/login?next=/join/") for href in page.hrefs())


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("1234567", "密码至少 8 位，再加几个字"),
        ("12345678", "这个密码太常见，别人一猜就中，换一句自己的话"),
        ("13800138900", "别用自己的名字或手机号当密码，换一句话"),
    ],
)
def test_a_weak_password_says_the_fix(house, visitor, invite, password, words):
    page = walk(visitor, invite(), password=password, status=422)
    assert page.errors() == [words]
    assert joined(house) is None


def test_a_user_name_serves_who_has_no_phone(app, house, visitor, invite):
    walk(visitor, invite(), login="Tian小草")
    person = joined(house)
    assert (person.login_name, person.phone_index) == ("tian小草", None)
    back = Browser(app).post("/login", {"login": "TIAN小草", "password": GOOD})
    assert back.location == "/today"


def test_a_managers_invite_gives_no_mentor(house, visitor, invite):
    walk(visitor, invite(by="li"))
    assert rows(house, select(Guidance).where(Guidance.trainee_id == joined(house).id)) == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "填邀请码，10 个字母和数字"),
        ("ABC", "邀请码是 10 个字母和数字，现在有 3 个"),
        ("ABCDE-23456", "没有这个邀请码，看一下抄对了没有"),
        ("' OR 1=1 --", "邀请码是 10 个字母和数字，现在有 4 个"),
    ],
)
def test_a_wrong_code_says_the_fix_and_stays(visitor, typed, words):
    page = visitor.post("/join", {"code": typed}, status=422)
    assert page.errors() == [words]
    assert page.value("code") == typed.strip()


def test_a_code_is_understood_as_people_type_it(visitor, invite):
    code = invite()
    for typed in (code, code.lower(), code.replace("-", " "), f" {code.replace('-', '')} "):
        assert visitor.post("/join", {"code": typed}).location == f"/join/{code.lower()}"
    full_width = "".join(chr(ord(letter) + 0xFEE0) for letter in code)
    assert visitor.post("/join", {"code": full_width}).location == f"/join/{code.lower()}"


def test_a_dead_code_says_whom_to_ask(house, visitor, invite):
    old = invite(at=datetime.now(UTC) - timedelta(days=9))
    page = visitor.get(f"/join/{old.lower()}", status=404)
    assert page.h1 == "这个邀请码用不了"
    assert "王老师（甲机构）" in page.text
    cancelled = invite()
    with house.database.writing() as db:
        for row in db.scalars(select(Invite)):
            row.cancelled_at = datetime.now(UTC)
            row.agency.phone = "0717-1234567"
    page = visitor.get(f"/join/{cancelled}", status=404)
    assert "tel:0717-1234567" in page.hrefs()
    unknown = visitor.get("/join/abcde-23456", status=404)
    assert "甲机构" not in unknown.text


def test_the_last_place_taken_meanwhile_is_said_and_nothing_is_kept(app, house, visitor, invite):
    code = invite(places=1)
    here = visitor.post("/join", {"code": code}).location
    visitor.post(here, {"agree": "y"})
    visitor.post(f"{here}/named-lists", {"lists": "no"})
    visitor.post(f"{here}/name", {"name": "来晚了"})
    visitor.post(f"{here}/login", {"login": "13800138901"})
    walk(Browser(app), code)
    visitor.post(f"{here}/password", {"password": GOOD}, status=404)
    assert joined(house, "来晚了") is None


def test_a15_twenty_racing_for_one_place_make_one_account(app, house, invite):
    code = invite(places=1)
    racers = [Browser(app) for _ in range(8)]
    for number, racer in enumerate(racers):
        here = racer.post("/join", {"code": code}).location
        racer.post(here, {"agree": "y"})
        racer.post(f"{here}/named-lists", {"lists": "no"})
        racer.post(f"{here}/name", {"name": "抢"})
        racer.post(f"{here}/login", {"login": f"1380013890{number}"})
    forms = [{"csrf_token": racer.csrf(), "password": GOOD} for racer in racers]
    answers = []

    def run(racer, form):
        answers.append(racer.client.post(f"{here}/password", data=form).status_code)

    threads = [threading.Thread(target=run, args=pair) for pair in zip(racers, forms, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [303, *[404] * 7]
    assert len(rows(house, select(InviteUse))) == 1
    assert len(rows(house, select(Person).where(Person.name == "抢"))) == 1


def test_the_last_form_sent_twice_is_one_account_even_at_the_last_place(app, house, invite):
    visitor = Browser(app)
    code = invite(places=1)
    here = visitor.post("/join", {"code": code}).location
    visitor.post(here, {"agree": "y"})
    visitor.post(f"{here}/named-lists", {"lists": "no"})
    visitor.post(f"{here}/name", {"name": "田小草"})
    visitor.post(f"{here}/login", {"login": "13800138900"})
    form = {"csrf_token": visitor.csrf(), "password": GOOD}
    before = visitor.client.get_cookie("zhagen").value
    for password, leads_to in (
        (GOOD, "/road/eligibility"),
        (GOOD, "/road/eligibility"),
        ("x", "/login"),
    ):
        visitor.client.set_cookie("zhagen", before)
        answer = visitor.client.post(f"{here}/password", data={**form, "password": password})
        assert (answer.status_code, answer.headers["Location"]) == (303, leads_to)
    assert len(rows(house, select(Person).where(Person.name == "田小草"))) == 1


def test_who_is_signed_in_joins_with_the_same_account_after_a_check(app, house, cast, invite):
    xiaomei = Browser(app).as_person(cast.xiaomei)
    before = rows(house, select(func.count(Person.id)))
    here = xiaomei.post("/join", {"code": invite()}).location
    assert "你登录的是小梅的账号" in xiaomei.get(here).text
    here = xiaomei.post(here, {"agree": "y"}).location
    check = xiaomei.post(here, {"lists": "no"}).location
    page = xiaomei.get(check)
    assert page.h1 == "看一遍，再加入"
    for words in ("第 3 步，共 3 步", "小梅", "甲机构", "一班", "不写名字，只算人数"):
        assert words in page.text
    assert xiaomei.post(check).location == "/road/eligibility"
    assert rows(house, select(func.count(Person.id))) == before
    places = rows(house, select(Membership).where(Membership.person_id == cast.xiaomei.id))
    assert len(places) == 2
    assert xiaomei.get(f"{check[:-6]}/name", status=303).location == check[:-6]


def test_who_is_in_already_takes_no_place(house, cast, xiaofang, invite):
    code = invite(places=1)
    assert xiaofang.get(f"/join/{code.lower()}", status=303).location == "/today"
    assert rows(house, select(InviteUse)) == []


def test_saying_no_to_lists_takes_an_earlier_yes_back(app, house, cast, invite):
    browser = Browser(app)
    walk(browser, invite(), lists="yes")
    here = browser.post("/join", {"code": invite(by="chen", in_class=False)}).location
    browser.post(here, {"agree": "y"})
    browser.post(f"{here}/named-lists", {"lists": "no"})
    browser.post(f"{here}/check")
    me = joined(house).id
    given = rows(
        house,
        select(Consent).where(Consent.person_id == me, Consent.purpose == NAMED_LISTS),
    )
    assert [one.withdrawn_at is not None for one in given] == [True]


def test_signing_in_from_the_invite_comes_back_to_it(visitor, invite):
    here = visitor.post("/join", {"code": invite()}).location
    way = next(href for href in visitor.get(here).hrefs() if href.startswith("/login"))
    form = {"login": "xiaomei", "password": PASSWORD, "next": visitor.get(way).value("next")}
    assert visitor.post("/login", form).location == here


def test_a10_nothing_more_can_be_slipped_into_the_form(house, visitor, invite):
    code = invite()
    here = visitor.post("/join", {"code": code}).location
    extra = {"role": "admin", "agency_id": "3", "uid": str(UUID(int=0)), "places": "99", "id": "1"}
    visitor.post(here, {"agree": "y", **extra})
    visitor.post(f"{here}/named-lists", {"lists": "no", **extra})
    visitor.post(f"{here}/name", {"name": "田小草", **extra})
    visitor.post(f"{here}/login", {"login": "13800138900", **extra})
    visitor.post(f"{here}/password", {"password": GOOD, **extra})
    person = joined(house)
    assert person.uid != UUID(int=0)
    place = rows(house, select(Membership).where(Membership.person_id == person.id))
    assert [one.role for one in place] == ["trainee"]


def test_the_password_page_lets_password_managers_keep_the_pair(visitor, invite):
    page = walk(visitor, invite(), password="short", status=422)
    named = {e.get("name"): e.get("autocomplete") for e in page.all("input")}
    assert (named["username"], named["password"]) == ("username", "new-password")
    assert page.value("username") == "13800138900"
