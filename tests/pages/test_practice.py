"""Practice: choosing a set, and what it came to."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from models.learning import PracticeSet
from tests.browser import Browser
from tests.practising import COURSE, answer, chapter_in, newest_set, practise, rows, start, stem


@pytest.fixture
def library(house):
    return house.library


@pytest.fixture
def single(library):
    return next(i for i in library.items(course=COURSE, pool="practice") if i.kind == "single")


def test_a_newcomer_finds_one_filled_button_and_every_chapter(xiaofang, library):
    page = xiaofang.get("/practice")
    filled = [b for b in page.all("button") if b.get("class") == "btn primary"]
    assert [b.text for b in filled] == ["开始，10 题"]
    assert "今天没有到期题" in page.text
    assert "还没有错题" not in page.text
    for chapter in library.course(COURSE).chapters:
        assert (f"/practice?chapter={COURSE}/{chapter.number}" in page.hrefs()) is chapter.written
    assert any(e.get("id") == "due" for e in page.tree.iter())


def test_what_falls_due_is_offered_first(house, cast, xiaofang, single):
    practise(house, cast.xiaofang, single, right=False, days_ago=9)
    page = xiaofang.get("/practice")
    assert "有 1 题到期" in page.text
    run = start(xiaofang, set="due")
    assert newest_set(house).items == [single.id]
    assert stem(single) in xiaofang.get(f"{run}/1").text


def test_a_chapter_of_an_address_is_offered_with_its_counts(house, xiaofang, library):
    chapter = chapter_in(library)
    page = xiaofang.get(f"/practice?chapter={chapter}")
    count = len(library.items(course=COURSE, pool="practice", chapter=4))
    assert f"有 {count} 题，没做过的 {count} 题先出" in page.text
    start(xiaofang, chapter=chapter, size="20")
    assert len(newest_set(house).items) == 20


def test_a_point_of_an_address_is_offered(house, xiaofang, library, single):
    point = single.points[0]
    assert xiaofang.get(f"/practice?point={point}").h1 == library.point(point).title
    start(xiaofang, point=point)
    assert all(point in library.item(i).points for i in newest_set(house).items)


def test_an_item_from_the_search_is_practised_alone(house, xiaofang, single):
    page = xiaofang.get(f"/practice?item={single.id}")
    assert stem(single) in page.text
    start(xiaofang, item=single.id)
    assert newest_set(house).items == [single.id]


def test_looking_makes_nothing(house, xiaofang, library, single):
    for query in ("", f"?chapter={chapter_in(library)}", "?set=mixed", f"?item={single.id}"):
        xiaofang.get(f"/practice{query}")
    assert rows(house, select(PracticeSet)) == []


def test_a_form_sent_twice_leads_to_the_same_set(house, xiaofang):
    form = {"set": "mixed", "size": "10", "once": str(uuid4())}
    first, second = (xiaofang.post("/practice", form).location for _ in range(2))
    assert first == second
    assert len(rows(house, select(PracticeSet))) == 1


def test_an_unknown_length_is_asked_again(xiaofang, library):
    page = xiaofang.post("/practice", {"chapter": chapter_in(library), "size": "9999"}, status=422)
    assert page.errors() == ["选 10 题或 20 题"]
    assert page.value("chapter") == chapter_in(library)
    assert page.title.startswith("有错误：")


def test_nothing_to_do_is_said_with_what_else_there_is(xiaofang):
    assert "今天没有到期题。可以做几道新题。" in xiaofang.get("/practice?set=due").text
    page = xiaofang.post("/practice", {"set": "due", "size": "10"})
    assert "现在没有这样的题，换一种练" in xiaofang.follow(page).text


def test_an_unfinished_set_is_taken_up_again_on_another_phone(app, house, cast, xiaofang):
    run = start(xiaofang, set="mixed")
    answer(xiaofang, house, run, 1)
    page = Browser(app).as_person(cast.xiaofang).get("/practice")
    assert "做到第 2 题，共 10 题" in page.text
    assert f"{run}/2" in page.hrefs()


def test_the_page_costs_the_same_for_one_answer_and_for_three(house, cast, xiaofang, library):
    costs = []
    for item in library.items(course=COURSE, pool="practice")[:3]:
        practise(house, cast.xiaofang, item, right=False, days_ago=5)
        start(xiaofang, item=item.id)
        pages = ("/practice", "/practice?set=due", "/practice?set=wrong")
        costs.append([len(xiaofang.get(path).queries) for path in pages])
    assert costs[0] == costs[2]


def test_the_end_says_what_it_came_to_and_what_comes_next(house, cast, xiaofang, library):
    run = start(xiaofang, chapter=chapter_in(library))
    for place in range(1, 11):
        page = answer(xiaofang, house, run, place, right=place > 3)
    assert f"{run}/end" in page.hrefs()
    end = xiaofang.get(f"{run}/end")
    assert "对 7 题，共 10 题" in end.text
    assert "3 题放进了错题本" in end.text
    assert "明天 3 题" in end.text
    filled = [b for b in end.all("button") if b.get("class") == "btn primary"]
    assert [b.text for b in filled] == ["再练一组"]


def test_the_end_names_the_points_that_moved(house, xiaofang, library):
    counts = {
        p.id: len(library.items(pool="practice", point=p.id))
        for p in library.course(COURSE).chapter(4).points
    }
    point = next(p for p, count in counts.items() if 3 <= count <= 5)
    run = start(xiaofang, point=point)
    for place in range(1, counts[point] + 1):
        answer(xiaofang, house, run, place)
    page = xiaofang.get(f"{run}/end")
    assert f"{library.point(point).title} 没学 → 变成 会了" in page.text


def test_after_many_wrong_answers_the_lesson_comes_first(house, xiaofang, library):
    point = library.items(course=COURSE, pool="practice")[0].points[0]
    run = start(xiaofang, point=point)
    for place in range(1, len(newest_set(house).items) + 1):
        answer(xiaofang, house, run, place, right=False)
    page = xiaofang.get(f"{run}/end")
    (filled,) = [a for a in page.all("a") if a.get("class") == "btn"]
    assert filled.get("href").startswith(f"/courses/{COURSE}/")


def test_leaving_half_way_leads_back_into_the_set(house, xiaofang):
    run = start(xiaofang, set="mixed")
    answer(xiaofang, house, run, 1)
    page = xiaofang.get(f"{run}/end")
    assert page.h1 == "做到一半"
    assert f"{run}/2" in page.hrefs()


def test_the_pages_of_a_set_cost_the_same_for_one_answer_and_for_three(house, xiaofang):
    run = start(xiaofang, set="mixed")
    kinds = [house.library.item(item).kind for item in newest_set(house).items]
    singles = [place for place, kind in enumerate(kinds, 1) if kind == "single"]
    costs = []
    for place in singles[:3]:
        answer(xiaofang, house, run, place, right=False)
        pages = (f"{run}/{place}", f"{run}/9", f"{run}/end")
        costs.append([len(xiaofang.get(path).queries) for path in pages])
    assert costs[0] == costs[2]


def papers(library):
    return [one for one in library.courses.values() if one.kind == "exam"]


def test_a_mixed_set_is_of_one_paper_like_the_exam(house, xiaofang, library):
    page = xiaofang.get("/practice")
    for course in papers(library):
        address = f"/practice?set=mixed&course={course.id}"
        assert address in page.hrefs()
        assert xiaofang.get(address).h1 == f"混合练习：{course.title}"
        start(xiaofang, set="mixed", course=course.id)
        found = [library.item(item) for item in newest_set(house).items]
        assert {item.course for item in found} == {course.id}
        assert len({item.chapter for item in found}) > 1
    xiaofang.get("/practice?set=mixed&course=none", status=404)


def test_the_chapters_of_the_paper_practised_last_stand_open(house, cast, xiaofang, library):
    last = papers(library)[-1]
    practise(house, cast.xiaofang, library.items(course=last.id, pool="practice")[0])
    page = xiaofang.get("/practice")
    folds = page.all("details")
    opened = [one for one in folds if one.get("open") is not None]
    assert len(folds) == len(papers(library))
    assert [last.title in " ".join(one.itertext()) for one in opened] == [True]
