"""Posts and stations on a manager's pages."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from actions.people import grant
from domain.access import Role
from domain.days import local_day
from models.people import Person
from models.pipeline import Post, StageNow, Station
from models.places import Agency, Region, StudyClass
from tests.browser import Browser

NOW = datetime.now(UTC)
TODAY = local_day(NOW)


@pytest.fixture
def li(app, cast):
    return Browser(app).as_person(cast.li)


@pytest.fixture
def path(cast):
    return f"/agency/people/{cast.xiaofang.uid}"


def day(number):
    return (TODAY + timedelta(days=number)).isoformat()


def sheet(**more):
    return {
        "kind": "station",
        "engaged": "bought",
        "started_on": day(-10),
        "contract_ends_on": day(60),
        "cert_years": "2",
    } | more


def rows(house):
    with house.database.reading() as db:
        return db.scalars(select(Post).order_by(Post.id)).all()


def begin(li, house, path, **more):
    li.post(f"{path}/posts/new", sheet(**more))
    return rows(house)[-1]


def test_a_post_is_entered_and_stands_on_the_page_and_in_the_list(li, house, path):
    row = begin(li, house, path)
    assert (row.kind, row.engaged, row.cert_due_on.year - row.started_on.year) == (
        "station",
        "bought",
        2,
    )
    page = li.get(path)
    assert "购买服务" in page.text
    ends = TODAY + timedelta(days=60)
    assert f"{ends.year}年{ends.month}月{ends.day}日" in page.text
    listed = li.get("/agency/posts?near=contract")
    assert "小芳" in listed.text
    assert "小芳" not in li.get("/agency/posts?near=funding").text
    assert "社工站" in li.get("/agency").text


def test_where_no_rule_is_known_the_contract_is_asked_and_where_there_is_one_it_is_shown(
    li, house, path
):
    assert "没有查到几年内要拿证的规定" in li.get(f"{path}/posts/new").text
    with house.database.writing() as db:
        jilin = Region(code="220802", name="白城市洮北区")
        db.add(jilin)
        db.flush()
        db.scalars(select(Agency).where(Agency.name == "甲机构")).one().region_id = jilin.id
    page = li.get(f"{path}/posts/new")
    assert "2 到 3 年内要拿到" in page.text
    assert "吉林省" in page.text
    page = li.post(f"{path}/posts/new", sheet(cert_years="5"), status=422)
    assert page.errors() == ["这里规定 2 到 3 年，填其中一个；没写就空着"]
    li.post(f"{path}/posts/new", sheet(cert_years="3"))


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("kind", "king", "选一种岗位"),
        ("engaged", "stolen", "选一种"),
        ("started_on", "昨天", "填一个日期，像 2026-12-01"),
        ("started_on", "", "填开始的日期"),
        ("started_on", "9999-12-31", "填一个日期，像 2026-12-01"),
        ("started_on", "0001-01-01", "填一个日期，像 2026-12-01"),
        ("started_on", day(1), "还没到这一天，到了那天再记"),
        ("engaged", "", "选一种"),
        ("contract_ends_on", "9999-12-31", "填一个日期，像 2026-12-01"),
        ("contract_ends_on", "2001-01-01", "这个日期比开始的日期还早，改一改"),
        ("cert_years", "十年", "填年数，1 到 9；没写就空着"),
        ("station", "0190a0b0-0000-7000-8000-000000000001", "从列表里选一个站点"),
    ],
)
def test_what_is_wrong_is_said_and_kept(li, house, path, field, typed, words):
    page = li.post(f"{path}/posts/new", sheet(**{field: typed}), status=422)
    assert page.errors() == [words]
    assert rows(house) == []


def test_a_mistake_is_put_right_in_place(li, house, path):
    row = begin(li, house, path)
    there = f"/agency/posts/{row.uid}"
    form = li.get(there)
    assert form.value("started_on") == day(-10)
    li.post(there, sheet(engaged="hired", seen=form.value("seen")))
    assert [(one.engaged, one.ended_on) for one in rows(house)] == [("hired", None)]
    assert "购买 0 人，聘任 1 人" in li.get("/agency").text


def test_a14_the_second_of_two_managers_is_told_and_keeps_what_they_typed(
    app, li, house, cast, path
):
    row = begin(li, house, path)
    with house.database.writing() as db:
        person = db.get_one(Person, cast.wang.id)
        agency = cast.agency_of(cast.xiaofang)
        grant(db, person, Role.MANAGER, by="tests", at=NOW, agency_id=agency)
    wang = Browser(app).as_person(cast.wang)
    there = f"/agency/posts/{row.uid}"
    old = wang.get(there).value("seen")
    li.post(there, sheet(engaged="hired", seen=old))
    page = wang.post(there, sheet(contract_ends_on=day(99), seen=old), status=422)
    assert page.errors() == ["已被李主任改过，看一下再交。"]
    assert page.value("contract_ends_on") == day(99)
    wang.post(there, sheet(contract_ends_on=day(99), seen=page.value("seen")))
    assert rows(house)[0].contract_ends_on.isoformat() == day(99)


def test_a_new_post_ends_the_one_before(li, house, path):
    begin(li, house, path)
    assert "旧的在新岗位开始那天结束" in li.get(f"{path}/posts/new").text
    begin(li, house, path, kind="elder_centre", started_on=day(0))
    assert [one.ended_on for one in rows(house)] == [TODAY, None]


def test_a_new_post_does_not_begin_before_the_one_it_ends(li, house, path):
    begin(li, house, path)
    page = li.post(f"{path}/posts/new", sheet(started_on=day(-11)), status=422)
    held = TODAY - timedelta(days=10)
    words = f"他现在的岗位 {held.year}年{held.month}月{held.day}日 才开始，新岗位不能比它早"
    assert page.errors() == [words]
    assert page.value("started_on") == day(-11)
    assert [one.ended_on for one in rows(house)] == [None]


def test_a_volunteer_is_neither_bought_nor_hired_and_stays_so(li, house, path):
    row = begin(li, house, path, kind="volunteer", engaged="neither", cert_years="")
    assert "购买 0 人，聘任 0 人" in li.get("/agency").text
    form = li.get(f"/agency/posts/{row.uid}")
    ticked = [one.get("value") for one in form.all("input") if one.get("checked") is not None]
    assert ticked == ["volunteer", "neither"]
    more = {"kind": "volunteer", "engaged": "neither", "started_on": day(-9), "cert_years": ""}
    li.post(f"/agency/posts/{row.uid}", sheet(**more, seen=form.value("seen")))
    assert [(one.engaged, one.started_on.isoformat()) for one in rows(house)] == [("", day(-9))]


def test_a_post_ends_with_a_day_and_a_reason(li, house, path):
    row = begin(li, house, path)
    there = f"/agency/posts/{row.uid}/end"
    page = li.post(there, {"ended_on": day(1), "why": ""}, status=422)
    assert page.errors() == ["从开始那天到今天，填其中一天", "写一句为什么结束"]
    seen = page.value("seen")
    for _twice in range(2):
        li.post(there, {"ended_on": day(0), "why": "合同到期", "seen": seen})
    assert "合同到期" in li.get(path).text
    assert "已经结束" in li.get(there).text
    page = li.post(f"/agency/posts/{row.uid}", sheet(seen=""), status=422)
    assert page.errors() == ["这个岗位已经结束，不能再改"]


def test_the_list_goes_on_in_pages_and_as_a_file(li, house, cast, path):
    begin(li, house, path)
    with house.database.writing() as db:
        db.add_all(
            Post(
                person_id=cast.xiaojun.id,
                agency_id=cast.agency_of(cast.xiaofang),
                kind="station",
                started_on=TODAY - timedelta(days=400 - number),
                contract_ends_on=TODAY + timedelta(days=number % 7),
                by_id=cast.li.id,
                at=NOW,
            )
            for number in range(60)
        )
    for query in ("", "?near=contract"):
        first = li.get(f"/agency/posts{query}")
        ahead = next(a.get("href") for a in first.all("a") if a.get("rel") == "next")
        second = li.get(ahead)
        assert [len(p.all("tbody")[0].findall("./*")) for p in (first, second)] == [50, 11]
    made = li.get("/agency/posts.csv", inspect=False).html
    assert made.count("\r\n") == 62
    assert len(li.get("/agency/posts").queries) <= 16


def test_a_contract_that_has_ended_is_said_to_have_ended_wherever_it_is_told(li, house, path):
    begin(li, house, path, contract_ends_on=day(-3))
    ended = TODAY - timedelta(days=3)
    words = f"最早的 {ended.year}年{ended.month}月{ended.day}日 就到期了"
    assert words in li.get("/agency").text
    assert words in li.get("/today").text


def test_the_filters_narrow_posts_as_they_narrow_the_numbers(li, house, cast, path):
    begin(li, house, path)
    with house.database.writing() as db:
        empty = StudyClass(name="二班", agency_id=cast.agency_of(cast.xiaofang))
        db.add(empty)
        db.flush()
        learns = select(StageNow.class_id).where(StageNow.person_id == cast.xiaofang.id)
        mine = db.get_one(StudyClass, db.scalars(learns).first()).uid
    for one, shown in ((mine, True), (empty.uid, False)):
        for there in ("/agency?", "/agency/posts?near=contract&"):
            page = li.get(f"{there}class={one}")
            assert ("1 个岗位的合同快到期" in page.text or "小芳" in page.text) is shown
        made = li.get(f"/agency/posts.csv?class={one}", inspect=False).html
        assert ("小芳" in made) is shown
    assert f"/agency/posts?near=contract&class={mine}" in li.get(f"/agency?class={mine}").hrefs()


def test_a_station_of_the_county_is_entered_and_can_be_chosen(li, house, path, app, cast):
    with house.database.writing() as db:
        county = db.scalars(select(Region).where(Region.code == "420527")).one()
        db.add(Region(code="420527100", name="茅坪镇", parent_id=county.id))
    page = li.post("/agency/stations/new", {"name": "", "kind": "x", "region": "13"}, status=422)
    assert "村（社区）" in page.text
    assert "干部" not in page.text
    assert page.errors() == ["写站点的名称", "选一种", "选一个地方"]
    form = {"name": "茅坪镇社工站", "kind": "station", "region": "420527100"}
    for _twice in range(2):
        li.post("/agency/stations/new", form)
    with house.database.reading() as db:
        station = db.scalars(select(Station)).one()
    begin(li, house, path, station=str(station.uid))
    assert "茅坪镇社工站" in li.get(path).text
    assert "茅坪镇社工站" in Browser(app).as_person(cast.wu).get("/agency/stations").text
    assert "茅坪镇社工站" not in Browser(app).as_person(cast.sun).get("/agency/stations").text


def test_a04_a_station_of_another_county_cannot_be_chosen(li, house, path):
    with house.database.writing() as db:
        other = db.scalars(select(Region).where(Region.code == "130626")).one()
        row = Station(name="外县站", kind="station", region_id=other.id)
        db.add(row)
        db.flush()
        uid = str(row.uid)
    page = li.post(f"{path}/posts/new", sheet(station=uid), status=422)
    assert page.errors() == ["从列表里选一个站点"]


def test_a_post_of_another_agency_is_not_there(app, cast, li, house, path):
    row = begin(li, house, path)
    wu = Browser(app).as_person(cast.wu)
    for end in ("", "/end"):
        wu.get(f"/agency/posts/{row.uid}{end}", status=404)
        wu.post(f"/agency/posts/{row.uid}{end}", sheet(), status=404)
    assert rows(house)[0].ended_on is None
