"""Assigning to classes, stages and many; dates; who comes later; taking back with a name."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from actions.entry import make_invite
from actions.joining import join_known
from actions.mentoring import Task
from actions.stages import Move, enter_stage
from domain.access import Role
from models.learning import LessonProgress
from models.people import Membership, Person
from models.places import StudyClass
from models.road import Assignment, AssignmentTo
from tests.browser import Browser
from tests.pages.looked_after import (
    COURSE,
    NOW,
    TODAY,
    agency_id,
    ask,
    class_of,
    days,
    to_another_agency,
    trainee,
)


@pytest.fixture
def li(app, cast):
    return Browser(app).as_person(cast.li)


@pytest.fixture
def class_uid(house):
    with house.database.reading() as db:
        return str(db.scalars(select(StudyClass.uid)).one())


@pytest.fixture
def sheet(house):
    chapter = next(c for c in house.library.course(COURSE).chapters if c.written)
    return {
        "target": f"{COURSE}/{chapter.number}",
        "due_on": (TODAY + days(5)).isoformat(),
        "reason": "周六一起讲",
    }


def rows(house):
    """Class, stage and number of people of each assignment."""
    with house.database.reading() as db:
        found = []
        for row in db.scalars(select(Assignment).order_by(Assignment.id)):
            people = db.scalars(
                select(AssignmentTo.person_id).where(AssignmentTo.assignment_id == row.id)
            ).all()
            found.append((row.class_id is not None, row.stage, len(people)))
        return found


def hidden(page):
    fields = [f for f in page.all("input") if f.get("type") == "hidden"]
    kept = {f.get("name"): f.get("value") for f in fields}
    return kept | {"people": [f.get("value") for f in fields if f.get("name") == "people"]}


def test_a_class_a_stage_and_people_go_in_one_form(house, cast, sheet, class_uid, li):
    one = trainee(house, "学的", in_class=False)
    two = trainee(house, "单个", in_class=False)
    with house.database.writing() as db:
        move = Move(one.id, agency_id(db), "studying", cause="y")
        enter_stage(db, move, by_id=None, at=datetime.now(UTC))
    people = [class_uid, "stage-studying", str(two.uid), str(cast.xiaofang.uid)]
    check = li.post("/assign/new/read", {**sheet, "people": people}, status=200)
    assert "布置给 4 人" in check.text
    assert "一班全班，2 人；现在走到“在学”的，1 人" in check.text
    assert "以后进这个班的人，没到期的也会收到" in check.text
    assert "以后走到这个阶段的人，没到期的也会收到" in check.text
    for _twice in range(2):
        li.post("/assign/new/read/made", hidden(check))
    assert rows(house) == [(True, "", 2), (False, "studying", 1), (False, "", 1)]
    page = li.get("/assign")
    assert "一班，" in page.text
    assert "在学，" in page.text


def test_a_stage_without_people_is_not_offered(sheet, li):
    page = li.get("/assign/new/read")
    assert "现在走到“入班”的，2 人" in page.text
    assert "参考" not in page.text
    li.post("/assign/new/read", {**sheet, "people": ["stage-sat"]}, status=404)
    li.post("/assign/new/read", {**sheet, "people": ["stage-x"]}, status=404)


def test_sixty_people_are_named_up_to_twenty_and_asked_at_the_same_cost(
    house, cast, sheet, class_uid, li, wang
):
    first = len(wang.get("/assign/new/read").queries)
    uids = [str(trainee(house, f"学员{n:02}", cast.wang).uid) for n in range(59)]
    assert len(wang.get("/assign/new/read").queries) == first
    one = {**sheet, "people": [str(cast.xiaofang.uid)]}
    all_sixty = {**sheet, "people": [*uids, str(cast.xiaofang.uid)]}
    check = wang.post("/assign/new/read", all_sixty, status=200)
    assert "布置给 60 人" in check.text
    assert "，还有 40 人" in check.text
    costs = [len(wang.post("/assign/new/read/made", form).queries) for form in (one, all_sixty)]
    assert costs[0] == costs[1]
    assert rows(house) == [(False, "", 1), (False, "", 60)]


def test_a59_a_class_of_six_hundred_is_asked_at_the_cost_of_two(house, cast, sheet, class_uid, li):
    form = {**sheet, "people": [class_uid, "stage-in-class"]}
    few = [
        len(li.post(f"/assign/new/read{end}", form, status=status).queries)
        for end, status in (("", 200), ("/made", 303))
    ]
    enter_six_hundred(house)
    check = li.post("/assign/new/read", form, status=200)
    assert "布置给 602 人" in check.text
    assert "学员018、学员019，还有 582 人" in check.text
    made = li.post("/assign/new/read/made", hidden(check))
    assert [len(check.queries), len(made.queries)] == few
    assert rows(house) == [(True, "", 2), (True, "", 602)]
    page = li.get(next(h for h in li.get("/assign").hrefs() if h.startswith("/assign/0")))
    assert "还没完成的" in page.text
    assert len([h for h in page.hrefs() if h.startswith("/trainees/")]) == 50
    with house.database.reading() as db:
        one = db.scalars(select(Person).where(Person.name == "学员599")).one()
    lessons = house.library.course(COURSE)
    first = next(c for c in lessons.chapters if c.written)
    with house.database.writing() as db:
        db.add_all(
            LessonProgress(
                person_id=one.id, course=COURSE, lesson=lesson.id,
                first_at=NOW, last_at=NOW, finished_at=NOW,
            )
            for lesson in first.lessons
        )  # fmt: skip
    done = li.get(next(h for h in page.hrefs() if h.endswith("?done=1")))
    assert "学员599" in done.text
    assert "学员598" not in done.text
    assert "没有找到这个人" in li.get(f"{page_of(done)}?q=学员599").text


def page_of(done):
    """The address of the assignment itself."""
    return next(h for h in done.hrefs() if h.startswith("/assign/0") and "?" not in h)


def enter_six_hundred(house):
    """Six hundred more in 一班, written at once."""
    with house.database.writing() as db:
        agency, group = agency_id(db), class_of(db)
        db.add_all(Person(name=f"学员{n:03}", joined_at=NOW) for n in range(600))
        db.flush()
        people = db.scalars(select(Person.id).where(Person.name.like("学员%"))).all()
        db.add_all(
            Membership(
                person_id=one, role=Role.TRAINEE, agency_id=agency, class_id=group.id,
                starts_at=NOW - days(1),
            )
            for one in people
        )  # fmt: skip


def test_a59_markup_in_the_words_stays_text(house, cast, sheet, wang, xiaofang):
    words = {"reason": "<b>快</b>", "people": [str(cast.xiaofang.uid)]}
    wang.post("/assign/new/date/made", {**sheet, **words, "target": "<i>班会</i>"})
    page = xiaofang.get("/today")
    assert "<b>快</b>" in page.text
    assert "<i>班会</i>" in page.text


def test_of_very_many_only_classes_and_stages_are_listed(house, sheet, li, monkeypatch):
    one = trainee(house, "远远", in_class=False)
    for module in ("groups", "desk"):
        monkeypatch.setattr(f"blueprints.mentoring.{module}.MOST_LISTED", 2)
    page = li.get("/assign/new/read")
    assert "远远" not in page.text
    assert "人多，这里先列阶段和班" in page.text
    page = li.get(f"/assign/new/read?person={one.uid}")
    assert "远远" in page.text
    li.post("/assign/new/read/made", {**sheet, "people": [str(one.uid)]})
    assert rows(house) == [(False, "", 1)]


def test_of_very_many_people_and_classes_are_found_by_search(house, sheet, li, monkeypatch):
    far, near = (trainee(house, name, in_class=False) for name in ("远远", "近近"))
    monkeypatch.setattr("blueprints.mentoring.desk.MOST_LISTED", 2)
    monkeypatch.setattr("blueprints.mentoring.groups.MOST_CLASSES", 0)
    assert "一班" not in li.get("/assign/new/read").text
    asked = {**sheet, "people": [str(near.uid)]}
    page = li.post("/assign/new/read/change", {**asked, "q": "远"}, status=200)
    ticks = [(f.get("value"), f.get("checked") is not None) for f in page.all("input")]
    ticks = [one for one in ticks if one[0] in {str(far.uid), str(near.uid)}]
    assert sorted(ticks) == sorted([(str(far.uid), False), (str(near.uid), True)])
    assert page.value("q") == "远"
    assert "一班全班" in li.post("/assign/new/read/change", {**asked, "q": "一"}, status=200).text
    check = li.post(
        "/assign/new/read", {**asked, "people": [str(far.uid), str(near.uid)]}, status=200
    )
    assert "布置给 2 人" in check.text


def test_a02_a_search_offers_nobody_of_others(house, cast, li, monkeypatch):
    monkeypatch.setattr("blueprints.mentoring.desk.MOST_LISTED", 1)
    page = li.post("/assign/new/date/change", {"q": cast.xiaomei.name}, status=200)
    assert str(cast.xiaomei.uid) not in page.html
    li.post("/assign/new/date", {"people": [str(cast.xiaomei.uid)]}, status=404)


@pytest.mark.parametrize("odd", ["x", "0190a0b0-0000-7000-8000-000000000001", ""])
def test_an_odd_person_in_the_address_is_left_out(wang, odd):
    page = wang.get(f"/assign/new/read?person={odd}")
    assert not [f for f in page.all("input") if f.get("checked") is not None]
    wang.get(f"/assign?person={odd}")


def test_a_foreign_person_in_the_address_is_left_out(cast, wang):
    page = wang.get(f"/assign/new/read?person={cast.xiaomei.uid}")
    assert str(cast.xiaomei.uid) not in page.html


def test_a_date_is_words_and_a_day(house, cast, sheet, wang, xiaofang):
    form = {**sheet, "target": "到县里确认资格", "people": [str(cast.xiaofang.uid)]}
    check = wang.post("/assign/new/date", form, status=200)
    assert "日子：到县里确认资格" in check.text
    assert "哪一天" in check.text
    wang.post("/assign/new/date/made", hidden(check))
    page = xiaofang.get("/today")
    day = TODAY + days(5)
    assert f"到县里确认资格 {day.month}月{day.day}日，周六一起讲" in page.text
    row = next(h for h in wang.get("/assign").hrefs() if h.startswith("/assign/0"))
    assert "到了那天就过去了" in wang.get(row).text


@pytest.mark.parametrize(
    ("target", "told"),
    [("", "写一下什么事"), ("  ", "写一下什么事"), ("长" * 41, "最多写 40 个字")],
)
def test_the_words_of_a_date_are_asked_for(house, cast, sheet, wang, target, told):
    form = {**sheet, "target": target, "people": [str(cast.xiaofang.uid)]}
    page = wang.post("/assign/new/date", form, status=422)
    assert page.errors() == [told]
    assert page.value("reason") == "周六一起讲"
    assert rows(house) == []


def test_a_date_gone_by_leaves_the_trainees_page(house, cast, xiaofang):
    for due in (-1, 0):
        target = f"班会{due}"
        ask(house, cast.wang, cast.xiaofang, due=due, task=Task.DATE, target=target)
    page = xiaofang.get("/today")
    assert "班会0" in page.text
    assert "班会-1" not in page.text


def test_who_joins_the_class_later_is_asked_too(app, house, cast, sheet, class_uid, wang):
    wang.post("/assign/new/read/made", {**sheet, "people": [class_uid]})
    wang.post("/assign/new/read/made", {**sheet, "people": [str(cast.xiaofang.uid)]})
    with house.database.writing() as db:
        by, group = db.get_one(Person, cast.wang.id), class_of(db)
        _invite, code = make_invite(
            db, by=by, agency_id=group.agency_id, class_id=group.id, places=1, days=3, at=NOW
        )
    with house.database.writing() as db:
        join_known(db, code, cast.xiaomei.id, [], at=datetime.now(UTC))
    assert rows(house) == [(True, "", 2), (False, "", 1)]
    assert "周六一起讲" in Browser(app).as_person(cast.xiaomei).get("/today").text


def test_taking_back_is_kept_with_who_and_when(house, cast, wang, li):
    made = ask(house, cast.wang, cast.xiaofang, due=3)
    page = wang.get(f"/assign/{made.uid}")
    assert "王老师布置" in page.text
    li.post(f"/assign/{made.uid}/cancel")
    page = wang.get(f"/assign/{made.uid}")
    assert f"{TODAY.year}年{TODAY.month}月{TODAY.day}日，李主任收回。" in page.text


def test_a58_who_went_to_another_agency_is_no_longer_asked_by_the_old_one(house, cast, sheet, wang):
    made = ask(house, cast.wang, cast.xiaofang, due=3)
    to_another_agency(house, cast.xiaofang)
    form = {**sheet, "people": [str(cast.xiaofang.uid)]}
    wang.post("/assign/new/read/made", form, status=404)
    assert "小芳" not in wang.get(f"/assign/{made.uid}").text
