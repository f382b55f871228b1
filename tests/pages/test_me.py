"""My account: what is written about me, where I am signed in, what I agreed to, my data."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

import html5lib
import pytest
from sqlalchemy import select

from actions.handlers import HANDLERS
from actions.jobs import Workshop, run_due
from actions.people import agree
from domain.consent import LEARNING_DATA, NAMED_LISTS
from models.actor import load_actor, visible_people
from models.entry import SignIn
from models.history import AuditEntry, Note
from models.jobs import Job
from models.people import Consent, ErasureRequest, Person
from models.seal import digest
from tests.browser import Browser
from tests.cast import PASSWORD
from tests.conftest import START

PAGES = (
    "/me",
    "/me/name",
    "/me/phone",
    "/me/user-name",
    "/me/password",
    "/me/sessions",
    "/me/consents",
    "/me/data",
    "/me/data/erasure",
)
NEW = "gu-yu-zhong-gua-8"


def rows(house, query):
    with house.database.reading() as db:
        return db.scalars(query).all()


def row_of(house, person):
    return rows(house, select(Person).where(Person.id == person.id))[0]


def test_a_stranger_is_asked_to_sign_in(visitor):
    for path in PAGES:
        assert visitor.get(path, status=303).location == f"/login?next={path}"


@pytest.mark.parametrize("who", ["xiaofang", "wang", "li", "like", "fang", "lin"])
def test_everybody_has_these_pages(app, cast, who):
    person = Browser(app).as_person(getattr(cast, who))
    for path in PAGES:
        person.get(path)


def test_the_page_shows_the_tail_of_the_number_only(xiaofang):
    page = xiaofang.get("/me")
    assert "*******8001" in page.text
    assert "13800138001" not in page.html
    assert "甲机构，一班，学员" in page.text


def test_the_whole_number_is_shown_on_asking_and_noted(house, xiaofang, cast):
    page = xiaofang.post("/me/number", status=200)
    assert "13800138001" in page.text
    noted = rows(house, select(Note).where(Note.kind == "sensitive-read"))
    assert [one.subject for one in noted] == [str(cast.xiaofang.uid)]
    assert "13800138001" not in xiaofang.get("/me").html


def test_a40_a_page_with_a_false_ending_is_not_there(xiaofang):
    for path in ("/me/x.css", "/me.css", "/me/", "/me/data/x.js", "/today/x.png"):
        answer = xiaofang.client.get(path)
        assert answer.status_code in ({404, 200, 308} if path == "/me/" else {404})
    headers = xiaofang.get("/me").headers
    assert (headers["Cache-Control"], "Cookie" in headers["Vary"]) == ("no-store", True)


def test_the_name_is_changed_and_told_without_being_told(house, xiaofang, cast):
    assert xiaofang.post("/me/name", {"name": "  方　小芳\u202e "}).location == "/me"
    assert row_of(house, cast.xiaofang).name == "方 小芳"
    told = rows(house, select(AuditEntry).where(AuditEntry.action == "renamed"))
    assert [(one.subject, one.detail) for one in told] == [(str(cast.xiaofang.uid), {})]


@pytest.mark.parametrize("typed", ["", "   ", "\u200b", "长" * 41])
def test_a_name_that_will_not_do_says_the_fix(house, xiaofang, cast, typed):
    page = xiaofang.post("/me/name", {"name": typed}, status=422)
    assert page.errors()[0] in {"填姓名，和身份证上一样", "姓名最多 40 个字"}
    assert row_of(house, cast.xiaofang).name == "小芳"


def test_a10_the_name_form_changes_nothing_else(house, xiaofang, cast):
    before = row_of(house, cast.xiaofang)
    extra = {
        "id": "1",
        "uid": "x",
        "role": "admin",
        "joined_at": "2000-01-01",
        "password_hash": "x",
    }
    xiaofang.post("/me/name", {"name": "小芳", **extra})
    after = row_of(house, cast.xiaofang)
    for column in ("id", "uid", "password_hash", "joined_at", "phone_index", "login_name"):
        assert getattr(before, column) == getattr(after, column)


def test_another_phone_number_is_signed_in_with_from_now_on(app, xiaofang):
    assert xiaofang.post("/me/phone", {"phone": "139 0013-9000", "old": PASSWORD}).location == "/me"
    assert "*******9000" in xiaofang.get("/me").text
    assert Browser(app).post("/login", {"login": "13800138001", "password": PASSWORD}, status=422)
    assert Browser(app).post("/login", {"login": "13900139000", "password": PASSWORD})


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"phone": "1390013900", "old": PASSWORD}, "填手机号，11 位数字，看一下少了还是多了"),
        ({"phone": "", "old": PASSWORD}, "填手机号，11 位数字"),
        ({"phone": "13900139000", "old": "wrong"}, "密码对不上，看一下再填"),
        ({"phone": "13900139000", "old": ""}, "填密码，证明是你本人"),
        (
            {"phone": "１３８００１３８００２", "old": PASSWORD},
            "这个手机号有别的账号在用，换一个，或请带班老师帮忙",
        ),
    ],
)
def test_a_phone_number_that_will_not_do_says_the_fix(xiaofang, form, words):
    page = xiaofang.post("/me/phone", form, status=422)
    assert page.errors() == [words]
    assert "*******8001" in xiaofang.get("/me").text


def test_the_same_number_again_is_no_fault(xiaofang):
    assert xiaofang.post("/me/phone", {"phone": "13800138001", "old": PASSWORD}).location == "/me"


def test_the_user_name_is_changed_unless_taken(app, xiaofang):
    page = xiaofang.post("/me/user-name", {"login_name": "XiaoJun", "old": PASSWORD}, status=422)
    assert page.errors() == ["这个用户名有人用了，加个数字或换一个"]
    assert xiaofang.post("/me/user-name", {"login_name": "Fang芳", "old": PASSWORD})
    assert (
        Browser(app).post("/login", {"login": "fang芳", "password": PASSWORD}).location == "/today"
    )


def test_changing_the_password_asks_for_the_old_one(app, xiaofang):
    page = xiaofang.post("/me/password", {"old": "x", "password": NEW}, status=422)
    assert page.errors() == ["密码对不上，看一下再填"]
    page = xiaofang.post("/me/password", {"old": PASSWORD, "password": "xiaofang"}, status=422)
    assert page.errors() == ["别用自己的名字或手机号当密码，换一句话"]
    assert xiaofang.post("/me/password", {"old": PASSWORD, "password": NEW}).location == "/me"
    assert "密码改好了" in xiaofang.get("/me").text
    assert Browser(app).post("/login", {"login": "xiaofang", "password": NEW}).location == "/today"


def test_guessing_the_old_password_is_slowed_down(xiaofang):
    for _ in range(5):
        xiaofang.post("/me/password", {"old": "x", "password": NEW}, status=422)
    answer = xiaofang.post("/me/password", {"old": PASSWORD, "password": NEW}, status=429)
    assert int(answer.headers["Retry-After"]) > 0


def test_one_session_is_ended_and_others_stay(app, house, cast, xiaofang):
    lost, kept = Browser(app).as_person(cast.xiaofang), Browser(app).as_person(cast.xiaofang)
    page = xiaofang.get("/me/sessions")
    assert page.text.count("退出这台") == 2
    second = rows(house, select(SignIn).where(SignIn.person_id == cast.xiaofang.id))[1]
    assert xiaofang.post(f"/me/sessions/{second.uid}/end").location == "/me/sessions"
    assert lost.get("/me", status=303)
    assert kept.get("/me")
    assert xiaofang.post(f"/me/sessions/{second.uid}/end", status=404)


def test_all_other_sessions_are_ended_at_once(app, cast, xiaofang):
    others = [Browser(app).as_person(cast.xiaofang) for _ in range(3)]
    xiaofang.post("/me/sessions/end")
    assert [other.get("/me", status=303).status for other in others] == [303] * 3
    assert xiaofang.get("/me/sessions").text.count("退出这台") == 0


@pytest.mark.parametrize("who", ["xiaojun", "wang", "chen"])
def test_a01_nobody_ends_somebody_elses_session(app, house, cast, xiaofang, who):
    mine = rows(house, select(SignIn).where(SignIn.person_id == cast.xiaofang.id))[0]
    Browser(app).as_person(getattr(cast, who)).post(f"/me/sessions/{mine.uid}/end", status=404)
    assert xiaofang.get("/me")


def test_the_sessions_cost_the_same_for_any_number(app, cast, xiaofang):
    xiaofang.get("/me/sessions")
    one = len(xiaofang.get("/me/sessions").queries)
    for _ in range(3):
        Browser(app).as_person(cast.xiaofang)
    assert len(xiaofang.get("/me/sessions").queries) == one


def consent(house, person, purpose=LEARNING_DATA):
    with house.database.writing() as db:
        agree(db, person, purpose=purpose, version="2026-11", words="我同意：从前的话", at=START)


def test_a_consent_is_taken_back_in_one_tap_on_its_page_and_given_again(house, xiaofang, cast):
    consent(house, cast.xiaofang, NAMED_LISTS)
    page = xiaofang.get("/me/consents")
    assert "我同意：从前的话" in page.text
    assert "/me/consents" in xiaofang.get("/me").hrefs()
    xiaofang.post("/me/consents/named-lists/withdrawal")
    given = rows(house, select(Consent).where(Consent.person_id == cast.xiaofang.id))
    assert [one.withdrawn_at is None for one in given] == [False]
    for _ in range(2):
        xiaofang.post("/me/consents/named-lists")
    given = rows(house, select(Consent).where(Consent.person_id == cast.xiaofang.id))
    assert [one.withdrawn_at is None for one in given] == [False, True]
    assert given[1].words.startswith("我同意：机构把我的姓名")
    acts = [one.action for one in rows(house, select(AuditEntry)) if "consent" in one.action]
    assert acts == ["consent-given", "consent-withdrawn", "consent-given"]


def seen_by(house, app, who, cast):
    browser = Browser(app).as_person(getattr(cast, who))
    with browser.client.session_transaction() as session:
        token = session["sid"]
    with house.database.reading() as db:
        now = datetime.now(UTC)
        actor = load_actor(db, digest(token), now)
        return {person.name for person in db.scalars(visible_people(actor, now))}


def test_who_takes_back_the_use_of_their_learning_is_seen_by_nobody_else(
    app, house, xiaofang, cast
):
    assert "小芳" in seen_by(house, app, "wang", cast)
    consent(house, cast.xiaofang)
    assert "小芳" in seen_by(house, app, "wang", cast)
    xiaofang.post("/me/consents/learning-data/withdrawal")
    for who in ("wang", "li"):
        assert "小芳" not in seen_by(house, app, who, cast)
    assert "小芳" in seen_by(house, app, "xiaofang", cast)
    assert "小军" in seen_by(house, app, "li", cast)
    xiaofang.post("/me/consents/learning-data")
    assert "小芳" in seen_by(house, app, "wang", cast)


def test_a_purpose_that_does_not_exist_is_not_found(xiaofang):
    xiaofang.post("/me/consents/everything", status=404)
    xiaofang.post("/me/consents/everything/withdrawal", status=404)


def test_the_copy_holds_my_rows_and_no_secret(house, xiaofang, cast):
    answer = xiaofang.client.get("/me/data/copy.json")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="zhagen-')
    copy = json.loads(answer.data)
    assert copy["tables"]["people"][0]["phone"] == "13800138001"
    assert copy["tables"]["memberships"][0]["agency"] == "甲机构"
    text = answer.get_data(as_text=True)
    for secret in ("argon2", "token_hash", "phone_index", "sealed", "小军", "13800138002"):
        assert secret not in text


def test_the_copy_can_be_read_in_a_browser(xiaofang):
    answer = xiaofang.client.get("/me/data/copy.zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert sorted(archive.namelist()) == ["data.json", "index.html"]
        page = archive.read("index.html").decode()
        assert json.loads(archive.read("data.json"))["tables"]["people"][0]["name"] == "小芳"
    html5lib.HTMLParser(strict=True).parse(page)
    for words in ("13800138001", "甲机构", "带你的老师", "登录过的设备"):
        assert words in page
    assert "<script" not in page


def test_the_copy_names_courses_and_lessons_as_people_do(house, xiaofang):
    lessons = [c.lessons[0] for c in house.library.courses.values() if c.kind == "exam"]
    for lesson in lessons:
        xiaofang.post(f"/courses/{lesson.course}/{lesson.id}/place/s1")
    answer = xiaofang.client.get("/me/data/copy.zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        page = archive.read("index.html").decode()
        kept = json.loads(archive.read("data.json"))["tables"]["lesson_progress"]
    for lesson in lessons:
        course = house.library.course(lesson.course).title
        assert f"<td>{course}</td><td>{lesson.title}</td>" in page
    assert {row["lesson"] for row in kept} == {lesson.id for lesson in lessons}


def test_a20_a_name_full_of_tags_is_inert_in_the_copy(xiaofang):
    xiaofang.post("/me/name", {"name": "<svg onload=alert(1)>"})
    answer = xiaofang.client.get("/me/data/copy.zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        page = archive.read("index.html").decode()
    assert "<svg" not in page
    assert "&lt;svg onload=alert(1)&gt;" in page


def ask(browser, **more):
    return browser.post("/me/data/erasure", {"old": PASSWORD}, **more)


def test_leaving_asks_for_the_password(house, xiaofang):
    page = xiaofang.post("/me/data/erasure", {"old": "x"}, status=422)
    assert page.errors() == ["密码对不上，看一下再填"]
    assert rows(house, select(ErasureRequest)) == []


def test_leaving_waits_seven_days_and_says_so(house, xiaofang, cast):
    assert ask(xiaofang).location == "/me"
    request = rows(house, select(ErasureRequest))[0]
    assert request.due_at - request.asked_at == timedelta(days=7)
    assert [(one.kind, one.run_at) for one in rows(house, select(Job))][-1] == (
        "erase-person",
        request.due_at,
    )
    page = xiaofang.get("/me")
    assert "注销这个账号" in page.text
    assert "不注销了" in page.text
    xiaofang.get("/today")


def test_asking_twice_is_asking_once(house, xiaofang):
    ask(xiaofang)
    ask(xiaofang)
    assert len(rows(house, select(ErasureRequest))) == 1


def test_leaving_is_undone_with_one_tap(house, xiaofang):
    ask(xiaofang)
    assert xiaofang.post("/me/data/erasure/undo").location == "/me"
    page = xiaofang.get("/me")
    assert "账号和学习记录都还在" in page.text
    assert "注销这个账号" not in page.text
    assert [one.undone_at is not None for one in rows(house, select(ErasureRequest))] == [True]
    ask(xiaofang)
    assert len(rows(house, select(ErasureRequest))) == 2


def test_undoing_what_was_never_asked_changes_nothing(house, xiaofang):
    assert xiaofang.post("/me/data/erasure/undo").location == "/me"
    assert rows(house, select(ErasureRequest)) == []


def test_a57_after_seven_days_old_links_and_the_old_sign_in_lead_nowhere(
    app, house, xiaofang, wang
):
    ask(xiaofang)
    workshop = Workshop(house.database, house.library, house.rules, house.settings.instance)
    run = {"erase-person": HANDLERS["erase-person"]}
    assert run_due(workshop, run, at=datetime.now(UTC) + timedelta(days=7, minutes=1)) == 1
    for path in (*PAGES, "/me/data/copy.json", "/me/data/copy.zip"):
        assert xiaofang.get(path, status=303).location.startswith("/login")
    for login in ("xiaofang", "13800138001"):
        Browser(app).post("/login", {"login": login, "password": PASSWORD}, status=422)
    assert "小芳" not in wang.get("/recovery-slips").text
