"""A rule entered by page changes each page that reads it, at once."""

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from actions.road import enter_rules
from models.mocks import Mock
from tests.browser import Browser
from tests.conftest import START
from tests.pages.test_rehearsals import (
    card_of,
    course,
    first,
    here,
    li,
    lines,
    paper_of,
    planned,
)
from tests.practising import COURSE, start

__all__ = ["course", "first", "here", "li", "planned"]
FILES = Path(__file__).resolve().parents[2] / "rulebook"


@pytest.fixture
def enter(house):
    """Enter a rule of the files anew with other values."""

    def enter(rule_id, *changes):
        text = rule_text(rule_id)
        for before, after in changes:
            assert before in text
            text = text.replace(before, after)
        with house.database.writing() as db:
            enter_rules(db, f"{rule_id}.toml", text, "tests", START)

    return enter


def rule_text(rule_id):
    texts = (path.read_text() for path in FILES.glob("*.toml"))
    blocks = (block for text in texts for block in re.split(r"(?m)(?=^\[\[rules\]\])", text))
    return next(block for block in blocks if f'id = "{rule_id}"\n' in block)


def rows(house, query):
    with house.database.reading() as db:
        return list(db.scalars(query))


def test_a_mock_is_offered_and_reported_by_them(house, xiaofang, enter):
    enter("paper-j-zh", ("minutes = 120", "minutes = 90"))
    enter("marking-single", ("full_half_marks = 2", "full_half_marks = 3"))
    assert "80 题，90 分钟" in xiaofang.get("/mocks").text
    path = xiaofang.post("/mocks", {"course": COURSE}).location
    mock = rows(house, select(Mock))[0]
    assert mock.minutes == 90
    key = sorted(house.library.item(mock.items[0]).key)
    xiaofang.post(f"{path}/q1", {"chosen": key, "go": "next"})
    report = xiaofang.follow(xiaofang.post(f"{path}/hand-in"))
    assert "得分 1.5 " in report.text


def test_the_empty_card_has_their_places(visitor, enter):
    changes = ("count = 60", "count = 50"), ("full_half_marks = 200", "full_half_marks = 180")
    enter("paper-j-zh", *changes)
    assert len(visitor.get("/answer-card").all("i")) == 50 * 4 + 20 * 5


def test_a_card_typed_in_earns_their_marks(house, cast, li, xiaofang, planned, course, enter):
    enter("marking-single", ("full_half_marks = 2", "full_half_marks = 3"))
    form = {"code": paper_of(house)["code"], "answers": lines(house)}
    li.post(f"{card_of(planned, cast.xiaofang, course)}/made", form)
    report = xiaofang.get(f"/mocks/{rows(house, select(Mock.uid))[0]}/report")
    assert "得分 15 " in report.text


def test_a_paper_taken_out_of_force_is_not_planned(li, here, course, enter):
    assert course.title in li.get(f"{here}/rehearsals/new").text
    enter("paper-j-zh", ("from = 2026-01-01", "from = 2099-01-01"))
    assert course.title not in li.get(f"{here}/rehearsals/new").text


def test_half_an_answer_is_told_their_marks(house, xiaofang, enter):
    item = next(
        one
        for one in house.library.items(course=COURSE, pool="practice")
        if one.kind == "multiple" and len(one.key) == 3
    )
    enter("marking-multiple", ("per_option_half_marks = 1", "per_option_half_marks = 2"))
    path = start(xiaofang, item=item.id)
    page = xiaofang.follow(xiaofang.post(f"{path}/1", {"chosen": sorted(item.key)[:1]}))
    assert "真考得 1 分" in page.text


def test_the_count_of_rules_holds_them(house, app, cast, enter):
    before = len(house.rules.rules)
    enter("paper-j-zh", ('id = "paper-j-zh"', 'id = "paper-j-zh-here"'))
    assert f"{before + 1}" in Browser(app).as_person(cast.lin).get("/office").text
