"""Assigning: asked, looked over, sent once, done counted, taken back; only to one's own."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from actions.learning import answer_checks, answer_item
from actions.people import grant, guide
from domain.access import Role
from domain.answers import Mode
from domain.days import local_day
from models.base import new_uid
from models.history import AuditEntry
from models.mocks import Mock, MockClosing
from models.people import Membership, Person
from models.places import StudyClass
from models.road import Assignment, AssignmentTo
from tests.browser import Browser


@pytest.fixture
def li(app, cast):
    """The manager of 小芳's agency, signed in."""
    return Browser(app).as_person(cast.li)


@pytest.fixture
def course(house):
    return next(c for c in house.library.courses.values() if c.kind == "exam")


@pytest.fixture
def chapter(course):
    return next(one for one in course.chapters if one.written)


@pytest.fixture
def sheet(course, chapter, cast):
    """A filled-in form: 小芳 reads a chapter within five days."""
    return {
        "target": f"{course.id}/{chapter.number}",
        "people": [str(cast.xiaofang.uid)],
        "due_on": in_days(5),
        "reason": "周六一起讲",
    }


@pytest.fixture
def class_uid(house):
    with house.database.reading() as db:
        return str(db.scalars(select(StudyClass.uid)).one())


def in_days(number):
    return (local_day(datetime.now(UTC)) + timedelta(days=number)).isoformat()


def asked(house):
    """Who was asked for what: kind, target, names."""
    with house.database.reading() as db:
        found = []
        for row in db.scalars(select(Assignment).order_by(Assignment.id)):
            query = select(Person.name).join(AssignmentTo, AssignmentTo.person_id == Person.id)
            names = db.scalars(query.where(AssignmentTo.assignment_id == row.id))
            found.append((row.kind, row.target, sorted(names)))
        return found


def make(browser, sheet, kind="read"):
    browser.post(f"/assign/new/{kind}/made", sheet)
    return browser.get(newest(browser))


def newest(browser):
    page = browser.get("/assign")
    return next(href for href in page.hrefs() if href.startswith("/assign/0"))


def hidden(page):
    """What the check page carries on."""
    fields = [f for f in page.all("input") if f.get("type") == "hidden"]
    kept = {f.get("name"): f.get("value") for f in fields}
    kept["people"] = [f.get("value") for f in fields if f.get("name") == "people"]
    return kept


def read_all(house, person, lessons):
    for lesson in lessons:
        with house.database.writing() as db:
            chosen = {item.id: item.key for item in house.library.checks(lesson.id)}
            answer_checks(
                db,
                person.id,
                lesson,
                chosen=chosen,
                once=new_uid(),
                library=house.library,
                at=datetime.now(UTC),
            )


def practise(house, person, items, at=None):
    for item in items:
        with house.database.writing() as db:
            answer_item(
                db,
                person.id,
                item,
                chosen=item.key,
                unknown=False,
                mode=Mode.PRACTICE,
                once=new_uid(),
                library=house.library,
                at=at or datetime.now(UTC),
            )


def sit_a_mock(house, person, course, started):
    with house.database.writing() as db:
        row = Mock(
            person_id=person.id,
            once=new_uid(),
            course=course.id,
            seed=1,
            code="A",
            items=[],
            versions=[],
            minutes=120,
            started_at=started,
            deadline_at=started + timedelta(hours=2),
        )
        db.add(row)
        db.flush()
        db.add(
            MockClosing(
                mock_id=row.id,
                cause="submitted",
                closed_at=started + timedelta(hours=1),
                half_marks=100,
                full_half_marks=200,
                report={},
            )
        )


def test_a_chapter_is_assigned_after_a_look(house, course, chapter, sheet, wang):
    check = wang.post("/assign/new/read", sheet, status=200)
    assert check.h1 == "看一遍，对不对"
    assert f"读：{course.title}第 {chapter.number} 章" in check.text
    assert "小芳" in check.text
    assert "布置给 1 人" in check.text
    assert asked(house) == []
    made = wang.post("/assign/new/read/made", hidden(check))
    assert "布置给 1 人了" in wang.follow(made).text
    assert asked(house) == [("read", f"{course.id}/{chapter.number}", ["小芳"])]


def test_the_trainee_sees_it_today(sheet, wang, xiaofang):
    wang.post("/assign/new/read/made", sheet)
    assert "周六一起讲" in xiaofang.get("/today").text


def test_the_check_page_sent_twice_assigns_once(house, sheet, wang):
    kept = hidden(wang.post("/assign/new/read", sheet, status=200))
    for _twice in range(2):
        assert wang.post("/assign/new/read/made", kept).location == "/assign"
    assert len(asked(house)) == 1


def test_going_back_to_change_keeps_everything(sheet, wang):
    check = wang.post("/assign/new/read", sheet, status=200)
    actions = [b.get("formaction") for b in check.all("button") if b.get("formaction")]
    fields = ["target", "people", "due_on", "reason"]
    assert actions == [f"/assign/new/read/change#{name}" for name in fields]
    page = wang.post("/assign/new/read/change", hidden(check), status=200)
    assert page.h1 == "读一章"
    assert page.value("reason") == "周六一起讲"
    assert page.value("due_on") == sheet["due_on"]
    ticked = [f.get("value") for f in page.all("input") if f.get("checked") is not None]
    chosen = [f.get("value") for f in page.all("option") if f.get("selected") is not None]
    assert (ticked, chosen) == (sheet["people"], [sheet["target"]])


def test_a_whole_class_is_one_tick(house, sheet, class_uid, wang, li):
    both = {**sheet, "people": [class_uid, *sheet["people"]]}
    assert "布置给 2 人" in li.post("/assign/new/read", both, status=200).text
    li.post("/assign/new/read/made", both)
    wang.post("/assign/new/read/made", {**sheet, "people": [class_uid]})
    assert [names for _kind, _target, names in asked(house)] == [["小军", "小芳"], ["小芳"]]


def test_a_mock_and_practice_are_assigned_too(house, course, sheet, wang):
    wang.post("/assign/new/practice/made", sheet)
    wang.post("/assign/new/mock/made", {**sheet, "target": course.id})
    assert [(kind, target) for kind, target, _n in asked(house)] == [
        ("practice", sheet["target"]),
        ("mock", course.id),
    ]


def test_only_written_chapters_are_offered(course, sheet, wang):
    page = wang.get("/assign/new/read")
    offered = {f.get("value") for f in page.all("option")}
    unwritten = [one for one in course.chapters if not one.written]
    assert unwritten
    assert offered.isdisjoint(f"{course.id}/{one.number}" for one in unwritten)
    gone = f"{course.id}/{unwritten[0].number}"
    wang.post("/assign/new/read", {**sheet, "target": gone}, status=404)
    wang.get("/assign/new/essay", status=404)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("target", "", "选一章"),
        ("people", [], "勾一个人，或者一个班"),
        ("due_on", "", "选一个日期"),
        ("due_on", "明天", "填一个日期，像 2026-12-01"),
        ("due_on", "2026-02-30", "填一个日期，像 2026-12-01"),
        ("due_on", in_days(-1), "选今天或以后的日期，一年以内"),
        ("due_on", in_days(366), "选今天或以后的日期，一年以内"),
        ("reason", "长" * 201, "最多写 200 个字"),
    ],
)
def test_what_is_wrong_is_told_and_the_rest_kept(house, sheet, wang, name, value, told):
    for path in ("/assign/new/read", "/assign/new/read/made"):
        page = wang.post(path, {**sheet, name: value}, status=422)
        assert page.title.startswith("有错误：")
        assert page.errors() == [told]
        assert f"#{name}" in page.hrefs()
        if name != "reason":
            assert page.value("reason") == "周六一起讲"
        if name == "due_on":
            assert page.value("due_on") == value
    assert asked(house) == []


def test_of_two_papers_one_is_picked_before_a_mock_is_assigned(house, sheet, wang):
    page = wang.get("/assign/new/mock")
    assert "哪一科" in page.text
    papers = [one for one in house.library.courses.values() if one.kind == "exam"]
    assert all(one.title in page.text for one in papers)
    assert wang.post("/assign/new/mock", {**sheet, "target": ""}, status=422).errors() == ["选一科"]
    check = wang.post("/assign/new/mock", {**sheet, "target": papers[1].id}, status=200)
    assert f"模考：{papers[1].title}" in check.text


@pytest.mark.parametrize("day", ["{}/{}/{}", "{}年{}月{}日", "{}.{}.{}"])
def test_a_day_may_be_written_as_people_write_it(house, sheet, wang, day):
    year, month, date = in_days(0).split("-")
    typed = day.format(year, int(month), int(date))
    wang.post("/assign/new/read/made", {**sheet, "due_on": typed})
    assert len(asked(house)) == 1


def test_people_of_others_are_not_there(house, app, cast, sheet, class_uid, wang):
    for other in ("xiaojun", "xiaomei", "xiaoqiang", "wang", "li", "lin"):
        people = [*sheet["people"], str(getattr(cast, other).uid)]
        for path in ("/assign/new/read", "/assign/new/read/change", "/assign/new/read/made"):
            wang.post(path, {**sheet, "people": people}, status=404)
    chen = Browser(app).as_person(cast.chen)
    chen.post("/assign/new/read/made", {**sheet, "people": [class_uid]}, status=404)
    chen.post("/assign/new/read/made", sheet, status=404)
    assert asked(house) == []


def test_more_fields_than_asked_for_change_nothing(house, cast, sheet, wang):
    more = {"agency_id": "3", "made_by_id": "1", "class_id": "1", "kind": "mock"}
    wang.post("/assign/new/read/made", {**sheet, **more})
    with house.database.reading() as db:
        row = db.scalars(select(Assignment)).one()
        home = select(Membership.agency_id).where(Membership.person_id == cast.wang.id)
        assert (row.kind, row.made_by_id, row.class_id) == ("read", cast.wang.id, None)
        assert row.agency_id == db.scalars(home).one()


def test_people_of_two_agencies_are_asked_apart(house, cast, sheet, wang):
    now = datetime.now(UTC)
    with house.database.writing() as db:
        there = select(Membership.agency_id).where(Membership.person_id == cast.chen.id)
        by = db.get_one(Person, cast.wang.id)
        grant(db, by, Role.MENTOR, by="tests", at=now, agency_id=db.scalars(there).one())
        guide(db, mentor_id=cast.wang.id, trainee_id=cast.xiaoqiang.id, at=now)
    people = [*sheet["people"], str(cast.xiaoqiang.uid)]
    page = wang.post("/assign/new/read", {**sheet, "people": people}, status=422)
    assert page.errors() == ["一次只给一个机构的学员布置，分两次做"]
    wang.post("/assign/new/read/made", {**sheet, "people": people[1:]})
    assert [names for _k, _t, names in asked(house)] == [["小强"]]


def test_a_chapter_is_done_when_all_its_lessons_are(house, cast, chapter, sheet, wang):
    wang.post("/assign/new/read/made", sheet)
    read_all(house, cast.xiaofang, chapter.lessons[:-1])
    assert "1 人里 0 人完成" in wang.get("/assign").text
    read_all(house, cast.xiaofang, chapter.lessons[-1:])
    page = wang.get("/assign")
    assert "1 人里 1 人完成" in page.text
    assert "1/1" in page.text
    assert "完成了" in wang.get(newest(wang)).text


def test_practice_is_done_after_ten_items_since(house, cast, course, chapter, sheet, wang):
    items = house.library.items(course=course.id, chapter=chapter.number, pool="practice")
    practise(house, cast.xiaofang, items[:10], datetime.now(UTC) - timedelta(days=1))
    page = make(wang, sheet, "practice")
    assert "1 人里 0 人完成" in page.text
    practise(house, cast.xiaofang, items[:9])
    assert "1 人里 0 人完成" in wang.get("/assign").text
    practise(house, cast.xiaofang, items[9:10])
    assert "1 人里 1 人完成" in wang.get("/assign").text


def test_a_mock_is_done_when_one_was_sat_since(house, cast, course, sheet, wang):
    now = datetime.now(UTC)
    sit_a_mock(house, cast.xiaofang, course, now - timedelta(days=1))
    page = make(wang, {**sheet, "target": course.id}, "mock")
    assert "1 人里 0 人完成" in page.text
    sit_a_mock(house, cast.xiaofang, course, now + timedelta(seconds=5))
    assert "1 人里 1 人完成" in wang.get("/assign").text


def test_an_assignment_is_taken_back_once(house, sheet, wang, xiaofang):
    make(wang, sheet)
    for _twice in range(2):
        page = wang.follow(wang.post(f"{newest(wang)}/cancel"))
        assert "收回了" in page.text
    assert "已经收回" in wang.get(newest(wang)).text
    assert "周六一起讲" not in xiaofang.get("/today").text
    with house.database.reading() as db:
        told = db.scalars(select(AuditEntry.action).where(AuditEntry.action.like("assign%")))
        assert list(told) == ["assigned", "assignment-cancelled"]


def test_a_manager_sees_the_mentors_assignments_but_not_the_other_way(cast, sheet, wang, li):
    make(wang, sheet)
    theirs = newest(wang)
    assert "小芳" in li.get(theirs).text
    li.post("/assign/new/read/made", {**sheet, "people": [str(cast.xiaojun.uid)]})
    managers = newest(li)
    wang.get(managers, status=404)
    wang.post(f"{managers}/cancel", status=404)
    assert managers not in wang.get("/assign").hrefs()


@pytest.mark.parametrize("stranger", ["zhou", "wu", "chen", "sun"])
def test_other_agencies_find_no_assignment_of_ours(house, app, cast, sheet, wang, stranger):
    make(wang, sheet)
    other = Browser(app).as_person(getattr(cast, stranger))
    other.get(newest(wang), status=404)
    other.post(f"{newest(wang)}/cancel", status=404)
    assert "还没有布置过" in other.get("/assign").text


def test_who_left_is_neither_named_nor_counted(house, cast, sheet, class_uid, li):
    page = make(li, {**sheet, "people": [class_uid]})
    assert "2 人里 0 人完成" in page.text
    with house.database.writing() as db:
        one = select(Membership).where(Membership.person_id == cast.xiaojun.id)
        db.scalars(one).one().ends_at = datetime.now(UTC) - timedelta(seconds=1)
    page = li.get(newest(li))
    assert "1 人里 0 人完成" in page.text
    assert "小军" not in page.text


def test_trainees_and_strangers_assign_nothing(visitor, sheet, xiaofang):
    for path in ("/assign", "/assign/new/read"):
        xiaofang.get(path, status=403)
        assert visitor.get(path, status=303).location == f"/login?next={path}"
    xiaofang.post("/assign/new/read/made", sheet, status=403)


def test_a_mentor_without_trainees_is_told_what_comes_first(app, house, cast):
    with house.database.writing() as db:
        one = select(Membership).where(Membership.person_id == cast.xiaomei.id)
        db.scalars(one).one().ends_at = datetime.now(UTC)
    page = Browser(app).as_person(cast.zhou).get("/assign/new/read")
    assert "还没有归您带的学员" in page.text


def test_the_list_costs_the_same_for_one_assignment_and_for_three(
    house, cast, course, chapter, sheet, class_uid, li
):
    li.post("/assign/new/read/made", sheet)
    first = len(li.get("/assign").queries)
    read_all(house, cast.xiaofang, chapter.lessons)
    everyone = {**sheet, "people": [class_uid]}
    li.post("/assign/new/practice/made", everyone)
    li.post("/assign/new/mock/made", {**everyone, "target": course.id})
    assert len(li.get("/assign").queries) == first


def test_the_forms_cost_the_same_for_one_person_and_for_two(wang, li):
    assert len(wang.get("/assign/new/read").queries) == len(li.get("/assign/new/read").queries)
