"""The wrong-answer book: on the screen, as a table, on paper."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from sqlalchemy import event

from actions.learning import answer_item
from actions.practice import name_cause
from content.course import Option
from content.library import Library
from domain.answers import Mode
from domain.wrong_book import Cause
from models.base import new_uid
from models.learning import PracticeSet
from tests.browser import Browser

DAY = timedelta(days=1)
TRICKS = (
    "=1+1",
    "+86 138",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    '"=1+1"',
    "=cmd|'/C calc'!A0",
    '=HYPERLINK("http://x","y")',
    "http://x.example/",
    "123",
)


@pytest.fixture
def items(house):
    return house.library.items(course="junior-comprehensive-2025", pool="practice")


def wrong_option(item):
    return next(option.id for option in item.options if option.id not in item.key)


def answer(house, person, items, *, right=False, days_ago=1, mode=Mode.PRACTICE, unknown=False):
    with house.database.writing() as db:
        for item in items:
            answer_item(
                db,
                person.id,
                item,
                chosen=item.key if right else {wrong_option(item)},
                unknown=unknown,
                mode=mode,
                once=new_uid(),
                library=house.library,
                at=datetime.now(UTC) - days_ago * DAY,
            )


def cause(house, person, item, named):
    with house.database.writing() as db:
        name_cause(db, person.id, item.id, named, at=datetime.now(UTC))


def stem(item):
    return " ".join(item.stem.split())


def download(browser, query=""):
    """The table as bytes, and the answer it came in."""
    answer = browser.client.get(f"/wrong.xlsx{query}")
    assert answer.status_code == 200
    return answer


def table(browser, query=""):
    return openpyxl.load_workbook(BytesIO(download(browser, query).data))


def downloading_costs(house, browser):
    """How many questions the table puts to the database."""
    asked = []
    engine = house.database.engine
    event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    download(browser)
    return sum(statement.startswith("SELECT") for statement in asked)


def test_an_empty_book_says_how_it_fills(xiaofang):
    page = xiaofang.get("/wrong")
    assert "还没有错题。做几道题，答错的会自动放进来。" in page.text
    assert "/practice" in page.hrefs()
    assert "还没有错题" in xiaofang.get("/wrong/print").text
    assert table(xiaofang)["错题本"].max_row == 1


def test_each_entry_says_how_often_and_what_takes_it_out(house, cast, xiaofang, items):
    answer(house, cast.xiaofang, items[:1], days_ago=4)
    answer(house, cast.xiaofang, items[:1], days_ago=3, unknown=True)
    answer(house, cast.xiaofang, items[:1], days_ago=2, right=True)
    page = xiaofang.get("/wrong")
    assert stem(items[0]) in page.text
    assert "错 1 次，不会 1 次。再在 2 个不同的日子做对，就移出" in page.text
    assert house.library.point(items[0].points[0]).title in page.text


def test_the_anchor_of_each_point_leads_somewhere(house, cast, xiaofang, items):
    answer(house, cast.xiaofang, items)
    page = xiaofang.get("/wrong")
    ids = {e.get("id") for e in page.tree.iter()}
    assert {point for item in items for point in item.points} <= ids


def test_a_full_book_stays_light(house, cast, xiaofang, items):
    mock_items = house.library.items(pool="mock")
    answer(house, cast.xiaofang, items)
    answer(house, cast.xiaofang, mock_items, mode=Mode.MOCK)
    page = xiaofang.get("/wrong")
    assert f"共 {len(items) + len(mock_items)} 题" in page.text
    xiaofang.get(f"/wrong?point={items[0].points[0]}")
    xiaofang.get("/wrong?cause=not_remembered")
    for number in (1, 2, 34):
        xiaofang.get(f"/wrong/print?page={number}")


def test_the_filter_stands_in_the_address(house, cast, xiaofang, items):
    first, other = items[0], next(i for i in items if i.chapter == 8)
    answer(house, cast.xiaofang, [first, other])
    cause(house, cast.xiaofang, other, Cause.MISREAD)
    by_point = xiaofang.get(f"/wrong?point={first.points[0]}").text
    by_cause = xiaofang.get("/wrong?cause=misread").text
    assert (stem(first) in by_point, stem(other) in by_point) == (True, False)
    assert (stem(first) in by_cause, stem(other) in by_cause) == (False, True)
    assert "只看：看错题" in by_cause
    both = xiaofang.get(f"/wrong?point={first.points[0]}&cause=misread")
    assert "这里没有错题" in both.text


def test_the_filter_is_carried_into_a_set_the_table_and_the_paper(house, cast, xiaofang, items):
    first, other = items[0], next(i for i in items if i.chapter == 8)
    answer(house, cast.xiaofang, [first, other])
    cause(house, cast.xiaofang, other, Cause.MISREAD)
    page = xiaofang.get("/wrong?cause=misread")
    fields = {i.get("name"): i.get("value") for i in page.all("input")}
    xiaofang.post("/practice", {**fields, "csrf_token": xiaofang.csrf()})
    with house.database.reading() as db:
        assert db.query(PracticeSet).one().items == [other.id]
    for href in ("/wrong/print?cause=misread", "/wrong.xlsx?cause=misread"):
        assert href in page.hrefs()
    assert table(xiaofang, "?cause=misread")["错题本"].max_row == 2
    paper = xiaofang.get("/wrong/print?cause=misread").text
    assert (stem(other) in paper, stem(first) in paper) == (True, False)


def test_a_suggested_cause_is_marked_as_a_guess(house, cast, xiaofang, items):
    answer(house, cast.xiaofang, items[:2])
    cause(house, cast.xiaofang, items[0], Cause.CARELESS)
    words = xiaofang.get("/wrong").text
    assert "原因：可能是概念没记住" in words
    assert "原因：粗心" in words


def test_check_questions_never_stand_in_the_book(house, cast, xiaofang):
    checks = house.library.items(pool="check")[:3]
    answer(house, cast.xiaofang, checks, mode=Mode.CHECK)
    assert "还没有错题" in xiaofang.get("/wrong").text
    assert table(xiaofang)["错题本"].max_row == 1


def test_what_was_right_today_is_not_counted_as_open_today(house, cast, xiaofang, items):
    answer(house, cast.xiaofang, items[:2])
    answer(house, cast.xiaofang, items[:1], right=True, days_ago=0)
    assert "共 2 题，今天还能算的 1 题。" in xiaofang.get("/wrong").text


def test_the_pages_cost_the_same_for_one_entry_and_for_three(house, cast, xiaofang, items):
    costs = []
    for number in (1, 3):
        answer(house, cast.xiaofang, items[:number])
        pages = ("/wrong", "/wrong?cause=not_remembered", "/wrong/print")
        costs.append([len(xiaofang.get(path).queries) for path in pages])
        costs[-1].append(downloading_costs(house, xiaofang))
    assert costs[0] == costs[1]


@pytest.mark.parametrize("page", ["/wrong", "/wrong/print", "/wrong.xlsx"])
@pytest.mark.parametrize(
    "query",
    [
        "cause=none",
        "cause=' OR 1=1 --",
        "point=none",
        "point=%00none",
        "point=" + "x" * 9999,
        "cause=%ED%A0%80",
    ],
)
def test_a_filter_for_nothing_is_not_found(xiaofang, page, query):
    xiaofang.get(f"{page}?{query}", status=404)


@pytest.mark.parametrize("number", ["0", "-1", "99", "1e9", "x", "9" * 9999, "١"])
def test_a_page_number_that_is_none_shows_the_first(house, cast, xiaofang, items, number):
    answer(house, cast.xiaofang, items[:12])
    assert "第 1 张，共 2 张" in xiaofang.get(f"/wrong/print?page={number}").text


# as a table


def test_the_table_has_a_frozen_head_and_says_what_its_columns_mean(house, cast, xiaofang, items):
    answer(house, cast.xiaofang, items[:3])
    page = download(xiaofang)
    assert page.mimetype.endswith("spreadsheetml.sheet")
    assert "attachment" in page.headers["Content-Disposition"]
    assert page.headers["Cache-Control"] == "no-store"
    book = table(xiaofang)
    assert book.sheetnames == ["错题本", "说明"]
    sheet = book["错题本"]
    assert (sheet.freeze_panes, sheet.max_row) == ("A2", 4)
    head = [cell.value for cell in sheet[1]]
    assert [row[0].value for row in book["说明"].iter_rows(min_row=2)] == head


def test_no_cell_of_the_table_is_a_formula_a_number_or_a_link(house, cast, xiaofang, items):
    tricky = [
        replace(
            item,
            stem=trick,
            explanation=trick,
            options=tuple(Option(o.id, trick, o.reason) for o in item.options),
        )
        for item, trick in zip(items, TRICKS, strict=False)
    ]
    answer(house, cast.xiaofang, tricky)
    house.__dict__["library"] = Library(house.library.courses.values(), tricky)
    data = download(xiaofang).data
    with ZipFile(BytesIO(data)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "hyperlink" not in sheet
        assert "externalLink" not in " ".join(parts.namelist())
    cells = [cell for row in openpyxl.load_workbook(BytesIO(data))["错题本"] for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    told = {str(cell.value) for cell in cells}
    assert {trick for trick in TRICKS if trick.isprintable()} <= told


def test_the_table_holds_nobodys_name_or_number(house, cast, xiaofang, items):
    answer(house, cast.xiaofang, items[:1])
    with ZipFile(BytesIO(download(xiaofang).data)) as parts:
        everything = "".join(
            parts.read(name).decode("utf-8", "replace") for name in parts.namelist()
        )
    assert "小芳" not in everything
    assert "13800138001" not in everything


# on paper


def test_the_paper_has_its_answers_at_the_end(house, cast, xiaofang, items):
    answer(house, cast.xiaofang, items[:2])
    words = xiaofang.get("/wrong/print").text
    end = words.rindex("答案")
    for item in items[:2]:
        assert words.index(stem(item)) < end < words.index(item.explanation)


# who and what stays outside


@pytest.mark.parametrize("path", ["/wrong", "/wrong/print", "/wrong.xlsx"])
def test_the_book_is_ones_own(app, house, cast, visitor, xiaofang, wang, items, path):
    answer(house, cast.xiaofang, items[:1])
    assert visitor.get(path, status=303).location == f"/login?next={path}"
    wang.get(path, status=403)
    other = Browser(app).as_person(cast.xiaojun)
    if path == "/wrong.xlsx":
        assert table(other)["错题本"].max_row == 1
    else:
        assert stem(items[0]) not in other.get(path).text


def test_the_books_of_two_papers_are_told_apart(house, cast, xiaofang, items):
    other = next(
        one
        for one in house.library.courses.values()
        if one.kind == "exam" and one.id != items[0].course
    )
    theirs = house.library.items(course=other.id, pool="practice")[:2]
    answer(house, cast.xiaofang, [items[0], *theirs])
    one = house.library.course(items[0].course)
    page = xiaofang.get("/wrong")
    assert f"{one.title} 1" in page.text
    assert f"{other.title} 2" in page.text
    only = xiaofang.get(f"/wrong?course={other.id}")
    assert stem(items[0]) not in only.text
    assert all(stem(item) in only.text for item in theirs)
    assert only.value("course") == other.id
    sheet = table(xiaofang)["错题本"]
    assert {row[0].value for row in sheet.iter_rows(min_row=2)} == {one.title, other.title}
    assert other.title in xiaofang.get("/wrong/print").text
    xiaofang.get("/wrong?course=none", status=404)
