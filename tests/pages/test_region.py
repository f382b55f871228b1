"""What the two kinds of bureau see of their region: numbers leading down, nobody's name."""

from datetime import date

import pytest
from sqlalchemy import select

from models.base import new_uid
from models.credentials import HolderNow
from models.founding import FoundingTeam
from models.people import Person
from models.pipeline import Post, Station
from models.places import Agency
from tests.browser import Browser
from tests.conftest import START
from tests.villagers import FAILED, PASSED, agency_id, count_tonight, settle, villagers

CODE = "420527"


@pytest.fixture
def places(house):
    return settle(house)


def rows_of(page):
    """The rows of the first table, as lists of words."""
    tables = page.all("table")
    rows = [row for row in tables[0].iter() if row.tag.endswith("}tr")] if tables else []
    return [["".join(cell.itertext()).strip() for cell in row] for row in rows]


def row_named(page, name):
    return next(row for row in rows_of(page) if row[0] == name)


def station_in(house, places, name, *, certified=False, place="茅坪镇"):
    """A station where 小芳 has a post, with or without a confirmed certificate."""
    with house.database.writing() as db:
        fang = db.scalars(select(Person).where(Person.login_name == "xiaofang")).one()
        station = Station(name=name, kind="station", region_id=places[place][0])
        db.add(station)
        db.flush()
        there = agency_id(db)
        db.add(
            Post(
                person_id=fang.id,
                agency_id=there,
                station_id=station.id,
                kind="station",
                started_on=date(2026, 1, 1),
                by_id=fang.id,
                at=START,
            )
        )
        if certified:
            db.add(HolderNow(person_id=fang.id, agency_id=there, level="junior"))
        return station.uid


def team_in(house, name, stage="preparing"):
    with house.database.writing() as db:
        li = db.scalars(select(Person).where(Person.login_name == "li")).one()
        there = db.get_one(Agency, agency_id(db))
        db.add(
            FoundingTeam(
                name=name,
                region_id=there.region_id,
                agency_id=there.id,
                made_by_id=li.id,
                once=new_uid(),
                at=START,
                stage=stage,
                stage_since=START,
            )
        )


def test_the_county_leads_down_to_its_townships(house, places, like):
    villagers(house, 3, home=places["茅坪镇"][0], road=("in_class", "studying"))
    page = like.get("/region")
    assert page.h1.startswith("秭归县")
    assert row_named(page, "茅坪镇")[1:3] == ["3", "3"]
    assert f"/region/{places['茅坪镇'][1]}" in page.hrefs()
    below = like.get(f"/region/{places['茅坪镇'][1]}")
    assert "再往下不列人" in below.text
    assert row_named(below, "茅坪镇合计")[1:3] == ["3", "3"]


def test_who_wrote_no_home_counts_where_the_agency_is(places, like):
    page = like.get("/region")
    assert row_named(page, "秭归县，没写到下一级")[1] == "3"  # 小芳, 小军, 小梅
    assert row_named(page, "秭归县合计")[1] == "3"


def test_the_stages_add_up_and_lead_to_the_places(house, places, like):
    villagers(house, 2, home=places["归州镇"][0], road=PASSED)
    page = like.get("/region?show=stages")
    head, *_rows = rows_of(page)
    assert head[1:] == ["招募", "在学和考试", "通过", "考后核查", "证书", "登记"]
    assert row_named(page, "归州镇")[1:] == ["0", "0", "2", "0", "0", "0"]
    assert f"/region/{CODE}?show=stages" in page.hrefs()


@pytest.mark.parametrize(
    "show", ["overview", "stages", "posts", "holders", "agencies", "'", "", "x"]
)
def test_odd_words_in_the_address_change_nothing(places, like, show):
    assert like.get("/region", query_string={"show": show}).h1.startswith("秭归县")


def test_the_civil_bureau_sees_organisations_and_no_people(house, places, qian):
    station_in(house, places, "茅坪社工站", certified=True)
    station_in(house, places, "归州社工站", place="归州镇")
    team_in(house, "同心筹备组")
    page = qian.get("/region")
    assert rows_of(page)[0] == ["地方", "机构", "筹备组", "站点", "有持证人的站"]
    assert row_named(page, "秭归县，直属的")[1:] == ["2", "1", "0", "0"]
    assert row_named(page, "秭归县合计")[1:] == ["2", "1", "2", "2"]
    numbers = [[int(cell) for cell in row[1:]] for row in rows_of(page)[1:]]
    assert [sum(column) for column in zip(*numbers[:-1], strict=True)] == numbers[-1]
    assert "全部学员" not in page.text


def test_stations_without_a_certified_worker_are_one_press_away(house, places, qian):
    station_in(house, places, "茅坪社工站")
    page = qian.get("/region")
    link = next(href for href in page.hrefs() if href.endswith("stations?covered=no"))
    assert row_named(qian.get(link), "茅坪社工站")[1:] == ["茅坪镇", "社工站", "1", "0"]
    assert "没有这样的站点" in qian.get(link.replace("no", "yes")).text


def test_an_agency_of_the_county_shows_numbers_and_whom_to_call(house, places, qian):
    villagers(house, 4, road=PASSED)
    page = qian.get(f"/region/{CODE}/agencies")
    assert row_named(page, "甲机构")[1:4] == ["秭归县", "李主任", "6"]
    link = next(href for href in page.hrefs() if "/region/agencies/" in href)
    one = qian.get(link)
    assert "李主任" in one.text
    assert "村民" not in one.html


def test_a_founding_team_is_listed_with_how_far_it_is(house, places, qian):
    team_in(house, "同心筹备组")
    page = qian.get(f"/region/{CODE}/teams")
    assert row_named(page, "同心筹备组")[1:] == [
        "秭归县", "甲机构", "筹备", "2026-11-24", "", "0", "0",
    ]  # fmt: skip


def test_each_bureau_keeps_to_its_own_business(cast, places, like, qian):
    for path in ("agencies", "teams", "stations", "agencies.xlsx"):
        like.get(f"/region/{CODE}/{path}", status=403)
    for path in (f"{CODE}/outcomes", "lists", "lists/sitting"):
        qian.get(f"/region/{path}", status=403)


@pytest.mark.parametrize(
    "trick",
    [CODE, "42", "4205", "420527101", "4205%25", "420_", "４２０５２７", "1306", "42052", "9", "x"],
)
def test_another_county_finds_nothing_whatever_it_writes(places, zhao, trick):
    page = zhao.get(f"/region/{trick}", status=404)
    assert "秭归" not in page.html


@pytest.mark.parametrize("trick", ["42", "4205", "4205271", "42052710", "420527999", "420528"])
def test_ones_own_code_opens_nothing_above_or_beside_it(places, like, trick):
    like.get(f"/region/{trick}", status=404)


def test_who_works_with_people_has_no_region(visitor, wang, xiaofang, cast, app):
    wang.get("/region", status=403)
    xiaofang.get(f"/region/{CODE}", status=403)
    Browser(app).as_person(cast.li).get(f"/region/{CODE}/outcomes", status=403)
    assert visitor.get("/region", status=303).location == "/login?next=/region"


def test_another_countys_agency_is_not_there(house, places, cast, qian):
    with house.database.reading() as db:
        other = db.scalars(select(Agency.uid).where(Agency.name == "丙机构")).one()
    qian.get(f"/region/agencies/{other}", status=404)


@pytest.mark.parametrize("path", ["", "/outcomes"])
def test_a_page_costs_the_same_for_few_people_and_for_many(house, places, like, path):
    first = like.get(f"/region/{CODE}{path}")
    for number, place in enumerate(("茅坪镇", "归州镇", "屈原镇")):
        villagers(house, 3, f"{number}", home=places[place][0], road=PASSED)
    count_tonight(house)
    assert len(like.get(f"/region/{CODE}{path}").queries) == len(first.queries)


def test_lists_of_organisations_cost_the_same_for_one_and_three(house, places, qian):
    paths = [f"/region/{CODE}/{name}" for name in ("stations", "teams", "agencies")]
    station_in(house, places, "一站")
    team_in(house, "一组")
    before = [len(qian.get(path).queries) for path in paths]
    for name in ("二", "三"):
        station_in(house, places, f"{name}站")
        team_in(house, f"{name}组")
    assert [len(qian.get(path).queries) for path in paths] == before


def test_long_lists_turn_pages(house, places, qian):
    for number in range(52):
        station_in(house, places, f"站{number:02}")
    first = qian.get(f"/region/{CODE}/stations")
    second = qian.get(next(href for href in first.hrefs() if "after=" in href))
    names = [row[0] for page in (first, second) for row in rows_of(page)[1:]]
    assert sorted(names) == [f"站{number:02}" for number in range(52)]
    assert len(rows_of(qian.get(f"/region/{CODE}/stations?after=zzz"))) == 51


@pytest.mark.parametrize(
    "file", ["table.xlsx?show=posts", "table.csv", "outcomes.xlsx", "outcomes.csv"]
)
def test_the_tables_leave_as_files(house, places, like, file):
    answer = like.client.get(f"/region/{CODE}/{file}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    like.get(f"/region/{CODE}/table.pdf", status=404)


def test_the_file_says_what_the_screen_says(house, places, like):
    villagers(house, 3, home=places["茅坪镇"][0], road=FAILED)
    villagers(house, 9, "别人", home=places["归州镇"][0], road=PASSED)
    count_tonight(house)
    shown = rows_of(like.get(f"/region/{CODE}/outcomes"))
    text = like.get(f"/region/{CODE}/outcomes.csv").response.data.decode("utf-8-sig")
    assert [line.split(",") for line in text.splitlines()] == shown
    assert "<5" in text
