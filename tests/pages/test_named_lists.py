"""Names leave only with a purpose, under an agreement, and everyone named sees it (A06)."""

import pytest
from sqlalchemy import func, select, update

from models.history import AuditEntry
from models.lists import Allowance, NamedListPerson, NamedListView
from models.people import Consent, Person
from tests.browser import Browser
from tests.conftest import START
from tests.villagers import PAID, settle, villager

CODE = "420527"
PURPOSE = "核对今年的报考费"


@pytest.fixture
def like(app, cast):
    """李科长 of the county's 党委社会工作部."""
    return Browser(app).as_person(cast.like)


@pytest.fixture
def li(app, cast):
    """李主任, who runs 甲机构."""
    return Browser(app).as_person(cast.li)


@pytest.fixture
def people(house):
    """春花 agreed to be named; 秋月 did not."""
    home = settle(house)["茅坪镇"][0]
    with house.database.writing() as db:
        return [
            villager(db, house, "春花", home=home, road=PAID, agreed=True),
            villager(db, house, "秋月", home=home, road=PAID),
        ]


def form(**more):
    return {"region": CODE, "year": "2026", "purpose": PURPOSE, **more}


def looks(house):
    with house.database.reading() as db:
        return db.execute(select(NamedListView.kind, NamedListView.purpose)).all()


def test_the_purpose_comes_first_then_the_names(house, people, like):
    asked = like.get("/region/lists/sitting")
    assert "春花" not in asked.html
    assert looks(house) == []
    page = like.post("/region/lists/sitting", form(), status=200)
    assert "春花" in page.text
    assert "秋月" not in page.html
    assert f"用途：{PURPOSE}" in page.text
    assert "李科长" in page.text
    assert looks(house) == [("sitting", PURPOSE)]


def test_how_many_did_not_agree_is_not_told_when_few(house, people, like):
    text = like.post("/region/lists/sitting", form(), status=200).text
    assert "没同意写名字的人不在上面" in text
    with house.database.writing() as db:
        for number in range(4):
            villager(db, house, f"村民{number}", road=PAID)
    assert "另有约 5 人没同意" in like.post("/region/lists/sitting", form(), status=200).text


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"purpose": ""}, "写清楚拿名单做什么，至少 4 个字"),
        ({"purpose": " 看看 "}, "写清楚拿名单做什么，至少 4 个字"),
        ({"purpose": "核" * 201}, "最多写 200 个字"),
        ({"region": ""}, "选一个地方"),
    ],
)
def test_without_a_good_purpose_no_name_is_shown(house, people, like, sent, told):
    page = like.post("/region/lists/sitting", form(**sent), status=422)
    assert told in page.errors()[0]
    assert "春花" not in page.html
    assert looks(house) == []
    if "purpose" not in sent:
        assert page.value("purpose") == PURPOSE


@pytest.mark.parametrize(
    "code", ["130626", "42", "4205", "4205%", "420_", "４２０５２７", "420527999"]
)
def test_another_countys_people_are_not_there(house, people, like, code):
    page = like.post("/region/lists/sitting", form(region=code), status=404)
    assert "小强" not in page.html
    assert looks(house) == []


def test_only_the_people_bureau_opens_lists(app, cast, people, visitor, wang):
    for login in ("qian", "li", "lin", "fang"):
        other = Browser(app).as_person(getattr(cast, login))
        page = other.post("/region/lists/sitting", form(), status=403)
        assert "春花" not in page.html
    wang.get("/region/lists", status=403)
    assert visitor.get("/region/lists", status=303).location.startswith("/login")


@pytest.mark.parametrize("year", ["今年", "20266", "", "0000"])
def test_a_list_of_allowances_needs_its_year(house, people, like, year):
    page = like.post("/region/lists/allowance", form(year=year), status=422)
    assert page.errors() == ["填年份，像 2026"]
    assert page.value("purpose") == PURPOSE
    assert looks(house) == []


def test_the_list_leaves_as_a_file_with_its_purpose(house, people, like):
    page = like.post("/region/lists/sitting", form(), status=200)
    key = page.value("once")
    answer = like.client.post(
        "/region/lists/sitting/file.csv", data=form(csrf_token=like.csrf(), once=key)
    )
    assert "春花" in answer.data.decode("utf-8-sig")
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(looks(house)) == 1  # the same look
    answer = like.client.post(
        "/region/lists/sitting/file.xlsx", data=form(csrf_token=like.csrf(), once=key)
    )
    assert answer.status_code == 200
    assert len(looks(house)) == 1


def test_a_look_of_yesterday_opens_no_more(house, people, like):
    key = like.post("/region/lists/sitting", form(), status=200).value("once")
    with house.database.writing() as db:
        db.execute(update(NamedListView).values(at=START))
    again = like.post("/region/lists/sitting", form(once=key))
    assert again.location == "/region/lists/sitting"


def test_looking_leaves_no_name_at_any_address(people, like):
    like.post("/region/lists/sitting", form(), status=200)
    page = like.get("/region/lists")
    assert PURPOSE in page.text
    assert "春花" not in page.html
    like.get("/region/lists/everyone", status=404)


def test_the_named_see_who_looked_and_why(app, house, people, like):
    like.post("/region/lists/sitting", form(), status=200)
    seen = Browser(app).as_person(people[0]).get("/me/seen")
    assert "李科长" in seen.text
    assert "秭归县党委社会工作部" in seen.text
    assert f"用途：{PURPOSE}" in seen.text
    assert "还没有人看过" in Browser(app).as_person(people[1]).get("/me/seen").text


def test_who_takes_it_back_is_gone_from_the_next_list_and_keeps_the_record(
    app, house, people, like
):
    like.post("/region/lists/sitting", form(), status=200)
    chunhua = Browser(app).as_person(people[0])
    chunhua.post("/me/consents/named-lists/withdrawal")
    assert "春花" not in like.post("/region/lists/sitting", form(), status=200).html
    assert "李科长" in chunhua.get("/me/seen").text
    with house.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(NamedListPerson)) == 1
        assert db.scalars(select(Consent.withdrawn_at)).all() != [None]


def test_every_look_is_in_the_audit_log(house, people, like):
    like.post("/region/lists/sitting", form(), status=200)
    with house.database.reading() as db:
        query = select(AuditEntry.detail).where(AuditEntry.action == "named-list-opened")
        assert db.scalars(query).one()["purpose"] == PURPOSE


def money(**more):
    return {"who": "春花", "kind": "exam-fee", "yuan": "61", "year": "2026", "paid_on": "", **more}


def paid(house):
    with house.database.reading() as db:
        return db.execute(
            select(Person.name, Allowance.kind, Allowance.fen, Allowance.taken_back_at)
            .join(Person, Person.id == Allowance.person_id)
            .order_by(Allowance.id)
        ).all()


def test_a_manager_writes_an_allowance_and_the_bureau_finds_it(house, people, li, like):
    assert "还没记过补贴" in li.get("/agency/allowances").text
    done = li.post("/agency/allowances/new", money(paid_on="2026-11-20", yuan="１２２元"))
    assert "春花，报考费 122 元" in li.follow(done).text
    page = like.post("/region/lists/allowance", form(), status=200)
    assert "122" in page.text
    assert "2026-11-20" in page.text


def test_an_allowance_sent_twice_is_one_and_can_be_taken_back(house, people, li):
    key = "0190a0b0-0000-7000-8000-00000000000a"
    for _twice in range(2):
        li.post("/agency/allowances/new", money(once=key))
    assert [tuple(row)[:3] for row in paid(house)] == [("春花", "exam-fee", 6100)]
    link = next(h for h in li.get("/agency/allowances").hrefs() if len(h) > 50)
    li.post(f"{link}/undo")
    assert paid(house)[0].taken_back_at
    assert "收回了" in li.get("/agency/allowances").text
    assert "不算数" in li.get(link).text


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"who": "没这个人"}, "没有这个学员"),
        ({"who": ""}, "写学员的姓名"),
        ({"who": "小强"}, "没有这个学员"),
        ({"yuan": "-5"}, "填多少元"),
        ({"yuan": "0"}, "填多少元"),
        ({"yuan": "1000000"}, "多写了零"),
        ({"paid_on": "2099-01-01"}, "选今天或以前的日期"),
        ({"paid_on": "昨天"}, "填一个日期"),
        ({"kind": "bribe"}, ""),
    ],
)
def test_what_is_wrong_with_an_allowance_is_told_and_kept(house, people, li, sent, told):
    page = li.post("/agency/allowances/new", money(**sent), status=422)
    assert told in page.errors()[0]
    assert page.value("who") == sent.get("who", "春花")
    assert paid(house) == []


def test_two_of_one_name_are_told_apart_by_the_last_digits(house, people, li):
    with house.database.writing() as db:
        for tail in ("0001", "0002"):
            villager(db, house, "同名").phone_tail = tail
    page = li.post("/agency/allowances/new", money(who="同名"), status=422)
    assert "有 2 个人对得上" in page.errors()[0]
    li.post("/agency/allowances/new", money(who="同名 0002"))
    li.post("/agency/allowances/new", money(who="0001"))
    assert len(paid(house)) == 2


def test_another_agencys_allowances_are_not_there(app, house, cast, people, li):
    li.post("/agency/allowances/new", money())
    link = next(h for h in li.get("/agency/allowances").hrefs() if len(h) > 50)
    wu = Browser(app).as_person(cast.wu)
    assert "春花" not in wu.get("/agency/allowances").html
    wu.get(link, status=404)
    wu.post(f"{link}/undo", status=404)


def test_the_allowances_cost_the_same_for_one_and_three_and_leave_as_a_file(house, people, li):
    li.post("/agency/allowances/new", money())
    first = li.get("/agency/allowances")
    for amount in ("62", "63"):
        li.post("/agency/allowances/new", money(yuan=amount))
    assert len(li.get("/agency/allowances").queries) == len(first.queries)
    text = li.client.get("/agency/allowances/table.csv").data.decode("utf-8-sig")
    assert [line.split(",")[3] for line in text.splitlines()[1:]] == ["63", "62", "61"]
