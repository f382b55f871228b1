"""A rehearsal on paper: drawn, printed without keys, typed in, looked over, graded once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from domain.days import local_day
from models.base import new_uid
from models.classes import ClassLeader, Rehearsal, RehearsalSheet
from models.mocks import Mock
from models.people import Membership
from models.places import StudyClass
from tests.browser import Browser

NOW = datetime.now(UTC)
TODAY = local_day(NOW)


@pytest.fixture
def course(house):
    return next(one for one in house.library.courses.values() if one.kind == "exam")


@pytest.fixture
def li(app, cast):
    return Browser(app).as_person(cast.li)


@pytest.fixture
def first(house):
    with house.database.reading() as db:
        return db.scalars(select(StudyClass)).one()


@pytest.fixture
def xiaojun(app, house, cast, first):
    """The class's leader."""
    with house.database.writing() as db:
        db.add(ClassLeader(class_id=first.id, person_id=cast.xiaojun.id, starts_at=NOW))
    return Browser(app).as_person(cast.xiaojun)


@pytest.fixture
def here(first):
    return f"/classes/{first.uid}"


@pytest.fixture
def planned(li, here, course):
    """The address of a rehearsal of today."""
    form = {"held_on": TODAY.isoformat(), "courses": [course.id]}
    return li.post(f"{here}/rehearsals/new", form).location


def one(house, query):
    with house.database.reading() as db:
        return db.execute(query).scalars().all()


def card_of(planned, person, course):
    return f"{planned}/cards/{person.uid}/{course.id}"


def paper_of(house, place=0):
    return one(house, select(Rehearsal.papers))[0][place]


def lines(house, right=10, place=0):
    """Lines of letters of which the first so many are right."""
    items = paper_of(house, place)["items"]
    found = []
    for number, item_id in enumerate(items, 1):
        item = house.library.item(item_id)
        letters = "".join(sorted(item.key)) if number <= right else "-"
        found.append(f"{number}: {letters}")
    return "\n".join(found)


def test_a_day_and_a_paper_are_chosen(house, li, here, planned, course):
    page = li.get(planned)
    assert page.h1.endswith("集体演练")
    assert course.title in page.text
    assert "小芳" in page.text
    assert "集体演练" in li.get(here).text


def test_a_day_of_both_junior_papers_is_printed_typed_in_and_reported(
    house, cast, li, xiaofang, here
):
    both = [one.id for one in house.library.courses.values() if one.kind == "exam"]
    there = li.post(
        f"{here}/rehearsals/new", {"held_on": TODAY.isoformat(), "courses": both}
    ).location
    page = li.get(there)
    assert page.text.index("09:00 开始") < page.text.index("14:00 开始")
    assert li.get(f"{there}/cards", inspect=False).html.count("one-sheet") == 2 * 2
    for place, right in enumerate((10, 20)):
        paper = paper_of(house, place)
        path = f"{there}/cards/{cast.xiaofang.uid}/{paper['course']}"
        li.post(f"{path}/made", {"code": paper["code"], "answers": lines(house, right, place)})
    assert li.get(there).text.count("李主任录的") == 2
    reports = [xiaofang.get(f"/mocks/{mock}/report").text for mock in one(house, select(Mock.uid))]
    assert ["得分 10 " in reports[0], "得分 20 " in reports[1]] == [True, True]


def test_the_same_form_twice_is_one_rehearsal(house, li, here, course):
    form = {"held_on": TODAY.isoformat(), "courses": [course.id], "once": str(new_uid())}
    locations = {li.post(f"{here}/rehearsals/new", form).location for _n in range(2)}
    assert len(locations) == 1
    assert one(house, select(func.count(Rehearsal.id))) == [1]


def test_what_cannot_be_planned_is_told(house, li, here, course):
    page = li.post(f"{here}/rehearsals/new", {"held_on": "2020-01-01"}, status=422)
    assert page.errors() == ["选今天或以后的日期，半年以内", "勾一科或两科"]
    foreign = {"held_on": TODAY.isoformat(), "courses": ["village-practice"]}
    li.post(f"{here}/rehearsals/new", foreign, status=404)


def test_the_printed_paper_holds_every_question_and_no_key(house, li, planned, course):
    page = li.get(f"{planned}/papers/{course.id}", inspect=False)
    for item_id in paper_of(house)["items"]:
        item = house.library.item(item_id)
        assert item.stem[:12].replace("&", "&amp;") in page.html
    reasons = [
        option.reason
        for item_id in paper_of(house)["items"]
        for option in house.library.item(item_id).options
    ]
    assert not [reason for reason in reasons if len(reason) > 12 and reason in page.html]
    written = [one.number for one in course.chapters if one.written]
    if len(written) < len(course.chapters):
        said = f"只含第 {'、'.join(map(str, written))} 章，不是全真"
        assert said in page.html
        assert said in li.get(planned).text
    li.get(f"{planned}/papers/nothing", status=404)


def test_there_is_a_card_for_each_person(li, planned):
    page = li.get(f"{planned}/cards", inspect=False)
    assert page.html.count("one-sheet") == 2
    assert "小芳" in page.html
    assert "小军" in page.html


def test_a_card_is_typed_looked_over_and_becomes_a_mock(
    app, house, cast, li, xiaofang, planned, course
):
    path = card_of(planned, cast.xiaofang, course)
    code = paper_of(house)["code"]
    form = {"code": code.lower(), "answers": lines(house)}
    page = li.post(path, form, status=200)
    assert "没答的题" in page.text
    assert one(house, select(Mock.id)) == []
    page = li.follow(li.post(f"{path}/made", form))
    assert "录好了" in page.text
    assert "分" not in page.text.replace("分钟", "")
    page = xiaofang.get("/mocks")
    assert "纸上演练" in page.text
    mock = one(house, select(Mock.uid))[0]
    report = xiaofang.get(f"/mocks/{mock}/report")
    assert "得分 10 " in report.text
    assert "试卷代码" not in report.text
    assert "在纸上考的" in report.text
    for timed in ("用时", "秒", "交卷", "改过的答案"):
        assert timed not in report.text
    li.get(f"/mocks/{mock}/report", status=403)


def test_typed_twice_it_is_one_and_the_second_is_told(house, cast, li, wang, planned, course):
    path = card_of(planned, cast.xiaofang, course)
    form = {"answers": lines(house)}
    li.post(f"{path}/made", form)
    page = wang.follow(wang.post(f"{path}/made", form))
    assert "这张卡李主任录过了" in page.text
    assert wang.get(path, status=303).location == planned
    assert one(house, select(func.count(Mock.id))) == [1]


def test_each_bad_line_is_named_and_the_text_is_kept(house, cast, li, planned, course):
    path = card_of(planned, cast.xiaofang, course)
    text = "1-5: A B C\n6 X\n\n999 A\n7: A\n7: B"
    page = li.post(path, {"answers": text}, status=422)
    for words in ("第 1 行：1 到 5 题少写了", "第 2 行：第 6 题", "第 4 行：卷子上没有", "第 6 行"):
        assert words in page.errors()[0]
    assert page.value("answers").strip() == text
    li.post(f"{path}/made", {"answers": text}, status=422)
    assert one(house, select(Mock.id)) == []


def test_nothing_typed_is_asked_for(cast, li, planned, course):
    page = li.post(card_of(planned, cast.xiaofang, course), {"answers": ""}, status=422)
    assert page.errors() == ["照着卡写答案"]


def test_one_goes_back_from_the_check_page_with_everything_typed(house, cast, li, planned, course):
    path = card_of(planned, cast.xiaofang, course)
    page = li.post(f"{path}/change", {"answers": "1: A", "code": "B7"}, status=200)
    assert (page.value("answers").strip(), page.value("code")) == ("1: A", "B7")


def test_the_leader_types_and_sees_no_paper_and_no_marks(house, cast, xiaojun, planned, course):
    page = xiaojun.get(planned)
    assert "去录" in page.text
    assert "先打印" not in page.text
    xiaojun.get(f"{planned}/papers/{course.id}", status=403)
    xiaojun.get(f"{planned}/cards", status=403)
    xiaojun.post(f"{card_of(planned, cast.xiaofang, course)}/made", {"answers": lines(house)})
    assert one(house, select(RehearsalSheet.typed_by_id)) == [cast.xiaojun.id]
    assert "演练的答题卡" in xiaojun.get("/my-class").text


def test_a_trainee_who_leads_nothing_reaches_no_rehearsal(cast, xiaofang, planned, course):
    xiaofang.get(planned, status=404)
    xiaofang.get(card_of(planned, cast.xiaofang, course), status=404)
    assert "集体演练" in xiaofang.get("/my-class").text


def test_before_the_day_nothing_is_typed(house, cast, li, here, course):
    day = TODAY + timedelta(days=3)
    form = {"held_on": day.isoformat(), "courses": [course.id]}
    planned = li.post(f"{here}/rehearsals/new", form).location
    path = card_of(planned, cast.xiaofang, course)
    page = li.follow(li.post(f"{path}/made", {"answers": "1: A"}))
    assert "演练那天以后再录" in page.text
    assert one(house, select(Mock.id)) == []


def test_it_is_called_off_until_a_card_is_typed(house, cast, li, here, planned, course):
    page = li.follow(li.post(f"{planned}/cancel"))
    assert "这次演练取消了" in page.text
    li.post(f"{card_of(planned, cast.xiaofang, course)}/made", {"answers": "1: A"})
    assert one(house, select(Mock.id)) == []
    form = {"held_on": TODAY.isoformat(), "courses": [course.id]}
    other = li.post(f"{here}/rehearsals/new", form).location
    li.post(f"{card_of(other, cast.xiaofang, course)}/made", {"answers": "1: A"})
    assert "不能取消了" in li.follow(li.post(f"{other}/cancel")).text


def test_a04_a_rehearsal_is_reached_through_its_own_class_only(
    app, house, cast, li, planned, first
):
    with house.database.writing() as db:
        other = StudyClass(name="二班", agency_id=first.agency_id)
        db.add(other)
        db.flush()
        uid = other.uid
    wrong = planned.replace(str(first.uid), str(uid))
    li.get(wrong, status=404)
    Browser(app).as_person(cast.wu).get(planned, status=404)


def test_who_is_not_of_the_class_has_no_card(house, cast, li, planned, course):
    li.get(card_of(planned, cast.xiaomei, course), status=404)
    with house.database.writing() as db:
        db.execute(
            update(Membership)
            .where(Membership.person_id == cast.xiaofang.id)
            .values(ends_at=NOW - timedelta(seconds=1))
        )
    li.get(card_of(planned, cast.xiaofang, course), status=404)
