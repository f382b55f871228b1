"""A roster brought in one browser, a person who comes in by another, and the roster taken back."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from models.people import Person
from tests.chromium.phone import Phone, plain_phone
from tests.chromium.site import Site
from tests.rosters import ROWS, TEN_FAULTS, as_xlsx


@pytest.fixture
def li(site: Site, chromium: Browser) -> Phone:
    """李主任's phone, without JavaScript."""
    return plain_phone(site, chromium, site.cast.li)


def bring(phone: Phone, folder: Path, rows: tuple, name: str) -> None:
    file = folder / name
    file.write_bytes(as_xlsx(rows, title="2026 年培育对象花名册"))
    phone.open("/agency/import")
    phone.page.set_input_files("[name=file]", file)
    phone.press("读这个名单").sees("哪一列是什么", "田大山")
    phone.press("看一遍名单")


def names(site: Site) -> set[str]:
    with site.house.database.reading() as db:
        return set(db.scalars(select(Person.name)))


def test_ten_faults_stop_a_roster_and_the_mended_one_comes_in(
    site: Site, li: Phone, tmp_path: Path
) -> None:
    before = names(site)
    bring(li, tmp_path, TEN_FAULTS, "有错.xlsx")
    li.sees("名单里有 10 处要改", "什么都还没录入")
    assert names(site) == before
    bring(li, tmp_path, ROWS, "改好.xlsx")
    li.press("录入 3 人").sees("录入好了", "等本人进来 3 人", "𠮷㛃䶮")
    bring(li, tmp_path, ROWS, "改好.xlsx")
    li.sees("已经在册", "名单上的人都已经在册，没有要补的")


def test_whoever_came_in_meanwhile_stays_when_the_roster_is_taken_back(
    site: Site, chromium: Browser, li: Phone, tmp_path: Path
) -> None:
    bring(li, tmp_path, ROWS, "春季班.xlsx")
    li.press("录入 3 人").sees("等本人进来 3 人")
    result = li.page.url
    li.press("发一个邀请码")
    li.press("做好邀请码")
    code = li.page.locator("p.code").inner_text()
    newcomer = plain_phone(site, chromium, None)
    newcomer.open(f"/join/{code.lower()}")
    newcomer.page.locator("[name=agree]").check(force=True)
    newcomer.press("下一步")
    newcomer.page.locator("[name=lists][value=no]").check(force=True)
    newcomer.press("下一步")
    newcomer.page.fill("[name=name]", "田大山")
    newcomer.press("下一步")
    newcomer.page.fill("[name=login]", "139 0000 1001")
    newcomer.press("下一步")
    newcomer.page.fill("[name=password]", "shan-qing-shui-xiu-7")
    newcomer.press("加入")
    newcomer.open("/today").sees("田大山")
    li.open(result)
    li.press("撤回这次录入").sees("撤回了 2 人，1 人没动", "没有撤回 1 人")
    newcomer.open("/today").sees("田大山")
    assert {"向小溪", "𠮷㛃䶮"} & names(site) == set()
