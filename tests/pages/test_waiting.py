"""The waiting room: a code that went from hand to hand lets nobody in by itself (A62)."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import select

from actions.entry import CodeSpentError, make_invite
from actions.joining import Newcomer, join_new
from actions.leaving import Goodbye, leave_agency
from actions.roster import keep_file, ordered, sealed_rows
from actions.roster_apply import apply_roster, prepare
from actions.roster_checking import check_rows
from actions.roster_reading import read_file
from models.base import new_uid
from models.entry import Invite
from models.people import Consent, Guidance, Membership, Person
from models.pipeline import StageNow
from models.places import Agency, StudyClass
from models.roster import PendingMembership
from tests.browser import Browser
from tests.rosters import as_csv

NOW = datetime.now(UTC)
PASSWORD = "shan-qing-shui-xiu-7"


@pytest.fixture
def li(app, cast):
    return Browser(app).as_person(cast.li)


def invite(house, by, *, waits=True, places=3):
    with house.database.writing() as db:
        class_id = db.scalars(select(StudyClass.id).where(StudyClass.name == "一班")).one()
        agency = db.scalars(select(Agency.id).where(Agency.name == "甲机构")).one()
        return make_invite(
            db, by=by, agency_id=agency, class_id=class_id,
            places=places, days=5, at=NOW, waits=waits,
        )  # fmt: skip


def join(app, code, name="田小草", login="tianxiaocao"):
    """Walk through the pages of joining; the browser and the last page's answer."""
    who = Browser(app)
    at = f"/join/{code.lower()}"
    who.post(at, {"agree": "y"})
    who.post(f"{at}/named-lists", {"lists": "no"})
    who.post(f"{at}/name", {"name": name})
    sent = who.post(f"{at}/login", {"login": login}, status=303)
    assert sent.location.endswith("/password"), sent.location
    return who, who.post(f"{at}/password", {"password": PASSWORD})


def roster(house, rows):
    with house.database.writing() as db:
        li = db.scalars(select(Person).where(Person.name == "李主任")).one()
        agency = db.scalars(select(Agency).where(Agency.name == "甲机构")).one()
        made = ordered(read_file(as_csv(rows)), purpose="", at=NOW)
        kept = keep_file(
            db, made, sealed_rows(made, house.keyring), "0", file_name="x.csv", purpose="",
            by=li, agency=agency, once=new_uid(), at=NOW,
        )  # fmt: skip
        checked = check_rows(
            db, agency, made.rows, made.columns, made.names, keyring=house.keyring, at=NOW
        )
        ready = prepare(db, kept, checked, keyring=house.keyring, by=li, at=NOW)
        apply_roster(db, ready)


def rows(house, query):
    with house.database.reading() as db:
        return db.scalars(query).all()


def person(house, name):
    return rows(house, select(Person).where(Person.name == name))[0]


def waiting(house):
    return rows(house, select(PendingMembership).where(PendingMembership.answered_at.is_(None)))


def test_the_form_offers_the_waiting_room(house, wang, cast):
    form = wang.get("/invites/new")
    assert "来的人先等我确认" in form.text
    with house.database.reading() as db:
        where = str(db.scalars(select(StudyClass.uid)).one())
    wang.post("/invites", {"where": where, "places": "3", "days": "3", "waits": "y"})
    wang.post("/invites", {"where": where, "places": "3", "days": "3"})
    assert rows(house, select(Invite.waits).order_by(Invite.id)) == [True, False]


def test_who_comes_stands_in_the_waiting_room_and_may_read(app, house, cast):
    _row, code = invite(house, cast.wang)
    newcomer, last = join(app, code)
    assert last.location == "/me/waiting"
    page = newcomer.follow(last)
    assert page.h1 == "等机构确认"
    assert "/courses" in page.hrefs()
    assert "等甲机构确认" in newcomer.get("/me").text
    newcomer.get("/today")
    newcomer.get("/courses")
    newcomer.get("/practice", status=403)
    assert rows(house, memberships("田小草")) == []


def memberships(name):
    return select(Membership).join(Person).where(Person.name == name)


def test_one_press_lets_in_with_all_that_belongs_to_it(app, house, cast, wang):
    _row, code = invite(house, cast.wang)
    newcomer, _last = join(app, code)
    page = wang.get("/agency/waiting")
    assert "田小草" in page.text
    (row,) = waiting(house)
    assert "有 1 人等你确认加入" in wang.get("/notices").text
    done = wang.follow(wang.post(f"/agency/waiting/{row.uid}/in"))
    assert "田小草进来了" in done.text
    assert "没看" not in wang.get("/notices").text
    one = person(house, "田小草")
    assert [m.class_id for m in rows(house, memberships("田小草"))] == [row.class_id]
    assert rows(house, select(Guidance.mentor_id).where(Guidance.trainee_id == one.id)) == [
        cast.wang.id
    ]
    assert rows(house, select(StageNow.stage).where(StageNow.person_id == one.id)) == ["in_class"]
    newcomer.get("/practice")
    assert "等甲机构确认" not in newcomer.get("/me").text


def test_turned_away_gives_the_place_back(app, house, cast, li):
    made, code = invite(house, cast.wang, places=1)
    stranger, _last = join(app, code)
    (row,) = waiting(house)
    done = li.follow(li.post(f"/agency/waiting/{row.uid}/away"))
    assert "没有让田小草进来" in done.text
    stranger.get("/practice", status=403)
    _friend, last = join(app, code, "向小溪", "xiangxiaoxi")
    assert last.location == "/me/waiting"
    assert rows(house, select(Invite.places).where(Invite.id == made.id)) == [2]


def test_two_at_once_the_second_is_told_of_the_first(app, house, cast, li, wang):
    _made, code = invite(house, cast.wang)
    join(app, code)
    (row,) = waiting(house)
    li.post(f"/agency/waiting/{row.uid}/in")
    late = wang.follow(wang.post(f"/agency/waiting/{row.uid}/away"))
    assert "李主任刚处理过田小草" in late.text
    assert len(rows(house, memberships("田小草"))) == 1


def test_a_mentor_sees_only_who_came_with_their_own_code(app, house, cast, wang, li):
    _made, code = invite(house, cast.li)
    join(app, code)
    (row,) = waiting(house)
    assert "田小草" not in wang.get("/agency/waiting").text
    wang.post(f"/agency/waiting/{row.uid}/in", status=404)
    assert "田小草" in li.get("/agency/waiting").text
    for stranger in ("zhou", "wu", "chen", "sun"):
        other = Browser(app).as_person(getattr(cast, stranger))
        assert "田小草" not in other.get("/agency/waiting").text
        other.post(f"/agency/waiting/{row.uid}/in", status=404)
    Browser(app).as_person(cast.xiaofang).get("/agency/waiting", status=403)


def test_whom_a_roster_named_passes_at_once_and_takes_over_the_account(app, house, cast):
    roster(house, [("田 小草", "13900007001", "", "高中", "", "", "", "青滩村", "", "")])
    before = person(house, "田小草")
    _made, code = invite(house, cast.wang)
    newcomer, last = join(app, code, "田小草", "139 0000 7001")
    assert last.location == "/road/eligibility"
    newcomer.get("/practice")
    after = person(house, "田小草")
    assert (after.id, after.village) == (before.id, "青滩村")
    assert after.password_hash
    (place,) = rows(house, memberships("田小草"))
    assert place.class_id is not None
    stage = select(StageNow.stage).where(StageNow.person_id == after.id)
    assert rows(house, stage) == ["in_class"]
    given = select(Consent.purpose).where(Consent.person_id == after.id)
    assert rows(house, given) == ["learning-data"]
    assert waiting(house) == []


def test_who_was_let_go_before_they_ever_came_still_comes_with_a_code(app, house, cast):
    roster(house, [("田小草", "13900007001", *[""] * 8)])
    before = person(house, "田小草")
    with house.database.writing() as db:
        me, agency = db.get_one(Person, before.id), db.get_one(Agency, cast.agency_of(cast.wang))
        leave_agency(db, me, agency, Goodbye("联系不上", None, uuid4(), NOW))
    _made, code = invite(house, cast.wang)
    _newcomer, last = join(app, code, "田小草", "13900007001")
    assert last.location == "/me/waiting"
    after = person(house, "田小草")
    assert (after.id, bool(after.password_hash)) == (before.id, True)


@pytest.mark.parametrize(("name", "phone"), [("田大草", "13900007001"), ("小芳", "13800138001")])
def test_a_roster_account_is_not_given_to_another_name_or_taken_twice(
    app, house, cast, name, phone
):
    roster(house, [("田小草", "13900007001", *[""] * 8)])
    _made, code = invite(house, cast.wang)
    who = Browser(app)
    at = f"/join/{code.lower()}"
    who.post(at, {"agree": "y"})
    who.post(f"{at}/named-lists", {"lists": "no"})
    who.post(f"{at}/name", {"name": name})
    page = who.post(f"{at}/login", {"login": phone}, status=422)
    assert "已经有账号了" in page.text
    assert person(house, "田小草").password_hash == ""


def test_another_agencys_code_takes_over_nothing(app, house, cast):
    roster(house, [("田小草", "13900007001", *[""] * 8)])
    with house.database.writing() as db:
        agency = db.scalars(select(Agency.id).where(Agency.name == "丙机构")).one()
        _made, code = make_invite(
            db, by=cast.chen, agency_id=agency, class_id=None, places=3, days=5, at=NOW
        )
    who = Browser(app)
    at = f"/join/{code.lower()}"
    who.post(at, {"agree": "y"})
    who.post(f"{at}/named-lists", {"lists": "no"})
    who.post(f"{at}/name", {"name": "田小草"})
    who.post(f"{at}/login", {"login": "13900007001"}, status=422)


@pytest.fixture
def asked(house):
    """甲机构's roster names 小梅 of 乙机构."""
    roster(house, [("小梅", "13800138005", *[""] * 6, "一班", "王老师")])
    return waiting(house)[0]


def test_a_person_is_asked_and_comes_in_with_their_agreement(app, house, cast, asked):
    mei = Browser(app).as_person(cast.xiaomei)
    me = mei.get("/me")
    assert "甲机构请你加入" in me.text
    place = f"/me/offers/{asked.uid}"
    assert place in me.hrefs()
    assert "甲机构" in mei.get(place).text
    refused = mei.post(place, status=422)
    assert refused.errors() == ["同意才能加入；不想加入，点“不加入”"]
    assert len(rows(house, memberships("小梅"))) == 1
    assert "加入了甲机构" in mei.follow(mei.post(place, {"agree": "y"})).text
    assert len(rows(house, memberships("小梅"))) == 2
    guided = select(Guidance.mentor_id).where(Guidance.trainee_id == cast.xiaomei.id)
    assert cast.wang.id in rows(house, guided)
    mei.get(place, status=404)


def test_a_person_says_no(app, house, cast, asked):
    mei = Browser(app).as_person(cast.xiaomei)
    mei.post(f"/me/offers/{asked.uid}/no")
    assert "请你加入" not in mei.get("/me").text
    assert len(rows(house, memberships("小梅"))) == 1
    mei.post(f"/me/offers/{asked.uid}", {"agree": "y"}, status=404)


def test_an_offer_is_only_the_persons_own(app, cast, asked):
    for login in ("xiaofang", "li", "wang", "wu", "lin"):
        other = Browser(app).as_person(getattr(cast, login))
        other.get(f"/me/offers/{asked.uid}", status=404)
        other.post(f"/me/offers/{asked.uid}", {"agree": "y"}, status=404)
    Browser(app).get(f"/me/offers/{asked.uid}", status=303)


def test_coming_by_oneself_answers_the_roster(app, house, cast, asked):
    _made, code = invite(house, cast.li)
    mei = Browser(app).as_person(cast.xiaomei)
    at = f"/join/{code.lower()}"
    mei.post(at, {"agree": "y"})
    mei.post(f"{at}/named-lists", {"lists": "no"})
    assert mei.post(f"{at}/check").location == "/road/eligibility"
    assert waiting(house) == []
    assert len(rows(house, memberships("小梅"))) == 2


def test_somebody_with_an_account_waits_too(app, house, cast):
    _made, code = invite(house, cast.li)
    mei = Browser(app).as_person(cast.xiaomei)
    at = f"/join/{code.lower()}"
    mei.post(at, {"agree": "y"})
    mei.post(f"{at}/named-lists", {"lists": "no"})
    mei.post(f"{at}/check")
    assert len(waiting(house)) == 1
    assert "等甲机构确认" in mei.get("/me").text
    mei.get("/practice")


def test_the_room_costs_the_same_for_one_and_for_three(app, house, cast, li):
    costs = []
    for number in range(3):
        _made, code = invite(house, cast.wang)
        join(app, code, f"田小{'甲乙丙'[number]}", f"tian{number}{uuid4().hex[:4]}")
        costs.append(len(li.get("/agency/waiting").queries))
    assert costs[0] == costs[2]
    assert len(re.findall("进来</button>", li.get("/agency/waiting").html)) == 3


def test_twenty_at_once_before_the_last_place_and_one_waits(house, cast):
    _made, code = invite(house, cast.wang, places=1)

    def come(number):
        newcomer = Newcomer(new_uid(), f"田小{number}", None, f"tian{number}", "x")
        try:
            with house.database.writing() as db:
                join_new(db, code, newcomer, [], keyring=house.keyring, at=NOW)
        except CodeSpentError:
            return False
        return True

    with ThreadPoolExecutor(20) as crowd:
        came = list(crowd.map(come, range(20)))
    assert sum(came) == len(waiting(house)) == 1
