"""A mentor, a manager and an officer at work, on phones without JavaScript."""

import csv
import io
from pathlib import Path

import openpyxl
from playwright.sync_api import Browser
from sqlalchemy import func, select

from actions.people import agree, enter_person, grant, guide
from actions.stages import Move, enter_stage
from domain.access import Role
from domain.consent import LEARNING_DATA, NAMED_LISTS
from models.lists import NamedListPerson
from models.people import Membership, Person
from models.places import StudyClass
from models.road import AssignmentTo
from tests.chromium.phone import Phone, plain_phone
from tests.chromium.site import Site
from tests.conftest import START

MANY = 60
ROSTER = (
    "\ufeff姓名,电话,文化程度,批次\r\n"
    "𠮷大山,13700000001,高中,秋季班\r\n"
    "刘㛃,１３７ ００００ ０００２,大专,秋季班\r\n"
    "龙䶮,137-0000-0003,本科,\r\n"
)


def fill_class(site: Site, many: int = MANY) -> None:
    """So many people in the class of 王老师, guided by her."""
    cast = site.cast
    with site.house.database.writing() as db:
        group = db.scalars(select(StudyClass)).first()
        assert group is not None
        for number in range(many):
            person = enter_person(db, name=f"学员{number:02}", keyring=site.house.keyring, at=START)
            place = {"agency_id": group.agency_id, "class_id": group.id}
            grant(db, person, Role.TRAINEE, by="tests", at=START, **place)
            guide(db, mentor_id=cast.wang.id, trainee_id=person.id, at=START)
            agree(db, person, purpose=LEARNING_DATA, version="1", words="同意", at=START)
            move = Move(person.id, group.agency_id, "in_class", cause="tests", class_id=group.id)
            enter_stage(db, move, by_id=None, at=START)


def files_of(tmp_path: Path) -> str:
    path = tmp_path / "名单.csv"
    path.write_bytes(ROSTER.encode())
    return str(path)


def test_a_mentor_asks_sixty_people_with_one_tick(site: Site, chromium: Browser) -> None:
    fill_class(site, MANY - 1)  # and 小芳
    phone = plain_phone(site, chromium, site.cast.wang)
    phone.open("/today").press("布置").sees("布置什么").open("/assign/new/mock")
    phone.page.get_by_label("哪一科").select_option("社会工作实务（初级）")
    phone.tick("一班")
    phone.type("为什么", "周六一起对答案").press("看一遍再布置").sees("60 人", "周六一起对答案")
    phone.press(f"布置给 {MANY} 人").sees(f"布置给 {MANY} 人了", f"0/{MANY}")
    with site.house.database.reading() as db:
        assert db.scalar(select(func.count(AssignmentTo.id))) == MANY
    phone.page.locator("a.task", has_text=f"0/{MANY}").click()
    phone.sees("学员00").press("下一页").sees("小芳", "学员58")
    phone.press("收回这个布置").sees("收回了")
    trainee = plain_phone(site, chromium, site.cast.xiaofang).open("/today")
    assert "周六一起对答案" not in trainee.words


def bring(phone: Phone, path: str) -> Phone:
    """Upload, look at the columns, look it over."""
    phone.open("/agency/import")
    phone.page.set_input_files("[type=file]", path)
    phone.press("读这个名单").sees("哪一列是什么").press("看一遍名单")
    return phone.sees("新录入", "3 人", "秋季班", "𠮷大山", "刘㛃", "龙䶮")


def test_a_manager_imports_moves_exports_and_finds_the_same_in_the_file(
    site: Site, chromium: Browser, tmp_path: Path
) -> None:
    phone = plain_phone(site, chromium, site.cast.li)
    bring(phone, files_of(tmp_path)).press("录入 3 人").sees("名单录入结果", "𠮷大山")
    phone.open("/agency").sees("入班", "招募")
    phone.open("/agency/stage/recruited").sees("龙䶮")
    phone.press("给这一页的人改阶段").tick("龙䶮", "在学")
    phone.press("看一遍再改").sees("龙䶮").press("改这 1 人").sees("1 人")
    phone.open("/agency/people")
    rows = phone.page.locator("table.table tbody tr").all()
    seen = [[cell.inner_text() for cell in row.locator("th,td").all()] for row in rows]
    with phone.page.expect_download() as download:
        phone.press("下载 Excel 表")
    book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    sheet, meanings = book.worksheets
    kept = [["" if c.value is None else str(c.value) for c in row] for row in sheet.iter_rows()]
    assert kept[1:] == seen
    assert "龙䶮" in {row[0] for row in seen}
    names = [row[0].value for row in meanings.iter_rows(min_row=2)]
    assert names[: len(kept[0])] == kept[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    with phone.page.expect_download() as download:
        phone.press("下载 CSV 表")
    text = Path(download.value.path()).read_text("utf-8-sig")
    assert list(csv.reader(io.StringIO(text)))[1:] == seen


def test_an_import_is_undone_in_one_browser_and_gone_in_the_other(
    site: Site, chromium: Browser, tmp_path: Path
) -> None:
    first, second = (plain_phone(site, chromium, site.cast.li) for _ in range(2))
    bring(first, files_of(tmp_path)).press("录入 3 人").sees("名单录入结果")
    second.open("/agency/people").sees("刘㛃")
    second.open(first.path).sees("撤回这次录入")
    first.press("撤回这次录入").sees("撤回")
    second.press("撤回这次录入")  # a second time, from the page that was open
    assert "刘㛃" not in second.open("/agency/people").words
    with site.house.database.reading() as db:
        now = Membership.ends_at.is_(None) & (Person.name == "刘㛃")
        assert db.scalars(select(Person.id).join(Membership).where(now)).all() == []
    bring(first, files_of(tmp_path)).press("录入 3 人").sees("名单录入结果", "刘㛃")


def test_an_officer_goes_from_a_number_to_a_place_and_opens_a_list_with_a_purpose(
    site: Site, chromium: Browser
) -> None:
    fill_class(site, 7)
    with site.house.database.writing() as db:
        agency = site.cast.agency_of(site.cast.wang)
        people = db.scalars(select(Person).where(Person.name.startswith("学员"))).all()
        for number, person in enumerate(people):
            for stage in ("studying", "registered_paid"):
                enter_stage(db, Move(person.id, agency, stage, cause=stage), by_id=None, at=START)
            if number:
                agree(db, person, purpose=NAMED_LISTS, version="1", words="同意", at=START)
    officer = plain_phone(site, chromium, site.cast.like)
    officer.open("/region").sees("秭归县")
    assert "学员01" not in officer.words
    officer.open("/region/lists/sitting").press("打开名单，记下这次").sees("有错误")
    officer.type("用途", "核对今年报名缴费的人数").press("打开名单，记下这次")
    officer.sees("学员01", "核对今年报名缴费的人数")
    assert "学员00" not in officer.words  # did not agree to be named
    with site.house.database.reading() as db:
        assert db.scalar(select(func.count(NamedListPerson.id))) == 6
    civil = plain_phone(site, chromium, site.cast.qian)
    civil.open("/region/lists")
    assert "学员01" not in civil.words
    civil.open("/region").sees("秭归县")
    civil.press("每家机构").sees("甲机构", "乙机构")
    assert "学员01" not in civil.words
    named = next(one for one in people if one.name == "学员01")
    seen = plain_phone(site, chromium, named).open("/me/seen")
    seen.sees("李科长", "核对今年报名缴费的人数")
