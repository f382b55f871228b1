"""A58: of who left an agency, its lists tell its own history and nothing of today."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from actions.leaving import Goodbye, leave_agency
from actions.stages import Move, enter_stage, move_home
from domain.days import local_day
from models.people import Person
from models.places import Agency, Region
from tests.browser import Browser

NOW = datetime.now(UTC)
YESTERDAY = local_day(NOW) - timedelta(days=1)
TAIL = "8001"


@pytest.fixture
def li(app, cast):
    return Browser(app).as_person(cast.li)


@pytest.fixture
def town(house):
    with house.database.writing() as db:
        county = db.query(Region).filter_by(code="420527").one()
        made = Region(code="420527100", name="茅坪镇", parent_id=county.id)
        db.add(made)
        db.flush()
        return made.id


@pytest.fixture
def gone(house, cast, town):
    """小芳 was recruited two months ago, leaves today, and lives elsewhere since."""
    with house.database.writing() as db:
        person, agency = (
            db.get_one(Person, cast.xiaofang.id),
            db.get_one(Agency, cast.agency_of(cast.xiaofang)),
        )
        move = Move(person.id, agency.id, "studying", cause="t")
        enter_stage(db, move, by_id=None, at=NOW - timedelta(days=60))
        person.village = "旧村"
        leave_agency(db, person, agency, Goodbye("搬家了", None, uuid4(), NOW))
        move_home(db, person.id, town)
        person.village = "新村"


LISTS = ("/agency/people?stage=left", f"/agency/people?on={YESTERDAY}&group=learning")


@pytest.mark.parametrize("path", LISTS)
def test_a58_where_who_left_lives_now_is_not_told(li, gone, path):
    for page in (li.get(path).text, csv_of(li, path)):
        assert "小芳" in page
        assert "新村" not in page
        assert "茅坪镇" not in page


@pytest.mark.parametrize("path", LISTS)
def test_a58_who_left_is_found_by_name_and_not_by_their_phone(li, gone, path):
    assert "小芳" in li.get(f"{path}&q=小芳").text
    assert "小芳" not in li.get(f"{path}&q={TAIL}").text


@pytest.mark.parametrize("path", LISTS)
def test_a58_who_left_is_not_found_by_the_township_of_today(li, house, cast, town, gone, path):
    with house.database.writing() as db:
        move_home(db, cast.xiaojun.id, town)
    page = li.get(f"{path}&town=420527100")
    assert "茅坪镇" in page.text
    assert "小芳" not in page.text


@pytest.mark.parametrize("path", ["/agency/people?group=learning", LISTS[1]])
def test_who_is_here_is_found_with_their_place_and_by_their_phone(li, house, cast, town, path):
    with house.database.writing() as db:
        person = db.get_one(Person, cast.xiaofang.id)
        person.village = "新村"
        move = Move(person.id, cast.agency_of(person), "studying", cause="t")
        enter_stage(db, move, by_id=None, at=NOW - timedelta(days=60))
    assert "新村" in li.get(f"{path}&q={TAIL}").text


def csv_of(who, path):
    answer = who.client.get(path.replace("/agency/people", "/agency/people.csv"))
    assert answer.status_code == 200
    return answer.get_data(as_text=True)
