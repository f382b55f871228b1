"""Practice: one question, its answer, its cause."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select

from content.library import Library
from content.versions import body_of_item, version_of
from models.learning import Event, ItemLeaf, PracticeAnswer, WrongCause
from tests.browser import Browser
from tests.practising import (
    COURSE,
    answer,
    chapter_in,
    newest_set,
    practise,
    rows,
    start,
    stem,
    wrong_option,
)


@pytest.fixture
def library(house):
    return house.library


@pytest.fixture
def single(library):
    return next(i for i in library.items(course=COURSE, pool="practice") if i.kind == "single")


@pytest.fixture
def multiple(library):
    return next(
        i
        for i in library.items(course=COURSE, pool="practice")
        if i.kind == "multiple" and len(i.key) == 3
    )


def test_a_question_says_where_one_is_and_what_kind_it_is(house, xiaofang, library, single):
    run = start(xiaofang, chapter=chapter_in(library))
    page = xiaofang.get(f"{run}/1")
    assert page.h1 == "第 1 题，共 10 题"
    assert library.course(COURSE).chapter(4).title in page.text
    docked = [b.text for b in page.all("button") if b.get("form") == "answer"]
    assert docked == ["不会，看解析", "提交答案"]
    assert page.all("nav") == []


def test_the_page_gives_nothing_away_before_the_answer(house, xiaofang, library):
    run = start(xiaofang, set="mixed")
    for place, item in enumerate((library.item(i) for i in newest_set(house).items), 1):
        page = xiaofang.get(f"{run}/{place}")
        told = [option.reason for option in item.options] + [item.explanation]
        assert [words for words in told if words and words in page.html] == []
        marks = {tuple(sorted(i.attrib)) for i in page.all("input") if i.get("name") == "chosen"}
        assert len(marks) == 1


def test_a_right_answer_says_why_and_when_it_comes_back(house, xiaofang, single):
    page = answer(xiaofang, house, start(xiaofang, item=single.id), 1)
    assert page.h1 == "第 1 题，共 1 题：做对了"
    assert single.explanation in page.text
    assert all(option.reason in page.text for option in single.options)
    assert "这题 2 天后再考你一次" in page.text or "这题 3 天后再考你一次" in page.text
    assert "看结果" in page.text
    assert "为什么没做对" not in page.text


def test_a_wrong_answer_comes_back_tomorrow_and_leads_to_its_lesson(house, xiaofang, single):
    page = answer(xiaofang, house, start(xiaofang, item=single.id), 1, right=False)
    assert "这题明天再考你一次" in page.text
    assert "已放进错题本" in page.text
    lesson = next(
        lesson
        for lesson in house.library.course(COURSE).lessons
        if single.points[0] in lesson.points
    )
    assert f"/courses/{COURSE}/{lesson.id}" in page.hrefs()


def test_not_knowing_is_kept_apart_and_needs_no_tick(house, xiaofang, single):
    page = answer(xiaofang, house, start(xiaofang, item=single.id), 1, unknown="y")
    assert page.h1.endswith("：不会")
    assert all(option.reason in page.text for option in single.options)
    leaf = rows(house, select(ItemLeaf))[0]
    assert (leaf.unknowns, leaf.wrongs, leaf.last_mode) == (1, 0, "practice")


def test_no_tick_is_asked_for_again(house, xiaofang, single):
    run = start(xiaofang, item=single.id)
    page = xiaofang.post(f"{run}/1", status=422)
    assert page.errors() == ["选一个答案，或点“不会，看解析”"]
    assert page.title == "有错误：第 1 题，共 1 题 - 扎根"
    assert stem(single) in page.text
    assert rows(house, select(Event)) == []


@pytest.mark.parametrize("chosen", [["A", "B"], ["Z"], ["a"], ["Ａ"], ["", "\x00"]])
def test_what_is_no_answer_is_asked_for_again(house, xiaofang, single, chosen):
    run = start(xiaofang, item=single.id)
    xiaofang.post(f"{run}/1", {"chosen": chosen}, status=422)
    assert rows(house, select(Event)) == []


def test_an_incomplete_answer_earns_what_the_paper_gives(house, xiaofang, multiple):
    run = start(xiaofang, item=multiple.id)
    page = answer(xiaofang, house, run, 1, chosen=sorted(multiple.key)[:2])
    assert page.h1.endswith("：对了一部分")
    assert "真考得 1 分（满分 2 分）：没选错，但没选全。" in page.text
    assert "多选题怎么给分" in page.text
    assert "核对于" in page.text


def test_one_wrong_option_forfeits_the_question(house, xiaofang, multiple):
    chosen = [*sorted(multiple.key), wrong_option(multiple)]
    page = answer(xiaofang, house, start(xiaofang, item=multiple.id), 1, chosen=chosen)
    assert "有一个选错，真考就得 0 分（满分 2 分）" in page.text
    assert "多选错选" in page.text


def test_the_answer_is_recorded_once_whatever_is_sent_again(house, xiaofang, single):
    run = start(xiaofang, item=single.id)
    for chosen in (wrong_option(single), min(single.key), wrong_option(single)):
        page = xiaofang.follow(xiaofang.post(f"{run}/1", {"chosen": chosen}))
        assert page.h1.endswith("：做错了")
    assert [row.outcome for row in rows(house, select(PracticeAnswer))] == ["wrong"]
    assert len(rows(house, select(Event))) == 1


def test_eight_phones_answering_at_once_leave_one_answer(app, house, cast, xiaofang, single):
    run = start(xiaofang, item=single.id)
    phones = [Browser(app).as_person(cast.xiaofang) for _ in range(8)]
    forms = [{"csrf_token": phone.csrf(), "chosen": min(single.key)} for phone in phones]
    with ThreadPoolExecutor(8) as hands:
        answers = hands.map(
            lambda one: one[0].client.post(f"{run}/1", data=one[1]), zip(phones, forms, strict=True)
        )
        assert {answer.status_code for answer in answers} == {303}
    assert len(rows(house, select(Event))) == 1
    assert len(rows(house, select(PracticeAnswer))) == 1


def test_fields_nobody_asked_for_change_nothing(house, cast, xiaofang, single):
    run = start(xiaofang, item=single.id, mode="mock", person_id=str(cast.xiaojun.id), items="x")
    extra = {"outcome": "right", "mode": "mock", "place": "9", "person_id": "1", "right": "1"}
    answer(xiaofang, house, run, 1, chosen=wrong_option(single), **extra)
    (leaf,) = rows(house, select(ItemLeaf))
    assert (leaf.person_id, leaf.last_mode, leaf.last_outcome) == (
        cast.xiaofang.id,
        "practice",
        "wrong",
    )


@pytest.mark.parametrize(
    ("fields", "mode"),
    [({"set": "mixed"}, "mixed"), ({"set": "due"}, "review"), ({"set": "wrong"}, "wrong")],
)
def test_each_kind_of_set_records_its_mode(house, cast, xiaofang, single, fields, mode):
    practise(house, cast.xiaofang, single, right=False, days_ago=9)
    answer(xiaofang, house, start(xiaofang, **fields), 1)
    (event,) = rows(house, select(Event).where(Event.body.contains('"set"')))
    assert f'"mode":"{mode}"' in event.body


def test_a_right_answer_of_the_third_day_takes_it_out_of_the_book(house, cast, xiaofang, single):
    practise(house, cast.xiaofang, single, right=False, days_ago=5)
    practise(house, cast.xiaofang, single, days_ago=4)
    run = start(xiaofang, set="wrong")
    assert "再在 1 个不同的日子做对，就移出" in answer(xiaofang, house, run, 1).text
    practise(house, cast.xiaofang, single, days_ago=3)
    page = xiaofang.get(f"{run}/1")
    assert "这题不在错题本里了" in page.text


def test_the_next_question_is_the_next_open_one(house, xiaofang):
    run = start(xiaofang, set="mixed")
    answer(xiaofang, house, run, 2)
    page = answer(xiaofang, house, run, 1)
    assert f"{run}/3" in page.hrefs()


def test_an_item_the_course_took_back_is_passed_over(house, xiaofang, library):
    run = start(xiaofang, set="mixed")
    gone = newest_set(house).items[0]
    rest = [item for item in library.items() if item.id != gone]
    house.__dict__["library"] = Library(library.courses.values(), rest)
    page = xiaofang.get(f"{run}/1")
    assert "这题已经撤下" in page.text
    assert f"{run}/2" in page.hrefs()
    xiaofang.post(f"{run}/1", {"chosen": "A"}, status=200)
    assert rows(house, select(Event)) == []


def test_an_item_is_told_as_it_was_when_it_was_answered(house, xiaofang, library, single):
    run = start(xiaofang, item=single.id)
    answer(xiaofang, house, run, 1)
    new_key = frozenset({wrong_option(single)})
    changed = replace(single, stem="换了说法的题目（　）。", key=new_key)
    body = body_of_item(changed)
    changed = replace(changed, body=body, version=version_of(body))
    house.__dict__["library"] = Library(library.courses.values(), [changed, *library.items()])
    page = xiaofang.get(f"{run}/1")
    assert stem(single) in page.text
    assert "换了说法的题目" not in page.text
    assert page.h1.endswith("：做对了")


def test_the_suggested_cause_stands_ready_and_can_be_changed(house, xiaofang, single):
    run = start(xiaofang, item=single.id)
    page = answer(xiaofang, house, run, 1, right=False)
    assert chosen_cause(page) == "not_remembered"
    assert "多选漏选" not in page.text
    made = xiaofang.post(f"{run}/1/cause", {"cause": "misread"})
    page = xiaofang.follow(made)
    assert chosen_cause(page) == "misread"
    assert "记下了" in page.text
    assert [row.cause for row in rows(house, select(WrongCause))] == ["misread"]


def test_a_cause_sent_twice_is_one_row(house, xiaofang, single):
    run = start(xiaofang, item=single.id)
    answer(xiaofang, house, run, 1, right=False)
    for _ in range(2):
        xiaofang.post(f"{run}/1/cause", {"cause": "careless"})
    assert len(rows(house, select(WrongCause))) == 1


@pytest.mark.parametrize("cause", ["", "none", "' OR 1=1 --", "\x00", "粗心" * 4000])
def test_a_cause_we_do_not_know_is_asked_for_again(house, xiaofang, single, cause):
    run = start(xiaofang, item=single.id)
    answer(xiaofang, house, run, 1, right=False)
    page = xiaofang.post(f"{run}/1/cause", {"cause": cause}, status=422)
    assert page.errors() == ["从列表里选一个原因"]
    assert rows(house, select(WrongCause)) == []


def test_a_right_answer_has_no_cause(house, xiaofang, single):
    run = start(xiaofang, item=single.id)
    xiaofang.post(f"{run}/1/cause", {"cause": "misread"}, status=404)
    answer(xiaofang, house, run, 1)
    xiaofang.post(f"{run}/1/cause", {"cause": "misread"}, status=404)


def chosen_cause(page):
    return next(o.get("value") for o in page.all("option") if o.get("selected") is not None)
