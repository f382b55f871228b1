"""Today and progress: what a trainee sees first."""

from datetime import timedelta

import pytest

from actions.learning import answer_item
from domain.answers import Mode
from models.base import new_uid
from tests.browser import Browser
from tests.conftest import START
from tests.pages.looked_after import ask


@pytest.fixture
def items(house):
    return house.library.items(course="junior-comprehensive-2025", pool="practice")


def answer(house, person, item, *, right=True, at=START, mode=Mode.PRACTICE):
    others = [option.id for option in item.options if option.id not in item.key]
    with house.database.writing() as db:
        answer_item(
            db,
            person.id,
            item,
            chosen=item.key if right else others[:1],
            unknown=False,
            mode=mode,
            once=new_uid(),
            library=house.library,
            at=at,
        )


def test_the_first_day_has_one_filled_button(xiaofang):
    page = xiaofang.get("/today")
    assert "小芳，欢迎" in page.text
    filled = [a for a in page.all("a") if a.get("class") == "btn"]
    assert len(filled) == 1
    assert "从这里开始" in page.text


def test_due_reviews_stand_on_the_page(house, cast, xiaofang, items):
    answer(house, cast.xiaofang, items[0], right=False, at=START - timedelta(days=9))
    assert "复习到期题 1 题" in xiaofang.get("/today").text


def test_another_trainees_work_is_not_mine(house, app, cast, xiaofang, items):
    answer(house, cast.xiaofang, items[0], right=False, at=START - timedelta(days=9))
    page = Browser(app).as_person(cast.xiaojun).get("/today")
    assert "复习到期题" not in page.text


def test_progress_says_what_every_number_means(house, cast, xiaofang, items):
    for item in items[:3]:
        answer(house, cast.xiaofang, item)
    page = xiaofang.get("/progress")
    assert "做过 3 题：现在对 3 题。" in page.text
    assert "不预测能不能通过" in page.text
    assert "只算第 4、6、8 章，还有 9 章没写好" in page.text


def test_an_item_of_two_points_is_one_item(house, cast, xiaofang):
    item = next(one for one in house.library.items(pool="practice") if len(one.points) > 1)
    answer(house, cast.xiaofang, item, at=START - timedelta(days=1))
    answer(house, cast.xiaofang, item, right=False)
    words = xiaofang.get("/progress").text
    assert "做过 1 题：现在对 0 题。答了 2 次，对 1，错 1，不会 0。" in words
    assert words.count("做过 1 题，现在对 0 题") == 1 + len(item.points)
    assert "2 题" not in words


def test_a_wrong_answer_lets_a_level_fall(house, cast, xiaofang, items):
    point = items[0].points[0]
    same = house.library.items(course=items[0].course, pool="practice", point=point)
    for item in same:
        answer(house, cast.xiaofang, item, at=START - timedelta(days=3))
    before = levels_on(xiaofang.get("/progress"), house.library.point(point).title)
    for item in same:
        answer(house, cast.xiaofang, item, right=False, at=START)
    after = levels_on(xiaofang.get("/progress"), house.library.point(point).title)
    assert (before, after) == ("会了", "学过")


def levels_on(page, title):
    for row in page.all("li"):
        words = "".join(row.itertext())
        if words.strip().startswith(title):
            return next(w for w in ("稳了", "会了", "熟悉", "学过", "没学") if w in words)
    return None


def test_progress_costs_the_same_for_one_answer_and_for_three(house, cast, xiaofang, items):
    costs = []
    for item in items[:3]:
        answer(house, cast.xiaofang, item)
        costs.append(len(xiaofang.get("/progress").queries))
    assert costs[0] == costs[2]


def test_a_mentor_sees_what_they_can_do_here(wang):
    page = wang.get("/today")
    assert "给学员布置学习" in page.text
    wang.get("/progress", status=403)


def test_an_anonymous_second_client_stays_anonymous(app, xiaofang):
    assert xiaofang.get("/today").status == 200
    assert Browser(app).get("/today", status=303).location == "/login?next=/today"


def test_a_weak_point_leads_to_its_own_wrong_answers(house, cast, xiaofang, items):
    item = next(one for one in items if one.points)
    lesson = next(
        each
        for each in house.library.course(item.course).lessons
        if set(item.points) & set(each.points)
    )
    checks = {one.id: sorted(one.key) for one in house.library.checks(lesson.id)}
    xiaofang.post(f"/courses/{lesson.course}/{lesson.id}/check", checks)
    answer(house, cast.xiaofang, item, right=False)
    assert f"/wrong?point={item.points[0]}" in xiaofang.get("/progress").hrefs()


def test_progress_tells_two_papers_apart(house, cast, xiaofang, items):
    first, second = (one for one in house.library.courses.values() if one.kind == "exam")
    answer(house, cast.xiaofang, items[0])
    begin = f"/practice?chapter={second.id}/{second.lessons[0].chapter}"
    assert begin in xiaofang.get("/progress").hrefs()
    answer(house, cast.xiaofang, house.library.items(course=second.id, pool="practice")[0])
    text = xiaofang.get("/progress").text
    assert first.title in text
    assert "写好的章按占分算" in text.partition(second.title)[0]
    assert "写好的章平均算" in text.partition(second.title)[2]


def test_what_is_asked_names_its_paper_and_opens_its_chapter(house, cast, xiaofang):
    _first, second = (one for one in house.library.courses.values() if one.kind == "exam")
    number = second.lessons[-1].chapter
    asked = f"{second.id}/{number}"
    ask(house, cast.wang, cast.xiaofang, target=asked)
    page = xiaofang.get("/today")
    assert f"{second.title}第 {number} 章，" in page.text
    assert f"/courses/{second.id}?chapter={number}#c{number}" in page.hrefs()
