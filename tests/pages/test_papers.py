"""County and village papers: the screen and the files say the same, and nothing is made up."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
import time_machine
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from openpyxl import load_workbook
from sqlalchemy import select

from actions.classes import Week, plan_week
from actions.credentials import keep_number
from actions.people import enter_person, grant
from actions.stages import Move, enter_stage
from blueprints.web.workbook import COMPUTES, Column, Table, tame, workbook
from domain.access import Role
from models.base import new_uid
from models.history import AuditEntry
from models.people import Person
from models.pipeline import Candidate
from models.places import Agency, StudyClass
from models.road import Certificate
from tests.browser import Browser
from tests.conftest import START

COUNTY = "/agency/papers"
VILLAGE = "/agency/village-papers"
SHEETS = ("survey", "exam-roster", "sign-in", "plan", "expenses", "ledger", "half-year")
EVIL = "=HYPERLINK(1)"


@pytest.fixture(autouse=True)
def _today():
    """The papers of these tests are made in the second half of 2026."""
    with time_machine.travel(datetime(2026, 11, 24, 4, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def li(app, cast):
    """The manager of 小芳's agency, signed in."""
    return Browser(app).as_person(cast.li)


@pytest.fixture
def wu(app, cast):
    """A manager whose agency has one trainee, signed in."""
    return Browser(app).as_person(cast.wu)


def shown(page):
    """The rows of the paper's table on the screen."""
    bodies = page.all("tbody")
    return [
        ["".join(cell.itertext()) for cell in row if cell.tag.endswith(("th", "td"))]
        for row in (bodies[0] if bodies else ())
    ]


def docx(who, path):
    answer = who.client.get(path)
    assert answer.status_code == 200, path
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    return Document(BytesIO(answer.get_data()))


def cells(document):
    return [[cell.text for cell in row.cells] for row in document.tables[0].rows]


def words(document):
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def xlsx(who, path):
    answer = who.client.get(path)
    assert answer.status_code == 200, path
    return load_workbook(BytesIO(answer.get_data()))


def lived(house, cast, xiaofang):
    """小芳 has answered, registered, paid, entered marks, and holds a certificate."""
    for question, answer in (
        ("education", "high-school"),
        ("practice", "yes"),
        ("certificate", "no"),
    ):
        xiaofang.post(f"/road/eligibility/{question}", {"answer": answer})
    xiaofang.post("/road/eligibility/spell", {"start": "2015年1月1日", "end": ""})
    xiaofang.post("/road/exam/junior/account", {"done": "yes"})
    xiaofang.post("/road/results/junior/2026", {"j_zh": "61", "j_sw": "63.5"})
    xiaofang.post("/road/certificate/junior", {"day": "2026年7月20日"})
    xiaofang.post("/road/certificate/junior/evidence", {"number": "2026420012345"}, status=422)
    agency = cast.agency_of(cast.li)
    with house.database.writing() as db:
        db.get_one(Person, cast.xiaofang.id).village = "茅坪村"
        db.add(
            Candidate(
                agency_id=agency,
                name=EVIL,
                education="college",
                runs="小卖部",
                made_by_id=cast.li.id,
                once=new_uid(),
                at=datetime.now(UTC),
            )
        )


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_screen_the_workbook_and_the_document_say_the_same(house, cast, li, xiaofang, sheet):
    lived(house, cast, xiaofang)
    page = li.get(f"{COUNTY}/{sheet}")
    rows = shown(page)
    book = xlsx(li, f"{COUNTY}/{sheet}.xlsx")
    told = [
        ["" if cell is None else str(cell) for cell in row]
        for row in book.worksheets[0].iter_rows(min_row=4, values_only=True)
    ]
    document = docx(li, f"{COUNTY}/{sheet}.docx")
    if rows:
        assert [[str(cell).removesuffix(" 00:00:00") for cell in row] for row in told] == rows
    assert cells(document)[1:] == rows
    names = [cell.value for cell in book.worksheets[0][3]]
    assert cells(document)[0] == names
    meanings = {row[0]: row[1] for row in book.worksheets[1].iter_rows(values_only=True)}
    assert all(meanings[name] for name in names)


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_paper_says_who_where_and_when(li, sheet):
    page = li.get(f"{COUNTY}/{sheet}")
    text = words(docx(li, f"{COUNTY}/{sheet}.docx"))
    for said in (page.text, text):
        assert "单位：甲机构" in said
        assert "县：秭归县" in said
        assert "制表日期：" in said


def test_a_document_is_a4_with_chinese_faces(li):
    document = docx(li, f"{COUNTY}/sign-in.docx")
    page = document.sections[0]
    assert (round(page.page_width / Mm(1)), round(page.page_height / Mm(1))) == (210, 297)
    faces = document.styles["Normal"].element.rPr.rFonts
    assert faces.get(qn("w:eastAsia")) == "SimSun"
    assert document.tables[0].rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    wide = docx(li, f"{COUNTY}/survey.docx").sections[0]
    assert wide.page_width > wide.page_height


def test_a_document_is_laid_out_as_an_office_prints_it(house, cast, li, xiaofang):
    lived(house, cast, xiaofang)
    document = docx(li, f"{COUNTY}/survey.docx")
    section, table = document.sections[0], document.tables[0]
    widths = [cell.width for cell in table.rows[0].cells]
    room = section.page_width - section.left_margin - section.right_margin
    assert abs(sum(widths) - room) < Mm(1)
    assert widths[0] < widths[1] < widths[3]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert "NUMPAGES" in section.footer._element.xml
    assert document.styles["Title"].element.pPr.find(qn("w:pBdr")) is None


def test_a_workbook_prints_on_a4_with_its_lines_to_sign(house, cast, li, xiaofang):
    lived(house, cast, xiaofang)
    signing, ledger = (xlsx(li, f"{COUNTY}/{name}.xlsx") for name in ("sign-in", "ledger"))
    for book, way in ((signing, "portrait"), (ledger, "landscape")):
        for sheet in book.worksheets:
            assert (sheet.page_setup.paperSize, sheet.sheet_properties.pageSetUpPr.fitToPage) == (
                9,
                True,
            )
        assert (book.worksheets[0].page_setup.orientation or "portrait") == way
        widths = [one.width for one in book.worksheets[0].column_dimensions.values()]
        assert sum(widths) < {"portrait": 95, "landscape": 140}[way]
    sheet = signing.worksheets[0]
    assert sheet.row_dimensions[4].height > 27
    assert "带班老师：____" in sheet.oddFooter.left.text


def test_a31_a_name_that_computes_stays_text(house, cast, li, xiaofang):
    lived(house, cast, xiaofang)
    sheet = xlsx(li, f"{COUNTY}/survey.xlsx").worksheets[0]
    found = [cell for row in sheet.iter_rows() for cell in row if cell.value == EVIL]
    assert [cell.data_type for cell in found] == ["s"]
    text = li.client.get(f"{COUNTY}/survey.csv").get_data().decode("utf-8-sig")
    assert f"'{EVIL}" in text


@pytest.mark.parametrize("sign", ["\x0b", "\x01", "\uffff", "\ufffe"])
def test_a31_a_workbook_whose_name_holds_what_none_can_still_opens(house, cast, li, sign):
    with house.database.writing() as db:
        db.get_one(Agency, cast.agency_of(cast.li)).name = f"甲{sign}机构"
        db.get_one(Person, cast.xiaofang.id).name = f"小{sign}芳"
    book = xlsx(li, f"{COUNTY}/sign-in.xlsx")
    assert "小芳" in str([cell.value for row in book.worksheets[0].iter_rows() for cell in row])
    table = Table(f"甲{sign}组", [Column("a", "b")], [[f"小{sign}芳"]], START, note=sign)
    with li.app.test_request_context():
        made = load_workbook(BytesIO(workbook(table)))
    assert (made.worksheets[0].title, made.worksheets[0]["A2"].value) == ("甲组", "小芳")


@pytest.mark.parametrize("sign", COMPUTES)
def test_a31_every_sign_a_formula_can_begin_with_is_tamed(sign):
    assert tame(f"{sign}1+1").startswith("'")
    assert "\n" in COMPUTES


def test_signs_that_no_document_holds_are_left_out(house, cast, li):
    with house.database.writing() as db:
        db.get_one(Person, cast.xiaofang.id).name = "小\x0b芳"
    assert "小芳" in str(cells(docx(li, f"{COUNTY}/sign-in.docx")))


def test_the_survey_says_who_may_sit(house, cast, li, xiaofang):
    lived(house, cast, xiaofang)
    rows = {row[1]: row for row in shown(li.get(f"{COUNTY}/survey"))}
    assert rows["小芳"][2:5] == ["学员", "茅坪村", "高中"]
    assert rows["小芳"][6] == "2027 年可以报初级"
    assert rows["小军"][6] == "还没填完"
    assert rows[EVIL][2:6] == ["意向", "", "大专", "小卖部"]
    assert rows[EVIL][6]
    assert rows[EVIL][6] in li.get("/agency/candidates").text


def test_the_roster_says_who_has_not_paid(house, cast, li, xiaofang):
    lived(house, cast, xiaofang)
    rows = shown(li.get(f"{COUNTY}/exam-roster?year=2027"))
    assert [(row[1], row[2], row[5], row[7]) for row in rows] == [
        ("小芳", "", "初级", "还没缴费，不算报名")
    ]
    assert "考试日期：未公布" in li.get(f"{COUNTY}/exam-roster?year=2027").text


def test_nothing_is_invented_where_nothing_is_on_record(wu):
    assert "还没有人记下 2027 年的报名，所以是空表。" in wu.get(f"{COUNTY}/exam-roster").text
    assert "还没有人录证书，所以是空表。" in wu.get(f"{COUNTY}/ledger").text
    assert "每周计划按班排：先选一个班" in wu.get(f"{COUNTY}/plan").text
    assert len(cells(docx(wu, f"{COUNTY}/ledger.docx"))) == 1
    assert "所以是空表" in words(docx(wu, f"{COUNTY}/ledger.docx"))


def test_the_ledger_hides_numbers_until_they_are_asked_for(house, cast, li, xiaofang):
    lived(house, cast, xiaofang)
    page = xiaofang.get("/road/certificate/junior/evidence")
    assert page.status == 200
    with house.database.writing() as db:
        held = db.scalars(select(Certificate)).one()
        me = db.get_one(Person, cast.xiaofang.id)
        at = datetime.now(UTC)
        keep_number(db, held.id, "2026420012345", keyring=house.keyring, by=me, at=at)
    assert "*********2345" in li.get(f"{COUNTY}/ledger").text
    answer = li.client.post(f"{COUNTY}/ledger/whole", data={"csrf_token": li.csrf()})
    whole = load_workbook(BytesIO(answer.get_data())).worksheets[0]
    assert whole.cell(4, 4).value == "2026420012345"
    with house.database.reading() as db:
        told = db.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (told.action, told.actor) == ("certificate-number-shown", str(cast.li.uid))


def test_the_half_year_counts_what_happened_and_the_half_before(house, cast, li):
    agency = cast.agency_of(cast.li)
    with house.database.writing() as db:
        for number, (month, person) in enumerate(((3, cast.xiaofang), (9, cast.xiaojun))):
            move = Move(person.id, agency, "studying", cause=f"x{number}")
            enter_stage(db, move, by_id=None, at=datetime(2026, month, 5, tzinfo=UTC))
    page = li.get(f"{COUNTY}/half-year?half=2026H2")
    rows = {row[0]: row[1:] for row in shown(page)}
    assert rows["在学"] == ["1", "1", "0", "1"]
    assert rows["入班"] == ["2", "0", "2", "0"]
    assert "2026 年下半年" in page.text
    before = {row[0]: row[1:] for row in shown(li.get(f"{COUNTY}/half-year?half=2026H1"))}
    assert before["在学"] == ["1", "0", "1", "0"]


def test_who_has_left_is_not_on_the_papers_of_today(house, cast, li):
    agency = cast.agency_of(cast.li)
    with house.database.writing() as db:
        move = Move(cast.xiaojun.id, agency, "left", cause="left")
        enter_stage(db, move, by_id=None, at=datetime(2026, 10, 5, tzinfo=UTC))
    assert [row[1] for row in shown(li.get(f"{COUNTY}/sign-in"))] == ["小芳"]
    assert "小军" not in li.get(f"{COUNTY}/survey").text
    assert "学员 1 人" in li.get(f"{COUNTY}/plan").text


def test_a_class_and_a_day_are_chosen_in_the_address(house, cast, li):
    with house.database.reading() as db:
        uid = db.scalars(select(StudyClass.uid)).one()
    page = li.get(f"{COUNTY}/sign-in?class={uid}&day=2026-12-05")
    assert "培训日期：2026年12月5日" in page.text
    assert [row[1] for row in shown(page)] == ["小军", "小芳"]
    assert f"class={uid}" in str(page.hrefs())
    assert "还没有排每周计划，所以是空表。" in li.get(f"{COUNTY}/plan?class={uid}").text


def test_the_plan_of_training_names_the_paper_of_each_chapter(house, cast, li):
    courses = [one for one in house.library.courses.values() if one.kind == "exam"]
    chapters = [next(each for each in one.chapters if each.written) for one in courses]
    pairs = list(zip(courses, chapters, strict=True))
    values = [f"{course.id}/{chapter.number}" for course, chapter in pairs]
    with house.database.writing() as db:
        group = db.scalars(select(StudyClass)).one()
        week = Week(date(2026, 11, 23), values, "")
        plan_week(db, group.id, week, seen=0, by=db.get_one(Person, cast.li.id), at=START)
        uid = group.uid
    text = li.get(f"{COUNTY}/plan?class={uid}").text
    for course, chapter in pairs:
        assert f"{course.title}第 {chapter.number} 章 {chapter.title}" in text


@pytest.mark.parametrize(
    "query",
    [
        "?half=9999H9",
        "?half=2099H1&year=1000000000",
        "?class=x&agency=y",
        "?day=2026-02-30",
        "?year=２０２７&half=%00",
    ],
)
@pytest.mark.parametrize("sheet", SHEETS)
def test_a60_an_odd_address_gives_the_usual_paper(li, sheet, query):
    assert li.get(f"{COUNTY}/{sheet}{query}").status == 200


def test_who_may_not_finds_nothing(app, cast, visitor, wang, xiaofang):
    assert visitor.get(COUNTY, status=303).location.startswith("/login")
    for who in (wang, xiaofang):
        who.get(COUNTY, status=403)
        who.get(f"{COUNTY}/survey.docx", status=403)
    xiaofang.get(VILLAGE, status=403)
    li = Browser(app).as_person(cast.li)
    li.get(f"{COUNTY}/nothing", status=404)
    assert li.client.get(f"{COUNTY}/survey.exe").status_code == 404
    li.get(f"{VILLAGE}/nothing", status=404)


def test_a_papers_people_are_those_of_the_agency_alone(wu, cast):
    text = wu.get(f"{COUNTY}/sign-in").text
    assert "小梅" in text
    assert "小芳" not in text
    assert "小芳" not in wu.get(f"{VILLAGE}/agreement?person={cast.xiaofang.uid}").text


def test_what_a_social_worker_does_fits_on_one_page(wang):
    text = words(docx(wang, f"{VILLAGE}/what-we-do.docx"))
    for said in ("不决定谁吃低保", "不收服务对象的钱和礼", "必须马上向公安、民政、教育部门报告"):
        assert said in text
        assert said in wang.get(f"{VILLAGE}/what-we-do").text
    assert len(text) < 900


def test_the_agreement_has_names_and_places(house, cast, wang):
    with house.database.writing() as db:
        db.get_one(Person, cast.xiaofang.id).village = "茅坪村"
    place = f"{VILLAGE}/agreement"
    page = wang.get(f"{place}?person={cast.xiaofang.uid}")
    text = words(docx(wang, f"{place}.docx?person={cast.xiaofang.uid}"))
    for said in (page.text, text):
        assert "茅坪村" in said
        assert "甲机构" in said
        assert "小芳三方协议" in said
    assert "________" in words(docx(wang, f"{place}.docx"))
    assert "小军" not in wang.get(place).text


def test_the_monthly_sheet_has_a_line_a_day_and_no_clients(cast, wang):
    place = f"{VILLAGE}/monthly"
    page = wang.get(f"{place}?month=2026-12&person={cast.xiaofang.uid}")
    rows = shown(page)
    assert (rows[0][0], rows[-1][0], len(rows)) == ("2026-12-01", "2026-12-31", 31)
    document = docx(wang, f"{place}.docx?month=2026-12&person={cast.xiaofang.uid}")
    assert cells(document)[1:] == rows
    assert "不写服务对象的姓名" in words(document)
    assert wang.get(f"{place}?month=9999-99&person=x").status == 200


def test_a_paper_costs_the_same_for_two_people_and_for_five(house, cast, li):
    agency = cast.agency_of(cast.li)
    first = {sheet: len(li.get(f"{COUNTY}/{sheet}").queries) for sheet in SHEETS}
    with house.database.writing() as db:
        for number in range(3):
            at = datetime.now(UTC)
            one = enter_person(db, name=f"新人{number}", keyring=house.keyring, at=at)
            grant(db, one, Role.TRAINEE, by="tests", at=at, agency_id=agency)
    again = {sheet: len(li.get(f"{COUNTY}/{sheet}").queries) for sheet in SHEETS}
    assert again == first


def test_a60_a_very_long_paper_is_cut_on_the_page_and_whole_in_the_workbook(li, monkeypatch):
    monkeypatch.setattr("blueprints.papers.county.MOST_ROWS", 1)
    page = li.get(f"{COUNTY}/sign-in")
    assert len(shown(page)) == 1
    assert "这里只列前 1 行，全部在 Excel 表里。" in page.text
    assert len(cells(docx(li, f"{COUNTY}/sign-in.docx"))) == 2
    book = xlsx(li, f"{COUNTY}/sign-in.xlsx")
    assert book.worksheets[0].max_row == 5


def test_names_days_and_masked_numbers_are_not_broken_in_two():
    columns = [Column(name, "") for name in ("谁", "哪天", "编号", "话")]
    columns.append(Column("几个", "", numeric=True))
    long = "考前两周在家复习"
    rows = [("小芳", None, "", long, 3), ("小军", date(2026, 11, 24), "*****0001", "2026年", 4)]
    table = Table("表", columns, rows, START)
    assert table.looks == ["whole", "whole", "whole", "", "num"]


def test_the_lines_to_sign_stand_together(li):
    html = li.get(f"{COUNTY}/survey").html
    signs = html.partition('<div class="signs">')[2].partition("</div>")[0]
    assert signs.count("________________") == 2
