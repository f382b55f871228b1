"""Agencies as tenants: listed by kept counts, founded with a code, closed without losing a row."""

import csv
import io
import re
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from models.history import AuditEntry
from models.people import Person
from models.places import Agency, Region
from tests.browser import Browser

CODE = re.compile(r"\b[2-9A-Z]{5}-[2-9A-Z]{5}\b")
NEW = {"name": "丁机构", "region": "420527", "manager": "许静", "phone": "+86 139 0013 9000"}


@pytest.fixture
def lin(app, cast):
    """The administrator, signed in."""
    return Browser(app).as_person(cast.lin)


def agency(house, name="甲机构"):
    with house.database.reading() as db:
        return db.scalars(select(Agency).where(Agency.name == name)).one()


def rows(page):
    return [
        [" ".join("".join(cell.itertext()).split()) for cell in row]
        for row in page.all("tr")
        if row.find("{http://www.w3.org/1999/xhtml}td") is not None
    ]


def test_the_list_shows_people_by_kept_counts_and_the_last_day(house, lin, wang):
    wang.get("/invites")
    found = {row[0]: row[1:] for row in rows(lin.get("/office/agencies"))}
    today = datetime.now(UTC).astimezone().date()
    assert found["甲机构"][:3] == ["秭归县", "2", "2"]
    assert found["甲机构"][3].startswith(str(today.year))
    assert found["丙机构"][:4] == ["定兴县", "1", "2", ""]


def test_files_say_the_same_as_the_screen(lin):
    shown = rows(lin.get("/office/agencies"))
    raw = lin.client.get("/office/agencies.csv").get_data()
    assert list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))[1:] == shown
    raw = lin.client.get("/office/agencies.xlsx").get_data()
    sheet = load_workbook(io.BytesIO(raw)).worksheets[0]
    read = [["" if c is None else str(c) for c in row] for row in sheet.values][1:]
    assert read == shown
    lin.get("/office/agencies.pdf", status=404)


def test_a_page_is_fifty_and_the_rest_follows(house, lin):
    with house.database.writing() as db:
        region = db.scalars(select(Region.id)).first()
        db.add_all(Agency(name=f"甲{n:03d}", region_id=region) for n in range(60))
    first = lin.get("/office/agencies?q=甲")
    assert len(rows(first)) == 50
    following = next(one for one in first.hrefs() if "after=" in one)
    second = lin.get(following)
    assert len(rows(second)) == 11
    assert len(first.queries) == len(second.queries) - 1  # the row it goes on from
    assert not {row[0] for row in rows(first)} & {row[0] for row in rows(second)}


@pytest.mark.parametrize("odd", ["q=%25", "after=x", "after=" + "9" * 300, "q=" + "x" * 500])
def test_odd_addresses_do_no_harm(lin, odd):
    lin.get(f"/office/agencies?{odd}")


def test_a_new_agency_comes_with_a_managers_code_shown_once(app, house, lin):
    page = lin.follow(lin.post("/office/agencies/new", NEW))
    code = CODE.search(page.text)[0]
    uid = agency(house, "丁机构").uid
    assert CODE.search(lin.get(f"/office/agencies/{uid}/made").text) is None
    browser = Browser(app)
    browser.post("/recover", {"code": code, "password": "he-hua-kai-le-7"})
    browser.get("/agency/security")
    with house.database.reading() as db:
        told = db.scalars(select(AuditEntry).where(AuditEntry.action == "agency-founded")).one()
        lin_uid = db.scalar(select(Person.uid).where(Person.login_name == "lin"))
    assert told.actor == str(lin_uid)


def test_sent_twice_is_one_agency(house, lin):
    form = NEW | {"once": "0190a0b0-0000-7000-8000-000000000009"}
    first = lin.post("/office/agencies/new", form)
    assert lin.post("/office/agencies/new", form).location == first.location
    with house.database.reading() as db:
        found = select(func.count(Agency.id)).where(Agency.name == "丁机构")
        assert db.scalar(found) == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "填机构全名"),
        ({"region": "4205"}, "6 位数字"),
        ({"region": "999999"}, "查不到"),
        ({"phone": "123"}, "11 位数字"),
        ({"phone": "13800138001"}, "有人在用"),
        ({"manager": ""}, "填主管的姓名"),
    ],
)
def test_a_fault_is_told_and_what_was_typed_stays(house, lin, change, words):
    page = lin.post("/office/agencies/new", NEW | change, status=422)
    assert words in page.errors()[0]
    for name, text in (NEW | change).items():
        assert page.value(name) == text
    with house.database.reading() as db:
        assert db.scalars(select(Agency.id).where(Agency.name == "丁机构")).first() is None


def test_a_closed_agency_lets_no_staff_in_and_opens_as_it_was(house, cast, lin, wang, xiaofang):
    uid = agency(house).uid
    wang.get("/invites")
    assert lin.post(f"/office/agencies/{uid}/closing", status=422).errors()
    lin.post(f"/office/agencies/{uid}/closing", {"reason": "停办", "state": "closed"})
    wang.get("/invites", status=403)
    xiaofang.get("/practice")
    assert "停了" in lin.get(f"/office/agencies/{uid}").text
    lin.post(f"/office/agencies/{uid}/closing", {"reason": "又办了", "state": "open"})
    wang.get("/invites")
    with house.database.reading() as db:
        query = select(AuditEntry.action, AuditEntry.detail).order_by(AuditEntry.id.desc())
        told = db.execute(query.limit(2)).all()
    assert [tuple(one) for one in told] == [
        ("agency-reopened", {"reason": "又办了"}),
        ("agency-closed", {"reason": "停办"}),
    ]


def test_closing_what_is_closed_is_said_once(house, lin):
    uid = agency(house).uid
    for _ in range(2):
        lin.post(f"/office/agencies/{uid}/closing", {"reason": "停办", "state": "closed"})
    with house.database.reading() as db:
        query = select(func.count(AuditEntry.id)).where(AuditEntry.action == "agency-closed")
        assert db.scalar(query) == 1
