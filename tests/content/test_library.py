"""The library finds things by one look-up and keeps what trainees saw."""

import json
from dataclasses import FrozenInstanceError
from hashlib import sha256

import pytest

from content.course import Question
from content.library import Library
from content.load import load_files
from content.report import report
from content.versions import body_of_item, item_from_body, lesson_from_body
from tests.content import sample


@pytest.fixture(scope="module")
def library() -> Library:
    return load_files(sample.files())


def test_everything_is_found_by_its_id(library: Library) -> None:
    course = library.course("demo")
    assert (course.title, course.paper, course.chapter(4).weight) == ("试讲", "J-ZH", 9)
    assert [(c.number, c.written, c.weight) for c in course.chapters] == [
        (4, True, 9),
        (5, False, None),
    ]
    assert [lesson.id for lesson in course.lessons] == ["de04-01"]
    assert library.lesson("de04-01").title == "第一课"
    assert library.point("de04-choice").title == "自决"
    assert library.item("de04-m002").pool == "mock"
    assert library.help("first-day").title == "第一天怎么用"


@pytest.mark.parametrize("find", ["course", "lesson", "item", "point", "help"])
def test_an_unknown_id_is_a_key_error(library: Library, find: str) -> None:
    with pytest.raises(KeyError):
        getattr(library, find)("nobody")
    assert library.find_item("nobody") is None


def test_items_are_found_by_any_mixture(library: Library) -> None:
    practice = library.items(course="demo", pool="practice", chapter=4)
    assert len(practice) == 27
    assert {item.pool for item in practice} == {"practice"}
    assert len(library.items(pool="practice", point="de04-choice")) == 9
    assert len(library.items(course="demo")) == 57
    assert library.items(course="other") == ()
    assert library.items(chapter=5, pool="mock") == ()


def test_a_lesson_ends_with_its_checks_about_its_points(library: Library) -> None:
    checks = library.checks("de04-01")
    assert [check.id for check in checks] == ["de04-01-c1", "de04-01-c2", "de04-01-c3"]
    assert {check.points for check in checks} == {("de04-secrets", "de04-choice")}
    assert library.checks("de04-99") == ()


def test_a_lesson_is_cut_at_its_headings(library: Library) -> None:
    lesson = library.lesson("de04-01")
    assert [(s.id, s.title) for s in lesson.sections] == [
        ("s1", "开头"),
        ("s2", "中间"),
        ("s3", "末了"),
    ]
    assert '<blockquote class="case">\n<p>例子：小陈' in lesson.sections[1].html
    assert '<blockquote class="notice">\n<p>请确认：各地' in lesson.sections[1].html
    assert lesson.text.splitlines()[2:6] == [
        "中间",
        lesson.text.splitlines()[1],
        "例子：小陈去看王奶奶。",
        "请确认：各地办法不同。",
    ]
    assert lesson.characters == 36 * 21 + 6 + 9 + 9 + 2


def test_a_version_is_the_hash_of_what_was_seen(library: Library) -> None:
    versions = list(library.versions())
    assert [(v.kind, v.id) for v in versions[:2]] == [("lesson", "de04-01"), ("item", "de04-01-c1")]
    assert all(v.hash == sha256(v.body.encode()).hexdigest()[:16] for v in versions)
    assert len({v.hash for v in versions}) == len(versions) == 58


def test_a_question_and_a_lesson_come_back_from_their_bodies(library: Library) -> None:
    item, lesson = library.item("de04-p041"), library.lesson("de04-01")
    back = item_from_body(item.body)
    assert isinstance(back, Question)
    assert (back.kind, back.key, back.options) == (item.kind, item.key, item.options)
    assert body_of_item(back) == item.body
    read = lesson_from_body(lesson.body)
    assert (read.title, read.sections, read.sources) == (
        lesson.title,
        lesson.sections,
        lesson.sources,
    )


def test_only_what_a_trainee_sees_makes_a_new_version(library: Library) -> None:
    harder = load_files(sample.spoiled(sample.ITEMS, '"mid"', '"hard"'))
    assert harder.item("de04-p001").version == library.item("de04-p001").version
    other = load_files(sample.spoiled(sample.ITEMS, sample.REASON, sample.REASON + "的"))
    assert other.item("de04-p001").version != library.item("de04-p001").version


def test_nothing_can_be_changed(library: Library) -> None:
    with pytest.raises(FrozenInstanceError):
        library.item("de04-p001").stem = "x"  # ty: ignore[invalid-assignment]
    with pytest.raises(TypeError):
        library.courses["demo"] = library.course("demo")  # ty: ignore[invalid-assignment]


def test_the_report_has_the_form_that_others_rely_on(library: Library) -> None:
    told = report(library, ())
    row = {
        "id": "demo",
        "chapters": 1,
        "lessons": 1,
        "characters": library.lesson("de04-01").characters,
        "points": 2,
        "items": {"single": 40, "multiple": 14, "easy": 0, "middle": 54, "hard": 0},
        "points_without_items": 0,
    }
    assert json.loads(json.dumps(told)) == {"courses": [row], "errors": []}
