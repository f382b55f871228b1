"""Search finds every Chinese word, in any width and case, and never a mock item."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.library import Library
from content.load import load_files
from content.search import SearchDocument, SearchIndex, fold
from tests.content import sample

HAN = "社会工作者保密例外村里老人求助接案预估计划介入评估结案自决价值观"
DOCUMENTS = (
    SearchDocument(
        "lesson",
        "jc04-05",
        "替人守口，何时开口",
        "保密，就是不告诉第三个人。\n小陈说：ＡＢＣ 理论。",
    ),
    SearchDocument("term", "保密", "保密", "不经同意不外传。", "baomi"),
    SearchDocument(
        "item", "jc04-p001", "保密及其例外", "小陈在食堂遇到村会计。" * 9 + "他问起保密。"
    ),
    SearchDocument("lesson", "jc06-01", "个案工作是什么", "一对一，保密地帮助一个人一家人。"),
)


@pytest.fixture(scope="module")
def index() -> SearchIndex:
    return SearchIndex(DOCUMENTS)


def ids(index: SearchIndex, query: str) -> list[str]:
    return [hit.id for hit in index.search(query)]


def test_a_title_ranks_before_the_text_and_the_whole_title_first(index: SearchIndex) -> None:
    assert ids(index, "保密") == ["保密", "jc04-p001", "jc04-05", "jc06-01"]


def test_one_character_two_characters_and_letters_are_found(index: SearchIndex) -> None:
    assert ids(index, "案") == ["jc06-01"]
    assert ids(index, "食堂") == ["jc04-p001"]
    assert ids(index, "abc") == ids(index, "ＡＢＣ") == ids(index, "aBc 理论") == ["jc04-05"]
    assert ids(index, "baomi") == ["保密"]


def test_several_words_must_all_be_there(index: SearchIndex) -> None:
    assert ids(index, "小陈　保密") == ["jc04-p001", "jc04-05"]
    assert ids(index, "小陈 一家人") == []
    assert ids(index, "工作 个案") == ["jc06-01"]


def test_the_pieces_of_a_word_are_not_the_word(index: SearchIndex) -> None:
    assert ids(index, "一个案") == []


@pytest.mark.parametrize(
    "query", ["", "  ", "　", "\n", "不存在", "x" * 10_000, "\ud800", "。" * 50]
)
def test_a_query_without_an_answer_gives_none(index: SearchIndex, query: str) -> None:
    assert index.search(query) == []


def test_no_more_than_the_limit(index: SearchIndex) -> None:
    assert [hit.id for hit in index.search("保密", limit=1)] == ["保密"]
    assert index.search("保密", limit=0) == []


def test_the_excerpt_shows_the_match_and_its_place(index: SearchIndex) -> None:
    hit = next(hit for hit in index.search("保密 村会计") if hit.id == "jc04-p001")
    assert next(hit.excerpt[start:end] for start, end in hit.marks) == "村会计"
    late = next(hit for hit in index.search("起保密") if hit.id == "jc04-p001")
    assert [late.excerpt[start:end] for start, end in late.marks] == ["起保密"]
    wide = index.search("abc 理")[0]
    assert [wide.excerpt[start:end] for start, end in wide.marks] == ["ＡＢＣ", "理"]


@given(st.text(alphabet=HAN, min_size=2, max_size=80), st.data())
def test_every_stretch_of_han_characters_finds_its_document(text: str, data: st.DataObject) -> None:
    index = SearchIndex(
        [
            SearchDocument("lesson", "other", "别的", "丁丙乙甲"),
            SearchDocument("lesson", "this", "题", text),
        ]
    )
    start = data.draw(st.integers(0, len(text) - 2))
    word = text[start : start + data.draw(st.integers(2, 4))]
    assert [hit.id for hit in index.search(word)] == ["this"]
    hit = index.search(word)[0]
    assert hit.excerpt[hit.marks[0][0] :].startswith(word)


@given(st.text(max_size=60))
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_query_on_any_text_is_answered(text: str, query: str) -> None:
    for hit in SearchIndex([SearchDocument("term", "t", text[:9], text)]).search(query):
        assert all(0 <= start < end <= len(hit.excerpt) for start, end in hit.marks)


@pytest.fixture(scope="module")
def library() -> Library:
    return load_files(sample.files())


def test_the_library_searches_lessons_terms_and_practice_items(library: Library) -> None:
    assert [hit.kind for hit in library.search("小陈去看王奶奶")] == ["lesson"]
    assert next(hit.id for hit in library.search("自决")) == "自决"
    assert [hit.id for hit in library.search("关于de04-p001")] == ["de04-p001"]


def test_mock_items_checks_and_reasons_are_never_found(library: Library) -> None:
    assert library.search("关于de04-m002") == []
    assert library.search("关于de04-01-c1") == []
    assert library.search("这一条理由说清楚了") == []
    kinds = {
        (d.kind, library.item(d.id).pool)
        for d in library.search_index.documents
        if d.kind == "item"
    }
    assert kinds == {("item", "practice")}


def test_every_word_of_a_lesson_finds_it(library: Library) -> None:
    lesson = library.lesson("de04-01")
    for run in re.findall(r"[\u4e00-\u9fff]{2,}", lesson.text):
        assert lesson.id in [hit.id for hit in library.search(run[-4:])]
