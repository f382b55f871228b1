"""Candidates: noted, answered with the rule, put right, invited, let go; who joins is met."""

import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import select

from models.entry import Invite
from models.history import AuditEntry
from models.pipeline import Candidate
from models.places import Region
from tests.browser import Browser
from tests.pages.test_waiting import PASSWORD, roster

AT = "/agency/candidates"
NOW = datetime.now(UTC)
PERSON = {
    "name": "向 小溪",
    "phone": "139 0000 8001",
    "village": "青滩村",
    "education": "high-school",
    "years": "３",
    "knows": "村支书、老年协会",
    "runs": "小卖部",
}


@pytest.fixture
def li(app, cast):
    return Browser(app).as_person(cast.li)


def rows(house, query):
    with house.database.reading() as db:
        return db.scalars(query).all()


def noted(li, **more):
    made = li.post(f"{AT}/new", {**PERSON, "agency": agency(li), **more})
    assert made.location.startswith(f"{AT}/"), made.location
    return made.location


def agency(li):
    return li.get(f"{AT}/new").value("agency")


def the_one(house):
    (row,) = rows(house, select(Candidate))
    return row


def test_a_candidate_is_noted_and_answered_with_the_rule(house, li):
    page = li.get(noted(li))
    assert page.h1 == "向小溪"
    assert re.search(r"能报初级|可以报初级", page.text)
    assert "依据：" in page.text
    assert "村支书、老年协会" in page.text
    assert "李主任：记下了" in page.text
    row = the_one(house)
    assert house.keyring.open(row.phone_sealed, f"candidates.phone.{row.uid}") == "13900008001"
    assert (row.phone_tail, row.years, row.state) == ("8001", 3, "open")
    assert "13900008001" not in page.html


def test_a_short_name_or_village_is_never_broken_in_two_and_a_sentence_may_be(li):
    noted(li)
    cells = {"".join(one.itertext()): one.get("class") for one in li.get(AT).all("tbody")[0].iter()}
    assert (cells["向小溪"], cells["青滩村"], cells["在联系"]) == (None, "whole", "whole")
    assert cells["村支书、老年协会"] is None
    name = next(one for one in li.get(AT).all("th") if one.get("scope") == "row")
    assert name.get("class") == "whole"


def test_what_is_not_known_is_said_with_what_to_ask(li):
    page = li.get(noted(li, education="", years="", phone=""))
    assert "还差一点，才知道能不能报初级" in page.text
    assert "问一下学历。" in page.text
    page = li.get(noted(li, education="below", phone=""))
    assert "现在的学历还报不了初级" in page.text


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("name", "", "写上姓名"),
        ("name", "张3", "只写姓名，最多 40 个字，不带数字和符号"),
        ("phone", "1390000", "手机号要 11 位。没有就空着"),
        ("years", "很久", "填几年，0 到 50"),
        ("years", "51", "填几年，0 到 50"),
        ("village", "村" * 41, "字太多，写短一点"),
        ("knows", "字" * 201, "字太多，写短一点"),
    ],
)
def test_what_is_wrong_is_told_and_kept(house, li, name, value, told):
    sent = {**PERSON, "agency": agency(li), name: value}
    page = li.post(f"{AT}/new", sent, status=422)
    assert page.errors() == [told]
    assert page.value(name) == value
    assert rows(house, select(Candidate)) == []


def test_noted_twice_is_noted_once(house, li):
    key = str(uuid4())
    assert noted(li, once=key, phone="") == noted(li, once=key, phone="")
    the_one(house)


def test_a_number_of_the_agency_is_told_and_of_another_is_not(house, li):
    noted(li)
    page = li.post(f"{AT}/new", {**PERSON, "agency": agency(li)}, status=422)
    assert "这个手机号已经记在向小溪名下，看一下是不是同一个人" in page.errors()
    page = li.post(
        f"{AT}/new", {**PERSON, "phone": "13800138001", "agency": agency(li)}, status=422
    )
    assert "小芳" in page.errors()[0]
    noted(li, phone="13800138005")


def test_a_change_is_in_the_history_and_the_second_of_two_is_told(house, app, cast, li):
    place = noted(li)
    opened = li.get(f"{place}/edit")
    assert opened.value("phone") == "13900008001"
    version = opened.value("version")
    with house.database.writing() as db:
        from actions.people import grant
        from domain.access import Role

        grant(db, cast.wang, Role.MANAGER, by="t", at=NOW, agency_id=the_one(house).agency_id)
    wang = Browser(app).as_person(cast.wang)
    sent = {**PERSON, "version": version}
    page = wang.follow(wang.post(f"{place}/edit", {**sent, "village": "石桥村"}))
    assert "王老师：改了：村" in page.text
    late = li.post(f"{place}/edit", {**sent, "runs": "农家乐"}, status=422)
    assert "已被王老师改过，看一下再交" in late.text
    assert late.value("runs") == "农家乐"
    assert the_one(house).village == "石桥村"
    li.post(f"{place}/edit", {**sent, "runs": "农家乐", "version": late.value("version")})
    assert the_one(house).runs == "农家乐"
    (entry, *_rest) = rows(
        house, select(AuditEntry).where(AuditEntry.action == "candidate-changed")
    )
    assert entry.detail == {"what": ["village"]}


def test_saving_without_a_change_is_no_change(house, li):
    place = noted(li)
    form = li.get(f"{place}/edit")
    same = {**PERSON, "version": form.value("version")}
    li.post(f"{place}/edit", same)
    assert the_one(house).version == 1


def test_an_invite_for_one_person_leads_to_them(house, app, li):
    place = noted(li, phone="")
    key = str(uuid4())
    made = li.post(f"{place}/invite", {"once": key})
    shown = li.follow(made)
    (code,) = set(re.findall(r"\b[2-9A-Z]{5}-[2-9A-Z]{5}\b", shown.text.replace("/join/", " ")))
    assert li.post(f"{place}/invite", {"once": key}).location == made.location
    (invite,) = rows(house, select(Invite))
    assert (invite.places, invite.waits) == (1, False)
    assert "发了邀请码" in li.get(place).text
    newcomer = Browser(app)
    at = f"/join/{code.lower()}"
    newcomer.post(at, {"agree": "y"})
    newcomer.post(f"{at}/named-lists", {"lists": "no"})
    newcomer.post(f"{at}/name", {"name": "向小溪"})
    newcomer.post(f"{at}/login", {"login": "xiangxiaoxi"})
    newcomer.post(f"{at}/password", {"password": PASSWORD})
    row = the_one(house)
    assert row.state == "joined"
    assert row.person_id is not None
    assert li.follow(li.post(f"{place}/drop", {"why": "x"})).h1 == "向小溪"
    assert the_one(house).state == "joined"


def test_a_new_invite_stops_the_one_before(house, li):
    place = noted(li)
    li.post(f"{place}/invite")
    li.post(f"{place}/invite")
    cancelled = rows(house, select(Invite.cancelled_at).order_by(Invite.id))
    assert [one is None for one in cancelled] == [False, True]


def test_a_roster_with_the_number_makes_the_candidate_a_person(house, li):
    noted(li)
    roster(house, [("向小溪", "13900008001", *[""] * 8)])
    row = the_one(house)
    assert row.state == "joined"
    assert row.person_id is not None


def test_somebody_is_let_go_with_a_reason_and_taken_up_again(house, li):
    place = noted(li)
    li.post(f"{place}/invite")
    assert li.post(f"{place}/drop", {"why": ""}, status=422).errors() == ["写一句为什么"]
    li.post(f"{place}/drop", {"why": "外出打工"})
    assert "外出打工" in li.get(place).text
    assert rows(house, select(Invite.cancelled_at))[0] is not None
    li.post(f"{place}/invite")
    assert the_one(house).state == "dropped"
    assert "没有再改" in li.get(place).text
    assert "向小溪" not in li.get(AT).text
    assert "向小溪" in li.get(f"{AT}?state=dropped").text
    li.post(f"{place}/reopen")
    assert the_one(house).state == "open"


def test_the_list_stands_by_village_and_files_equal_it(house, li):
    for number, village in enumerate(("石桥村", "青滩村", "石桥村")):
        li.get(noted(li, name=f"田{'甲乙丙'[number]}", village=village, phone=""))
    page = li.get(AT)
    found = re.findall("田[甲乙丙]", page.text)
    assert found in (["田甲", "田丙", "田乙"], ["田乙", "田甲", "田丙"])
    table = li.client.get(f"{AT}.csv").data.decode("utf-8-sig")
    assert re.findall("田[甲乙丙]", table) == found
    assert "田乙" not in li.get(f"{AT}?q=石桥").text
    assert li.client.get(f"{AT}.xlsx").data.startswith(b"PK")


def test_pages_follow_each_other_without_a_gap(house, li):
    noted(li)
    with house.database.writing() as db:
        one = db.scalars(select(Candidate)).one()
        db.add_all(
            Candidate(
                agency_id=one.agency_id, name=f"田{n}", village=f"村{n % 7}",
                made_by_id=one.made_by_id, once=uuid4(), at=NOW,
            )
            for n in range(70)
        )  # fmt: skip
    first = li.get(AT)
    (after,) = [href for href in first.hrefs() if "after=" in href]
    second = li.get(AT + after)
    names = [href for page in (first, second) for href in page.hrefs() if href.count("-") == 4]
    assert len(set(names) - {after}) == 71
    for odd in ("after=x", "state=%00", "q=%25", "q=" + "x" * 500, "after=" + str(uuid4())):
        li.get(f"{AT}?{odd}")


def test_the_list_costs_the_same_for_one_and_for_many(house, li):
    noted(li)
    first = len(li.get(AT).queries)
    noted(li, phone="")
    noted(li, phone="")
    assert len(li.get(AT).queries) == first


def test_a_township_is_chosen_from_the_county(house, li):
    with house.database.writing() as db:
        county = db.scalars(select(Region).where(Region.code == "420527")).one()
        db.add(Region(code="420527100", name="茅坪镇", parent_id=county.id))
    place = noted(li, home="420527100")
    assert "茅坪镇" in li.get(place).text
    noted(li, home="130626100", phone="")
    homes = rows(house, select(Candidate.home_id).order_by(Candidate.id))
    assert homes[1] is None


@pytest.mark.parametrize("who", ["wu", "sun"])
def test_another_agencys_candidates_are_not_there(app, house, cast, li, who):
    place = noted(li)
    other = Browser(app).as_person(getattr(cast, who))
    for page in ("", "/edit", "/drop"):
        other.get(place + page, status=404)
    for page in ("/edit", "/drop", "/invite", "/reopen"):
        other.post(place + page, status=404)
    assert "向小溪" not in other.get(AT).text
    assert "向小溪" not in other.client.get(f"{AT}.csv").data.decode("utf-8-sig")
    uid = place.rpartition("/")[2]
    assert "向小溪" not in other.get(f"{AT}?after={uid}").text


def test_a_candidate_goes_only_into_ones_own_agency(app, house, cast, li):
    foreign = agency(Browser(app).as_person(cast.wu))
    li.post(f"{AT}/new", {**PERSON, "agency": foreign}, status=404)
    assert rows(house, select(Candidate)) == []


def test_mentors_and_trainees_see_no_candidates(wang, xiaofang):
    wang.get(AT, status=403)
    xiaofang.get(AT, status=403)
