"""Small numbers over the real pages: what an officer sees, and what subtracting tells (A07)."""

from datetime import timedelta
from itertools import combinations

import pytest
from sqlalchemy import select

from actions.stages import Move, enter_stage
from models.pipeline import StageNow
from tests.browser import Browser
from tests.conftest import START
from tests.villagers import FAILED, PASSED, agency_id, count_tonight, settle, villagers

CODE = "420527"
FEW = "<5"


@pytest.fixture
def like(app, cast):
    """李科长 of the county's 党委社会工作部."""
    return Browser(app).as_person(cast.like)


@pytest.fixture
def places(house):
    return settle(house)


def sat(house, places, name, passed, failed, at=START):
    """People of a township who passed and who failed."""
    home = places[name][0]
    villagers(house, passed, f"{name}过{at.year}", home=home, road=PASSED, at=at)
    villagers(house, failed, f"{name}没过{at.year}", home=home, road=FAILED, at=at)


def table(like, path):
    """The rows by name, each as words by the name of its column."""
    page = like.get(path)
    rows = [row for row in page.all("table")[0].iter() if row.tag.endswith("}tr")]
    words = [["".join(cell.itertext()).strip() for cell in row] for row in rows]
    return {row[0]: dict(zip(words[0], row, strict=True)) for row in words[1:]}


def outcomes(like, code=CODE, year=2026):
    return table(like, f"/region/{code}/outcomes?year={year}")


def test_many_are_shown_and_few_are_not(house, places, like):
    sat(house, places, "茅坪镇", 12, 8)
    sat(house, places, "归州镇", 9, 11)
    sat(house, places, "屈原镇", 10, 10)
    sat(house, places, "水田坝乡", 7, 2)
    count_tonight(house)
    rows = outcomes(like)
    assert rows["归州镇"]["考过试"] == "20"
    small = rows["水田坝乡"]
    assert small["考过试"] == small["没过"] == small["过了的"] == FEW
    assert rows["秭归县合计"]["没过"] == "31"
    assert rows["秭归县合计"]["过了的"] == "55%"


def test_where_nobody_sat_the_share_says_so_in_words(house, places, like):
    sat(house, places, "茅坪镇", 12, 8)
    count_tonight(house)
    row = outcomes(like)["屈原镇"]
    assert (row["考过试"], row["过了的"]) == ("0", "没有人参考")
    file = like.client.get(f"/region/{CODE}/outcomes.csv?year=2026").get_data().decode("utf-8-sig")
    assert next(line for line in file.splitlines() if "屈原镇" in line).endswith(",没有人参考")


def test_the_last_hidden_number_does_not_follow_from_the_total(house, places, like):
    """The plain attack: the total of the county less all the townships that are shown."""
    sat(house, places, "茅坪镇", 12, 8)
    sat(house, places, "归州镇", 9, 11)
    sat(house, places, "水田坝乡", 7, 2)
    count_tonight(house)
    rows = outcomes(like)
    total = int(rows.pop("秭归县合计")["没过"])
    hidden = [name for name, row in rows.items() if row["没过"] == FEW]
    shown = sum(int(row["没过"]) for row in rows.values() if row["没过"] != FEW)
    assert "水田坝乡" in hidden
    assert len(hidden) > 1
    assert total - shown >= 5


def test_two_filters_taken_from_each_other_tell_nothing(house, places, like):
    """One person alone fails in a township this year; the attacker asks every year and place."""
    last_year = START.replace(year=2025)
    for name, passed, failed in (("茅坪镇", 12, 8), ("归州镇", 9, 11), ("屈原镇", 6, 6)):
        sat(house, places, name, passed, failed)
        sat(house, places, name, passed, failed, at=last_year)
    sat(house, places, "水田坝乡", 8, 1)
    count_tonight(house)
    known = {}
    for year in (2025, 2026):
        for name, row in outcomes(like, year=year).items():
            known[year, name] = row["没过"]
        for name, (_id, code) in places.items():
            if len(code) == 9 and known[year, name] != "0":  # else that place has no such year
                own = outcomes(like, code, year)[f"{name}合计"]
                assert own["没过"] == known[year, name]  # a place says the same everywhere
    numbers = {key: int(value) for key, value in known.items() if value.isdigit()}
    assert known[2026, "水田坝乡"] == FEW
    for one, other in combinations(numbers, 2):
        if one[0] == other[0]:  # of different years no sum is shown anywhere
            assert abs(numbers[one] - numbers[other]) != 1
    here = [key for key in numbers if key[0] == 2026 and "合计" not in key[1]]
    for many in range(len(here) + 1):
        for group in combinations(here, many):
            rest = numbers[2026, "秭归县合计"] - sum(numbers[key] for key in group)
            assert rest == 0 or rest >= 5


def test_the_table_of_stages_taken_from_that_of_results_tells_nothing(house, places, like):
    """Who passed stands exactly among the stages; less that, who sat would be who failed."""
    for name, passed, failed in (("茅坪镇", 12, 8), ("归州镇", 9, 11), ("水田坝乡", 7, 2)):
        sat(house, places, name, passed, failed)
    count_tonight(house)
    stages = table(like, f"/region/{CODE}?show=stages")
    results = outcomes(like)
    assert stages["水田坝乡"]["通过"] == "7"
    for name, row in results.items():
        if row["没过"] == FEW:
            assert row["考过试"] == FEW
        elif row["没过"] != "0":
            assert int(row["考过试"]) - int(stages[name]["通过"]) >= 5


def pages(like):
    """Every exact number an officer can read of every place, by page, row and column."""
    found = {}
    for path in ("?show=overview", "?show=stages", "?show=posts", "?show=holders", "/outcomes"):
        for name, row in table(like, f"/region/{CODE}{path}").items():
            for column, number in row.items():
                if number.isdigit():
                    found[path, name, column] = int(number)
    return found


def test_two_looks_with_the_results_between_tell_who_passed_alone(house, places, like):
    """The officer looks before and after the results of a place; less who passed is who failed."""
    for name, many in (("茅坪镇", 20), ("水田坝乡", 7)):
        villagers(house, many, name, home=places[name][0], road=PASSED[:-1])
    count_tonight(house)
    before = pages(like)
    with house.database.writing() as db:
        rows = select(StageNow).where(StageNow.home_id == places["水田坝乡"][0])
        for number, row in enumerate(db.scalars(rows).all()):
            after = "studying" if number < 2 else "passed"
            move = Move(row.person_id, row.agency_id, after, cause="tests:results")
            enter_stage(db, move, by_id=None, at=START + timedelta(hours=1))
    count_tonight(house)
    after = pages(like)
    assert before["?show=stages", "水田坝乡", "在学和考试"] == 7
    changed = {key: after[key] - number for key, number in before.items() if key in after}
    here = {change for (_path, name, _column), change in changed.items() if name == "水田坝乡"}
    assert here == {-5, 0, 5}
    assert {abs(change) for change in changed.values()} == {0, 5}
    assert outcomes(like)["水田坝乡"]["没过"] == FEW


def test_who_is_in_two_agencies_is_one_person_at_night(house, places, like):
    """Three who fell silent in two agencies are three, not six."""
    here = places["茅坪镇"][0]
    villagers(house, 9, "勤快", home=places["归州镇"][0], road=("in_class",), at=START)
    people = villagers(house, 3, "两家", home=here, road=("in_class",), at=START)
    people += villagers(house, 9, "一家", home=here, road=("in_class",), at=START)
    with house.database.writing() as db:
        other = agency_id(db, "乙机构")
        for one in people[:3]:
            move = Move(one.id, other, "in_class", cause="tests:other")
            enter_stage(db, move, by_id=None, at=START)
    found = count_tonight(house, START + timedelta(days=30))
    code = places["茅坪镇"][1]
    assert found[code, "silent", True] + found[code, "silent", False] == 12


def test_where_nearly_all_failed_who_passed_stays_unknown(house, places, like):
    sat(house, places, "茅坪镇", 1, 19)
    sat(house, places, "归州镇", 9, 11)
    sat(house, places, "屈原镇", 9, 9)
    count_tonight(house)
    assert outcomes(like)["茅坪镇"]["没过"] == FEW


def test_one_person_in_the_whole_county_is_shown_nowhere(house, places, like):
    sat(house, places, "茅坪镇", 0, 1)
    count_tonight(house)
    rows = outcomes(like)
    assert rows["秭归县合计"]["没过"] == rows["茅坪镇"]["没过"] == FEW
    assert rows["归州镇"]["没过"] == "0"  # nobody there sat at all
    assert outcomes(like, places["茅坪镇"][1])["茅坪镇合计"]["没过"] == FEW


def test_the_page_says_why_a_number_is_missing(places, like):
    page = like.get(f"/region/{CODE}/outcomes")
    assert "不到 5 人" in page.text
    assert "不排名次" in page.text


@pytest.mark.parametrize("year", ["2027", "1", "x", "'", "2026 or 1=1", ""])
def test_odd_years_are_ignored(house, places, like, year):
    sat(house, places, "茅坪镇", 9, 9)
    count_tonight(house)
    rows = table(like, f"/region/{CODE}/outcomes?year={year}")
    assert rows["茅坪镇"]["考过试"] == "18"


def test_posts_and_holders_stay_exact_however_few(house, places, like):
    villagers(house, 1, home=places["茅坪镇"][0], road=("certified",))
    rows = table(like, "/region?show=stages")
    assert rows["茅坪镇"]["证书"] == "1"
