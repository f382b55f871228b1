"""The founding track on pages: the list by stage, the agency's section, the county's, stopping."""

import csv
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from actions.jobs import Workshop
from actions.pipeline_days import night
from actions.team_registered import register_team
from actions.team_stopping import Word, stop_team
from domain.days import local_day
from models.base import new_uid
from models.founding import FoundingTeam
from models.people import Person
from models.places import Agency
from tests.browser import Browser
from tests.domain.test_credit_code import agency_code
from tests.founding import begin, book_of, walk_to

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
TODAY = local_day(NOW)


def long(day):
    return f"{day.year}年{day.month}月{day.day}日"


@pytest.fixture
def li(app, cast):
    """The manager."""
    return Browser(app).as_person(cast.li)


@pytest.fixture
def teams(house, cast):
    """Begin a team some days ago that has come to a step, so many days ago."""

    def make(name, step="", *, ago=30, since=20, people=()):
        with house.database.writing() as db:
            li = db.get_one(Person, cast.li.id)
            made = begin(db, li, *people, name=name, at=NOW - ago * DAY)
            if step:
                walk_to(db, made, book_of(house), step, li, at=NOW - since * DAY)
        return made

    return make


@pytest.fixture
def agency(house, cast):
    """The manager's agency, as addresses name it."""
    with house.database.reading() as db:
        return db.get_one(Agency, cast.agency_of(cast.li)).uid


def halt(house, cast, team, why="场地没了"):
    with house.database.writing() as db:
        word = Word(why, db.get_one(Person, cast.li.id), new_uid(), NOW)
        stop_team(db, team.id, word, book=book_of(house))


def names(page):
    body = page.all("tbody")
    rows = [row for row in body[0].iter() if row.tag.endswith("}tr")] if body else []
    return [["".join(cell.itertext()).strip() for cell in row] for row in rows]


def row_of(page, label):
    """The words of the funnel row that begins with this label."""
    rows = [" ".join("".join(li.itertext()).split()) for li in page.all("li")]
    return next(words for words in rows if words.startswith(label))


def test_the_list_says_where_each_team_stands_since_when_and_what_is_next(li, teams):
    teams("甲组", "name")
    teams("乙组", ago=3)
    (first, second) = names(li.get("/founding"))
    since = (TODAY - 20 * DAY).isoformat()
    assert first == ["甲组", "秭归县", "名称核准", since, "20", "", "名称查重和核准", "0"]
    assert second[:3] == ["乙组", "秭归县", "筹备"]


def test_the_list_is_filtered_by_stage_and_by_stuck_and_says_why(li, teams):
    teams("甲组", "name", ago=90, since=40)
    teams("乙组")
    teams("丙组", "decision", ago=90, since=70)
    assert [row[0] for row in names(li.get("/founding?stage=naming"))] == ["甲组"]
    late = names(li.get("/founding?stuck=1"))
    assert [row[0] for row in late] == ["丙组", "甲组"]
    assert late[0][5].startswith("法定 60 天，到")
    assert late[0][5].endswith("为止，过了 10 天")
    assert late[1][5] == "停了 40 天，平常 30 天以内"
    assert [row[0] for row in names(li.get("/founding?stage=naming&stuck=1"))] == ["甲组"]
    assert "换个条件看看" in li.get("/founding?stage=opened").text
    assert len(names(li.get("/founding?stage=flying&stuck=9&agency=x&after=x&on=x"))) == 3


def test_the_files_are_the_table_of_the_screen(li, teams):
    teams("甲组", "name", ago=90, since=40)
    teams("乙组")
    for query in ("", "?stuck=1", f"?on={(TODAY - 50 * DAY).isoformat()}"):
        shown = names(li.get(f"/founding{query}"))
        text = li.get(f"/founding.csv{query}", inspect=False).response.data.decode("utf-8-sig")
        assert list(csv.reader(StringIO(text)))[1:] == shown
        book = load_workbook(BytesIO(li.client.get(f"/founding.xlsx{query}").data))
        kept = [["" if c is None else str(c) for c in row] for row in book.worksheets[0].values]
        assert kept[1:] == shown
    li.get("/founding.pdf", status=404)


def test_the_list_goes_on_by_pages(li, teams):
    for number in range(52):
        teams(f"组{number:02}", ago=60 - number)
    first = li.get("/founding")
    (following,) = [href for href in first.hrefs() if "after=" in href]
    found = names(first) + names(li.get(following))
    assert [row[0] for row in found] == [f"组{number:02}" for number in range(52)]


def test_a_trainee_reads_their_teams_stage_in_one_line(house, cast, teams, xiaofang):
    team = teams("甲组", "name", ago=90, since=40, people=[cast.xiaofang])
    page = xiaofang.get("/founding")
    assert "名称核准，从" in page.text
    assert "停了 40 天，平常 30 天以内" in page.text
    assert not page.all("table")
    here = xiaofang.get(f"/founding/{team.uid}")
    assert "在“名称核准”停得久" in here.text
    halt(house, cast, team)
    assert "停办" in xiaofang.get("/founding").text


def test_the_agency_page_counts_teams_and_every_number_opens_them(li, teams, agency):
    teams("甲组", "name", ago=90, since=40)
    teams("乙组", "premises")
    teams("丙组")
    page = li.get("/agency")
    assert row_of(page, "名称核准").startswith("名称核准 1 个组停得久1")
    assert row_of(page, "备材料").startswith("备材料1")
    assert "1 个筹备组在一个阶段停得久 最多的在“名称核准”，1 个" in page.text
    for stage, many in (("preparing", 1), ("naming", 1), ("gathering", 1), ("deciding", 0)):
        href = f"/founding?agency={agency}&stage={stage}"
        assert href in page.hrefs()
        assert len(names(li.get(href))) == many
    assert f"/founding?agency={agency}&stuck=1" in page.hrefs()


def test_without_teams_the_agency_page_says_how_to_begin(li):
    page = li.get("/agency")
    assert "还没有筹备组" in page.text
    assert "/founding/new" in page.hrefs()


def test_who_went_on_and_the_median_come_from_the_days(house, li, teams):
    for number in range(5):
        teams(f"组{number}", "name", ago=60, since=20 + number)
    night({}, Workshop(house.database, house.library, house.rules), NOW)
    words = row_of(li.get("/agency"), "筹备")
    assert "一年里 5 个组往前走，一半的组 38 天内走完" in words


def test_the_number_of_a_day_gone_by_stays_and_opens_that_days_teams(
    house, cast, li, teams, agency
):
    team = teams("甲组", "name", ago=90, since=40)
    teams("乙组", ago=10)
    then = (TODAY - 50 * DAY).isoformat()
    before = li.get(f"/agency/teams.csv?on={then}", inspect=False).response.data
    assert "筹备,1,".encode() in before
    assert "名称核准,0,".encode() in before
    halt(house, cast, team)
    assert li.get(f"/agency/teams.csv?on={then}", inspect=False).response.data == before
    day = li.get(f"/agency?on={then}")
    href = f"/founding?agency={agency}&stage=preparing&on={then}"
    assert href in day.hrefs()
    listed = li.get(href)
    assert [row[:5] for row in names(listed)] == [
        ["甲组", "秭归县", "筹备", (TODAY - 90 * DAY).isoformat(), "40"]
    ]
    assert f"/agency/teams.xlsx?on={then}" in day.hrefs()


def test_the_agencys_file_has_every_stage_and_the_stopped(house, cast, li, teams):
    teams("甲组", "name", ago=90, since=40)
    halt(house, cast, teams("乙组"))
    text = li.get("/agency/teams.csv", inspect=False).response.data.decode("utf-8-sig")
    rows = {row[0]: row[1:3] for row in csv.reader(StringIO(text))}
    assert rows["名称核准"] == ["1", "1"]
    assert rows["停办"] == ["1", "0"]
    assert list(rows)[1:] == [
        "筹备", "名称核准", "备材料", "递交申请", "审批中", "已登记", "已开张", "停办",
    ]  # fmt: skip
    assert "停办的 1 个" in li.get("/agency").text


def test_the_civil_bureau_sees_the_same_stages_and_the_other_none(app, cast, qian, teams):
    teams("甲组", "name", ago=90, since=40)
    teams("乙组", "premises")
    page = qian.get("/region")
    assert row_of(page, "名称核准").startswith("名称核准 1 个组停得久1")
    href = "/region/420527/teams?stage=naming"
    assert href in page.hrefs()
    since = (TODAY - 40 * DAY).isoformat()
    assert [row[:6] for row in names(qian.get(href))] == [
        ["甲组", "秭归县", "甲机构", "名称核准", since, "停得久"]
    ]
    assert len(names(qian.get("/region/420527/teams?stuck=1"))) == 1
    assert len(names(qian.get("/region/420527/teams?stage=flying"))) == 2
    table = qian.get("/region/420527?show=teams")
    assert names(table)[-1][:4] == ["秭归县合计", "0", "1", "1"]
    like = Browser(app).as_person(cast.like)
    assert "筹备组" not in like.get("/region").text
    like.get(href, status=403)


def test_a_team_that_stopped_is_listed_for_the_bureau_where_asked_for(house, cast, qian, teams):
    halt(house, cast, teams("甲组"))
    assert names(qian.get("/region/420527/teams")) == []
    assert names(qian.get("/region/420527/teams?stage=stopped"))[0][3] == "停办"
    assert "场地没了" not in qian.get("/region/420527/teams?stage=stopped").text


@pytest.fixture
def team(teams, cast):
    return teams("甲组", people=[cast.xiaofang])


def test_a_team_is_stopped_with_a_reason_and_taken_up_with_one(house, li, xiaofang, team):
    here = f"/founding/{team.uid}"
    assert f"{here}/stop" in li.get(here).hrefs()
    assert f"{here}/stop" not in xiaofang.get(here).hrefs()
    refused = li.post(f"{here}/stop", {"why": " "}, status=422)
    assert refused.errors() == ["写一句为什么停办"]
    form = {"why": "带头人外出了", "once": str(new_uid())}
    page = li.follow(li.post(f"{here}/stop", form))
    assert "这个组停办了，写过的都留着。" in page.text
    assert "跟带组的老师说" not in page.text
    li.post(f"{here}/stop", form)
    assert f"{here}/take-up" in page.hrefs()
    step = xiaofang.get(f"{here}/steps/needs-study")
    assert "这个组停办了，接着办以后才能改" in step.text
    assert li.post(f"{here}/take-up", {"why": ""}, status=422).errors() == ["写一句为什么接着办"]
    page = li.follow(li.post(f"{here}/take-up", {"why": "人回来了"}))
    assert "接着办了，从“筹备”走起" in page.text
    li.post(f"{here}/stop", form)  # the old sending once more
    assert "停办了" not in li.get(here).text
    history = xiaofang.get(f"{here}/history").text
    assert "筹备 " + long(TODAY) + "，李主任：人回来了" in history
    assert "停办 " + long(TODAY) + "，李主任：带头人外出了" in history
    assert "李主任：建了筹备组" in history


def test_what_is_sent_to_a_stopped_team_is_refused_and_stays_typed(house, cast, xiaofang, team):
    halt(house, cast, team)
    form = {"version": "0", "state": "todo", "note": "走访了", "owner_id": ""}
    page = xiaofang.post(f"/founding/{team.uid}/steps/needs-study", form, status=422)
    assert "这个组停办了，接着办以后才能改" in page.text
    with house.database.reading() as db:
        assert db.get_one(FoundingTeam, team.id).stage == "stopped"


def test_a_stopped_team_takes_nobody_in_and_is_not_registered(house, cast, li, team):
    halt(house, cast, team)
    here = f"/founding/{team.uid}"
    li.post(f"{here}/members", {"person": str(cast.xiaojun.uid)})
    assert "小军" not in li.get(f"{here}/members").text
    li.get(f"{here}/registered", status=303)
    li.post(f"{here}/registered", {}, status=303)


def test_a_team_stopped_while_its_certificate_is_entered_is_not_registered(
    house, cast, li, team, monkeypatch
):
    with house.database.writing() as db:
        walk_to(db, team, book_of(house), "licence", db.get_one(Person, cast.li.id))

    def late(*args, **more):
        halt(house, cast, team)
        with house.database.writing() as db:
            return register_team(db, *args[1:], **more)

    monkeypatch.setattr("blueprints.founding.registered.writing", nullcontext)
    monkeypatch.setattr("blueprints.founding.registered.myself", lambda _session: cast.li)
    monkeypatch.setattr("blueprints.founding.registered.register_team", late)
    form = {
        "name": "薪火社会工作服务中心",
        "code": agency_code(),
        "registered_on": TODAY.isoformat(),
        "manager": str(cast.xiaofang.uid),
        "sure": "1",
    }
    page = li.post(f"/founding/{team.uid}/registered", form, status=422)
    assert "这个组停办了，接着办以后才能改" in page.text


def test_a_registered_team_is_not_stopped(house, li, team):
    with house.database.writing() as db:
        db.get_one(FoundingTeam, team.id).closed_at = NOW
    here = f"/founding/{team.uid}"
    li.get(f"{here}/stop", status=303)
    li.get(f"{here}/take-up", status=303)
    assert f"{here}/stop" not in li.get(here).hrefs()


def test_the_queries_are_the_same_for_one_team_and_for_three(app, cast, li, qian, teams):
    seen = []
    paths = (
        "/founding",
        "/founding?stage=preparing",
        "/founding.csv",
        "/agency",
        "/agency?on=2026-01-01",
    )
    for many in (1, 2):
        for number in range(many):
            teams(f"组{many}{number}", "name" if number else "", people=[cast.xiaofang])
        li.get("/founding")
        counts = [len(li.get(path, inspect=False).queries) for path in paths]
        wide = ("/region", "/region/420527/teams")
        seen.append(counts + [len(qian.get(path, inspect=False).queries) for path in wide])
    assert seen[0] == seen[1]
    assert max(seen[0]) <= 16
