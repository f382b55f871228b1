"""The mentors' load, and handing trainees over."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from actions.people import enter_person, grant, guide
from actions.stages import Move, enter_stage
from domain.access import Role
from models.base import new_uid
from models.history import AuditEntry
from models.messages import Conversation, Message
from models.people import Guidance
from tests.browser import Browser

NOW = datetime.now(UTC)


@pytest.fixture
def li(app, cast):
    return Browser(app).as_person(cast.li)


@pytest.fixture
def agency(cast):
    return cast.agency_of(cast.xiaofang)


@pytest.fixture
def second(house, agency):
    """Another mentor of the agency."""
    with house.database.writing() as db:
        person = enter_person(db, name="安老师", keyring=house.keyring, at=NOW, login_name="an")
        grant(db, person, Role.MENTOR, by="tests", at=NOW, agency_id=agency)
        return person


def guided(house, mentor):
    with house.database.reading() as db:
        query = select(Guidance.trainee_id).where(
            Guidance.mentor_id == mentor.id, Guidance.ends_at.is_(None)
        )
        return set(db.scalars(query))


def loads(page):
    rows = page.all("tbody")[0].findall("./*")
    return [["".join(cell.itertext()).strip() for cell in row] for row in rows]


def test_mentors_stand_by_name_with_what_they_carry(li, house, cast, agency, second):
    with house.database.writing() as db:
        talk = Conversation(
            trainee_id=cast.xiaofang.id, agency_id=agency, about="exam", made_at=NOW
        )
        db.add(talk)
        db.flush()
        db.add(
            Message(
                conversation_id=talk.id,
                by_id=cast.xiaofang.id,
                once=new_uid(),
                text="老师，报名要什么？",
                at=NOW - timedelta(days=3),
            )
        )
    page = li.get("/agency/mentors")
    assert [row[0] for row in loads(page)] == sorted(["安老师", "王老师"])
    assert [
        cell for n, cell in enumerate(next(r for r in loads(page) if r[0] == "王老师")) if n != 2
    ] == ["王老师", "1", "1", "3"]
    assert "不排名次" in page.text


def test_trainees_are_handed_over_and_it_is_logged(li, house, cast, second):
    there = f"/agency/mentors/{cast.wang.uid}"
    assert "小芳" in li.get(there).text
    form = {"people": [str(cast.xiaofang.uid)], "mentor": str(second.uid)}
    for _twice in range(2):
        done = li.post(there, form)
    assert "交给安老师带了" in li.follow(done).text
    assert guided(house, cast.wang) == set()
    assert guided(house, second) == {cast.xiaofang.id}
    with house.database.reading() as db:
        query = select(AuditEntry).where(AuditEntry.action == "guidance-handed-over")
        told = db.scalars(query).one()
    assert (told.actor, told.subject, told.detail["after"]) == (
        str(cast.li.uid),
        str(cast.xiaofang.uid),
        str(second.uid),
    )


def test_whom_nobody_guides_gets_a_mentor(li, house, cast, second):
    page = li.get("/agency/mentors")
    assert "1 个学员没有老师带，去分" in page.text
    form = {"people": [str(cast.xiaojun.uid)], "mentor": str(second.uid)}
    li.post("/agency/mentors/nobody", form)
    assert guided(house, second) == {cast.xiaojun.id}
    assert "没有老师带" not in li.get("/agency/mentors").text


def test_nobody_ticked_and_nobody_chosen_is_said(li, cast, second):
    page = li.post(f"/agency/mentors/{cast.wang.uid}", {}, status=422)
    assert page.errors() == ["至少勾一个人", "选一位老师"]


@pytest.mark.parametrize("login", ["zhou", "xiaojun", "li"])
def test_only_a_mentor_of_the_agency_can_be_chosen(li, cast, second, login):
    chosen = str(getattr(cast, login).uid)
    form = {"people": [str(cast.xiaofang.uid)], "mentor": chosen}
    page = li.post(f"/agency/mentors/{cast.wang.uid}", form, status=422)
    assert page.errors() == ["选一位老师"]


def test_a59_nobody_of_another_agency_is_handed_over(li, house, cast, second):
    for value in (str(cast.xiaomei.uid), "x"):
        form = {"people": [value], "mentor": str(second.uid)}
        li.post(f"/agency/mentors/{cast.wang.uid}", form, status=404)
    assert guided(house, cast.zhou) == {cast.xiaomei.id}


def test_a_mentor_of_another_agency_is_not_there(li, app, cast):
    li.get(f"/agency/mentors/{cast.zhou.uid}", status=404)
    li.get(f"/agency/mentors/{cast.xiaofang.uid}", status=404)
    Browser(app).as_person(cast.wang).get("/agency/mentors", status=403)


def test_without_a_second_mentor_there_is_nobody_to_hand_over_to(li, cast):
    assert "没有别的带班老师" in li.get(f"/agency/mentors/{cast.wang.uid}").text


def test_the_number_of_queries_is_the_same_for_many_trainees(li, house, cast, agency):
    li.get("/agency/mentors")
    few = len(li.get("/agency/mentors").queries)
    with house.database.writing() as db:
        for number in range(60):
            person = enter_person(
                db, name=f"甲{number}", keyring=house.keyring, at=NOW, login_name=f"q{number}"
            )
            grant(db, person, Role.TRAINEE, by="tests", at=NOW, agency_id=agency)
            enter_stage(db, Move(person.id, agency, "studying", "t"), by_id=None, at=NOW)
            guide(db, mentor_id=cast.wang.id, trainee_id=person.id, at=NOW)
    page = li.get("/agency/mentors")
    assert len(page.queries) == few <= 16
    assert next(row for row in loads(page) if row[0] == "王老师")[1] == "61"
    assert len(li.get(f"/agency/mentors/{cast.wang.uid}").all("li")) > 60
