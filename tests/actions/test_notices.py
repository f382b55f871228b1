"""Telling people: once each, one mail a day, never in quiet hours; the bytes that leave."""

import email
import socket
from datetime import timedelta
from email import policy

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from actions.handlers import HANDLERS
from actions.jobs import Workshop, run_due
from actions.mail import Smtp, set_smtp, smtp_settings
from actions.notices import (
    forget_address,
    give_address,
    prove_address,
    see_all,
    set_quiet,
    tell_person,
    wish_of,
)
from models.jobs import Job
from models.notices import HouseSetting, Notice
from models.people import Person
from tests.conftest import START

LATER = START + timedelta(hours=1)


class Kept:
    """A mail server that keeps what it is given."""

    def __init__(self):
        self.letters = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        del server, session
        self.letters.append(envelope)
        return "250 kept"


@pytest.fixture
def server():
    kept = Kept()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        kept.port = free.getsockname()[1]
    controller = Controller(kept, hostname="127.0.0.1", port=kept.port)
    controller.start()
    yield kept
    controller.stop()


def speak(language, kind, about):
    del language
    return f"{kind}：看看", f"{about}\n"


@pytest.fixture
def shop(house):
    keyring = house.keyring
    return Workshop(house.database, house.library, house.rules, None, keyring, speak)


def by_mail(house, cast, server):
    """小芳 has a proved address and the house a server."""
    smtp = Smtp("127.0.0.1", server.port, "none", "", "zhagen@sg.example.cn")
    with house.database.writing() as db:
        set_smtp(db, smtp, by=db.get_one(Person, cast.lin.id), keyring=house.keyring, at=START)
        me = db.get_one(Person, cast.xiaofang.id)
        give_address(db, me, "fang@example.cn", "123456", keyring=house.keyring, at=START)
        assert prove_address(db, me, "123456", at=START)
        db.scalars(select(Job)).one().done_at = START


def told(house, person, *, key="a", at=START, kind="silence"):
    with house.database.writing() as db:
        tell_person(db, person.id, kind, key=key, at=at, about={"people": 2}, href="/classes")


def rows(house):
    with house.database.reading() as db:
        return db.scalars(select(Notice).order_by(Notice.id)).all()


def test_telling_twice_is_telling_once(house, cast):
    for _ in range(2):
        told(house, cast.wang)
    assert [(row.kind, row.about, row.href) for row in rows(house)] == [
        ("silence", {"people": 2}, "/classes")
    ]


def test_with_no_channel_nothing_is_sent_and_nothing_breaks(house, cast, shop):
    told(house, cast.wang)
    assert run_due(shop, HANDLERS, at=START + timedelta(days=1)) == 0
    assert [row.mailed_at for row in rows(house)] == [None]


def test_seen_is_seen_once(house, cast):
    told(house, cast.wang)
    with house.database.writing() as db:
        assert see_all(db, cast.wang.id, at=LATER) == 1
        assert see_all(db, cast.wang.id, at=LATER) == 0
        assert see_all(db, cast.li.id, at=LATER) == 0


def test_the_bytes_of_the_mail(house, cast, server, shop):
    by_mail(house, cast, server)
    told(house, cast.xiaofang)
    told(house, cast.xiaofang, key="b")
    assert run_due(shop, HANDLERS, at=LATER) == 1
    (envelope,) = server.letters
    assert (envelope.mail_from, envelope.rcpt_tos) == ("zhagen@sg.example.cn", ["fang@example.cn"])
    assert b"Subject: =?utf-8?" in envelope.content
    letter = email.message_from_bytes(envelope.content, policy=policy.default)
    assert letter["Subject"] == "notices：看看"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].endswith("@sg.example.cn>")
    assert letter.get_content_type() == "text/plain"
    assert letter.get_content().count("silence") == 2
    assert [row.mailed_at for row in rows(house)] == [LATER, LATER]


def test_one_mail_a_day(house, cast, server, shop):
    by_mail(house, cast, server)
    told(house, cast.xiaofang)
    run_due(shop, HANDLERS, at=LATER)
    told(house, cast.xiaofang, key="b", at=LATER)
    run_due(shop, HANDLERS, at=LATER + timedelta(hours=5))
    assert len(server.letters) == 1
    run_due(shop, HANDLERS, at=LATER + timedelta(days=1, hours=1))
    assert len(server.letters) == 2


def test_no_mail_in_quiet_hours(house, cast, server, shop):
    by_mail(house, cast, server)
    with house.database.writing() as db:
        set_quiet(db, cast.xiaofang.id, (9, 14), at=START)  # it is nine o'clock
    told(house, cast.xiaofang)
    run_due(shop, HANDLERS, at=LATER)
    assert server.letters == []
    run_due(shop, HANDLERS, at=START + timedelta(hours=5))
    assert len(server.letters) == 1


def test_a_house_that_stood_still_until_the_quiet_hours_mails_after_them(house, cast, server, shop):
    by_mail(house, cast, server)
    told(house, cast.xiaofang)
    with house.database.writing() as db:
        set_quiet(db, cast.xiaofang.id, (9, 14), at=START)  # after the mail was asked for
    for minutes in range(40, 280, 5):
        run_due(shop, HANDLERS, at=START + timedelta(minutes=minutes))
    with house.database.reading() as db:
        job = db.scalars(select(Job).where(Job.done_at.is_(None))).one()
        assert (job.tries, job.trouble) == (0, "")
    assert server.letters == []
    run_due(shop, HANDLERS, at=START + timedelta(hours=5))
    assert len(server.letters) == 1


def test_what_was_seen_is_not_mailed(house, cast, server, shop):
    by_mail(house, cast, server)
    told(house, cast.xiaofang)
    with house.database.writing() as db:
        see_all(db, cast.xiaofang.id, at=START)
    run_due(shop, HANDLERS, at=LATER)
    assert server.letters == []


def test_a_server_that_is_down_is_tried_again(house, cast, server, shop):
    by_mail(house, cast, server)
    with house.database.writing() as db:
        port = db.scalars(select(HouseSetting).where(HouseSetting.key == "smtp.port")).one()
        port.value = "1"
    told(house, cast.xiaofang)
    run_due(shop, HANDLERS, at=LATER)
    with house.database.writing() as db:
        job = db.scalars(select(Job).where(Job.done_at.is_(None))).one()
        assert (job.tries, job.trouble.split(":")[0]) == (1, "ConnectionRefusedError")
        port = db.scalars(select(HouseSetting).where(HouseSetting.key == "smtp.port")).one()
        port.value = str(server.port)
    run_due(shop, HANDLERS, at=LATER + timedelta(hours=1))
    assert len(server.letters) == 1


def test_the_code_travels_sealed_and_is_mailed(house, cast, server, shop):
    by_mail(house, cast, server)
    with house.database.writing() as db:
        me = db.get_one(Person, cast.xiaofang.id)
        give_address(db, me, "fang@example.cn", "654321", keyring=house.keyring, at=LATER)
        assert "654321" not in str([job.body for job in db.scalars(select(Job))])
    run_due(shop, HANDLERS, at=LATER)
    letter = email.message_from_bytes(server.letters[-1].content, policy=policy.default)
    assert "654321" in letter.get_content()


def test_a_code_lives_half_an_hour_and_five_tries(house, cast):
    with house.database.writing() as db:
        me = db.get_one(Person, cast.xiaofang.id)
        give_address(db, me, "fang@example.cn", "123456", keyring=house.keyring, at=START)
        assert not prove_address(db, me, "123456", at=START + timedelta(minutes=31))
        for _ in range(5):
            assert not prove_address(db, me, "000000", at=START)
        assert not prove_address(db, me, "123456", at=START)
        assert db.scalars(wish_of(me.id)).one().email_confirmed_at is None


def test_a_forgotten_address_leaves_nothing(house, cast, server):
    by_mail(house, cast, server)
    with house.database.writing() as db:
        me = db.get_one(Person, cast.xiaofang.id)
        forget_address(db, me, at=LATER)
        wish = db.scalars(wish_of(me.id)).one()
        assert (wish.email_sealed, wish.email_confirmed_at) == (None, None)


def test_a54_the_password_is_sealed_and_an_empty_one_keeps_it(house, cast):
    with house.database.writing() as db:
        by = db.get_one(Person, cast.lin.id)
        first = Smtp("smtp.example.cn", 465, "tls", "zhagen", "z@example.cn", "secret-secret-1")
        again = Smtp("smtp.example.cn", 587, "starttls", "zhagen", "z@example.cn")
        for smtp in (first, again):
            set_smtp(db, smtp, by=by, keyring=house.keyring, at=START)
        kept = smtp_settings(db, house.keyring)
        assert (kept.port, kept.password) == (587, "secret-secret-1")
        assert all("secret-secret" not in row.value for row in db.scalars(select(HouseSetting)))
