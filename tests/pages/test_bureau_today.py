"""What waits for an officer today: teams that wait for the county, and what a place lacks."""

from datetime import date, timedelta

from sqlalchemy import select

from actions.regions import mend_regions
from models.base import new_uid
from models.credentials import HolderNow
from models.founding import FoundingTeam
from models.people import Person
from models.pipeline import Station
from models.places import Agency
from tests.conftest import START
from tests.pages.test_staff_today import tasks
from tests.villagers import agency_id, settle

COUNTY = "/region/420527"


def teams_in(house, stage, *days, late=0):
    """Teams that came to a stage so many days ago, the first `late` of them too long there."""
    with house.database.writing() as db:
        li = db.scalars(select(Person).where(Person.login_name == "li")).one()
        there = db.get_one(Agency, agency_id(db))
        for number, ago in enumerate(days):
            day = date(2026, 11, 1) if number < late else date(2027, 1, 1)
            db.add(
                FoundingTeam(
                    name=f"{stage}{ago}", region_id=there.region_id, agency_id=there.id,
                    made_by_id=li.id, once=new_uid(), at=START, stage=stage,
                    stage_since=START - timedelta(days=ago), stuck_after=day,
                )
            )  # fmt: skip


def stations_in(house, many, first=0):
    with house.database.writing() as db:
        region = db.get_one(Agency, agency_id(db)).region_id
        db.add_all(
            [Station(name=f"站{first + n}", kind="station", region_id=region) for n in range(many)]
        )


def test_the_civil_bureau_sees_who_waits_for_its_answer_the_longest_first(house, qian):
    teams_in(house, "deciding", 70, 5, late=1)
    teams_in(house, "naming", 3)
    teams_in(house, "gathering", 90)
    stations_in(house, 2)
    found = tasks(qian.get("/today"))
    assert found == [
        (
            "2 个筹备组交齐了材料，等答复或领证",
            "最早的从 9月15日起，1 个停得久",
            f"{COUNTY}/teams?stage=deciding",
        ),
        ("1 个筹备组等名称核准", "最早的从 11月21日起", f"{COUNTY}/teams?stage=naming"),
        ("2 个站里，2 个没有持证的人", "秭归县", f"{COUNTY}/stations?covered=no"),
    ]
    for _title, _second, href in found:
        qian.get(href)


def test_the_party_bureau_sees_which_places_have_nobody_certified(house, like):
    place = settle(house)["茅坪镇"]
    many = len(settle(house)) - 1
    with house.database.writing() as db:
        fang = db.scalars(select(Person).where(Person.login_name == "xiaofang")).one()
        db.add(
            HolderNow(person_id=fang.id, agency_id=agency_id(db), home_id=place[0], level="junior")
        )
    mend_regions(house.database)
    teams_in(house, "deciding", 70)
    title, second, href = tasks(like.get("/today"))[0]
    assert title == f"{many} 个地方里，{many - 1} 个还没有持证的人"
    assert (second, href) == ("秭归县", f"{COUNTY}#places")
    assert "筹备组" not in like.get("/today").text


def test_where_nothing_waits_the_page_says_so_and_leads_on(like):
    page = like.get("/today")
    assert "今天没有等着您的事" in page.text
    assert "/region" in page.hrefs()


def test_nothing_of_another_county_waits_here(house, zhao):
    teams_in(house, "deciding", 70)
    stations_in(house, 1)
    assert tasks(zhao.get("/today")) == []


def test_the_page_costs_the_same_for_one_and_for_three(house, qian):
    costs = []
    for ago in (1, 2, 3):
        teams_in(house, "deciding", ago)
        stations_in(house, 1, first=ago)
        costs.append(len(qian.get("/today").queries))
    assert costs == [costs[0]] * 3
