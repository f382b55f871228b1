"""Files become a library; whatever is wrong with them is told all at once."""

from datetime import date
from pathlib import Path

import pytest

from content.load import files_of, inspect_files, load_files, load_library
from content.problems import ContentError
from tests.content import sample
from tests.content.sample import CHAPTER, CHECKS, COURSE, HELP, ITEMS, LESSON


def told(changes: dict[str, str | None]) -> list[tuple[str, int, str]]:
    found = inspect_files(sample.files(changes)).problems
    return [(fault.file, fault.line, fault.message) for fault in found]


def test_a_folder_and_its_bytes_give_the_same_library(tmp_path: Path) -> None:
    for path, raw in sample.files().items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(raw)
    (tmp_path / "courses/demo/.draft.md").write_text("hidden")
    (tmp_path / "courses/demo/notes.txt").write_text("not content")
    assert files_of(tmp_path) == sample.files()
    assert list(load_library(tmp_path).versions()) == list(load_files(sample.files()).versions())


def test_a_folder_that_is_being_written_is_read_but_not_served(tmp_path: Path) -> None:
    raw = sample.files() | {"courses/second/course.toml": b"half-written"}
    for path, text in raw.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text)
    with pytest.raises(ContentError):
        load_library(tmp_path)
    (tmp_path / "courses/second/.draft").touch()
    assert list(load_library(tmp_path).courses) == ["demo"]
    assert inspect_files(files_of(tmp_path)).problems[0].file == "courses/second/course.toml"


def test_all_faults_of_all_files_come_at_once() -> None:
    changes = {COURSE: sample.COURSE_TOML.replace("weight = 9", "weight = 900"), HELP: "no head"}
    with pytest.raises(ContentError) as caught:
        load_files(sample.files(changes))
    assert [fault.file for fault in caught.value.problems] == [COURSE, HELP]
    assert str(caught.value).startswith(f"{COURSE}:16: ")


def test_windows_line_ends_and_a_mark_at_the_front_do_no_harm() -> None:
    windows = {
        path: b"\xef\xbb\xbf" + raw.replace(b"\n", b"\r\n") for path, raw in sample.files().items()
    }
    assert list(load_files(windows).versions()) == list(load_files(sample.files()).versions())


def test_other_encodings_are_told_apart() -> None:
    files = sample.files() | {CHAPTER: sample.CHAPTER_TOML.encode("gb18030")}
    found = inspect_files(files).problems
    assert (CHAPTER, 1) in {(fault.file, fault.line) for fault in found}
    assert any("另存为 UTF-8" in fault.message for fault in found)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('summary = "没有收尾', 1, "补上引号"),
        ('summary = "一"\nsummary = "二"', 2, "同一个键写了两遍"),
        ('summary "一"', 1, "写成 键 = 值"),
        ("summary = [1\n", 2, "补上 ]"),
        ("summary = [1,\n", 2, "补上括号"),
        ("summary = 我", 1, "检查引号是否成对"),
        ("a = " + "[" * 5000, 1, "括号"),
    ],
)
def test_toml_that_cannot_be_read_is_explained(text: str, line: int, words: str) -> None:
    assert any(
        (file, at) == (CHAPTER, line) and words in message
        for file, at, message in told({CHAPTER: text})
    )


@pytest.mark.parametrize("path", [COURSE, CHAPTER, CHECKS, ITEMS])
def test_a_missing_file_is_asked_for(path: str) -> None:
    assert any(
        file == path and message.startswith("缺少这个文件")
        for file, _line, message in told({path: None})
    )


def test_a_chapter_without_its_folder_is_told_at_its_number() -> None:
    gone = {CHAPTER: None, LESSON: None, CHECKS: None, ITEMS: None}
    assert (COURSE, 16, "没有文件夹 04-values，请建好，或先删去 folder 一行") in told(gone)


@pytest.mark.parametrize(
    "path",
    ["courses/demo/04-values/first.md", "courses/demo/09-more/01-a.md", "courses/lost.toml"],
)
def test_a_file_in_the_wrong_place_is_told(path: str) -> None:
    found = told({path: sample.lesson_md()})
    assert any(file == path and "放错了地方" in message for file, _line, message in found)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (sample.lesson_body().replace(sample.SENTENCE * 7, sample.SENTENCE), "至少 700 字"),
        (sample.lesson_body().replace(sample.SENTENCE, sample.SENTENCE * 2), "最多 1200 字"),
        (sample.lesson_body().replace("## 末了\n", ""), "有 2 个小节，要 3 到 5 个"),
        (sample.SENTENCE * 21, "有 0 个小节，要 3 到 5 个"),
        (sample.lesson_body() + "\n## 空的\n", "小节“空的”没有正文"),
    ],
)
def test_a_lesson_keeps_its_measure(body: str, words: str) -> None:
    found = told({LESSON: sample.lesson_md(body)})
    assert any(file == LESSON and words in message for file, _line, message in found)


def test_a_lesson_has_exactly_three_checks() -> None:
    two = sample.checks_toml().split("[[checks]]\n")
    found = told({CHECKS: "[[checks]]\n".join(two[:3])})
    assert found == [
        (LESSON, 2, "课 de04-01 有 2 道检查题，要正好 3 道，请改 checks.toml"),
    ]


def test_two_lessons_with_one_number_or_one_id_are_told() -> None:
    found = told({LESSON.replace("first", "second"): sample.lesson_md()})
    messages = [message for _file, _line, message in found]
    assert "编号 de04-01 已用在 demo/04-values/01-first.md 第 2 行，请换一个" in messages
    assert "本章有两课都以 01 开头，请改文件名开头的数字" in messages


def test_a_written_chapter_needs_forty_singles_and_fourteen_multiples() -> None:
    found = told({ITEMS: sample.items_toml(39, 13)})
    assert found == [
        (ITEMS, 1, "本章有单选 39 道、多选 13 道，至少要 40 道和 14 道，请补题"),
    ]


def test_keys_lie_evenly_over_the_places() -> None:
    lopsided = sample.items_toml().replace('key = ["C"]', 'key = ["B"]')
    assert told({ITEMS: lopsided}) == [
        (ITEMS, 1, "单选题答案有 50% 是 B，不能超过 40%，请调换选项次序"),
    ]


def test_the_key_is_not_mostly_the_longest_option() -> None:
    telling = sample.items_toml().replace("B项做法", "B项最稳妥的做法")
    telling = telling.replace("C项做法", "C项做法，请再看看")
    found = told({ITEMS: telling.replace('key = ["A"]', 'key = ["C"]')})
    assert any("的答案是最长的选项，不能超过 45%" in message for _f, _l, message in found)


def test_the_longest_option_is_not_always_a_wrong_one() -> None:
    telling = sample.items_toml().replace("D项做法", "D项做法，请再看看")
    telling = telling.replace('key = ["D"]', 'key = ["A"]', 3)
    telling = telling.replace('key = ["D"]', 'key = ["B"]', 3)
    telling = telling.replace('key = ["D"]', 'key = ["C"]')
    message = (
        "单选题里有一个选项最长的 40 道，答案是它的占 {}，不能少于 10%，"
        "请改短几道题的错项或补足答案"
    )
    assert told({ITEMS: telling}) == [(ITEMS, 1, message.format("0%"))]
    three_in_forty = telling.replace('key = ["A"]', 'key = ["D"]', 3)
    assert told({ITEMS: three_in_forty}) == [(ITEMS, 1, message.format("8%"))]
    four_in_forty = telling.replace('key = ["A"]', 'key = ["D"]', 4)
    assert told({ITEMS: four_in_forty}) == []


def test_a_short_course_needs_no_items_and_may_have_none() -> None:
    course = sample.COURSE_TOML.replace('"exam"', '"short"')
    for line in ('level = "junior"\n', 'paper = "J-ZH"\n'):
        course = course.replace(line, "")
    assert told({COURSE: course, ITEMS: None}) == []
    assert told({COURSE: course}) == [
        (ITEMS, 1, "短课没有 items.toml，请删去，或把题移到 checks.toml"),
    ]


def test_an_expired_law_is_refused_by_authors_checks_but_never_stops_a_start() -> None:
    files = sample.spoiled(ITEMS, 'kind = "single"', 'kind = "single"\nvalid_to = 2026-11-23')
    assert load_files(files).item("de04-p001").holds_on(date(2026, 11, 23))
    assert not load_files(files).item("de04-p001").holds_on(date(2026, 11, 24))
    with pytest.raises(ContentError):
        load_files(files, today=date(2026, 11, 24))


def test_half_written_files_are_read_as_far_as_they_go() -> None:
    whole = sample.items_toml()
    for end in range(0, 1200, 37):
        loaded = inspect_files(sample.files({ITEMS: whole[:end], LESSON: "+++\n", CHAPTER: ""}))
        assert loaded.problems
        assert [course.id for course in loaded.library.courses.values()] == ["demo"]


def test_nothing_at_all_is_an_empty_library() -> None:
    library = load_files({})
    assert (dict(library.courses), library.glossary, library.helps) == ({}, (), ())
