"""Studying: reading, remembering the place, the three questions, search."""

from datetime import UTC, datetime, timedelta

import pytest

from actions.learning import answer_checks
from blueprints.study.glossary import PARTS
from models.base import new_uid
from tests.browser import Browser


@pytest.fixture
def course(house):
    return next(course for course in house.library.courses.values() if course.kind == "exam")


@pytest.fixture
def lesson(course):
    return course.lessons[0]


def answers(house, lesson, wrong=0):
    """A form that answers the checks, the first `wrong` of them wrongly."""
    form = {}
    for number, item in enumerate(house.library.checks(lesson.id)):
        others = [option.id for option in item.options if option.id not in item.key]
        form[item.id] = others[:1] if number < wrong else sorted(item.key)
    return form


def test_a_stranger_reads_a_lesson_without_signing_in(visitor, course, lesson):
    page = visitor.get(f"/courses/{course.id}/{lesson.id}")
    assert page.h1 == lesson.title
    assert all(section.title in page.text for section in lesson.sections)
    assert "no-cache" in page.headers["Cache-Control"]


def test_a_lesson_page_is_the_same_for_everyone(visitor, xiaofang, wang, course, lesson):
    path = f"/courses/{course.id}/{lesson.id}"
    pages = {browser.get(path).html for browser in (visitor, xiaofang, wang)}
    assert len(pages) == 1
    assert "小芳" not in pages.pop()


def test_a_lesson_asked_for_again_is_not_sent_again(visitor, course, lesson):
    path = f"/courses/{course.id}/{lesson.id}"
    etag = visitor.get(path).headers["ETag"]
    again = visitor.client.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")


def test_size_and_language_change_the_lesson_page(app, course, lesson):
    browser = Browser(app)
    browser.client.set_cookie("size", "xl")
    browser.client.set_cookie("lang", "en")
    page = browser.get(f"/courses/{course.id}/{lesson.id}")
    assert 'data-size="xl"' in page.html
    assert '<html lang="en"' in page.html
    assert f'lang="zh-CN">{lesson.sections[0].title}' in page.html.replace("\n", "")


def test_the_course_page_goes_on_at_the_last_section_on_any_device(
    app, cast, xiaofang, course, lesson
):
    made = xiaofang.post(f"/courses/{course.id}/{lesson.id}/place/s2")
    assert f"读到“{lesson.sections[1].title}”" in xiaofang.follow(made).text
    other_phone = Browser(app).as_person(cast.xiaofang)
    assert (
        f"/courses/{course.id}/{lesson.id}#s2" in other_phone.get(f"/courses/{course.id}").hrefs()
    )


def test_the_three_questions_finish_the_lesson_at_once(house, xiaofang, course, lesson):
    path = f"/courses/{course.id}/{lesson.id}/check"
    told = xiaofang.follow(xiaofang.post(path, answers(house, lesson, wrong=1)))
    assert "这一课学完了，已存。3 题对了 2 题。" in told.text
    first = house.library.checks(lesson.id)[0]
    assert all(option.reason in told.text for option in first.options)
    assert first.sources[0].document in told.text
    assert "已完成" in xiaofang.get(f"/courses/{course.id}").text


def test_an_unanswered_question_keeps_the_other_ticks(house, xiaofang, course, lesson):
    form = answers(house, lesson)
    missing = house.library.checks(lesson.id)[1].id
    kept = house.library.checks(lesson.id)[0]
    del form[missing]
    page = xiaofang.post(f"/courses/{course.id}/{lesson.id}/check", form, status=422)
    assert page.title.startswith("有错误：")
    assert page.errors() == ["第 2 题：选一个答案"]
    ticked = [i.get("value") for i in page.all("input") if i.get("checked") is not None]
    assert set(kept.key) <= set(ticked)


def test_sending_the_answers_twice_counts_once(house, xiaofang, course, lesson):
    path = f"/courses/{course.id}/{lesson.id}/check"
    form = {**answers(house, lesson), "once": "0190a0b0-0000-7000-8000-000000000001"}
    xiaofang.post(path, form)
    xiaofang.post(path, form)
    with house.database.reading() as db:
        from models.learning import Event

        assert db.query(Event).count() == 4


def test_without_answers_there_is_no_result(xiaofang, course, lesson):
    page = xiaofang.get(f"/courses/{course.id}/{lesson.id}/checked", status=303)
    assert page.location.endswith("/check")


def test_a_stranger_is_led_to_sign_in_and_back(visitor, course, lesson):
    page = visitor.get(f"/courses/{course.id}/{lesson.id}/check", status=303)
    assert page.location == f"/login?next=/courses/{course.id}/{lesson.id}/check"


def test_a_mentor_cannot_answer_for_a_trainee(wang, course, lesson):
    wang.get(f"/courses/{course.id}/{lesson.id}/check", status=403)


@pytest.mark.parametrize("path", ["/courses/none", "/courses/none/none", "/courses/none/x/check"])
def test_what_does_not_exist_is_not_found(xiaofang, path):
    xiaofang.get(path, status=404)


def test_search_finds_a_word_of_two_characters(visitor):
    page = visitor.get("/search?q=保密")
    assert page.h1 == "找“保密”"
    assert page.all("mark")


def test_search_says_what_to_do_when_nothing_is_found(visitor):
    assert "没找到。换个短一点的词" in visitor.get("/search?q=龘龘龘").text


def test_search_never_shows_a_mock_item(house, visitor):
    mock = house.library.items(pool="mock")[0]
    page = visitor.get(f"/search?q={mock.stem[:20]}")
    assert mock.id not in page.html


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", "%' OR 1=1 --", "{{7*7}}", "\x00", "a" * 9999]
)
def test_search_takes_any_words(visitor, words):
    page = visitor.client.get("/search", query_string={"q": words})
    assert page.status_code == 200
    assert b"<script>alert" not in page.data
    assert b"49" not in page.data.split(b"<main")[1].split(b"</h1>")[0]


def test_the_glossary_lists_every_term(house, visitor):
    pages = [visitor.get(f"/glossary?part={part}") for part in PARTS]
    assert sum(len(page.all("dt")) for page in pages) == len(house.library.glossary)


def test_the_courses_page_costs_the_same_for_one_lesson_read_and_for_three(house, xiaofang, course):
    costs = []
    for lesson in course.lessons[:3]:
        xiaofang.post(f"/courses/{course.id}/{lesson.id}/check", answers(house, lesson))
        costs.append((len(xiaofang.get("/courses").queries), len(xiaofang.get("/today").queries)))
    assert costs[0] == costs[2]


@pytest.fixture
def papers(house):
    """The two exam courses."""
    first, second, *_more = (c for c in house.library.courses.values() if c.kind == "exam")
    return first, second


def read_all(house, person, lessons):
    """Finish these lessons one after another."""
    for number, lesson in enumerate(lessons):
        chosen = {item.id: item.key for item in house.library.checks(lesson.id)}
        with house.database.writing() as db:
            answer_checks(
                db,
                person.id,
                lesson,
                chosen=chosen,
                once=new_uid(),
                library=house.library,
                at=datetime.now(UTC) - timedelta(hours=len(lessons) - number),
            )


def test_one_goes_on_after_the_lesson_read_last_and_then_with_what_was_left_out(
    house, cast, xiaofang, papers
):
    lessons = papers[1].lessons
    read_all(house, cast.xiaofang, lessons[3:5])
    assert f"下一课：{lessons[5].title}" in xiaofang.get(f"{href(lessons[4])}/checked").text
    read_all(house, cast.xiaofang, lessons[5:])
    assert f"下一课：{lessons[0].title}" in xiaofang.get(f"{href(lessons[-1])}/checked").text


def test_a_lesson_left_half_read_does_not_call_one_back(house, xiaofang, papers):
    lessons = papers[1].lessons
    xiaofang.post(f"{href(lessons[0])}/place/s1")
    xiaofang.post(f"{href(lessons[3])}/check", answers(house, lessons[3]))
    assert f"下一课：{lessons[4].title}" in xiaofang.get(f"{href(lessons[3])}/checked").text


def test_the_end_of_one_paper_leads_to_the_other_and_names_it(house, cast, xiaofang, papers):
    first, second = papers
    read_all(house, cast.xiaofang, second.lessons)
    page = xiaofang.get(f"{href(second.lessons[-1])}/checked")
    assert f"下一课：{first.lessons[0].title}" in page.text
    assert f"{first.title}第 {first.lessons[0].chapter} 章" in page.text


def test_today_names_the_course_and_the_next_lesson_of_the_other_paper(
    house, cast, xiaofang, papers
):
    first, second = papers
    read_all(house, cast.xiaofang, second.lessons[:1])
    page = xiaofang.get("/today")
    assert f"{second.title}第 {second.lessons[1].chapter} 章，约" in page.text
    assert "另一科也要学" in page.text
    assert href(first.lessons[0]) in page.hrefs()


def test_only_the_chapter_one_is_in_or_asks_for_stands_open(xiaofang, papers):
    course = papers[1]
    numbers = [chapter.number for chapter in course.chapters if chapter.written]

    def opened(query=""):
        details = xiaofang.get(f"/courses/{course.id}{query}").all("details")
        return [one.get("id") for one in details if one.get("open") is not None]

    assert opened() == opened("?chapter=none") == [f"c{numbers[0]}"]
    assert opened(f"?chapter={numbers[-1]}") == [f"c{numbers[-1]}"]


def href(lesson):
    return f"/courses/{lesson.course}/{lesson.id}"


def test_a_hit_says_what_it_is_and_of_which_paper(visitor, papers):
    lesson = papers[1].lessons[0]
    page = visitor.get(f"/search?q={lesson.title}")
    assert f"课文，{papers[1].title}第 {lesson.chapter} 章" in page.text
