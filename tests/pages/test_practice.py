"""Practice: choosing a set, answering it, seeing what it came to."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from actions.learning import answer_item
from content.library import Library
from content.versions import body_of_item, version_of
from domain.answers import Mode
from domain.days import local_day
from models.base import new_uid
from models.learning import Event, ItemLeaf, PracticeAnswer, PracticeSet, WrongCause
from models.mocks import Mock
from tests.browser import Browser

COURSE = "junior-comprehensive-2025"
DAY = timedelta(days=1)


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


def chapter_in(library):
    item = library.items(course=COURSE, pool="practice")[0]
    return f"{item.course}/{item.chapter}"


def rows(house, query):
    with house.database.reading() as db:
        return db.scalars(query).all()


def newest_set(house):
    return rows(house, select(PracticeSet).order_by(PracticeSet.id.desc()))[0]


def stem(item):
    """The stem as it reads in a page's words."""
    return " ".join(item.stem.split())


def wrong_option(item):
    return next(option.id for option in item.options if option.id not in item.key)


def practise(house, person, item, *, right=True, days_ago=0, mode=Mode.PRACTICE):
    with house.database.writing() as db:
        answer_item(
            db,
            person.id,
            item,
            chosen=item.key if right else {wrong_option(item)},
            unknown=False,
            mode=mode,
            once=new_uid(),
            library=house.library,
            at=datetime.now(UTC) - days_ago * DAY,
        )


def start(browser, **fields):
    """Start a set and stand before its first question; the address of the set."""
    page = browser.post("/practice", {"size": "10", **fields})
    assert page.location.endswith("/1")
    return page.location.removesuffix("/1")


def answer(browser, house, run, number, *, right=True, **fields):
    """Answer a place of a set, and see what it says."""
    item = house.library.item(newest_set(house).items[number - 1])
    chosen = sorted(item.key) if right else [wrong_option(item)]
    return browser.follow(browser.post(f"{run}/{number}", fields or {"chosen": chosen}))


# choosing


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


# one question


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


# the cause


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


# the end


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
    costs = []
    for place in (1, 2, 3):
        answer(xiaofang, house, run, place, right=False)
        pages = (f"{run}/{place}", f"{run}/9", f"{run}/end")
        costs.append([len(xiaofang.get(path).queries) for path in pages])
    assert costs[0] == costs[2]


# who and what stays outside


def test_a_stranger_is_led_to_sign_in_and_back(visitor):
    for path in ("/practice", f"/practice/{uuid4()}/1", f"/practice/{uuid4()}/end"):
        assert visitor.get(path, status=303).location == f"/login?next={path}"


def test_a_mentor_does_not_practise_here(wang):
    for path in ("/practice", f"/practice/{uuid4()}/1", f"/practice/{uuid4()}/end"):
        wang.get(path, status=403)
    wang.post("/practice", {"set": "mixed"}, status=403)


def test_nobody_finds_another_ones_set(app, house, cast, xiaofang, wang):
    run = start(xiaofang, set="mixed")
    answer(xiaofang, house, run, 1, right=False)
    for login in ("xiaojun", "xiaomei", "xiaoqiang"):
        other = Browser(app).as_person(getattr(cast, login))
        for path in (f"{run}/1", f"{run}/2", f"{run}/end"):
            other.get(path, status=404)
        other.post(f"{run}/2", {"chosen": "A"}, status=404)
        other.post(f"{run}/1/cause", {"cause": "misread"}, status=404)
    wang.get(f"{run}/1", status=403)
    assert len(rows(house, select(Event))) == 1


def test_addresses_that_were_guessed_all_say_the_same(app, cast, xiaofang):
    known = start(Browser(app).as_person(cast.xiaojun), set="mixed")
    guesses = [f"/practice/{uid}" for uid in (uuid4(), new_uid(), UUID(int=0))]
    said = {
        re.sub(r"[0-9a-f]{8}", "", xiaofang.get(f"{path}/1", status=404).text)
        for path in (known, *guesses)
    }
    assert len(said) == 1
    for guess in ("1", "0", "%2e%2e", "x" * 5000):
        xiaofang.get(f"/practice/{guess}/1", status=404, inspect=False)


@pytest.mark.parametrize("number", ["0", "11", "01", "-1", "1e3", "x", "9" * 5000, "%D9%A1"])
def test_only_the_places_of_a_set_have_addresses(xiaofang, number):
    run = start(xiaofang, set="mixed")
    xiaofang.get(f"{run}/{number}", status=404, inspect=False)


def test_a_mock_item_or_a_check_is_not_for_asking(xiaofang, library, house):
    for pool in ("mock", "check"):
        item = library.items(pool=pool)[0]
        page = xiaofang.get(f"/practice?item={item.id}", status=404)
        assert item.stem not in page.html
        xiaofang.post("/practice", {"item": item.id, "size": "10"}, status=404)
    assert rows(house, select(PracticeSet)) == []


def test_a_mock_item_sat_before_is_closed_while_its_mock_runs(house, cast, xiaofang, library):
    item = library.items(pool="mock")[0]
    practise(house, cast.xiaofang, item, right=False, days_ago=3, mode=Mode.MOCK)
    run = start(xiaofang, set="wrong")
    answer(xiaofang, house, run, 1, right=False)
    now = datetime.now(UTC)
    with house.database.writing() as db:
        db.add(
            Mock(
                person_id=cast.xiaofang.id,
                once=new_uid(),
                course=COURSE,
                seed=1,
                code="A",
                items=[item.id],
                versions=[item.version],
                minutes=120,
                started_at=now,
                deadline_at=now + timedelta(minutes=120),
            )
        )
    page = xiaofang.get(f"{run}/1")
    assert "考完再来看" in page.text
    assert item.explanation not in page.html
    xiaofang.post(f"{run}/1/cause", {"cause": "misread"}, status=404)


@pytest.mark.parametrize(
    "query",
    [
        "chapter=none/4",
        f"chapter={COURSE}",
        f"chapter={COURSE}/{'9' * 9999}",
        f"chapter={COURSE}/4' OR 1=1 --",
        "point=none",
        "point=%00",
        "item=%ED%A0%80",
        "item=" + "x" * 9999,
        "set=none",
        "set=wrong&cause=none",
        "set=wrong&point=%F0%9F%8C%B1",
        "item={{7*7}}",
    ],
)
def test_what_does_not_exist_is_not_found(xiaofang, query):
    xiaofang.get(f"/practice?{query}", status=404)


def test_a_mountain_of_input_is_refused_or_ignored(house, xiaofang, single):
    run = start(xiaofang, item=single.id)
    assert (
        xiaofang._open(
            "POST", f"{run}/1", data={"csrf_token": xiaofang.csrf(), "chosen": "A" * 20_000}
        ).status
        == 413
    )
    flood = {f"k{n}": "v" for n in range(10_000)}
    xiaofang.post(f"{run}/1", {**flood, "chosen": sorted(single.key)})
    assert house.database.reader().scalar(select(func.count(Event.id))) == 1


def test_a_form_without_our_token_changes_nothing(house, xiaofang):
    run = start(xiaofang, set="mixed")
    for path in ("/practice", f"{run}/1", f"{run}/1/cause"):
        xiaofang.post(path, {"csrf_token": "x", "chosen": "A", "set": "mixed"}, status=400)
    assert rows(house, select(Event)) == []
    assert len(rows(house, select(PracticeSet))) == 1


def test_a_day_far_off_is_said_as_a_date(house, cast, xiaofang, single):
    for days in (60, 50, 30):
        practise(house, cast.xiaofang, single, days_ago=days)
    page = answer(xiaofang, house, start(xiaofang, item=single.id), 1)
    due = rows(house, select(ItemLeaf.due_at))[0]
    day = local_day(due)
    assert f"{day.month}月{day.day}日再考你一次" in page.text
