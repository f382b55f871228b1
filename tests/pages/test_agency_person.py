"""One person on a manager's page: history, moves, a move taken back, leaving, coming back."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import select

from actions.people import grant
from actions.stages import Move, enter_stage, stage_now
from domain.access import Role
from domain.days import local_day
from models.people import Person
from models.places import Agency
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
def fang(cast):
    return cast.xiaofang


@pytest.fixture
def path(fang):
    return f"/agency/people/{fang.uid}"


def long(day):
    return f"{day.year}年{day.month}月{day.day}日"


def stage_of(house, person, agency):
    with house.database.reading() as db:
        return stage_now(db, person.id, agency).stage


def seen(browser, path):
    return browser.get(f"{path}/move").value("seen")


def move(browser, path, stage, why="", *, status=303, **more):
    form = {"stage": stage, "why": why, "seen": seen(browser, path)} | more
    return browser.post(f"{path}/move", form, status=status)


def test_the_page_tells_three_tracks_and_how_one_came_there(li, path):
    page = li.get(path)
    assert page.h1 == "小芳"
    for words in ("学习和考试", "岗位", "办机构", "经历", "入班", "陪他上第一课"):
        assert words in page.text


def test_only_what_may_follow_is_offered(li, path):
    offered = [
        f.get("value") for f in li.get(f"{path}/move").all("input") if f.get("type") == "radio"
    ]
    assert offered == ["studying"]


def test_a_move_is_kept_with_who_and_why_and_said(li, house, fang, agency, path):
    done = move(li, path, "studying", "开班了")
    page = li.follow(done)
    assert "小芳：在学" in page.text
    assert "李主任：开班了" in page.text
    assert stage_of(house, fang, agency) == "studying"


def test_sent_twice_is_moved_once(li, house, fang, path):
    once, known = str(uuid4()), seen(li, path)
    for _twice in range(2):
        li.post(f"{path}/move", {"stage": "studying", "seen": known, "once": once})
    with house.database.reading() as db:
        query = select(StageEntered).where(StageEntered.person_id == fang.id)
        assert [row.stage for row in db.scalars(query)] == ["in_class", "studying"]


def test_an_illegal_jump_is_refused_with_what_may_follow_and_nothing_is_lost(
    li, house, fang, agency, path
):
    page = move(li, path, "certified", "听说他过了", status=422)
    assert page.errors() == ["小芳现在是“入班”，不能一步到“证书”。可以改成：在学。"]
    assert page.value("why") == "听说他过了"
    assert stage_of(house, fang, agency) == "in_class"


@pytest.mark.parametrize("stage", ["", "nowhere", "left", "station"])
def test_no_stage_at_all_is_asked_again(li, path, stage):
    assert move(li, path, stage, status=422).errors()


def test_going_back_wants_a_reason(li, house, fang, agency, path):
    for stage in ("studying", "registered_paid"):
        move(li, path, stage)
    page = move(li, path, "studying", status=422)
    assert page.errors() == ["往回走，写一句为什么"]
    move(li, path, "studying", "没缴上费")
    assert stage_of(house, fang, agency) == "studying"


def test_the_second_manager_is_told_who_moved_and_keeps_what_they_typed(
    app, li, house, cast, fang, agency, path
):
    with house.database.writing() as db:
        person = db.get_one(Person, cast.wang.id)
        grant(db, person, Role.MANAGER, by="tests", at=NOW, agency_id=agency)
    wang = Browser(app).as_person(cast.wang)
    old = seen(wang, path)
    move(li, path, "studying")
    page = wang.post(
        f"{path}/move", {"stage": "registered_paid", "why": "缴了费", "seen": old}, status=422
    )
    assert page.errors() == ["已被李主任改成“在学”，看一下再交。"]
    assert page.value("why") == "缴了费"
    wang.post(
        f"{path}/move",
        {"stage": "registered_paid", "why": "缴了费", "seen": page.value("seen")},
    )
    assert stage_of(house, fang, agency) == "registered_paid"


def test_a_move_by_mistake_is_taken_back_and_stays_in_the_history(li, house, fang, agency, path):
    move(li, path, "studying")
    assert f"{path}/take-back" in li.get(path).hrefs()
    check = li.get(f"{path}/take-back")
    assert "从“入班”到“在学”" in check.text
    assert long(local_day(NOW)) in check.text
    assert "李主任" in check.text
    assert "又回到“入班”，从 2026年11月24日 算起" in check.text
    assert stage_of(house, fang, agency) == "studying"
    done = li.post(f"{path}/take-back", {"seen": check.value("seen")})
    page = li.follow(done)
    assert "收回了，又回到“入班”" in page.text
    assert "上一步记错了，收回" in page.text
    assert stage_of(house, fang, agency) == "in_class"
    assert "收回上一步" not in page.text


def test_there_is_nothing_to_take_back_where_one_began(li, path):
    done = li.post(f"{path}/take-back", {"seen": seen(li, path)})
    assert "没有可以收回的" in li.follow(done).text
    opened = li.get(f"{path}/take-back", status=303)
    assert "没有可以收回的" in li.follow(opened).text


def test_a_move_taken_back_too_late_says_who_was_quicker(li, house, fang, agency, path):
    move(li, path, "studying")
    old = seen(li, path)
    move(li, path, "registered_paid")
    done = li.post(f"{path}/take-back", {"seen": old})
    assert "已被李主任改成“已报名缴费”" in li.follow(done).text


def test_leaving_wants_a_reason_and_says_what_ends(li, house, fang, agency, path):
    page = li.get(f"{path}/leave")
    assert "经历留着" in page.text
    assert li.post(f"{path}/leave", {"why": " "}, status=422).errors() == ["写一句为什么离开"]
    done = li.post(f"{path}/leave", {"why": "去外地打工"})
    page = li.follow(done)
    assert "李主任：去外地打工" in page.text
    assert stage_of(house, fang, agency) == "left"
    assert li.get(f"{path}/leave", status=303).location == path


def test_a58_who_left_is_seen_by_the_agency_only_in_its_own_history(
    app, li, house, cast, fang, agency, path, wang
):
    li.post(f"{path}/leave", {"why": "去乙机构"})
    with house.database.writing() as db:
        other = db.get_one(Agency, cast.agency_of(cast.wu))
        person = db.get_one(Person, fang.id)
        grant(db, person, Role.TRAINEE, by="tests", at=NOW, agency_id=other.id)
        enter_stage(db, Move(fang.id, other.id, "studying", "t", why="乙的事"), by_id=None, at=NOW)
    page = li.get(path)
    assert "乙的事" not in page.text
    assert "8001" not in page.text
    for learning in (f"/trainees/{fang.uid}", f"/extra-time/{fang.uid}"):
        assert li.client.get(learning).status_code == 404
        assert wang.client.get(learning).status_code == 404
    mine = Browser(app).as_person(cast.wu).get(path)
    assert "去乙机构" not in mine.text


def test_who_left_is_asked_and_comes_back_by_their_own_yes(app, li, house, fang, agency, path):
    li.post(f"{path}/leave", {"why": "去外地打工"})
    page = li.get(f"{path}/return")
    assert "他本人答应了，才算回来" in page.text
    asked = li.follow(li.post(f"{path}/return"))
    assert "请了小芳，等本人答应" in asked.text
    assert "请过他，等本人答应" in asked.text
    assert f"{path}/return" not in asked.hrefs()
    assert stage_of(house, fang, agency) == "left"
    assert li.client.get(f"/trainees/{fang.uid}").status_code == 404
    me = Browser(app).as_person(fang)
    assert "有机构请你加入" in me.get("/notices").text
    offer = next(one for one in me.get("/me").hrefs() if one.startswith("/me/offers/"))
    me.post(offer, {"agree": "y"})
    assert stage_of(house, fang, agency) == "in_class"
    back = li.get(path)
    assert "请过他" not in back.text
    assert "本人答应，加入了" in back.text
    assert li.get(f"{path}/return", status=303).location == path


def test_who_left_is_not_moved_by_hand(li, house, fang, agency, path):
    li.post(f"{path}/leave", {"why": "x"})
    assert li.get(f"{path}/move", status=303).location == f"{path}/return"
    before = stage_of(house, fang, agency)
    li.post(f"{path}/move", {"stage": "studying", "seen": ""}, status=303)
    assert stage_of(house, fang, agency) == before == "left"


def test_who_runs_the_agency_is_not_put_out_by_a_colleague(li, house, cast, fang, agency, path):
    with house.database.writing() as db:
        person = db.get_one(Person, fang.id)
        grant(db, person, Role.MANAGER, by="tests", at=NOW, agency_id=agency)
    page = li.post(f"{path}/leave", {"why": "x"}, status=422)
    assert page.errors() == ["他是机构主管，先请系统管理员换人"]


@pytest.mark.parametrize("page", ["", "/move", "/leave", "/return", "/posts/new"])
def test_a02_a_stranger_to_the_agency_finds_nobody(app, cast, path, page):
    for login in ("wu", "sun"):
        Browser(app).as_person(getattr(cast, login)).get(f"{path}{page}", status=404)
    for login in ("wang", "xiaofang", "like", "lin"):
        Browser(app).as_person(getattr(cast, login)).get(f"{path}{page}", status=403)


def test_the_number_of_queries_does_not_depend_on_the_history(li, path):
    li.get(path)
    few = len(li.get(path).queries)
    move(li, path, "studying")
    move(li, path, "registered_paid")
    li.get(path)
    assert len(li.get(path).queries) == few
