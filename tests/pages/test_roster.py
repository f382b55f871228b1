"""The pages of a roster: bring a file, name its columns, look it over, enter it, take it back."""

import zipfile
from datetime import UTC, datetime
from io import BytesIO
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from actions import roster_undo
from models.base import Base
from models.people import Person
from models.roster import ImportRow, PendingMembership, RosterImport
from models.seal import Keyring
from tests.browser import Browser
from tests.browser import check as inspect
from tests.rosters import HEADERS, NEW, ROWS, TEN_FAULTS, as_csv, as_xlsx, county_file, many

AT = "/agency/import"


@pytest.fixture
def li(app, cast):
    """The manager of 小芳's agency, signed in."""
    return Browser(app).as_person(cast.li)


def bring(who, raw, name="名单.xlsx", *, status=303, **more):
    with who.app.extensions["house"].database.reading() as db:
        mine = next(iter(agency_uids(db, who)), "")
    fields = {"agency": mine, "purpose": "none", "file": FileStorage(BytesIO(raw), name), **more}
    page = who._open("POST", AT, **parts(who, fields))
    assert page.status == status, page.html[:900]
    if status == 422:
        inspect(page, AT)
    return page


def parts(who, fields):
    """A form with a file, put together in memory."""
    form = {"csrf_token": who.csrf(), "once": str(uuid4()), **fields}
    mark, body = encode_multipart(form)
    return {"data": body, "content_type": f"multipart/form-data; boundary={mark}"}


def agency_uids(db, who):
    found = who.get(AT).value("agency")
    return [found] if found else []


def to_check(who, raw, **more):
    made = bring(who, raw, **more)
    place = made.location.removesuffix("/columns")
    columns = who.get(made.location)
    form = {f.get("name"): chosen(f) for f in columns.all("select")}
    return place, who.follow(who.post(made.location, form))


def chosen(select_):
    return next((o.get("value") for o in select_ if o.get("selected") is not None), "")


def close(page):
    """The words of a page without the gaps that tags leave."""
    return page.text.replace("： ", "：")


def sizes(house):
    with house.database.reading() as db:
        tables = Base.metadata.sorted_tables
        return {t.name: db.scalar(select(func.count()).select_from(t)) for t in tables}


def names(house):
    with house.database.reading() as db:
        return set(db.scalars(select(Person.name)))


def test_rows_are_sealed_before_the_gate(house, li, monkeypatch):
    real, held = Keyring.seal, []

    def seal(keyring, text, place):
        if place.startswith("import_rows"):
            held.append(house.database._gate.locked())
        return real(keyring, text, place)

    monkeypatch.setattr(Keyring, "seal", seal)
    bring(li, as_xlsx(ROWS))
    assert held == [False] * len(ROWS)


def test_the_page_says_beforehand_what_may_be_brought(li):
    page = li.get(AT)
    assert "xlsx、xls、ods 或 csv，最大 5 MB，最多 20000 人" in page.text
    made = li.client.get(f"{AT}/template.xlsx")
    assert made.data.startswith(b"PK")
    assert "attachment" in made.headers["Content-Disposition"]


def test_a_roster_goes_from_file_to_people_and_back(house, li):
    place, check = to_check(li, as_xlsx(ROWS, title="2026 年培育对象花名册"))
    assert "录入 3 人" in check.text
    assert "春季班" in check.text
    assert "*******1001" in check.text
    done = li.follow(li.post(f"{place}/check"))
    assert "等本人进来 3 人" in done.text
    assert "田大山" in done.text
    assert {"田大山", "向小溪", "𠮷㛃䶮"} <= names(house)
    back = li.follow(li.post(f"{place}/undo"))
    assert "撤回了 3 人" in back.text
    assert "田大山" not in names(house)
    again = li.follow(li.post(f"{place}/undo"))
    assert "撤不了了" in again.text


def test_taking_back_that_was_interrupted_says_so_and_goes_on(house, li, monkeypatch):
    place, _check = to_check(li, as_xlsx(ROWS))
    li.post(f"{place}/check")
    assert "停在半路" not in li.get(place).text
    with house.database.reading() as db:
        kept = db.scalars(select(RosterImport)).one()
        by = db.scalars(select(Person).where(Person.name == "李主任")).one()
    with monkeypatch.context() as power:
        power.setattr(roster_undo, "SLICE", 2)
        power.setattr(roster_undo, "slices", until_power_fails)
        with pytest.raises(InterruptedError):
            roster_undo.undo_roster(house.database, kept.id, by=by, at=datetime.now(UTC))
    page = li.get(place)
    assert "撤回停在半路" in page.text
    assert "撤回了 2 人" in page.text
    assert "等本人进来 1 人" in page.text
    done = li.follow(li.post(f"{place}/undo"))
    assert "撤回了 3 人" in done.text
    assert "停在半路" not in done.text


def until_power_fails(ids, size):
    yield ids[:size]
    raise InterruptedError


def test_entering_twice_leads_to_the_one_result(house, li):
    place, _check = to_check(li, as_csv(ROWS))
    first = li.post(f"{place}/check")
    before = sizes(house)
    assert li.post(f"{place}/check").location == first.location == place
    li.get(f"{place}/check", status=303)
    li.get(f"{place}/columns", status=303)
    assert sizes(house) == before | {"notes": sizes(house)["notes"]}


def test_a_file_sent_again_leads_to_the_one_roster(house, li):
    key = str(uuid4())
    first = bring(li, as_csv(ROWS), once=key)
    assert bring(li, as_csv(ROWS), once=key).location == first.location
    assert sizes(house)["roster_imports"] == 1


def test_ten_faults_are_told_and_nothing_is_written(house, li):
    place, check = to_check(li, as_xlsx(TEN_FAULTS))
    assert check.h1 == "名单里有 10 处要改"
    for words in (
        "第 3 行，姓名：没有姓名",
        "第 4 行，姓名：姓名里有“2”",
        "第 5 行，手机号：没有手机号",
        "第 6 行，手机号：手机号要 11 位",
        "第 7 行，手机号：这是座机号，或者少了几位",
        "第 8 行，手机号：手机号和第 2 行一样",
        "第 9 行，身份证号：身份证号的最后一位对不上",
        "第 10 行，学历：学历“高小学”认不出来",
        "第 11 行，从业起始：日历上没有这一天",
        "第 12 行，从业起始：“2031-01”还没到",
    ):
        assert words in close(check)
    assert check.html.count("<li><strong>") == 10
    before = sizes(house)
    li.post(f"{place}/check", status=422)
    assert sizes(house) == before
    table = li.client.get(f"{place}/faults.csv").data.decode("utf-8-sig")
    assert len(table.splitlines()) == 11


def test_other_lists_in_the_file_are_named_and_not_read(li):
    columns = li.get(bring(li, county_file()).location)
    assert "读的是工作表“名单”" in columns.text
    assert "还有工作表“石桥镇”没有读" in columns.text


def test_unknown_headers_are_named_by_hand(house, li):
    made = bring(li, as_csv([("张三", "13900004001")], ("甲列", "乙列")))
    place = made.location.removesuffix("/columns")
    assert li.get(f"{place}/check", status=303).location == made.location
    wrong = li.post(made.location, {"name": "0", "phone": ""}, status=422)
    assert wrong.errors() == ["选“手机号”在哪一列"]
    wrong = li.post(made.location, {"name": "0", "phone": "0"}, status=422)
    assert "这一列已经当作“姓名”了" in wrong.errors()
    li.post(made.location, {"name": "0", "phone": "77"}, status=422)
    li.post(made.location, {"name": "0", "phone": "1"})
    li.post(f"{place}/check")
    assert "张三" in names(house)


def zipped(parts):
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts:
            archive.writestr(name, body)
    return file.getvalue()


BOMB = (("xl/workbook.xml", b"<workbook/>"), ("xl/worksheets/sheet1.xml", b"0" * 60_000_000))
REFUSED = {
    "nothing": (b"", "这个文件里没有名单"),
    "blank": (b"\n\n , \n", "这个文件里没有名单"),
    "only headers": (as_csv([]), "这个文件里没有名单"),
    "pdf": (b"%PDF-1.7 x", "这是 PDF"),
    "picture named xlsx": (b"\x89PNG\r\n\x1a\n" + b"x" * 99, "这是图片"),
    "page named xls": (b"<html><table><tr><td>x</td></tr></table>", "这是网页"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "这是网页"),
    "machine code": (b"\x7fELF\0\0\0\0" * 9, "这不是表格"),
    "archive of other things": (zipped([("a.txt", b"x")]), "这不是表格"),
    "word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "这是文字文件"),
    "locked": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 9,
        "这个表加了密码",
    ),
    "broken workbook": (as_xlsx(ROWS)[:900], "这个表打不开"),
    "bomb": (zipped(BOMB), "解开以后太大"),
    "too many rows": (as_csv(many(20_001)), "一次最多 20000 人"),
    "five megabytes and one": (b"x," * 2_621_440 + b"y", "文件超过 5 MB"),
}


@pytest.mark.parametrize(("raw", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_roster_is_refused_in_plain_words(house, li, raw, words):
    before = sizes(house)
    page = bring(li, raw, status=422)
    assert any(words in line for line in page.errors())
    assert sizes(house) == before


def test_thirty_megabytes_are_refused_before_they_are_read(li):
    file = {"file": FileStorage(BytesIO(b"x" * 30_000_000), "a.xlsx")}
    answer = li.client.post(AT, **parts(li, file))
    assert answer.status_code == 413
    assert "文件要小于 5 MB" in answer.get_data(as_text=True)


def test_only_this_form_may_be_large(li):
    for path in ("/size", "/me/name", "/agency/import/x"):
        file = {"file": FileStorage(BytesIO(b"x" * 1_500_000), "a.csv")}
        assert li.client.post(path, **parts(li, file)).status_code == 413


def test_a_thousand_parts_are_refused(li):
    assert li.client.post(AT, **parts(li, {f"p{n}": "x" for n in range(1_000)})).status_code == 413


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.csv",
        "C:\\名单\\a.csv",
        "\u202egnp.csv",
        "长" * 300 + ".csv",
        "<script>alert(1)</script>.csv",
    ],
)
def test_an_odd_file_name_is_only_words(house, li, name):
    made = bring(li, as_csv(ROWS), name)
    page = li.get(made.location)
    assert "<script>" not in page.html
    with house.database.reading() as db:
        (kept,) = db.scalars(select(RosterImport.file_name))
    assert len(kept) <= 120
    assert not set("/\\\r\n\u202e") & set(kept)


def test_formulas_in_a_roster_are_names_nobody_has_and_stay_text(li):
    rows = [("=HYPERLINK(1)", "13900005001"), ("@SUM(A1)", "13900005002")]
    place, check = to_check(li, as_csv(rows, HEADERS[:2]))
    assert check.h1 == "名单里有 2 处要改"
    table = li.client.get(f"{place}/faults.csv").data.decode("utf-8-sig")
    assert not any(
        cell.startswith(("=", "@")) for line in table.splitlines() for cell in line.split(",")
    )


def test_strange_letters_are_no_failure(house, li):
    odd = "张\u200b三", "\ufeff1390000\u202d6001", "\ud7ff", "\u0000高中"
    rows = [(odd[0], odd[1]), ("李\U0001f600", "13900006002"), ("e\u0301娜", "13900006003")]
    _place, check = to_check(li, as_csv(rows, HEADERS[:2]))
    assert check.h1 == "名单里有 1 处要改"
    assert "第 3 行，姓名：姓名里有“😀”" in close(check)


@pytest.mark.parametrize("who", ["wu", "sun"])
def test_another_agencys_roster_is_not_there(house, app, cast, li, who):
    place, _check = to_check(li, as_csv(ROWS))
    other = Browser(app).as_person(getattr(cast, who))
    for page in ("", "/columns", "/check", "/faults.xlsx"):
        other.get(place + page, status=404)
    for page in ("/columns", "/check", "/undo"):
        other.post(place + page, status=404)
    assert "田大山" not in names(house)


def test_a_roster_goes_only_into_ones_own_agency(house, app, cast, li):
    wu = Browser(app).as_person(cast.wu)
    foreign = wu.get(AT).value("agency")
    bring(li, as_csv(ROWS), agency=foreign, status=404)
    bring(li, as_csv(ROWS), agency="1", status=404)
    assert sizes(house)["roster_imports"] == 0


def test_mentors_and_trainees_bring_no_rosters(wang, xiaofang, visitor):
    wang.get(AT, status=403)
    xiaofang.get(AT, status=403)
    assert visitor.get(AT, status=303).location.startswith("/login")


def test_a_roster_forgotten_after_a_day_leads_back_to_the_start(house, li):
    place, _check = to_check(li, as_csv(ROWS))
    with house.database.writing() as db:
        for row in db.scalars(select(ImportRow)):
            row.sealed = None
    for page in ("/columns", "/check", "/faults.xlsx"):
        assert li.get(place + page, status=303).location == AT
    assert "名单已经清掉" in li.get(AT).text


def test_the_pages_cost_the_same_for_one_row_and_for_many(li):
    costs = []
    for rows in ([NEW], many(60)):
        place, check = to_check(li, as_csv(rows))
        li.post(f"{place}/check")
        costs.append((len(check.queries), len(li.get(place).queries)))
    assert costs[0] == costs[1]


def test_results_are_read_in_pages_and_by_outcome(li):
    place, _check = to_check(li, as_csv(many(60)))
    li.post(f"{place}/check")
    page = li.get(place)
    (after,) = [href for href in page.hrefs() if "after=" in href]
    assert after.endswith("after=51")
    assert len(li.get(f"{place}?after=51").all("tr")) == 11
    assert len(li.get(f"{place}?what=same").all("tr")) == 1
    for odd in ("after=x", "after=" + "9" * 40, "what=%00", "after=-1", "what=created&what=x"):
        li.get(f"{place}?{odd}")


def test_a08_the_results_tell_nobody_who_has_an_account_elsewhere(app, house, cast, li):
    """小梅 belongs to another agency; 田大山 is new: one word, the names of the file."""
    elsewhere = ("小梅", "13800138005", *[""] * 8)
    place, _check = to_check(li, as_csv([elsewhere, NEW]))
    li.post(f"{place}/check")
    rows = [[cell.text for cell in row][:3] for row in li.get(place).all("tbody")[0]]
    assert rows == [["小梅", "8005", "等本人进来"], ["田大山", "1001", "等本人进来"]]
    assert "等本人进来 2 人" in li.get(place).text
    with house.database.writing() as db:
        db.execute(update(ImportRow).values(sealed=None))
    assert li.get(place).text.count("第 2 行") == li.get(place).text.count("第 3 行") == 1
    me = Browser(app).as_person(cast.xiaomei)
    with house.database.reading() as db:
        offer = db.scalars(select(PendingMembership.uid)).one()
    me.post(f"/me/offers/{offer}", {"agree": "y"})
    page = li.get(f"{place}?what=came")
    assert [next(cell.text for cell in row) for row in page.all("tbody")[0]] == ["小梅"]
    assert "等本人进来 1 人" in page.text


def test_the_same_roster_again_says_that_everybody_is_there(li):
    place, _check = to_check(li, as_csv(ROWS))
    li.post(f"{place}/check")
    _again, check = to_check(li, as_csv(ROWS))
    assert "名单上的人都已经在册，没有要补的" in check.text
    assert "录入 3 人" not in check.text
