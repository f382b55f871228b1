"""The log by page: found by person, agency, act and day; a manager reads only their own share."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, text

from actions import audit
from actions.entry import make_slip
from actions.people import rename
from models.history import AuditEntry
from models.people import Person
from models.places import Agency
from tests.browser import Browser
from tests.conftest import START

NOW = datetime.now(UTC)
TD = "{http://www.w3.org/1999/xhtml}td"


@pytest.fixture
def lin(app, cast):
    """The administrator, signed in."""
    return Browser(app).as_person(cast.lin)


@pytest.fixture
def li(app, cast):
    """The manager of 甲机构, signed in."""
    return Browser(app).as_person(cast.li)


def rows(page):
    return [
        [" ".join("".join(cell.itertext()).split()) for cell in row]
        for row in page.all("tr")
        if row.find(TD) is not None
    ]


def tell(house, **more):
    with house.database.writing() as db:
        audit.tell(db, **({"actor": "system", "action": "joined", "at": NOW} | more))


def agency(house, name):
    with house.database.reading() as db:
        return db.scalars(select(Agency.uid).where(Agency.name == name)).one()


def test_everything_is_there_newest_first_with_names_and_seals(house, cast, lin):
    with house.database.writing() as db:
        audit.seal(db)
    tell(house, actor=cast.wang.uid, action="invite-made", subject="x", places=5)
    found = rows(lin.get("/office/audit"))
    assert found[0][1:4] == ["王老师", "发了邀请码", "x"]
    assert found[0][5:] == ["名额：5", ""]
    assert int(found[1][6]) > 1


def test_the_state_of_the_chain_is_that_of_the_last_check(house, lin):
    assert "还没从头查过" in lin.get("/office/audit").text
    with house.database.writing() as db:
        audit.seal(db)
    audit.check_chain(house.database, at=NOW)
    assert "都完整" in lin.get("/office/audit").text
    with house.database.writing() as db:
        db.execute(text("DROP TRIGGER audit_entries_no_update"))
        db.execute(text("UPDATE audit_entries SET actor = 'other' WHERE id = 3"))
    audit.check_chain(house.database, at=NOW)
    assert "断在第 3 条" in lin.get("/office/audit").text


@pytest.mark.parametrize("who", ["13800138003", "wang", "uid"])
def test_a_person_is_found_as_who_and_as_whom(house, cast, lin, who):
    tell(house, actor=cast.wang.uid, action="invite-made")
    tell(house, actor=cast.li.uid, action="recovery-slip-made", subject=cast.wang.uid)
    tell(house, actor=cast.chen.uid, action="invite-made")
    who = str(cast.wang.uid) if who == "uid" else who
    told = {"发了邀请码", "做了恢复单"}
    found = [row for row in rows(lin.get(f"/office/audit?who={who}")) if row[2] in told]
    assert {row[1] for row in found} == {"王老师", "李主任"}
    assert {row[3] for row in found} == {"", "王老师"}


def test_nobody_of_that_number_is_said(lin):
    assert "没有这个人" in lin.get("/office/audit?who=13999999999").text


def test_act_agency_and_days_narrow(house, lin):
    jia = agency(house, "甲机构")
    tell(house, action="class-made", agency=jia, at=START - timedelta(days=100))
    tell(house, action="class-made", agency=agency(house, "乙机构"))
    tell(house, action="class-closed", agency=jia)
    assert len(rows(lin.get("/office/audit?action=class-made"))) == 2
    assert len(rows(lin.get("/office/audit?agency=甲机构&action=class-made"))) == 1
    assert {row[4] for row in rows(lin.get(f"/office/audit?agency={jia}"))} == {"甲机构"}
    day = (START - timedelta(days=100)).date()
    assert len(rows(lin.get(f"/office/audit?first={day}&last={day}"))) == 1
    assert rows(lin.get(f"/office/audit?last={day - timedelta(days=2)}")) == []


@pytest.mark.parametrize(
    "odd",
    [
        "first=1000-01-01&last=9999-12-31",
        "first=x&last=2026-99-99",
        "after=x",
        "after=20261124T010000000000-" + "9" * 400,
        "action=';DROP TABLE",
        "agency=" + "x" * 500,
        "who=%25",
    ],
)
def test_odd_addresses_do_no_harm(lin, li, odd):
    assert lin._open("GET", f"/office/audit?{odd}").status == 200
    assert li._open("GET", f"/agency/audit?{odd}").status == 200


def test_a_page_is_fifty_and_costs_the_same(house, lin):
    few = lin.get("/office/audit?action=class-made").queries
    for number in range(120):
        tell(house, action="class-made", subject=str(number), at=NOW + timedelta(seconds=number))
    seen, path, sizes = [], "/office/audit?action=class-made", []
    while path:
        page = lin.get(path)
        sizes.append(len(page.queries))
        seen += [row[3] for row in rows(page)]
        path = next((one for one in page.hrefs() if "after=2" in one), "")
    assert seen == [str(number) for number in range(119, -1, -1)]
    assert set(sizes) == {len(few)}


def test_entries_of_one_moment_are_not_lost_between_pages(house, lin):
    for number in range(60):
        tell(house, action="class-made", subject=str(number))
    first = lin.get("/office/audit?action=class-made")
    following = next(one for one in first.hrefs() if "after=2" in one)
    both = {row[3] for row in rows(first)} | {row[3] for row in rows(lin.get(following))}
    assert len(both) == 60


def test_files_say_the_same_and_compute_nothing(house, lin):
    tell(house, action="class-made", subject="=1+1", reason="+cmd|x")
    path = "/office/audit"
    shown = rows(lin.get(f"{path}?action=class-made"))
    raw = lin.client.get(f"{path}.csv?action=class-made").get_data().decode("utf-8-sig")
    (line,) = list(csv.reader(io.StringIO(raw)))[1:]
    assert [cell.removeprefix("'") for cell in line] == shown[0]
    assert line[3] == "'=1+1"
    book = load_workbook(io.BytesIO(lin.client.get(f"{path}.xlsx?action=class-made").get_data()))
    cells = next(book.worksheets[0].iter_rows(min_row=2))
    assert [cell.data_type for cell in cells if cell.value] == ["s"] * 5
    lin.get(f"{path}.pdf", status=404)


def test_a_manager_reads_what_was_done_in_the_agency_and_no_more(app, house, cast, li):
    tell(house, action="class-made", agency=agency(house, "甲机构"), subject="own")
    tell(house, action="class-made", agency=agency(house, "乙机构"), subject="foreign")
    with house.database.writing() as db:
        wang = db.get_one(Person, cast.wang.id)
        make_slip(db, person=db.get_one(Person, cast.xiaofang.id), by=wang, at=NOW)
        make_slip(db, person=db.get_one(Person, cast.xiaomei.id), by=wang, at=NOW)
        rename(db, cast.xiaofang.id, "小方", at=NOW)
    found = rows(li.get("/agency/audit"))
    assert ["王老师", "做了恢复单", "小方"] in [row[1:4] for row in found]
    assert "own" in {row[3] for row in found}
    words = " ".join(" ".join(row) for row in found)
    assert "foreign" not in words
    assert "小梅" not in words
    assert "改了姓名" not in words
    foreign = agency(house, "乙机构")
    assert "foreign" not in li.get(f"/agency/audit?agency={foreign}").text
    raw = li.client.get("/agency/audit.csv").get_data().decode("utf-8-sig")
    assert "foreign" not in raw


def test_a_manager_finds_no_stranger_by_number(cast, li):
    assert "没有这个人" in li.get("/agency/audit?who=13800138009").text
    assert rows(li.get(f"/agency/audit?who={cast.chen.uid}")) == []


def test_who_withdrew_is_not_named_to_the_manager(house, cast, li):
    from actions.people import agree, withdraw
    from domain.consent import LEARNING_DATA

    tell(house, action="class-changed", agency=agency(house, "甲机构"), subject=cast.xiaofang.uid)
    assert "小芳" in li.get("/agency/audit").text
    with house.database.writing() as db:
        person = db.get_one(Person, cast.xiaofang.id)
        agree(db, person, purpose=LEARNING_DATA, version="1", words="x", at=NOW)
        withdraw(db, person.id, LEARNING_DATA, at=NOW)
    assert "小芳" not in li.get("/agency/audit").text


def test_nobody_else_reads_the_log(app, cast):
    for login in ("xiaofang", "wang", "like", "fang"):
        browser = Browser(app).as_person(getattr(cast, login))
        browser.get("/office/audit", status=403)
        browser.get("/agency/audit", status=403)
    Browser(app).as_person(cast.li).get("/office/audit", status=403)


def test_every_act_the_house_writes_has_words(app):
    """A new act without words would be shown by its code."""
    import re

    from blueprints.words.audit import actions
    from config import ROOT

    found = set()
    for path in (ROOT / "actions").glob("*.py"):
        source = path.read_text("utf-8")
        found |= set(re.findall(r'\baction="([a-z]+(?:-[a-z]+)+)"', source))
        found |= set(re.findall(r'\btell_of\([^()]*?"([a-z]+(?:-[a-z]+)+)"', source))
        found |= set(re.findall(r'"((?:team|certificate)-[a-z-]+)"(?! *:)', source))
    with app.test_request_context():
        missing = found - set(actions())
    assert missing == set()


def test_the_day_of_an_entry_is_the_day_here(house, lin):
    late = datetime(2026, 3, 1, 17, 0, tzinfo=UTC)
    tell(house, action="class-made", at=late)
    assert len(rows(lin.get(f"/office/audit?first={date(2026, 3, 2)}&last=2026-03-02"))) == 1
    with house.database.reading() as db:
        assert db.scalars(select(AuditEntry.at).where(AuditEntry.at == late)).one() == late


def test_a_change_of_a_team_is_told_in_words(house, lin):
    tell(house, action="team-changed", part="step:premises", fields="due_on place")
    page = lin.get("/office/audit").text
    assert "哪一处：步骤；改了哪几项：哪天前办好、在哪办" in page
    assert "premises" not in page
