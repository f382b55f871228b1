"""Practice: who and what stays outside."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from domain.answers import Mode
from domain.days import local_day
from models.base import new_uid
from models.learning import Event, ItemLeaf, PracticeSet
from models.mocks import Mock
from tests.browser import Browser
from tests.practising import (
    COURSE,
    answer,
    practise,
    rows,
    start,
)


@pytest.fixture
def library(house):
    return house.library


@pytest.fixture
def single(library):
    return next(i for i in library.items(course=COURSE, pool="practice") if i.kind == "single")


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
        "point=%00none",
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
