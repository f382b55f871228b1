"""A full disk: what was typed is handed back with the truth, reading goes on, the office knows."""

import shutil
from contextlib import contextmanager
from datetime import UTC, datetime
from errno import ENOSPC
from types import SimpleNamespace
from uuid import uuid4

import pytest
from sqlalchemy import event, func, select

from actions import uploads
from actions.entry import make_slip
from models.messages import Message
from models.people import Person
from tests.browser import Browser

WORDS = "老师，价值观这章看不懂\n第二段也不懂"


@pytest.fixture
def full(house):
    """No page more in the database, after so many more transactions: SQLite itself says so."""

    @contextmanager
    def full(after=0):
        begun = []

        def fill(connection):
            if not connection.get_execution_options().get("zhagen_write"):
                return
            begun.append(1)
            if len(begun) > after:
                connection.exec_driver_sql("PRAGMA max_page_count = 1")
                connection.exec_driver_sql("CREATE TABLE one_page_more (x)")

        event.listen(house.database.engine, "begin", fill)
        try:
            yield
        finally:
            event.remove(house.database.engine, "begin", fill)
            house.database.close()

    return full


@pytest.fixture
def disk(monkeypatch):
    """A disk of 20 GB with so many megabytes left."""

    def disk(megabytes):
        found = SimpleNamespace(total=20_000_000_000, free=megabytes * 1_000_000)
        monkeypatch.setattr(shutil, "disk_usage", lambda _path: found)

    return disk


@pytest.fixture
def lin(app, cast):
    return Browser(app).as_person(cast.lin)


def said(house):
    with house.database.reading() as db:
        return db.scalar(select(func.count(Message.id)))


def again(page):
    """What the button of the page sends once more."""
    form = next(one for one in page.all("form") if one.get("action") != "/logout")
    fields = [one for one in form.iter() if one.get("type") == "hidden"]
    return form.get("action"), {one.get("name"): one.get("value") for one in fields}


def test_what_was_typed_is_handed_back_and_sent_again_once(house, cast, xiaofang, full):
    target = f"/messages/with/{cast.xiaofang.uid}"
    typed = {"about": "general", "text": WORDS, "once": str(uuid4())}
    with full():
        page = xiaofang.post(target, typed, status=503)
    assert page.h1 == "这次没有存上"
    assert "硬盘满了" in page.text
    assert [one.text.strip() for one in page.all("textarea")] == [WORDS]
    action, fields = again(page)
    assert (action, fields["text"], fields["once"]) == (target, WORDS, typed["once"])
    assert said(house) == 0
    for _twice in range(2):
        xiaofang.post(action, fields)
    assert said(house) == 1


def test_reading_goes_on(xiaofang, full):
    with full():
        assert "没有存上" not in xiaofang.get("/today").text
        xiaofang.get("/road")
        assert xiaofang.get("/nothing", status=404).h1 == "没找到这一页"
        xiaofang.get("/office", status=403)


def test_a_wrong_password_is_not_guessed_without_a_trace(visitor, full):
    with full():
        page = visitor.post("/login", {"login": "xiaofang", "password": "猜一个"}, status=503)
    assert "猜一个" not in page.html
    assert "回到上一页" in page.text
    assert [one.get("action") for one in page.all("form")] == []


def test_a_number_is_not_shown_without_a_trace(xiaofang, full):
    with full():
        page = xiaofang.post("/me/number", status=503)
    assert "13800001001" not in page.html


def test_a_part_that_was_kept_is_not_called_lost(house, cast, visitor, full):
    with house.database.writing() as db:
        people = [db.get_one(Person, one.id) for one in (cast.xiaofang, cast.wang)]
        _slip, code = make_slip(db, person=people[0], by=people[1], at=datetime.now(UTC))
    with full(after=1):
        page = visitor.post(
            "/recover", {"code": code, "password": "夏天的风吹过来了呢"}, status=503
        )
    assert "只存上一部分" in page.text
    assert "没有存上" not in page.text


def test_a_file_without_room_leaves_no_half_of_it(house, monkeypatch):
    def no_room(_handle):
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr(uploads.os, "fsync", no_room)
    path = uploads.path_of(house.settings.instance, "ab" * 32)
    with pytest.raises(OSError, match="No space"):
        uploads._lay_down(path, b"a scan")
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize(
    ("left", "words", "word"),
    [(60, "硬盘满了", "warn"), (450, "硬盘快满了", "warn"), (5_000, "", "pass")],
)
def test_the_office_says_it_before_it_happens(lin, xiaofang, disk, left, words, word):
    disk(left)
    page = lin.get("/office")
    assert words in page.text
    assert ("有几处要处理" in page.text) == bool(words)
    assert ("硬盘快满了" in lin.get("/courses").text) == (left == 450)
    assert "硬盘" not in xiaofang.get("/today").text
    answer = lin.client.get("/readyz")
    assert (answer.status_code, answer.json["checks"]["disk"]) == (200, [{"status": word}])
