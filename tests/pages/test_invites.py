"""Invites: a code is made, shown once, works, and is stopped; only one's own."""

import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import select

from actions.entry import find_invite, make_invite
from models.entry import Invite
from models.people import Membership
from models.places import Agency, StudyClass
from tests.browser import Browser

CODE = re.compile(r"\b[2-9A-Z]{5}-[2-9A-Z]{5}\b")


@pytest.fixture
def li(app, cast):
    """The manager of 小芳's agency, signed in."""
    return Browser(app).as_person(cast.li)


@pytest.fixture
def class_uid(house):
    with house.database.reading() as db:
        return str(db.scalars(select(StudyClass.uid)).one())


def agency(house, name):
    with house.database.reading() as db:
        return db.scalars(select(Agency).where(Agency.name == name)).one()


def form(where, places="12", days="14"):
    return {"where": where, "places": places, "days": days}


def rows(house):
    with house.database.reading() as db:
        return db.scalars(select(Invite).order_by(Invite.id)).all()


def made_by(house, person, places=5):
    now = datetime.now(UTC)
    with house.database.writing() as db:
        query = select(Membership.agency_id).where(Membership.person_id == person.id)
        return make_invite(
            db,
            by=person,
            agency_id=db.scalars(query).one(),
            class_id=None,
            places=places,
            days=30,
            at=now,
        )


def test_a_mentor_makes_an_invite_and_its_code_works(house, wang, class_uid):
    made = wang.post("/invites", form(class_uid, "１２", " 30 "))
    page = wang.follow(made)
    (code,) = set(CODE.findall(page.text.replace("/join/", " ")))
    assert "扫码加入甲机构" in page.h1
    assert 'class="qr"' in page.html
    assert f"http://127.0.0.1:8000/join/{code}" in page.text
    with house.database.reading() as db:
        invite = find_invite(db, code, at=datetime.now(UTC))
        assert (invite.places, invite.study_class.name) == (12, "一班")
        assert (invite.expires_at - invite.made_at).days == 30


def test_the_code_is_shown_once_and_stands_in_no_address(wang, class_uid):
    made = wang.post("/invites", form(class_uid))
    assert CODE.search(made.location) is None
    code = CODE.search(wang.follow(made).html)[0]
    again = wang.follow(made)
    assert code not in again.html
    assert "邀请码只显示一次" in again.text
    assert code not in wang.get("/invites").html


def test_looking_at_the_headers_does_not_use_the_code_up(wang, class_uid):
    made = wang.post("/invites", form(class_uid))
    wang.client.head(made.location)
    assert CODE.search(wang.follow(made).html)


def test_the_cookie_holds_no_readable_code(wang, class_uid):
    made = wang.post("/invites", form(class_uid))
    with wang.client.session_transaction() as session:
        kept = repr(dict(session))
    code = CODE.search(wang.follow(made).html)[0]
    assert code not in kept
    assert code.replace("-", "") not in kept


def test_a_form_sent_again_leads_to_the_one_invite(house, wang, class_uid):
    sent = {**form(class_uid), "once": str(uuid4())}
    first = wang.post("/invites", sent)
    wang.follow(first)
    assert wang.post("/invites", sent).location == first.location
    assert len(rows(house)) == 1
    wang.post("/invites", {**sent, "places": "13"})
    assert [row.places for row in rows(house)] == [12, 13]


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("places", "0", "填人数，1 到 60"),
        ("places", "61", "填人数，1 到 60"),
        ("places", "十二", "填人数，1 到 60"),
        ("places", "9" * 400, "填人数，1 到 60"),
        ("places", "", "填人数，1 到 60"),
        ("days", "31", "填天数，1 到 30"),
        ("days", "-1", "填天数，1 到 30"),
        ("where", "", "选一个班"),
    ],
)
def test_a_wrong_number_is_told_and_kept(house, wang, class_uid, name, value, told):
    page = wang.post("/invites", {**form(class_uid, "7", "9"), name: value}, status=422)
    assert page.title.startswith("有错误：")
    assert page.errors() == [told]
    assert f"#{name}" in page.hrefs()
    if name != "where":
        assert page.value(name) == value
    assert rows(house) == []


def test_another_agencys_class_is_not_there(house, app, cast, class_uid):
    chen = Browser(app).as_person(cast.chen)
    chen.post("/invites", form(class_uid), status=404)
    chen.post("/invites", form(str(agency(house, "甲机构").uid)), status=404)
    chen.post("/invites", form("1"), status=404)
    assert rows(house) == []


def test_more_fields_than_asked_for_change_nothing(house, wang, class_uid):
    other = agency(house, "丙机构")
    more = {"agency_id": str(other.id), "role": "admin", "made_by_id": "1", "code_hash": "x"}
    wang.post("/invites", {**form(class_uid), **more}, headers={"X-Tenant-ID": str(other.uid)})
    (row,) = rows(house)
    assert (row.agency_id, row.role) == (agency(house, "甲机构").id, "trainee")


def test_the_list_shows_what_can_still_be_used(house, cast, wang):
    invite, _code = made_by(house, cast.wang)
    page = wang.get("/invites")
    assert f"尾号 {invite.code_tail}" in page.text
    assert "还剩 5 个名额" in page.text


def test_an_invite_is_stopped_and_leaves_the_list(house, cast, wang):
    invite, code = made_by(house, cast.wang)
    page = wang.get(f"/invites/{invite.uid}")
    assert "5 个，用了 0 个" in page.text
    for _twice in range(2):
        wang.post(f"/invites/{invite.uid}/cancel")
    assert "现在没有能用的邀请码" in wang.get("/invites").text
    assert "已停用" in wang.get(f"/invites/{invite.uid}").text
    with house.database.reading() as db:
        assert find_invite(db, code, at=datetime.now(UTC)) is None


def test_a_manager_sees_the_mentors_invites_but_not_the_other_way(house, cast, li, wang):
    mine, _code = made_by(house, cast.wang)
    managers, _code = made_by(house, cast.li)
    page = li.get("/invites")
    assert mine.code_tail in page.text
    assert managers.code_tail in page.text
    li.get(f"/invites/{mine.uid}")
    assert managers.code_tail not in wang.get("/invites").text
    wang.get(f"/invites/{managers.uid}", status=404)
    wang.post(f"/invites/{managers.uid}/cancel", status=404)


@pytest.mark.parametrize("stranger", ["zhou", "wu", "chen", "sun"])
def test_other_agencies_find_no_invite_of_ours(house, app, cast, stranger):
    invite, _code = made_by(house, cast.wang)
    other = Browser(app).as_person(getattr(cast, stranger))
    for page in ("", "/made"):
        other.get(f"/invites/{invite.uid}{page}", status=404)
    other.post(f"/invites/{invite.uid}/cancel", status=404)
    assert rows(house)[0].cancelled_at is None


def test_trainees_and_strangers_make_no_invites(visitor, xiaofang, class_uid):
    xiaofang.get("/invites", status=403)
    xiaofang.post("/invites", form(class_uid), status=403)
    assert visitor.get("/invites", status=303).location == "/login?next=/invites"


def test_the_list_costs_the_same_for_one_invite_and_for_three(house, cast, wang):
    costs = []
    for _number in range(3):
        made_by(house, cast.wang)
        costs.append(len(wang.get("/invites").queries))
    assert costs[0] == costs[2]
