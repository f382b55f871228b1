"""Sessions under attack: security.md A23 to A30, as far as today's pages reach."""

import base64
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from sqlalchemy import select, update

from actions.entry import make_slip, revoke_sessions
from models import Base
from models.entry import SignIn
from models.history import Note
from models.people import Membership
from tests.browser import Browser
from tests.cast import PASSWORD
from tests.conftest import START

REDIRECTS = (
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "https://evil.example",
    "http://evil.example@127.0.0.1",
    "/%09/evil.example",
    "\t//evil.example",
    "///evil.example",
    "/／evil.example",
    "/.evil.example",
    "/today\r\nSet-Cookie: x=y",
    "javascript:alert(1)",
    "\\\\evil.example",
    "/today#//evil.example",
    "today",
    "",
)


def state(house):
    """Every row of every table, but for the notes that any request may leave."""
    with house.database.reading() as db:
        return {
            name: sorted(map(repr, db.execute(select(table))))
            for name, table in Base.metadata.tables.items()
            if name != "notes"
        }


def sign_in(browser, password=PASSWORD, login="xiaofang", *, status=303, **more):
    return browser.post("/login", {"login": login, "password": password, **more}, status=status)


def cookie(browser):
    return browser.client.get_cookie("zhagen").value


def test_a23_signing_in_leads_nowhere_else(app):
    for target in REDIRECTS:
        assert sign_in(Browser(app), next=target).location == "/today"


def test_a23_who_is_signed_in_is_led_nowhere_else(xiaofang):
    for target in REDIRECTS:
        answer = xiaofang.client.get("/login", query_string={"next": target})
        assert answer.headers["Location"] == "/today"


def test_a23_choosing_a_text_size_leads_nowhere_else(visitor):
    for target in REDIRECTS:
        looks = {"size": "l", "theme": "auto", "lang": "zh", "next": target}
        assert visitor.post("/size", looks).location == "/"


def test_a23_a_page_of_ours_is_led_to(visitor):
    assert sign_in(visitor, next="/practice?point=jc04-a").location == "/practice?point=jc04-a"


def test_a24_no_get_changes_anything(app, house, xiaofang, wang):
    xiaofang.get("/today")
    wang.get("/today")
    before = state(house)
    places = [rule.rule for rule in app.url_map.iter_rules() if "GET" in rule.methods]
    for person in (xiaofang, wang):
        for place in places:
            path = place.replace("<slug:purpose>", "named-lists").replace("<code>", "ABCDE23456")
            person.client.get(path)
    assert state(house) == before


def test_a24_a_refused_write_changes_nothing(house, xiaofang, cast):
    xiaofang.get("/today")
    before = state(house)
    for path in ("/logout", "/me/name", "/me/data/erasure/undo", "/me/sessions/end", "/size"):
        for form in ({}, {"csrf_token": "0" * 64}, {"csrf_token": "令牌"}):
            assert xiaofang.client.post(path, data={"name": "x", **form}).status_code == 400
    assert state(house) == before


def test_a24_a_token_made_before_signing_in_ends_with_it(visitor):
    token = visitor.csrf()
    sign_in(visitor)
    answer = visitor.client.post("/logout", data={"csrf_token": token})
    assert answer.status_code == 400


def test_a25_nobody_can_be_signed_in_by_a_foreign_page(app, visitor):
    form = {"login": "xiaofang", "password": PASSWORD}
    assert app.test_client().post("/login", data=form).status_code == 400
    anothers = Browser(app).csrf()
    answer = visitor.client.post("/login", data={**form, "csrf_token": anothers})
    assert answer.status_code == 400


def test_a26_signing_in_gives_a_new_id(visitor, app):
    visitor.csrf()
    before = cookie(visitor)
    sign_in(visitor)
    assert cookie(visitor) != before
    visitor.get("/me")
    planted = app.test_client()
    planted.set_cookie("zhagen", before)
    assert planted.get("/me").status_code == 303


def old_cookie_is_dead(app, old):
    client = app.test_client()
    client.set_cookie("zhagen", old)
    return client.get("/me").status_code == 303


def test_a26_the_cookie_of_before_is_dead_after_signing_out(app, xiaofang):
    old = cookie(xiaofang)
    xiaofang.post("/logout")
    assert old_cookie_is_dead(app, old)
    assert xiaofang.get("/me", status=303).location.startswith("/login")


def test_a26_changing_the_password_ends_all_sessions_and_renews_this_one(app, xiaofang, cast):
    old, other = cookie(xiaofang), Browser(app).as_person(cast.xiaofang)
    form = {"old": PASSWORD, "password": "he-hua-kai-le-7"}
    xiaofang.post("/me/password", form)
    assert old_cookie_is_dead(app, old)
    assert other.get("/me", status=303)
    xiaofang.get("/me")


def test_a26_a_role_that_ended_opens_nothing_any_more(house, wang, cast):
    wang.get("/recovery-slips")
    with house.database.writing() as db:
        ended = update(Membership).where(Membership.person_id == cast.wang.id)
        db.execute(ended.values(ends_at=START + timedelta(seconds=1)))
    wang.get("/recovery-slips", status=403)


def test_a26_sessions_ended_elsewhere_are_dead_at_once(house, xiaofang, cast):
    with house.database.writing() as db:
        revoke_sessions(db, cast.xiaofang.id, at=START)
    assert xiaofang.get("/me", status=303).location.startswith("/login")


def test_a26_a_session_ends_after_its_ninety_days(house, xiaofang, cast):
    with house.database.writing() as db:
        mine = update(SignIn).where(SignIn.person_id == cast.xiaofang.id)
        db.execute(mine.values(ends_at=START))
    xiaofang.get("/me", status=303)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "x",
        "e30.x.y",
        base64.urlsafe_b64encode(b'{"sid":"x"}').decode(),
        base64.urlsafe_b64encode(b'{"sid":["x"]}').decode() + ".aAaAaA.sig",
        "=" * 4000,
    ],
)
def test_a27_a_cookie_nobody_signed_is_nobodys(app, value):
    client = app.test_client()
    client.set_cookie("zhagen", value)
    assert client.get("/me").status_code == 303
    assert client.get("/login").status_code == 200


def test_a27_a_changed_cookie_and_one_of_another_secret_are_nobodys(app, xiaofang):
    real = cookie(xiaofang)
    client = app.test_client(use_cookies=False)
    for forged in (real[:-9] + "A" * 9, f"x{real}", real * 1000, "x" * 5_000_000):
        answer = client.get("/me", headers={"Cookie": f"zhagen={forged}"})
        assert answer.status_code in {303, 431}
    client = app.test_client()
    app.secret_key = "another-secret-0123456789abcdef-another"
    client.set_cookie("zhagen", real)
    assert client.get("/me").status_code == 303


def fail(browser, times, login="xiaofang"):
    return [
        browser.client.post(
            "/login",
            data={"csrf_token": browser.csrf(), "login": login, "password": f"wrong-{n}"},
        )
        for n in range(times)
    ]


def test_a28_after_five_failures_one_has_to_wait_and_then_longer(house, visitor):
    assert [answer.status_code for answer in fail(visitor, 5)] == [422] * 5
    slowed = fail(visitor, 1)[0]
    assert slowed.status_code == 429
    first = int(slowed.headers["Retry-After"])
    assert 50 < first <= 121
    with house.database.writing() as db:
        failed = db.scalars(select(Note).where(Note.kind == "sign-in-failed")).all()
        for row in failed:  # a minute may have ended in between
            row.times = 12 if row is failed[0] else 0
    second = int(fail(visitor, 1)[0].headers["Retry-After"])
    assert 470 < second <= 9 * 60 + 1


def test_a28_a_minute_that_ends_does_not_end_the_wait(visitor):
    """Failures are noted by the minute; the last moment of one is as good as its first."""
    last = datetime.now(UTC).replace(second=59, microsecond=0) + timedelta(minutes=1)
    with time_machine.travel(last, tick=False) as clock:
        fail(visitor, 5)
        clock.shift(2)
        sign_in(visitor, status=429)
        clock.shift(60)
        assert sign_in(visitor).location == "/today"


def test_a28_the_owner_is_never_locked_out_for_good(house, visitor):
    fail(visitor, 6)
    sign_in(visitor, status=429)
    with house.database.writing() as db:
        for row in db.scalars(select(Note)):
            row.minute -= timedelta(minutes=16)
    assert sign_in(visitor).location == "/today"


def test_a28_the_same_account_is_meant_however_it_is_typed(visitor):
    fail(visitor, 2, "１３８ ００１３-８００１")
    fail(visitor, 3, "+8613800138001")
    assert fail(visitor, 1, "13800138001")[0].status_code == 429


def test_a28_one_password_sprayed_over_many_accounts_stops_the_address(house, visitor):
    fail(visitor, 1, "13900000000")
    with house.database.writing() as db:
        db.execute(update(Note).where(Note.kind == "sign-in-failed").values(times=100))
    answer = fail(visitor, 1, "13900000999")[0]
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")


def test_a28_a_class_behind_one_address_may_mistype(visitor):
    fail(visitor, 4)
    assert sign_in(visitor, login="xiaojun").location == "/today"


def test_a29_an_unknown_account_gets_the_same_answer(visitor):
    known, unknown = fail(visitor, 1)[0], fail(visitor, 1, "nobody")[0]
    texts = [answer.get_data(as_text=True) for answer in (known, unknown)]
    assert (known.status_code, unknown.status_code) == (422, 422)
    assert texts[0].replace("xiaofang", "nobody").split("<main")[1] == texts[1].split("<main")[1]


def test_a29_an_unknown_account_costs_as_much(visitor, monkeypatch):
    from actions import passwords

    seen = []
    real = passwords._hasher
    monkeypatch.setattr(
        passwords,
        "_hasher",
        SimpleNamespace(
            verify=lambda kept, given: seen.append(kept[:9]) or real.verify(kept, given),
            hash=real.hash,
        ),
    )
    fail(visitor, 1)
    fail(visitor, 1, "nobody")
    assert seen == ["$argon2id", "$argon2id"]


def test_a29_recovering_tells_nothing_about_codes(visitor, house, cast):
    with house.database.writing() as db:
        long_ago = datetime.now(UTC) - timedelta(days=8)
        _slip, old = make_slip(db, person=cast.xiaofang, by=cast.wang, at=long_ago)
    answers = set()
    for code in (old, "ABCDE-23456", "2", "' OR 1=1"):
        form = {"code": code, "password": "he-hua-kai-9"}
        answers.add(tuple(visitor.post("/recover", form, status=422).errors()))
    assert len(answers) == 1


def test_a30_many_codes_are_slowed_down(house, visitor):
    visitor.post("/recover", {"code": "ABCDE-23456", "password": "he-hua-kai-9"}, status=422)
    with house.database.writing() as db:
        db.execute(update(Note).where(Note.kind == "code-failed").values(times=100))
    for path, form in (
        ("/recover", {"code": "BBBBB-23456", "password": "he-hua-kai-9"}),
        ("/join", {"code": "BBBBB-23456"}),
    ):
        answer = visitor.post(path, form, status=429)
        assert answer.headers["Retry-After"] == "900"
    visitor.get("/join/bbbbb-23456", status=429)
