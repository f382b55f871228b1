"""What the road puts on today's page: the countdown, its tasks, and where one stands."""

from datetime import UTC, date, datetime

import pytest

from actions.road import enter_certificate, enter_marks, enter_rules, register_certificate
from blueprints.web.countdown import countdown_for, road_position, road_tasks
from domain.days import ZONE
from models.actor import Actor

NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)
TEXT = """[[rules]]
id = "sitting-2027-420000"
kind = "sitting"
region = "420000"
source = "测试用的通知"
checked_on = 2026-11-24
confidence = "high"

[rules.value]
year = 2027
levels = ["junior", "middle"]
status = "announced"
exam_days = [2027-06-05, 2027-06-06]
"""


@pytest.fixture
def at(monkeypatch):
    """Set the clock of the pages."""

    def set_clock(year, month, day):
        moment = datetime(year, month, day, 12, tzinfo=ZONE).astimezone(UTC)

        class Clock(datetime):
            @classmethod
            def now(cls, tz=None):
                return moment.astimezone(tz)

        monkeypatch.setattr("blueprints.web.db.datetime", Clock)

    return set_clock


@pytest.fixture
def today(app, cast):
    """Countdown, tasks and position of 小芳, as today's page asks for them."""
    her = cast.xiaofang
    actor = Actor(her.id, her.uid, her.name, "", 0, NOW.date())

    def ask():
        with app.test_request_context("/today"):
            return countdown_for(actor, NOW).words, road_tasks(her.id), road_position(her.id)

    return ask


def announce(house):
    with house.database.writing() as db:
        enter_rules(db, "a.toml", TEXT, "tests", NOW)


def test_nothing_counts_to_a_day_that_nobody_announced(at, today):
    at(2026, 11, 24)
    words, tasks, position = today()
    assert words == "2027 年考试日期未公布"
    assert [(task.title, task.href) for task in tasks] == [("先看你哪年能考", "/road/eligibility")]
    assert position == 1


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ((2027, 4, 7), "离初级考试还有 60 天"),
        ((2027, 6, 5), "离初级考试还有 1 天"),
        ((2027, 6, 6), "今天考试"),
        ((2027, 6, 7), "下一次考试还没有消息"),
    ],
)
def test_the_days_are_counted_to_the_first_own_session(house, at, today, day, words):
    announce(house)
    at(*day)
    assert today()[0] == words


def test_who_holds_the_junior_certificate_counts_to_middle(house, cast, at, today):
    announce(house)
    with house.database.writing() as db:
        enter_certificate(db, cast.xiaofang.id, "junior", passed_on=date(2026, 5, 24), at=NOW)
    at(2027, 4, 7)
    assert today()[0] == "离中级考试还有 59 天"


def test_the_position_moves_with_marks_and_certificate(house, cast, at, today):
    at(2026, 11, 24)
    me = cast.xiaofang.id
    with house.database.writing() as db:
        enter_marks(db, me, 2026, {"J-ZH": 120, "J-SW": 119}, at=NOW)
    assert today()[2] == 1
    with house.database.writing() as db:
        enter_marks(db, me, 2026, {"J-ZH": 120, "J-SW": 120}, at=NOW)
    assert today()[2] == 3
    with house.database.writing() as db:
        enter_certificate(db, me, "junior", passed_on=date(2026, 5, 24), at=NOW)
    assert today()[2] == 3
    with house.database.writing() as db:
        register_certificate(db, me, "junior", registered_on=date(2026, 9, 1), at=NOW)
    assert today()[2] == 4


def test_the_road_costs_the_same_for_one_answer_and_for_three(at, xiaofang):
    at(2026, 11, 24)
    costs = []
    for answer in ("high-school", "college", "bachelor"):
        xiaofang.post("/road/eligibility/education", {"answer": answer})
        costs.append(len(xiaofang.get("/road").queries))
    assert costs[0] == costs[2]
