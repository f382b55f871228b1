"""Certificates on the pages: the holder shows, a second person looks, files open only to both."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from openpyxl import load_workbook
from PIL import Image
from sqlalchemy import select

from actions.people import grant, guide
from actions.qualifications import Study, log_hours
from actions.road import enter_certificate
from domain.access import Role
from models.base import new_uid
from models.credentials import CertificateCheck, EducationHours, Qualification, Upload
from models.history import AuditEntry
from models.people import Person
from models.road import Certificate
from tests.actions.test_uploads import PDF
from tests.browser import Browser

NUMBER = "2026420012345"
DAY = date(2026, 5, 24)
OWN = "/road/certificate"
STAFF = "/agency/staff"


@pytest.fixture
def li(app, cast):
    """The manager of 小芳's agency, signed in."""
    return Browser(app).as_person(cast.li)


def photo(colour="white"):
    file = BytesIO()
    Image.new("RGB", (60, 40), colour).save(file, "JPEG")
    file.seek(0)
    return file


def show(who, *, level="junior", file=None, name="证书.jpg", number=NUMBER, status=303):
    form = {"evidence": (file or photo(), name), "number": number}
    return who.post(f"{OWN}/{level}/evidence", form, status=status)


def show_much(who, body, *, number=""):
    """A large file, sent by hand: the test client would leave a temporary file open."""
    line = "--part\r\nContent-Disposition: form-data; name="
    head = f'{line}"csrf_token"\r\n\r\n{who.csrf()}\r\n{line}"number"\r\n\r\n{number}\r\n'
    head += f'{line}"evidence"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    return who.client.post(
        f"{OWN}/junior/evidence",
        data=head.encode() + body + b"\r\n--part--\r\n",
        content_type="multipart/form-data; boundary=part",
    )


@pytest.fixture
def held(house, cast, xiaofang):
    """小芳's certificate with picture and number, not looked at yet."""
    xiaofang.post(f"{OWN}/junior", {"day": "2026年5月24日"})
    show(xiaofang)
    with house.database.reading() as db:
        return db.scalars(select(Certificate)).one()


@pytest.fixture
def upload(house, held):
    with house.database.reading() as db:
        return db.get_one(Upload, held.upload_id)


def rows(house, table):
    with house.database.reading() as db:
        return db.scalars(select(table).order_by(table.id)).all()


def version(page):
    return page.value("seen")


def test_a_holder_shows_the_certificate_and_sees_what_is_said_about_it(xiaofang, wang, held):
    page = xiaofang.get(OWN)
    assert "还没核对" in page.text
    assert "*********2345" in page.text
    assert NUMBER not in page.html
    look = wang.get(f"{STAFF}/{held.uid}")
    wang.post(
        f"{STAFF}/{held.uid}/check",
        {"verdict": "no", "words": "照片看不清", "seen": version(look)},
    )
    assert "退回的原因：照片看不清" in xiaofang.get(OWN).text


def test_the_whole_number_is_shown_by_a_post_and_told_in_the_log(house, cast, xiaofang, held):
    assert xiaofang.client.get(f"{OWN}/junior/number").status_code == 405
    page = xiaofang.post(f"{OWN}/junior/number", status=200)
    assert NUMBER in page.text
    with house.database.reading() as db:
        told = db.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (told.action, told.actor) == ("certificate-number-shown", str(cast.xiaofang.uid))


def test_a_mentor_confirms_and_the_list_says_so(xiaofang, wang, held):
    assert "等您核对" in wang.get(STAFF).text
    look = wang.get(f"{STAFF}/{held.uid}")
    assert "*********2345" in look.text
    wang.post(f"{STAFF}/{held.uid}/check", {"verdict": "yes", "seen": version(look)})
    page = wang.get(STAFF)
    assert "小芳的证书核对通过了" in page.text
    assert "等您核对" not in page.text
    assert "暂时算" in page.text
    assert "已核对" in xiaofang.get(OWN).text


def test_a14_the_second_of_two_is_told_who_was_faster(house, li, wang, held):
    seen = version(wang.get(f"{STAFF}/{held.uid}"))
    li.post(f"{STAFF}/{held.uid}/check", {"verdict": "yes", "seen": seen})
    sent = {"verdict": "no", "words": "日期不对", "seen": seen}
    page = wang.post(f"{STAFF}/{held.uid}/check", sent, status=422)
    assert "已被李主任核对，看一下再交" in page.text
    assert page.value("words") == "日期不对"
    assert [row.agreed for row in rows(house, CertificateCheck)] == [True]


def test_a14_a_change_in_between_is_told(house, xiaofang, wang, held):
    seen = version(wang.get(f"{STAFF}/{held.uid}"))
    show(xiaofang, file=photo("red"))
    page = wang.post(f"{STAFF}/{held.uid}/check", {"verdict": "yes", "seen": seen}, status=422)
    assert "证书刚改过，看一下再交" in page.text
    assert rows(house, CertificateCheck) == []


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, ["选一样"]),
        ({"verdict": "no"}, ["写一句哪里不对"]),
        ({"verdict": "no", "words": "错" * 201}, ["最多写 200 个字"]),
    ],
)
def test_what_is_wrong_with_a_check_is_told(house, wang, held, sent, told):
    page = wang.post(f"{STAFF}/{held.uid}/check", sent, status=422)
    assert page.errors() == told
    assert rows(house, CertificateCheck) == []


def test_a11_a_manager_enters_for_somebody_and_another_confirms(house, cast, li, wang):
    made = li.post(
        f"{STAFF}/new",
        {"person": str(cast.xiaofang.uid), "level": "junior", "day": "2026-05-24"},
    )
    assert made.location.endswith("/evidence")
    place = made.location.removesuffix("/evidence")
    assert "这是您录的，要由另一个人核对" in li.get(place).text
    li.post(f"{place}/check", {"verdict": "yes", "seen": "x"}, status=422)
    look = wang.get(place)
    assert "李主任" in look.text
    wang.post(f"{place}/check", {"verdict": "yes", "seen": version(look)})
    assert [row.agreed for row in rows(house, CertificateCheck)] == [True]


def test_a_mentor_enters_only_their_own(cast, wang, li):
    page = wang.get(f"{STAFF}/new")
    assert "小芳" not in page.text
    sent = {"person": str(cast.xiaofang.uid), "level": "junior", "day": "2026-05-24"}
    wang.post(f"{STAFF}/new", sent, status=404)
    made = wang.post(f"{STAFF}/new", {**sent, "person": str(cast.wang.uid)})
    place = made.location.removesuffix("/evidence")
    assert "要由另一位老师或主管核对" in wang.get(place).text
    look = li.get(place)
    li.post(f"{place}/check", {"verdict": "yes", "seen": version(look)})
    assert "已核对" in wang.get(place).text


def test_a04_running_one_agency_gives_nothing_over_whom_one_only_guides_in_another(
    app, house, cast
):
    """李主任 helps in 乙机构 as a mentor: there she looks and confirms, and enters for nobody."""
    with house.database.writing() as db:
        li, at = db.get_one(Person, cast.li.id), datetime.now(UTC)
        grant(db, li, Role.MENTOR, by="tests", at=at, agency_id=cast.agency_of(cast.wu))
        guide(db, mentor_id=cast.li.id, trainee_id=cast.xiaomei.id, at=at)
        enter_certificate(db, cast.xiaomei.id, "junior", passed_on=DAY, at=at)
        held = db.scalars(select(Certificate)).one()
    li = Browser(app).as_person(cast.li)
    assert "小梅" not in li.get(f"{STAFF}/new").text
    sent = {"person": str(cast.xiaomei.uid), "level": "middle", "day": "2026-05-24"}
    li.post(f"{STAFF}/new", sent, status=404)
    assert "小梅" in li.get(f"{STAFF}/{held.uid}").text
    for page in ("evidence", "registration"):
        li.get(f"{STAFF}/{held.uid}/{page}", status=404)
        li.post(f"{STAFF}/{held.uid}/{page}", {"day": "2026-06-01"}, status=404)
    li.post(f"{STAFF}/{held.uid}/hours", {"day": "2026-06-01", "hours": "3"}, status=404)


def test_a_picture_opens_to_its_owner_and_to_who_may_look(app, cast, xiaofang, wang, li, upload):
    for who in (xiaofang, wang, li):
        page = who.client.get(f"/files/{upload.uid}")
        assert page.status_code == 200
        assert page.headers["Content-Type"] == "image/jpeg"
        assert page.headers["Content-Disposition"].startswith("inline;")
        assert "sandbox" in page.headers["Content-Security-Policy"]
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["Cache-Control"] == "no-store"
    for login in ("xiaojun", "xiaomei", "zhou", "wu", "chen", "like", "qian", "fang", "lin"):
        stranger = Browser(app).as_person(getattr(cast, login))
        assert stranger.client.get(f"/files/{upload.uid}").status_code == 404, login
    assert app.test_client().get(f"/files/{upload.uid}").status_code == 303


def test_a_pdf_is_a_download(house, xiaofang, held):
    show(xiaofang, file=BytesIO(PDF), name="证书.pdf")
    kept = rows(house, Upload)[-1]
    answer = xiaofang.client.get(f"/files/{kept.uid}")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.get_data() == PDF


@pytest.mark.parametrize(
    ("body", "name", "told"),
    [
        (b"", "证书.jpg", "这个文件是空的，重新拍一张"),
        (
            b"<svg onload=alert(1)>",
            "证书.png",
            "只收 JPG、PNG 照片和 PDF。别的格式先截图，再交截图",
        ),
        (b"<html><script>", "证书.jpg", "只收 JPG、PNG 照片和 PDF。别的格式先截图，再交截图"),
        (PDF + b"/JavaScript%%EOF", "a.pdf", "这个 PDF 里带了程序或附件。先截图，再交截图"),
    ],
    ids=("empty", "svg", "html", "acts"),
)
def test_a22_a45_a_bad_file_is_refused_in_plain_words(house, xiaofang, held, body, name, told):
    before = len(rows(house, Upload))
    page = show(xiaofang, file=BytesIO(body), name=name, number="77", status=422)
    assert page.errors() == [told]
    assert page.value("number") == "77"
    assert len(rows(house, Upload)) == before


def test_a45_one_byte_too_many_is_told_at_the_field(house, xiaofang, held):
    answer = show_much(xiaofang, b"\xff\xd8\xff" + b"x" * 5_000_000, number="77")
    assert answer.status_code == 422
    assert "文件太大。照片不超过 5 MB，PDF 不超过 2 MB" in answer.get_data(as_text=True)
    assert len(rows(house, Upload)) == 1


def test_a45_a_very_large_body_is_refused_before_it_is_read(xiaofang, held):
    answer = show_much(xiaofang, b"\xff\xd8\xff" + b"x" * 30_000_000)
    assert answer.status_code == 413
    assert "文件要小于 5 MB" in answer.get_data(as_text=True)
    text = xiaofang.client.post("/size", data={"a": "x" * 2_000_000})
    assert text.status_code == 413


@pytest.mark.parametrize(
    "name",
    ["证" * 300 + ".jpg", "证\u202egpj.exe", "../../证\x07.jpg"],
    ids=("long", "turned", "bell"),
)
def test_a45_a_name_that_hides_something_never_comes_back(house, xiaofang, held, name):
    show(xiaofang, file=photo("blue"), name=name)
    kept = rows(house, Upload)[-1]
    assert kept.name == "file.jpg"
    said = xiaofang.client.get(f"/files/{kept.uid}").headers["Content-Disposition"]
    assert said == "inline; filename=table.jpg; filename*=UTF-8''file.jpg"


def test_nothing_chosen_is_told(xiaofang, held):
    page = xiaofang.post(f"{OWN}/junior/evidence", {"number": ""}, status=422)
    assert page.errors() == ["选一张照片，或者填编号"]


def test_hours_are_written_down_and_say_what_is_missing(house, xiaofang, held):
    assert "还差 72 学时" in xiaofang.get(f"{OWN}/hours").text
    sent = {"day": "2026年10月3日", "hours": "51.5", "subject": "小组工作", "giver": "县社工站"}
    once = str(new_uid())
    for _twice in range(2):
        xiaofang.post(f"{OWN}/hours/new", {**sent, "once": once, "evidence": (photo(), "a.jpg")})
    page = xiaofang.get(f"{OWN}/hours")
    assert "51 学时，还差 21 学时" in page.text
    assert "51.5 学时" in page.text
    assert len(rows(house, EducationHours)) == 1
    row = rows(house, EducationHours)[0]
    xiaofang.post(f"{OWN}/hours/{row.uid}/take-back")
    assert "还差 72 学时" in xiaofang.get(f"{OWN}/hours").text


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"day": "去年"}, ["写年、月、日，像 2026年3月15日"]),
        ({"day": "2026年2月30日"}, ["写年、月、日，像 2026年3月15日"]),
        ({"day": "2099-01-01"}, ["这一天还没到，看一下年份"]),
        ({"hours": "很多"}, ["写学时数，像 3 或 1.5，最多 90"]),
        ({"hours": "0"}, ["写学时数，像 3 或 1.5，最多 90"]),
        ({"hours": "91"}, ["写学时数，像 3 或 1.5，最多 90"]),
        ({"subject": ""}, ["写学了什么"]),
        ({"day": "", "hours": ""}, ["填学习的日子", "填学时数"]),
    ],
)
def test_what_is_wrong_with_hours_is_told_and_kept(house, xiaofang, change, told):
    sent = {"day": "2026-10-03", "hours": "3", "subject": "个案", "giver": "", **change}
    page = xiaofang.post(f"{OWN}/hours/new", sent, status=422)
    assert page.errors() == told
    for name in change:
        assert (page.value(name) or "") == change[name]
    assert rows(house, EducationHours) == []


def test_staff_see_hours_and_a_manager_enters_them(house, li, wang, held):
    place = f"{STAFF}/{held.uid}/hours"
    sent = {"day": "2026-10-03", "hours": "8", "subject": "个案工作"}
    wang.post(place, sent, status=404)
    li.post(place, sent)
    assert "8 学时，还差 64 学时" in wang.get(place).text


def test_registration_opens_renewal_three_months_before(li, wang, held):
    li.post(f"{STAFF}/{held.uid}/registration", {"day": "2026年9月1日"})
    assert "登记有效到 2029年9月1日" in li.get(f"{STAFF}/{held.uid}").text
    assert "现在没有要办的登记" in li.get(f"{STAFF}/reminders").text
    page = li.post(f"{STAFF}/{held.uid}/registration", {"day": "2026年5月1日"}, status=422)
    assert page.errors() == ["比批准日期还早，看一下年份"]
    wang.get(f"{STAFF}/{held.uid}/registration", status=404)


def test_what_falls_due_is_listed_with_the_hours_that_are_missing(app, cast, li, held):
    li.post(f"{STAFF}/{held.uid}/registration", {"day": "2026年9月1日"})
    with time_machine.travel(datetime(2029, 7, 1, tzinfo=UTC), tick=False):
        late = Browser(app).as_person(cast.li)
        page = late.get(f"{STAFF}/reminders")
        assert "可以再登记了，2029年9月1日到期；还差 72 学时" in page.text
        assert "登记、学时快到期的：1 人次" in late.get(STAFF).text
    with time_machine.travel(datetime(2029, 9, 2, 1, tzinfo=UTC), tick=False):
        late = Browser(app).as_person(cast.li)
        assert "过期了" in late.get(f"{STAFF}/reminders").text


def test_a_degree_is_recorded_and_confirmed_by_another(house, cast, li, wang):
    sent = {
        "person": str(cast.xiaofang.uid),
        "kind": "sw-degree",
        "words": "三峡大学 社会工作 本科",
        "evidence": (photo(), "毕业证.jpg"),
    }
    made = li.post(f"{STAFF}/qualifications/new", sent)
    assert "要由另一个人核对" in li.get(made.location).text
    li.post(f"{made.location}/confirm")
    assert rows(house, Qualification)[0].confirmed_by_id is None
    wang.post(f"{made.location}/confirm")
    assert "王老师核对了" in wang.get(f"{STAFF}/qualifications").text
    li.post(f"{made.location}/end", {"why": ""}, status=422)
    li.post(f"{made.location}/end", {"why": "证是别人的"})
    li.get(made.location, status=404)


def test_the_list_and_the_file_say_the_same(xiaofang, li, held):
    page = li.get(STAFF)
    file = li.client.get(f"{STAFF}/certificates.xlsx")
    sheet = load_workbook(BytesIO(file.get_data())).worksheets[0]
    told = [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    body = page.all("tbody")[0]
    shown = [
        ["".join(cell.itertext()) for cell in row if cell.tag.endswith(("th", "td"))]
        for row in body
    ]
    assert told[1:] == shown
    assert told[0] == [
        "".join(th.itertext()) for th in page.all("thead")[0].iter() if th.tag.endswith("th")
    ]
    text = li.client.get(f"{STAFF}/certificates.csv").get_data().decode("utf-8-sig")
    assert text.splitlines()[1].split(",")[0] == "小芳"
    assert li.client.get(f"{STAFF}/certificates.exe").status_code == 404


@pytest.mark.parametrize(
    "query", ["?state=x", "?after=x", "?level=9&state=", "?after=" + "9" * 400]
)
def test_a60_an_odd_address_shows_the_whole_list(li, held, query):
    assert "小芳" in li.get(STAFF + query).text


def test_filters_stay_in_the_address(li, held):
    assert "小芳" in li.get(f"{STAFF}?state=unverified&level=junior").text
    assert "没有这样的证书" in li.get(f"{STAFF}?state=confirmed").text
    assert "没有这样的证书" in li.get(f"{STAFF}?level=middle").text


def test_statistics_hold_what_is_known_and_leave_the_rest_open(li, wang, held):
    look = wang.get(f"{STAFF}/{held.uid}")
    wang.post(f"{STAFF}/{held.uid}/check", {"verdict": "yes", "seen": version(look)})
    page = li.get(f"{STAFF}/statistics")
    assert "从业人员数" in page.text
    file = li.client.get(f"{STAFF}/statistics.xlsx")
    sheet = load_workbook(BytesIO(file.get_data())).worksheets[0]
    names, values = list(sheet.iter_rows(values_only=True))
    told = dict(zip(names, values, strict=True))
    assert (told["机构"], told["从业人员数"], told["其中女"] or "") == ("甲机构", 2, "")
    assert told["助理社会工作师人数"] == 0  # 小芳 is a trainee, not yet of the staff
    wang.get(f"{STAFF}/statistics", status=403)


def test_strangers_find_nothing(app, cast, visitor, xiaofang, held):
    place = f"{STAFF}/{held.uid}"
    assert visitor.get(place, status=303).location.startswith("/login")
    xiaofang.get(place, status=403)
    for login in ("zhou", "wu", "chen", "sun"):
        other = Browser(app).as_person(getattr(cast, login))
        other.get(place, status=404)
        other.post(f"{place}/check", {"verdict": "yes"}, status=404)
        other.post(f"{place}/number", status=404)
    for login in ("like", "qian", "lin", "fang"):
        Browser(app).as_person(getattr(cast, login)).get(place, status=403)


def test_the_list_costs_the_same_for_one_holder_and_for_three(house, app, cast, li, held):
    first = li.get(STAFF)
    li.get(f"{STAFF}/reminders")
    jun = Browser(app).as_person(cast.xiaojun)
    jun.post(f"{OWN}/junior", {"day": "2026年5月24日"})
    jun.post(f"{OWN}/middle", {"day": "2026年5月24日"})
    with house.database.writing() as db:
        me = db.get_one(Person, cast.xiaojun.id)
        study = Study(datetime(2026, 10, 1, tzinfo=UTC).date(), 60, "个案")
        log_hours(db, me.id, study, by=me, once=new_uid(), at=datetime.now(UTC) - timedelta(1))
    third = li.get(STAFF)
    assert third.text.count("小军") >= 4
    assert len(first.queries) == len(third.queries)
