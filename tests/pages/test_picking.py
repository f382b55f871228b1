"""Lists from which one person is picked: pages of fifty, found by name or last four digits."""

import pytest

from tests.browser import Browser
from tests.pages.looked_after import to_another_agency, trainee

MENTORS = ("/extra-time", "/recovery-slips")
LISTS = (
    *MENTORS,
    "/agency/staff/new",
    "/agency/staff/qualifications/new",
    "/agency/village-papers/monthly/people",
)


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


@pytest.mark.parametrize("path", MENTORS)
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
def test_the_queries_are_as_many_for_two_as_for_hundreds(sixty, li, path):
    few, many = len(li.get(f"{path}?q=小芳").queries), len(li.get(path).queries)
    assert few == many


@pytest.mark.parametrize("path", ["/agency/staff/new", "/agency/staff/qualifications/new"])
def test_whom_was_picked_stands_in_the_form_and_can_be_changed(cast, li, wang, path):
    found = li.get(f"{path}?q=小芳")
    form = li.get(next(h for h in found.hrefs() if "person=" in h))
    assert form.value("person") == str(cast.xiaofang.uid)
    assert "小芳 尾号" in form.text
    assert path in form.hrefs()
    assert not form.all("select")
    li.get(f"{path}?person={cast.xiaomei.uid}", status=404)
    li.get(f"{path}?person=x", status=404)
    assert "选一个人" in li.post(path, {"level": "junior"}, status=422).text
    own = wang.get(path)
    assert own.value("person") == str(cast.wang.uid)
    assert path not in own.hrefs()


def test_a_village_paper_keeps_its_month_while_somebody_is_picked(cast, wang):
    paper = "/agency/village-papers/monthly"
    page = wang.get(f"{paper}?month=2026-10")
    assert "名字空着" in page.text
    listed = wang.get(next(h for h in page.hrefs() if h.startswith(f"{paper}/people")))
    chosen = wang.get(next(h for h in listed.hrefs() if str(cast.xiaofang.uid) in h))
    assert "小芳 尾号" in chosen.text
    assert "2026-10-31" in chosen.text
    assert f"{paper}?month=2026-10" in listed.hrefs()
    wang.get("/agency/village-papers/what-we-do/people", status=404)
