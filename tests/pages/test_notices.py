"""What people are told, on their pages."""

import smtplib

import pytest
from sqlalchemy import select

from actions.mentoring import Order, Task, assign
from actions.notices import give_address, prove_address, tell_person
from models.base import new_uid
from models.history import AuditEntry
from models.notices import HouseSetting, Notice
from models.people import Person
from tests.browser import Browser
from tests.conftest import START

SERVER = {
    "host": "smtp.example.cn",
    "port": "465",
    "security": "tls",
    "user": "zhagen",
    "password": "tall-river-stone",
    "sender": "zhagen@example.cn",
}


@pytest.fixture
def lin(app, cast):
    return Browser(app).as_person(cast.lin)


def tell(house, person, number=1):
    with house.database.writing() as db:
        for n in range(number):
            about = {"people": n + 1}
            tell_person(db, person.id, "silence", key=f"k{n}", at=START, about=about, href="/today")


def test_nothing_told_yet(wang):
    assert "还没有通知" in wang.get("/notices").text


def test_what_i_was_told_and_that_i_saw_it(house, cast, wang):
    tell(house, cast.wang, 2)
    page = wang.get("/notices")
    assert "2 条没看" in page.text
    assert "2 件等着你" in wang.get("/today").html.replace('<span class="vh">', " ")
    assert "有 2 位学员好些天没学了" in page.text
    wang.post("/notices/seen")
    assert "条没看" not in wang.get("/notices").text
    with house.database.reading() as db:
        assert None not in db.scalars(select(Notice.seen_at)).all()


def test_one_and_many_cost_the_same_questions(house, cast, wang):
    tell(house, cast.wang)
    one = len(wang.get("/notices").queries)
    tell(house, cast.wang, 60)
    assert len(wang.get("/notices").queries) == one


def test_i_see_only_what_i_was_told(house, cast, xiaofang):
    tell(house, cast.wang)
    assert "还没有通知" in xiaofang.get("/notices").text


def test_an_address_is_proved_by_its_code(house, cast, xiaofang):
    xiaofang.post("/me/notices/address", {"email": "fang@example.cn"})
    assert "验证码发到了 fang@example.cn" in xiaofang.get("/me/notices").text
    wrong = xiaofang.post("/me/notices/code", {"code": "000000x"}, status=422)
    assert "验证码不对" in wrong.text
    with house.database.writing() as db:
        me = db.get_one(Person, cast.xiaofang.id)
        give_address(db, me, "fang@example.cn", "123456", keyring=house.keyring, at=START)
        assert prove_address(db, me, "123456", at=START)
    assert "删掉这个邮箱" in xiaofang.get("/me/notices").text
    xiaofang.post("/me/notices/forget")
    assert "fang@example.cn" not in xiaofang.get("/me/notices").text


@pytest.mark.parametrize("email", ["", "fang", "a@b", "a b@example.cn", "x@e.cn\nBcc: y@e.cn"])
def test_what_is_no_address_is_refused_and_kept(xiaofang, email):
    page = xiaofang.post("/me/notices/address", {"email": email}, status=422)
    assert "邮箱" in page.text


def test_quiet_hours_are_kept(xiaofang):
    xiaofang.post("/me/notices/quiet", {"quiet_from": "20", "quiet_until": "9"})
    assert '<option selected value="20">' in xiaofang.get("/me/notices").html
    xiaofang.post("/me/notices/quiet", {"quiet_from": "30", "quiet_until": "9"}, status=422)


def test_a54_the_password_is_never_read_back(house, lin):
    lin.post("/office/mail", SERVER)
    page = lin.get("/office/mail")
    assert "tall-river" not in page.html
    assert "末四位 tone" in page.text
    with house.database.reading() as db:
        assert "tall-river" not in repr(db.execute(select(HouseSetting.value)).all())
        assert "mail-set-up" in db.scalars(select(AuditEntry.action)).all()
    lin.post("/office/mail/drop")
    assert "存着一个密码" not in lin.get("/office/mail").text


def test_a_very_long_host_fits_the_log(house, lin):
    host = ".".join(["a" * 60] * 4)
    lin.post("/office/mail", SERVER | {"host": host})
    lin.post("/office/mail", SERVER | {"user": "x" * 500}, status=422)
    with house.database.reading() as db:
        told = select(AuditEntry.subject).where(AuditEntry.action == "mail-set-up")
        assert db.scalars(told).all() == [host[:60]]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"host": ""}, "填服务器的域名"),
        ({"host": "smtp example"}, "填服务器的域名"),
        ({"port": "99999"}, "端口是 1 到 65535"),
        ({"port": "9" * 400}, "端口是 1 到 65535"),
        ({"port": "x"}, "端口是 1 到 65535"),
        ({"security": "none"}, "不加密只能用本机的服务器"),
        ({"sender": "zhagen"}, "邮箱写成"),
    ],
)
def test_wrong_settings_are_refused_and_kept(lin, change, words):
    page = lin.post("/office/mail", SERVER | change, status=422)
    assert words in page.text
    assert page.value("user") == "zhagen"
    assert "tall-river" not in page.html


def test_trying_says_what_the_server_said(lin, monkeypatch):
    def refuse(*_args, **_more):
        raise smtplib.SMTPAuthenticationError(535, b"wrong password")

    lin.post("/office/mail", SERVER)
    monkeypatch.setattr("blueprints.notices.mail.deliver", refuse)
    lin.post("/office/mail/try")
    assert "没发出去" in lin.get("/office/mail").text


def test_a_text_for_the_group_names_nobody(house, cast, wang):
    course = next(c for c in house.library.courses.values() if c.kind == "exam")
    with house.database.writing() as db:
        assign(
            db,
            Order(Task.MOCK, course.id, (cast.xiaofang.id,), START.date(), "x"),
            by=db.get_one(Person, cast.wang.id),
            agency_id=cast.agency_of(cast.wang),
            once=new_uid(),
            at=START,
        )
    page = wang.get("/notices/group")
    assert "2027 年考试日期未公布" in page.text
    assert "小芳" not in page.text


@pytest.mark.parametrize("path", ["/notices/group", "/office/mail"])
def test_a_trainee_has_no_business_there(xiaofang, path):
    xiaofang.get(path, status=403)
