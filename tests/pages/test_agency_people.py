"""Lists of an agency's people: pages, search, and moving many at once with a look in between."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from actions.people import enter_person, grant, withdraw
from actions.posts import Hand, Terms, begin_post
from actions.recount import put_right
from actions.stages import Move, enter_stage, stage_now
from domain.access import Role
from domain.consent import LEARNING_DATA
from domain.stages import PostKind
from models.people import Consent, Person
from models.places import Region, StudyClass
from models.road import StageEntered
from tests.browser import Browser

NOW = datetime.now(UTC)


@pytest.fixture
def li(app, cast):
    return Browser(app).as_person(cast.li)


@pytest.fixture
def agency(cast):
    return cast.agency_of(cast.xiaofang)


@pytest.fixture
def crowd(house, agency):
    """A hundred and twenty trainees who came one after the other."""
    with house.database.writing() as db:
        for number in range(120):
            person = enter_person(
                db, name=f"乡亲{number:03}", keyring=house.keyring, at=NOW, login_name=f"n{number}"
            )
            grant(db, person, Role.TRAINEE, by="tests", at=NOW, agency_id=agency)
            at = NOW - timedelta(days=200) + timedelta(hours=number // 3)
            enter_stage(db, Move(person.id, agency, "studying", "t"), by_id=None, at=at)


def names(page):
    return [
        "".join(cell.itertext()).strip() for cell in page.all("th") if cell.get("scope") == "row"
    ]


def next_page(page):
    return next(a.get("href") for a in page.all("a") if a.get("rel") == "next")


def test_pages_of_fifty_show_everybody_once_in_order(li, crowd):
    first = li.get("/agency/stage/studying")
    second = li.get(next_page(first))
    third = li.get(next_page(second))
    found = names(first) + names(second) + names(third)
    assert [len(names(page)) for page in (first, second, third)] == [50, 50, 20]
    assert found == sorted(found)
    assert len(set(found)) == 120
    assert "回到第一页" in third.text
    assert not [a for a in third.all("a") if a.get("rel") == "next"]


def test_people_are_found_by_the_beginning_of_the_name_and_the_end_of_the_number(li, crowd):
    assert names(li.get("/agency/people?q=乡亲00")) == [f"乡亲00{n}" for n in range(10)]
    assert names(li.get("/agency/people?q=8001")) == ["小芳"]
    assert names(li.get("/agency/people?q=%25")) == []


def test_a_search_reaches_nobody_of_another_agency(li):
    assert names(li.get("/agency/people?q=小梅")) == []
    assert names(li.get("/agency/people?q=8005")) == []


def test_who_took_back_the_agreement_is_counted_and_not_named(li, house, cast):
    with house.database.writing() as db:
        db.add(
            Consent(
                person_id=cast.xiaofang.id,
                purpose=LEARNING_DATA,
                version="1",
                words="x",
                given_at=NOW,
            )
        )
        db.flush()
        withdraw(db, cast.xiaofang.id, LEARNING_DATA, at=NOW)
    page = li.get("/agency/stage/in-class")
    assert names(page) == ["小军"]
    assert "共 2 人" in page.text
    li.get(f"/agency/people/{cast.xiaofang.uid}", status=404)


@pytest.fixture
def then(house, agency):
    """大军 and 大芳 came twenty days ago; she went on to 在学 ten days ago, to 报名 today."""
    came = NOW - timedelta(days=20)
    with house.database.writing() as db:
        home = db.scalars(select(Region.id).where(Region.code == "420527")).one()
        group = db.scalars(select(StudyClass.id)).one()
        people = {}
        for name in ("大军", "大芳"):
            person = people[name] = enter_person(
                db, name=name, keyring=house.keyring, at=came, login_name=f"u{len(people)}"
            )
            grant(db, person, Role.TRAINEE, by="t", at=came, agency_id=agency, class_id=group)
            move = Move(person.id, agency, "in_class", cause="came", class_id=group)
            enter_stage(db, move, by_id=None, at=came)
        people["大芳"].home_id, people["大芳"].phone_tail = home, "7007"
        for stage, days in (("studying", 10), ("registered_paid", 0)):
            move = Move(people["大芳"].id, agency, stage, cause=stage, class_id=group)
            enter_stage(db, move, by_id=None, at=NOW - timedelta(days=days))
    put_right(house.database)
    return (NOW - timedelta(days=8)).date().isoformat()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["大军", "大芳"]),
        ("&stage=studying", ["大芳"]),
        ("&stage=registered-paid", []),
        ("&stage=in-class", ["大军"]),
        ("&q=大", ["大军", "大芳"]),
        ("&q=大军", ["大军"]),
        ("&q=7007", ["大芳"]),
        ("&q=没人", []),
        ("&town=420527", ["大芳"]),
        ("&track=post", []),
        ("&class=x&stuck=1&stage=x&after=x", ["大军", "大芳"]),
    ],
)
def test_a_day_gone_by_takes_the_same_filters(li, then, query, found):
    page = li.get(f"/agency/people?on={then}{query}")
    assert names(page) == found
    file = li.client.get(f"/agency/people.csv?on={then}{query}").get_data().decode("utf-8-sig")
    assert [line.split(",")[0] for line in file.splitlines()[1:]] == found


def test_a_day_gone_by_knows_the_class_of_then(house, li, then, agency):
    with house.database.writing() as db:
        late = StudyClass(name="二班", agency_id=agency)
        db.add(late)
        db.flush()
        old, new = db.scalars(select(StudyClass.uid).order_by(StudyClass.id))
        jun = db.scalars(select(Person.id).where(Person.name == "大军")).one()
        move = Move(jun, agency, "studying", cause="x", class_id=late.id)
        enter_stage(db, move, by_id=None, at=NOW)
    assert names(li.get(f"/agency/people?on={then}&class={old}")) == ["大军", "大芳"]
    assert names(li.get(f"/agency/people?on={then}&class={new}")) == []
    page = li.get(f"/agency/people?on={then}&stage=studying")
    chosen = [o for o in page.all("option") if o.get("selected") is not None]
    assert [o.get("value") for o in chosen] == ["studying"]
    assert page.value("on") == then


def test_pages_of_a_day_gone_by_follow_each_other(li, crowd):
    day = (NOW - timedelta(days=3)).date().isoformat()
    pages = [li.get(f"/agency/people?stage=studying&q=乡亲&on={day}")]
    for _more in range(2):
        pages.append(li.get(next_page(pages[-1])))
    found = [name for page in pages for name in names(page)]
    assert (len(found), found) == (120, sorted(found))
    assert len({len(page.queries) for page in pages[:2]}) == 1


def test_an_unknown_stage_is_not_there(li):
    li.get("/agency/stage/nowhere", status=404)
    li.get("/agency/stage/station", status=404)
    li.get("/agency/stage/left/move", status=404)


def sheet(*people, stage="studying", why=""):
    return {"people": [str(one.uid) for one in people], "stage": stage, "why": why}


def stage_of(house, person, agency):
    with house.database.reading() as db:
        return stage_now(db, person.id, agency).stage


def test_from_the_last_stage_nobody_is_moved_on(li, cast, house):
    with house.database.writing() as db:
        now = stage_now(db, cast.xiaofang.id, cast.agency_of(cast.xiaofang))
        move = Move(cast.xiaofang.id, now.agency_id, "registered", "t", back=True)
        enter_stage(db, move, by_id=None, at=NOW)
    assert "改阶段" not in li.get("/agency/stage/registered").text
    page = li.get("/agency/stage/registered/move")
    assert "“登记”是最后一步" in page.text
    assert "看一遍再改" not in page.text


def test_a_class_has_the_posts_of_its_people(li, cast, house):
    agency = cast.agency_of(cast.xiaofang)
    with house.database.writing() as db:
        hand = Hand(cast.li.id, NOW, uuid4())
        begin_post(db, cast.xiaofang.id, agency, Terms(PostKind.VOLUNTEER, NOW.date()), hand=hand)
        row = db.get_one(StudyClass, stage_now(db, cast.xiaofang.id, agency).class_id)
    assert names(li.get(f"/agency/people?track=post&group=posted&class={row.uid}")) == ["小芳"]
    assert row.name in li.get("/agency/people?track=post&group=posted").text


def test_many_are_moved_after_a_look(li, house, cast, agency):
    ticks = li.get("/agency/stage/in-class/move")
    assert "小芳" in ticks.text
    check = li.post("/agency/stage/in-class/move", sheet(cast.xiaofang, cast.xiaojun), status=200)
    assert check.h1 == "看一遍，对不对"
    assert "小军、小芳" in check.text or "小芳、小军" in check.text
    assert stage_of(house, cast.xiaofang, agency) == "in_class"
    once = str(uuid4())
    for _twice in range(2):
        made = sheet(cast.xiaofang, cast.xiaojun) | {"once": once}
        done = li.post("/agency/stage/in-class/move/made", made)
    assert "2 人改成“在学”" in li.follow(done).text
    with house.database.reading() as db:
        rows = db.scalars(select(StageEntered).where(StageEntered.stage == "studying")).all()
    assert [(row.by_id, row.cause) for row in rows] == [(cast.li.id, f"move:{once}")] * 2


def test_from_the_check_page_one_goes_back_with_everything_filled_in(li, cast):
    page = li.post(
        "/agency/stage/in-class/move/change", sheet(cast.xiaofang, why="开班"), status=200
    )
    ticked = [f.get("value") for f in page.all("input") if f.get("checked") is not None]
    assert str(cast.xiaofang.uid) in ticked
    assert page.value("why") == "开班"


def test_who_was_moved_meanwhile_stays_and_is_named(li, house, cast, agency):
    with house.database.writing() as db:
        move = Move(cast.xiaojun.id, agency, "studying", "t")
        enter_stage(db, move, by_id=None, at=NOW)
    done = li.post("/agency/stage/in-class/move/made", sheet(cast.xiaofang, cast.xiaojun))
    assert "小军已经不在这一步，没有改" in li.follow(done).text
    assert stage_of(house, cast.xiaofang, agency) == "studying"


def test_an_illegal_jump_posted_anyway_says_what_may_follow(li, house, cast, agency):
    page = li.post(
        "/agency/stage/in-class/move/made", sheet(cast.xiaofang, stage="certified"), status=422
    )
    assert "不能一步到“证书”" in page.errors()[0]
    assert "可以改成：在学" in page.errors()[0]
    assert stage_of(house, cast.xiaofang, agency) == "in_class"


def test_nobody_ticked_and_no_stage_chosen_is_said(li):
    page = li.post("/agency/stage/in-class/move", {}, status=422)
    assert set(page.errors()) == {"至少勾一个人", "选一步"}


def test_going_back_wants_a_reason_for_many_too(li, house, cast, agency):
    with house.database.writing() as db:
        for stage in ("studying", "registered_paid"):
            enter_stage(db, Move(cast.xiaofang.id, agency, stage, stage), by_id=None, at=NOW)
    page = li.post(
        "/agency/stage/registered-paid/move", sheet(cast.xiaofang, stage="studying"), status=422
    )
    assert page.errors() == ["往回走，写一句为什么"]


def test_a59_somebody_of_another_agency_cannot_be_ticked(li, house, cast):
    for path in ("move", "move/made", "move/change"):
        li.post(f"/agency/stage/in-class/{path}", sheet(cast.xiaomei), status=404)
        li.post(
            f"/agency/stage/in-class/{path}",
            {"people": ["x"], "stage": "studying"},
            status=404,
        )
    with house.database.reading() as db:
        person = db.get_one(Person, cast.xiaomei.id)
        assert stage_now(db, person.id, cast.agency_of(person)).stage == "in_class"
