"""Lists from which one person is picked: pages of fifty, found by name or last four digits."""

import pytest

from tests.browser import Browser
from tests.pages.looked_after import to_another_agency, trainee

LISTS = ("/extra-time", "/recovery-slips")


@pytest.fixture
def li(app, cast):
    return Browser(app).as_person(cast.li)


@pytest.fixture
def sixty(house, cast):
    for number in range(118):
        trainee(house, f"学员{number:03}", cast.wang)
    return cast


def names(page):
    links = [a for a in page.all("a") if a.get("class") == "task"]
    return ["".join(e.itertext()) for a in links for e in a.iter() if e.tag.endswith("}strong")]


def rel(page, name):
    return next((a.get("href") for a in page.all("a") if a.get("rel") == name), "")


@pytest.mark.parametrize("path", LISTS)
def test_pages_of_fifty_follow_each_other_and_lead_back(sixty, li, path):
    first = li.get(path)
    second = li.get(rel(first, "next"))
    third = li.get(rel(second, "next"))
    every = [names(page) for page in (first, second, third)]
    assert [len(one) for one in every[:2]] == [50, 50]
    together = [name for one in every for name in one]
    assert len(set(together)) == len(together)
    assert {"小芳", "小军", "学员000", "学员117"} <= set(together)
    assert rel(third, "next") == ""
    assert names(li.get(rel(third, "prev"))) == every[1]
    assert names(li.get(rel(second, "prev"))) == every[0]


@pytest.mark.parametrize("path", LISTS)
def test_a_name_or_the_last_digits_find_somebody(house, cast, sixty, li, path):
    tail = cast.xiaofang.phone_tail
    assert "小芳" in names(li.get(f"{path}?q={tail}"))
    assert names(li.get(f"{path}?q=小芳")) == ["小芳"]
    page = li.get(f"{path}?q=学员0")
    assert len(names(page)) == 50
    assert len(names(li.get(rel(page, "next")))) == 50
    assert "没有找到这个人" in li.get(f"{path}?q=没有的人").text


@pytest.mark.parametrize("path", LISTS)
def test_who_has_few_people_is_offered_no_search(wang, path):
    page = wang.get(path)
    assert names(page) == ["小芳"]
    assert not [one for one in page.all("input") if one.get("name") == "q"]


@pytest.mark.parametrize("path", LISTS)
def test_a02_a_search_finds_nobody_of_others(app, house, cast, li, path):
    to_another_agency(house, cast.xiaofang)
    assert names(li.get(f"{path}?q=小芳")) == []
    assert names(Browser(app).as_person(cast.zhou).get(f"{path}?q=小芳")) == []


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("query", ["after=x", "after=", "q=%00", "q=%25", "q=_", "q=" + "长" * 99])
def test_a60_odd_addresses_break_nothing(li, path, query):
    li.get(f"{path}?{query}")


@pytest.mark.parametrize("path", LISTS)
def test_the_queries_are_as_many_for_two_as_for_hundreds(sixty, wang, li, path):
    few, many = len(wang.get(f"{path}?q=小芳").queries), len(li.get(path).queries)
    assert few == many
