"""The walk of exam registration against a province's windows."""

from datetime import date, datetime
from pathlib import Path

import pytest

from content.rules import load_rules_from
from content.rules_build import exam_steps, sessions_of, sitting_of
from domain.days import ZONE
from domain.registration import (
    dues,
    is_registered,
    may_follow,
    needs_of,
    next_steps,
    unpaid_days_left,
)
from domain.sittings import Sitting, days_until, own_sessions

BOOK = load_rules_from(Path(__file__).resolve().parents[2] / "rulebook")
STEPS = exam_steps(BOOK, "420625")
NAMES = [step.step for step in STEPS]
HUBEI = sitting_of(BOOK, "420625", "junior", 2026)
assert HUBEI is not None


def at(month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def test_the_walk_has_its_states_in_order():
    assert NAMES == [
        "account",
        "photo",
        "education-check",
        "form",
        "signature",
        "qualification-check",
        "paid",
        "ticket",
    ]


def test_each_step_follows_only_what_must_come_before_it():
    assert [step.step for step in next_steps(STEPS, ())] == ["account"]
    found = [step.step for step in next_steps(STEPS, {"account"})]
    assert found == ["photo", "education-check"]
    assert not may_follow(STEPS, {"account", "photo"}, "form")
    assert may_follow(STEPS, {"account", "photo", "education-check"}, "form")
    assert not may_follow(STEPS, {"account"}, "account")
    assert not may_follow(STEPS, NAMES, "no-such-step")


def test_an_unpaid_registration_is_none():
    assert not is_registered(STEPS, set(NAMES) - {"paid", "ticket"})
    assert not is_registered(STEPS, {"paid"})
    assert is_registered(STEPS, set(NAMES) - {"ticket"})


def test_only_the_persons_own_hand_signs_and_opens_the_account():
    assert [step.step for step in STEPS if step.own_hand] == ["account", "signature"]
    assert [step.step for step in STEPS if step.device == "windows"] == ["photo"]


def test_high_school_uploads_or_shows_what_others_need_not():
    step = next(each for each in STEPS if each.step == "education-check")
    assert needs_of(step, "vocational") == (
        "身份证",
        "毕业证原件",
        "毕业证照片：JPG，100 到 300 KB",
        "到现场核验的时间，先问当地考试机构",
    )
    assert needs_of(step, None) == ("身份证",)
    assert [each.automatic for each in step.by_education] == [False, True]


@pytest.mark.parametrize(
    ("when", "states"),
    [
        (at(3, 12, 8, 59), ["not-open"] * 8),
        (at(3, 12, 9, 0), ["open"] * 7 + ["not-open"]),
        (at(3, 25, 20, 0), ["open"] * 7 + ["not-open"]),
        (at(3, 25, 20, 1), ["missed"] * 5 + ["open", "open", "not-open"]),
        (at(3, 27, 20, 1), ["missed"] * 7 + ["not-open"]),
        (at(5, 18, 9, 0), ["missed"] * 7 + ["open"]),
    ],
)
def test_states_follow_the_windows_of_hubei_2026(when, states):
    assert [due.state for due in dues(STEPS, (), HUBEI.windows, when)] == states


def test_a_done_step_is_done_and_days_are_counted():
    found = {due.step: due for due in dues(STEPS, {"account"}, HUBEI.windows, at(3, 20))}
    assert found["account"].state == "done"
    assert (found["paid"].days_left, found["photo"].days_left) == (7, 5)


def test_without_windows_nothing_is_made_up():
    found = dues(STEPS, (), {}, at(3, 20))
    assert {(due.state, due.opens, due.closes, due.days_left) for due in found} == {
        ("unknown", None, None, None)
    }


@pytest.mark.parametrize(
    ("when", "left"),
    [
        (at(3, 20, 23, 59), None),
        (at(3, 21, 0, 0), 6),
        (at(3, 27, 19, 59), 0),
        (at(3, 27, 20, 1), None),
    ],
)
def test_unpaid_is_flagged_on_each_of_the_last_seven_days(when, left):
    assert unpaid_days_left(STEPS, {"account"}, HUBEI.windows, when) == left


def test_who_has_paid_is_not_reminded_and_a_lacking_window_falls_back_to_registration():
    paid = set(NAMES) - {"ticket"}
    assert unpaid_days_left(STEPS, paid, HUBEI.windows, at(3, 26)) is None
    jiangsu = sitting_of(BOOK, "320400", "junior", 2026)
    assert unpaid_days_left(STEPS, (), jiangsu.windows, at(3, 29)) == 0


def test_a_junior_candidate_has_one_day_with_two_papers():
    own = sessions_of(BOOK, "420625", HUBEI, ["J-SW", "J-ZH"])
    assert [(each.paper, each.starts, each.ends) for each in own] == [
        ("J-ZH", at(5, 24, 9), at(5, 24, 11)),
        ("J-SW", at(5, 24, 14), at(5, 24, 16)),
    ]
    assert days_until(HUBEI, own, date(2026, 5, 20)) == 4
    assert days_until(HUBEI, own, date(2026, 5, 25)) is None
    assert days_until(HUBEI, (), date(2026, 5, 20)) == 3


@pytest.mark.parametrize("status", ["unannounced", "cancelled"])
def test_a_sitting_without_dates_has_no_sessions_and_no_countdown(status):
    sitting = Sitting(year=2027, levels=("junior",), status=status)
    assert own_sessions(sitting, (), ["J-ZH"]) == ()
    assert days_until(sitting, (), date(2026, 11, 24)) is None
