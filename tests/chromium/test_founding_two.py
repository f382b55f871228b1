"""Two founders of a team of seven at work at the same time, in two browsers without JavaScript."""

from uuid import UUID

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from models.founding import FoundingTeam, TeamChange, TeamStep
from tests.chromium.life_founding import live
from tests.chromium.phone import Phone, plain_phone
from tests.chromium.site import Site


@pytest.fixture
def here(site: Site) -> str:
    """A team of seven, 小芳 and 小军 among them."""
    return f"/founding/{live(site.house)['team']}"


@pytest.fixture
def fang(site: Site, chromium: Browser) -> Phone:
    return plain_phone(site, chromium, site.cast.xiaofang)


@pytest.fixture
def jun(site: Site, chromium: Browser) -> Phone:
    return plain_phone(site, chromium, site.cast.xiaojun)


def told(site: Site, here: str, step: str) -> TeamStep:
    mine = FoundingTeam.uid == UUID(here.removeprefix("/founding/"))
    with site.house.database.reading() as db:
        query = select(TeamStep).join(FoundingTeam, FoundingTeam.id == TeamStep.team_id)
        row = db.scalars(query.where(mine, TeamStep.step == step)).one()
        db.expunge(row)
        return row


def write(phone: Phone, **fields: str) -> None:
    for name, text in fields.items():
        phone.page.fill(f"main form [name={name}]", text)


def test_different_parts_saved_at_once_are_both_there(
    site: Site, fang: Phone, jun: Phone, here: str
) -> None:
    fang.open(here).sees("筹备中", "7 人", "三分之一够不够", "还差 2 人")
    for phone in (fang, jun):
        phone.open(f"{here}/steps/premises").sees("找好住所", "产权证明或租约")
    write(fang, note="村委会二楼空着，可以签两年")
    write(jun, place="茅坪村村委会", cost_fen="3600")
    fang.press("存下这一步").sees("存下了：记一笔")
    jun.press("存下这一步").sees("存下了：花多少钱、在哪办")
    row = told(site, here, "premises")
    assert (row.note, row.place) == ("村委会二楼空着，可以签两年", "茅坪村村委会")
    assert row.cost_fen == 360_000


def test_different_steps_do_not_meet(site: Site, fang: Phone, jun: Phone, here: str) -> None:
    fang.open(f"{here}/steps/premises")
    jun.open(f"{here}/papers/charter")
    write(fang, note="甲")
    write(jun, note="第三条还要商量")
    fang.press("存下这一步").sees("存下了")
    jun.press("存下这份材料").sees("存下了")
    assert told(site, here, "premises").note == "甲"


def test_the_same_part_saved_at_once_shows_both_and_loses_neither(
    site: Site, fang: Phone, jun: Phone, here: str
) -> None:
    for phone in (fang, jun):
        phone.open(f"{here}/steps/premises")
    write(fang, note="租村委会二楼")
    write(jun, note="租老学校", place="茅坪村")
    fang.press("存下这一步").sees("存下了")
    jun.press("存下这一步").sees("已被小芳改过，看一下再交", "租村委会二楼", "租老学校")
    assert told(site, here, "premises").note == "租村委会二楼"
    jun.press("就这样存").sees("选一个", "租村委会二楼", "租老学校")  # nothing chosen: asked again
    jun.tick("用我写的")
    write(jun, note="先看老学校，不行再租村委会二楼")
    jun.press("就这样存").sees("存下了：记一笔、在哪办")
    row = told(site, here, "premises")
    assert (row.note, row.place) == ("先看老学校，不行再租村委会二楼", "茅坪村")
    with site.house.database.reading() as db:
        query = select(TeamChange.after).where(
            TeamChange.part == "step:premises", TeamChange.field == "note"
        )
        kept = db.scalars(query.order_by(TeamChange.id)).all()
    assert kept == ["租村委会二楼", "先看老学校，不行再租村委会二楼"]

    fang.open(f"{here}/steps/premises").press("看谁改过什么")
    fang.press("改回“租村委会二楼”").sees("改回“租村委会二楼”了")
    assert told(site, here, "premises").note == "租村委会二楼"


def test_who_takes_the_others_words_keeps_the_rest_of_ones_own(
    site: Site, fang: Phone, jun: Phone, here: str
) -> None:
    for phone in (fang, jun):
        phone.open(f"{here}/steps/premises")
    write(fang, note="租村委会二楼")
    write(jun, note="租老学校", place="茅坪村")
    fang.press("存下这一步")
    jun.press("存下这一步").tick("用小芳写的").press("就这样存").sees("存下了：在哪办")
    row = told(site, here, "premises")
    assert (row.note, row.place) == ("租村委会二楼", "茅坪村")
