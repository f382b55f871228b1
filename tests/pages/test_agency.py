"""The agency's first page: what needs one first, the two tracks, a day gone by, files, queries."""

import csv
import io
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from openpyxl import load_workbook

from actions.jobs import Workshop
from actions.people import enter_person, grant
from actions.pipeline_days import night, write_days
from actions.posts import Hand, Terms, begin_post, end_post
from actions.stages import Move, enter_stage, move_class, move_home
from domain.access import Role
from domain.days import local_day
from domain.stages import PostKind
from models.places import Region, StudyClass
from models.road import Certificate
from models.roster import PendingMembership
from tests.browser import Browser

NOW = datetime.now(UTC)


@pytest.fixture
def li(app, cast):
    """The manager of 小芳's agency, signed in."""
    return Browser(app).as_person(cast.li)


@pytest.fixture
def agency(cast):
    return cast.agency_of(cast.xiaofang)


@pytest.fixture
def people(house, agency):
    """Enter so many more trainees who stand in a stage since some days ago."""

    def enter(many, *stages, since=3, agency_id=agency):
        made = []
        with house.database.writing() as db:
            for number in range(many):
                login = f"{uuid4().hex[:12]}"
                person = enter_person(
                    db, name=f"学员{number}", keyring=house.keyring, at=NOW, login_name=login
                )
                grant(db, person, Role.TRAINEE, by="tests", at=NOW, agency_id=agency_id)
                for step, stage in enumerate(stages or ("in_class",)):
                    at = NOW - timedelta(days=since - step)
                    move = Move(person.id, agency_id, stage, f"t{step}")
                    enter_stage(db, move, by_id=None, at=at)
                made.append(person)
        return made

    return enter


@pytest.fixture
def morning(house):
    """Let the night pass."""
    workshop = Workshop(house.database, house.library, house.rules)
    return lambda: night({}, workshop, NOW)


def row_of(page, label):
    """The words of the funnel row that begins with this label."""
    rows = [" ".join("".join(li.itertext()).split()) for li in page.all("li")]
    return next(words for words in rows if words.startswith(label))


def test_the_page_shows_both_tracks_and_every_number_opens_its_people(li, people):
    people(2, "studying")
    page = li.get("/agency")
    assert page.h1 == "持证进度"
    assert "甲机构" in page.text
    assert row_of(page, "在学").startswith("在学2")
    for href in (
        "/agency/stage/studying",
        "/agency/people?group=holders",
        "/agency/stage/in-class",
    ):
        assert href in page.hrefs()
    for href in [h for h in page.hrefs() if h.startswith("/agency")]:
        if not href.endswith(("xlsx", "csv")):
            li.get(href)


def test_counts_are_sums_and_lists_agree(li, people):
    people(3, "studying")
    listed = li.get("/agency/stage/studying")
    assert "共 3 人" in listed.text
    assert len(listed.all("tbody")[0].findall("./*")) == 3


def test_with_few_people_no_median_is_shown(li, people):
    people(4, "in_class", "studying")
    assert "走完的人还少，不算天数" in li.get("/agency").text


def test_medians_and_shares_come_from_the_days(li, people, morning):
    people(6, "in_class", "studying", since=30)
    morning()
    page = li.get("/agency")
    assert "一半的人 1 天内走完" in row_of(page, "入班")
    assert "从上一步出来的，100% 到这里" in row_of(page, "在学")


def test_who_is_stuck_is_said_first_and_listed(li, people, morning):
    people(3, "recruited", since=40)
    morning()
    page = li.get("/agency")
    assert "3 人在一个阶段停得久" in page.text
    listed = li.get("/agency/people?stuck=1")
    assert "共 3 人" in listed.text
    assert row_of(page, "招募").startswith("招募 3 人停得久3")
    one = next(href for href in listed.hrefs() if href.startswith("/agency/people/"))
    assert "40 天，平常 14 天以内" in li.get(one).text


def test_what_waits_is_counted_and_linked(li, house, cast, agency):
    with house.database.writing() as db:
        db.add(
            PendingMembership(
                person_id=cast.xiaomei.id,
                agency_id=agency,
                role=Role.TRAINEE,
                waits_for="manager",
                cause="t",
                made_at=NOW - timedelta(days=4),
            )
        )
        db.add(
            Certificate(person_id=cast.xiaofang.id, level="junior", passed_on=NOW.date(), at=NOW)
        )
        terms = Terms(PostKind.STATION, NOW.date(), contract_ends_on=NOW.date())
        hand = Hand(cast.li.id, NOW, uuid4())
        begin_post(db, cast.xiaofang.id, agency, terms, hand=hand)
    page = li.get("/agency")
    assert "1 人等您同意进来 最早的等了 4 天" in page.text
    assert "1 张证书还没人核对" in page.text
    assert "1 个岗位的合同快到期" in page.text
    assert row_of(page, "社工站").startswith("社工站 1 人快到期1")
    assert {"/agency/waiting", "/agency/staff?state=unverified"} <= set(page.hrefs())
    assert "共" not in li.get("/agency/posts?near=contract").h1


def test_the_filters_stand_in_the_address_and_narrow_the_numbers(li, house, agency, people):
    other = people(3, "studying")
    with house.database.writing() as db:
        town = Region(code="420527100", name="茅坪镇")
        db.add(town)
        db.flush()
        second = StudyClass(name="二班", agency_id=agency)
        db.add(second)
        db.flush()
        move_home(db, other[0].id, town.id)
        for person in other[:2]:
            move_class(db, person.id, agency, second.id)
    page = li.get(f"/agency?class={second.uid}")
    assert row_of(page, "在学").startswith("在学2")
    assert f"/agency/stage/studying?class={second.uid}" in page.hrefs()
    page = li.get(f"/agency?class={second.uid}&town=420527100")
    assert row_of(page, "在学").startswith("在学1")
    listed = li.get(f"/agency/stage/studying?class={second.uid}&town=420527100")
    assert "共 1 人" in listed.text


@pytest.mark.parametrize(
    "query",
    [
        "class=1",
        "town=' OR 1=1",
        "agency=x",
        "stage=../..",
        "group=all",
        "after=9999999999",
        "after=20261301T000000000000-x",
        "mentor=me",
        "on=2026-13-45",
        "on=9999-12-31",
        "on=0001-01-01",
        "q=%25",
        "near=x",
        "track=founding",
        "engaged=%00",
    ],
)
def test_a60_odd_addresses_are_read_as_if_nothing_was_asked(li, query):
    for path in ("/agency", "/agency/people", "/agency/posts", "/agency/mentors"):
        li.get(f"{path}?{query}")


@pytest.mark.parametrize("on", ["1900-01-01", "2000-02-29"])
def test_a60_a_day_of_another_age_has_nobody(li, on):
    page = li.get(f"/agency?on={on}")
    year, month, day = (int(part) for part in on.split("-"))
    assert f"{year}年{month}月{day}日" in page.h1


def test_a_day_gone_by_is_counted_again_and_says_so(li, house, agency, people, morning):
    made = people(5, "in_class", "studying", since=400)
    on = local_day(NOW) - timedelta(days=370)
    with house.database.writing() as db:
        for person in made[:2]:
            move = Move(person.id, agency, "left", "t9", why="x")
            enter_stage(db, move, by_id=None, at=NOW - timedelta(days=20))
    write_days(house.database, agency, local_day(NOW) - timedelta(days=1))
    page = li.get(f"/agency?on={on}")
    assert "从每个人的经历里重新数出来的" in page.text
    assert (_cells(page)["在学"][1], _cells(page)["离开"][1]) == ("5", "0")
    today = li.get("/agency")
    assert row_of(today, "在学").startswith("在学3")


@pytest.mark.parametrize(
    ("on", "words"),
    [
        ("2026-02-30", "没有“2026-02-30”这一天，下面是现在的数。"),
        ("昨天" * 30, f"没有“{'昨天' * 10}”这一天，下面是现在的数。"),
        ("2099-01-31", "2099年1月31日 还没到，下面是现在的数。"),
        ("0001-01-01", "太早，那时还没有数。下面是现在的。"),
    ],
)
def test_a_day_that_is_none_or_not_over_is_said_to_be_so(li, on, words):
    for path in ("/agency", "/agency/people", "/agency/stage/studying"):
        assert words in li.get(f"{path}?on={on}").text
    for good in ("", f"?on={local_day(NOW)}", "?on="):
        assert "下面是现在的" not in li.get(f"/agency{good}").text


def test_the_post_track_shows_who_left_and_reads_the_same_of_a_day_gone_by(
    li, house, cast, agency, people, morning
):
    made = people(6, "studying", since=300)
    on = local_day(NOW) - timedelta(days=100)
    with house.database.writing() as db:
        for number, person in enumerate(made):
            begun = NOW - timedelta(days=200)
            terms = Terms(PostKind.STATION, local_day(begun), engaged="bought")
            row = begin_post(db, person.id, agency, terms, hand=Hand(cast.li.id, begun, uuid4()))
            if number < 5:
                gone = NOW - timedelta(days=40 - number)
                hand = Hand(cast.li.id, gone, uuid4())
                end_post(db, row.id, ended_on=local_day(gone), why="合同到期", hand=hand)
    morning()
    page = li.get("/agency")
    assert row_of(page, "社工站") == "社工站1一年里 5 人离岗，一半的人 162 天内离开"
    for name in ("离岗的 5 人", "下载 Excel 表"):
        assert name in page.text
    assert "共 5 人" in li.get("/agency/people?track=post&stage=none").text
    sheet = li.get("/agency/stages.csv?track=post", inspect=False).html
    assert "社工站,1,0,5,0,162" in sheet
    day = li.get(f"/agency?on={on}")
    assert _cells(day)["社工站"][:3] == ["社工站", "6", "0"]
    href = f"/agency/people?track=post&stage=station&on={on}"
    assert href in day.hrefs()
    assert len(li.get(href).all("tbody")[0].findall("./*")) == 6
    assert "社工站,6,0,0," in li.get(f"/agency/stages.csv?track=post&on={on}", inspect=False).html


def test_a_number_of_a_day_gone_by_opens_its_people_too(li, house, agency, people):
    made = people(60, "in_class", "studying", since=400)
    on = local_day(NOW) - timedelta(days=370)
    with house.database.writing() as db:
        for person in made[:30]:
            move = Move(person.id, agency, "left", "t9", why="x")
            enter_stage(db, move, by_id=None, at=NOW - timedelta(days=20))
    href = f"/agency/stage/studying?on={on}"
    assert href in li.get(f"/agency?on={on}").hrefs()
    first = li.get(href)
    ahead = next(a.get("href") for a in first.all("a") if a.get("rel") == "next")
    second = li.get(ahead)
    assert [len(page.all("tbody")[0].findall("./*")) for page in (first, second)] == [50, 10]
    assert next(iter(set(_cells(first)) - {"姓名"})) in {person.name for person in made}
    made_file = li.client.get(f"/agency/people.csv?stage=studying&on={on}").get_data()
    assert made_file.decode("utf-8-sig").count("\r\n") == 61
    assert "那天没有这样的人" in li.get(f"/agency/stage/sat?on={on}").text


def _cells(page):
    rows = [row for row in page.all("tr") if row.findall("./*")]
    texts = [["".join(cell.itertext()).strip() for cell in row] for row in rows]
    return {text[0]: text for text in texts}


def test_the_files_equal_the_screen(li, people):
    people(3, "studying")
    page = li.get("/agency/people")
    shown = [text for name, text in _cells(page).items() if name != "姓名"]
    made = li.client.get("/agency/people.csv").get_data().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(made)))
    assert rows[1:] == shown
    book = load_workbook(io.BytesIO(li.client.get("/agency/people.xlsx").get_data()))
    sheet = book.worksheets[0]
    made = [["" if c is None else str(c) for c in row] for row in sheet.iter_rows(values_only=True)]
    assert made[1:] == shown
    assert book.worksheets[1]["A2"].value == "姓名"
    stages = li.get("/agency/stages.csv", inspect=False).html
    assert "在学,3" in stages


def test_another_ending_is_no_file(li):
    for name in ("people", "stages", "posts", "mentors", "stations"):
        li.get(f"/agency/{name}.pdf", status=404)


def test_more_rows_than_a_file_may_hold_lead_back_with_the_way_out(li, people, monkeypatch):
    monkeypatch.setattr("blueprints.pipeline.listing.MOST_ROWS", 2)
    monkeypatch.setattr("blueprints.pipeline.people.MOST_ROWS", 2)
    people(3)
    page = li.get("/agency/people.xlsx", status=303, inspect=False)
    assert "一个文件最多 2 行" in li.follow(page).text


@pytest.mark.parametrize("path", ["/agency", "/agency/people", "/agency/stage/in-class"])
def test_the_number_of_queries_does_not_depend_on_the_number_of_people(li, people, path):
    li.get(path)
    few = len(li.get(path).queries)
    people(2)
    some = len(li.get(path).queries)
    people(200)
    many = len(li.get(path).queries)
    assert few == some == many <= 16


def test_the_page_stays_light_with_two_hundred_people(li, people):
    people(200)
    for path in ("/agency", "/agency/people", "/agency/stage/in-class/move"):
        li.get(path)


@pytest.mark.parametrize("login", ["wang", "xiaofang", "like", "qian", "fang", "lin"])
def test_nobody_but_a_manager_comes_in(app, cast, login):
    Browser(app).as_person(getattr(cast, login)).get("/agency", status=403)


def test_a_stranger_is_asked_to_sign_in(visitor):
    assert visitor.get("/agency", status=303).location.startswith("/login")


def test_a02_a03_another_agency_in_the_address_changes_nothing(app, cast, house, people):
    from models.places import Agency

    people(4, "studying")
    wu = Browser(app).as_person(cast.wu)
    with house.database.reading() as db:
        foreign = db.get_one(Agency, cast.agency_of(cast.xiaofang)).uid
    page = wu.get(f"/agency?agency={foreign}", headers={"X-Tenant-ID": str(foreign)})
    assert "乙机构" in page.text
    assert "甲机构" not in page.text
    assert row_of(page, "在学").startswith("在学0")
    assert "学员" not in wu.get(f"/agency/people?agency={foreign}").all("table")[0].itertext()


def test_who_runs_two_agencies_chooses_one(app, cast, house, people):
    with house.database.writing() as db:
        from models.people import Person

        other = cast.agency_of(cast.wu)
        person = db.get_one(Person, cast.li.id)
        grant(db, person, Role.MANAGER, by="tests", at=NOW, agency_id=other)
    li = Browser(app).as_person(cast.li)
    people(3, "studying", agency_id=other)
    page = li.get("/agency")
    values = {"".join(o.itertext()): o.get("value") for o in page.all("option")}
    assert row_of(li.get(f"/agency?agency={values['甲机构']}"), "在学").startswith("在学0")
    second = li.get(f"/agency?agency={values['乙机构']}")
    assert row_of(second, "在学").startswith("在学3")
    assert any(f"agency={values['乙机构']}" in href for href in second.hrefs())
    on = local_day(NOW) - timedelta(days=2)
    for path in (f"/agency?on={on}&", "/agency/mentors?", "/agency/stations?", "/agency/posts?"):
        page = li.get(f"{path}agency={values['乙机构']}")
        ours = [href for href in page.hrefs() if href.startswith("/agency") and href != "/agency"]
        assert ours
        assert [href for href in ours if values["乙机构"] not in href] == []
