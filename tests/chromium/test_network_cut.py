"""The network goes between opening a form and sending it: what was typed stays, nothing is told."""

from playwright.sync_api import Browser
from sqlalchemy import func, select

from models.messages import Message
from models.road import Assignment
from tests.chromium.phone import Phone
from tests.chromium.site import Site

UNSENT = "现在没有网，没发出去。字都还在这一页，有网了再按一次。"


def rows(site: Site, table: type) -> int:
    with site.house.database.reading() as db:
        return db.scalar(select(func.count()).select_from(table)) or 0


def cut_once(phone: Phone, button: str) -> Phone:
    """Press without a network, and again when it is there."""
    phone.context.set_offline(True)
    phone.page.get_by_role("button", name=button).click()
    phone.sees(UNSENT)
    phone.context.set_offline(False)
    return phone


def test_a_message_stays_until_it_can_go(site: Site, chromium: Browser) -> None:
    phone = Phone(site.as_person(chromium, site.cast.wang))
    phone.open(f"/messages/with/{site.cast.xiaofang.uid}").type("要说的话", "先看第四章\n再做十题")
    assert UNSENT not in phone.words
    cut_once(phone, "发出去")
    assert phone.page.get_by_label("要说的话").input_value() == "先看第四章\n再做十题"
    assert rows(site, Message) == 0
    phone.page.get_by_role("button", name="发出去").dblclick()
    phone.sees("小芳：随便说说", "先看第四章", "再做十题")
    assert rows(site, Message) == 1


def test_an_assignment_stays_on_each_of_its_two_pages(site: Site, chromium: Browser) -> None:
    phone = Phone(site.as_person(chromium, site.cast.wang)).open("/assign/new/mock")
    phone.page.get_by_label("哪一科").select_option(index=1)
    phone.tick("小芳").type("为什么", "周六一起对答案")
    cut_once(phone, "看一遍再布置").press("看一遍再布置").sees("看一遍，对不对", "周六一起对答案")
    cut_once(phone, "布置给 1 人")
    assert rows(site, Assignment) == 0
    phone.press("布置给 1 人").sees("布置给 1 人了")
    assert rows(site, Assignment) == 1


def test_the_page_of_another_network_is_no_answer(site: Site, chromium: Browser) -> None:
    phone = Phone(site.as_person(chromium, site.cast.wang))
    phone.open(f"/messages/with/{site.cast.xiaofang.uid}").type("要说的话", "先看第四章")
    portal = "<html><title>请先登录本网络</title></html>"
    phone.page.route("**/healthz", lambda one: one.fulfill(body=portal, content_type="text/html"))
    phone.page.get_by_role("button", name="发出去").click()
    phone.sees(UNSENT)
    assert rows(site, Message) == 0
