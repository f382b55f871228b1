"""The second factor in pages: led to it, set up, asked for, never guessed, and in production."""

import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import time_machine
from sqlalchemy import select, update

from actions import second_factor
from actions.second_factor import secret_of
from app import create_app
from blueprints.accounts.second_factor import mark_of
from models.entry import SignIn
from models.factors import SecondFactor
from models.history import Note
from models.places import Agency
from tests.browser import Browser
from tests.cast import PASSWORD, Cast
from tests.conftest import settings_for

NINE = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
CODE = re.compile(r"\b[2-9A-Z]{5}-[2-9A-Z]{5}\b")
CHECK = "/login/second-factor"
MINE = "/me/second-factor"


@pytest.fixture(autouse=True)
def clock():
    """The time stands still until a test moves it on."""
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller


def later(clock, **more):
    clock.shift(timedelta(**more))


@pytest.fixture
def asked(house):
    """甲机构 wants a second factor."""
    with house.database.writing() as db:
        db.execute(update(Agency).where(Agency.name == "甲机构").values(second_factor=True))


def signed_in(app, login="wang", status=303):
    browser = Browser(app)
    page = browser.post("/login", {"login": login, "password": PASSWORD}, status=status)
    return browser, page


def totp_of(house, person):
    with house.database.reading() as db:
        query = select(SecondFactor).where(SecondFactor.person_id == person.id)
        return pyotp.TOTP(secret_of(db.scalars(query).one(), house.keyring))


def set_up(house, person):
    """Give somebody a working factor without the pages; authenticator and recovery codes."""
    with house.database.writing() as db:
        factor = second_factor.begin(db, person.id, house.keyring, at=datetime.now(UTC))
        totp = pyotp.TOTP(secret_of(factor, house.keyring))
        at = datetime.now(UTC) - timedelta(minutes=5)
        return totp, second_factor.confirm(db, person.id, totp.at(at), house.keyring, at=at)


def test_who_must_have_one_is_led_to_it_and_can_do_nothing_else(app, asked):
    browser, page = signed_in(app)
    assert page.location == "/today"
    for path in ("/today", "/invites", "/recovery-slips", "/assign"):
        assert browser.get(path, status=303).location == MINE
    assert browser.post("/invites", {"places": "1"}).location == MINE
    assert "要先开第二道验证" in browser.get(MINE).text
    browser.get("/me")
    browser.get("/courses")


def test_setting_it_up_from_the_first_sign_in_to_the_printed_codes(app, house, cast, asked, clock):
    browser, _page = signed_in(app)
    assert browser.post(MINE).location == f"{MINE}/scan"
    page = browser.get(f"{MINE}/scan")
    totp = totp_of(house, cast.wang)
    assert totp.secret in page.text.replace(" ", "")
    assert "<svg" in page.html
    assert any(one.startswith("otpauth://totp/Zhagen:") for one in page.hrefs())
    wrong = browser.post(f"{MINE}/scan", {"code": "000000"}, status=422)
    assert "对不上" in wrong.errors()[0]
    right = totp.at(NINE)
    done = browser.post(f"{MINE}/scan", {"code": f" {right[:3]} {right[3:]} "})
    codes = CODE.findall(browser.follow(done).text)
    assert len(codes) == 10
    assert CODE.findall(browser.follow(done).text) == []
    browser.get("/invites")
    later(clock, days=1)
    again, _page = signed_in(app)
    assert again.get("/invites", status=303).location == f"{CHECK}?next=/invites"
    led = again.post(CHECK, {"code": codes[0], "next": "/invites"})
    assert led.location == "/invites"
    again.follow(led)


def test_a13_the_first_code_pressed_in_four_windows_at_once_is_no_failure(app, house, cast):
    with house.database.writing() as db:
        mark = mark_of(second_factor.begin(db, cast.wang.id, house.keyring, at=NINE))
    code = totp_of(house, cast.wang).at(NINE)
    windows = [Browser(app).as_person(cast.wang) for _ in range(4)]
    for one in windows:
        with one.client.session_transaction() as cookie:
            cookie["factor-begun"] = mark
    tokens = [one.csrf() for one in windows]

    def press(number):
        form = {"csrf_token": tokens[number], "code": code}
        return windows[number].client.post(f"{MINE}/scan", data=form).status_code

    with ThreadPoolExecutor(4) as hands:
        assert list(hands.map(press, range(4))) == [303] * 4


def test_with_the_password_alone_not_even_the_own_account_opens(app, house, cast):
    set_up(house, cast.wang)
    browser, _page = signed_in(app)
    for path in ("/me", "/me/phone", "/me/data/copy.json", MINE, f"{MINE}/off", "/today"):
        assert browser.get(path, status=303).location.startswith(CHECK)
    assert browser.post("/me/password").location == CHECK
    assert browser.post(f"{MINE}/off").location == CHECK
    browser.post("/logout")


def test_a_recovery_slip_sets_a_password_and_is_still_asked_for_the_second_factor(app, house, cast):
    from actions.entry import make_slip

    set_up(house, cast.wang)
    with house.database.writing() as db:
        _slip, code = make_slip(db, person=cast.wang, by=cast.li, at=datetime.now(UTC))
    browser = Browser(app)
    browser.post("/recover", {"code": code, "password": "he-hua-kai-le-7"})
    assert browser.get("/invites", status=303).location.startswith(CHECK)


def test_the_right_code_opens_and_gives_the_session_a_new_id(app, house, cast):
    totp, _codes = set_up(house, cast.wang)
    browser, _page = signed_in(app)
    old = browser.client.get_cookie("zhagen").value
    browser.post(CHECK, {"code": totp.at(NINE)})
    browser.get("/invites")
    stolen = app.test_client()
    stolen.set_cookie("zhagen", old)
    assert stolen.get("/me").headers["Location"].startswith("/login?")


def test_a_code_used_once_is_of_no_use_to_who_looked_on(app, house, cast, clock):
    totp, _codes = set_up(house, cast.wang)
    seen = totp.at(NINE)
    one, _page = signed_in(app)
    one.post(CHECK, {"code": seen})
    other, _page = signed_in(app)
    assert "用过了" in other.post(CHECK, {"code": seen}, status=422).errors()[0]
    later(clock, seconds=30)
    other.post(CHECK, {"code": totp.at(datetime.now(UTC))})


def test_a28_guessing_codes_is_slowed_like_guessing_passwords(app, house, cast, clock):
    totp, _codes = set_up(house, cast.wang)
    browser, _page = signed_in(app)
    statuses = [browser._open("POST", CHECK, data=form(browser, n)).status for n in range(7)]
    assert statuses == [422] * 5 + [429] * 2
    right = {"csrf_token": browser.csrf(), "code": totp.at(datetime.now(UTC))}
    answer = browser._open("POST", CHECK, data=right)
    assert (answer.status, int(answer.headers["Retry-After"]) <= 900) == (429, True)
    later(clock, minutes=16)
    browser.post(CHECK, {"code": totp.at(datetime.now(UTC))})
    with house.database.reading() as db:
        kinds = set(db.scalars(select(Note.kind)))
    assert "second-factor-failed" in kinds


def form(browser, number):
    return {"csrf_token": browser.csrf(), "code": f"{number:06d}"}


def test_another_sign_in_gives_no_fresh_guesses(app, house, cast):
    set_up(house, cast.wang)
    first, _page = signed_in(app)
    for number in range(5):
        first.post(CHECK, {"code": f"{number:06d}"}, status=422)
    second, _page = signed_in(app)
    assert second._open("POST", CHECK, data=form(second, 9)).status == 429


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abc", "１２３４５", "x" * 5000])
def test_an_odd_code_is_told_kindly(app, house, cast, code):
    set_up(house, cast.wang)
    browser, _page = signed_in(app)
    assert browser.post(CHECK, {"code": code}, status=422).errors()


def test_beginning_later_wants_the_password(app, house, cast, clock):
    browser, _page = signed_in(app)
    later(clock, hours=1)
    assert browser.post(MINE, status=422).errors()
    assert browser.post(MINE, {"old": "wrong"}, status=422).errors()
    assert browser.post(MINE, {"old": PASSWORD}).location == f"{MINE}/scan"


def test_a_secret_is_shown_to_the_session_that_began_for_ten_minutes(app, house, cast, clock):
    browser, _page = signed_in(app)
    other, _page = signed_in(app)
    browser.post(MINE)
    first = totp_of(house, cast.wang).secret
    assert first in browser.get(f"{MINE}/scan").text.replace(" ", "")
    assert other.get(f"{MINE}/scan", status=303).location == MINE
    assert other.post(f"{MINE}/scan", {"code": "000000"}).location == MINE
    browser.post(MINE)
    assert totp_of(house, cast.wang).secret == first
    other.post(MINE)
    second = totp_of(house, cast.wang).secret
    assert second != first
    assert browser.get(f"{MINE}/scan", status=303).location == MINE
    later(clock, minutes=11)
    assert other.get(f"{MINE}/scan", status=303).location == MINE
    assert "重新开始" in other.get(MINE).text
    other.post(MINE, {"old": PASSWORD})
    assert totp_of(house, cast.wang).secret != second


def test_who_took_longer_than_ten_minutes_may_still_finish(app, house, cast, clock):
    browser, _page = signed_in(app)
    browser.post(MINE)
    later(clock, minutes=20)
    code = totp_of(house, cast.wang).at(NINE + timedelta(minutes=20))
    assert browser.post(f"{MINE}/scan", {"code": code}).location == f"{MINE}/codes"


def test_turning_it_off_wants_password_and_code(app, house, cast, clock):
    totp, codes = set_up(house, cast.wang)
    browser, _page = signed_in(app)
    browser.post(CHECK, {"code": totp.at(NINE)})
    for form in ({"old": PASSWORD, "code": "000000"}, {"old": "wrong", "code": codes[0]}):
        assert browser.post(f"{MINE}/off", form, status=422).errors()
    later(clock, minutes=1)
    browser.post(f"{MINE}/off", {"old": PASSWORD, "code": codes[1]})
    assert "开始设置" in browser.get(MINE).html
    browser.get("/invites")


def test_turned_off_where_it_is_wanted_it_must_be_set_up_again(app, house, cast, asked):
    totp, codes = set_up(house, cast.wang)
    browser, _page = signed_in(app)
    browser.post(CHECK, {"code": totp.at(NINE)})
    browser.post(f"{MINE}/off", {"old": PASSWORD, "code": codes[0]})
    assert browser.get("/invites", status=303).location == MINE


def test_new_recovery_codes_want_a_code_and_are_made_once(app, house, cast):
    totp, codes = set_up(house, cast.wang)
    browser, _page = signed_in(app)
    browser.post(CHECK, {"code": totp.at(NINE)})
    browser.post(f"{MINE}/codes", {"code": "000000"}, status=422)
    sent = {"code": codes[0], "once": "0190a0b0-0000-7000-8000-000000000009"}
    first = browser.post(f"{MINE}/codes", sent)
    assert browser.post(f"{MINE}/codes", sent).location == first.location
    shown = CODE.findall(browser.follow(first).text)
    assert len(shown) == 10
    assert not set(shown) & set(codes)


def test_trainees_are_not_asked_where_their_agency_asks_its_staff(app, asked):
    browser, _page = signed_in(app, "xiaofang")
    browser.get("/today")
    browser.get("/practice")


def test_the_demo_asks_nobody_and_an_agency_may_decide_for_itself(app, asked):
    other, _page = signed_in(app, "chen")
    other.get("/invites")
    for login in ("like", "fang", "lin"):
        signed_in(app, login)[0].get("/today")


@pytest.fixture
def real(seeded, tmp_path):
    """The application as it runs in production."""
    folder = tmp_path / "real"
    folder.mkdir()
    shutil.copy(seeded, folder / "zhagen.db")
    app = create_app(settings_for(folder, demo=False))
    yield app
    app.extensions["house"].database.close()


class Tls(Browser):
    """A browser that speaks TLS with the public address."""

    def _open(self, method, path, **more):
        return super()._open(method, path, base_url="https://sg.example.cn", **more)


@pytest.mark.parametrize("login", ["wang", "li", "like", "qian", "fang", "lin"])
def test_production_asks_all_staff_by_default(real, login):
    browser = Tls(real)
    browser.post("/login", {"login": login, "password": PASSWORD})
    assert browser.get("/today", status=303).location == MINE
    assert browser.get("/office", status=303).location == MINE


def test_production_asks_no_trainee_and_no_agency_that_decided_otherwise(real):
    with real.extensions["house"].database.writing() as db:
        db.execute(update(Agency).where(Agency.name == "甲机构").values(second_factor=False))
    for login, path in (("xiaofang", "/practice"), ("wang", "/invites")):
        browser = Tls(real)
        browser.post("/login", {"login": login, "password": PASSWORD})
        browser.get(path)
    browser = Tls(real)
    browser.post("/login", {"login": "chen", "password": PASSWORD})
    assert browser.get("/invites", status=303).location == MINE


def test_nobody_sees_staff_rows_before_the_second_factor(real):
    """Even a query that forgot the gate finds nothing: the session holds no staff place."""
    from models.actor import Proof, load_actor

    house = real.extensions["house"]
    wang = Cast(house).wang
    Tls(real).post("/login", {"login": "wang", "password": PASSWORD})
    with house.database.reading() as db:
        token = db.scalars(select(SignIn.token_hash).where(SignIn.person_id == wang.id)).first()
        found = load_actor(db, token, NINE, second_factor=True)
    assert (found.proof, found.places, found.roles) == (Proof.SET_UP, (), frozenset())


def test_the_page_costs_the_same_for_everybody(app, house, cast):
    set_up(house, cast.wang)
    plain = len(Browser(app).as_person(cast.li).get("/me").queries)
    totp = totp_of(house, cast.wang)
    browser, _page = signed_in(app)
    browser.post(CHECK, {"code": totp.at(NINE)})
    assert len(browser.get("/me").queries) == plain
