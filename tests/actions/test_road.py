"""The verbs of the road and the plan: each way they end, and sent twice."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from actions.plan import aim_at, be_busy_in, farm, study_a_day
from actions.road import (
    StepNotOpenError,
    enter_certificate,
    enter_marks,
    enter_rules,
    keep_trip,
    register_certificate,
    resting_on,
    take_step,
    tell_about_oneself,
    undo_step,
    withdraw_rules,
)
from actions.rulebook import merged
from blueprints.web.rules import rules_now
from content.problems import ContentError
from content.rules_build import exam_steps, next_sitting, sitting_of
from domain.days import ZONE
from domain.plan import Busy
from domain.sittings import Sitting, Window
from models.history import AuditEntry
from models.road import (
    ApplicationStep,
    Certificate,
    CertificateRegistration,
    EligibilityFact,
    ExamApplication,
    Goal,
    RuleOverride,
    StudyPlan,
    TripSheet,
)
from models.road_queries import answers_of, done_steps_of, results_ever_of, results_of

NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)
UNKNOWN_2027 = Sitting(year=2027, levels=("junior",), status="unannounced")
OPEN_2027 = Sitting(
    year=2027,
    levels=("junior",),
    status="announced",
    exam_days=(date(2027, 6, 5), date(2027, 6, 6)),
    windows={
        "registration": Window(
            opens=datetime(2027, 3, 11, 9, tzinfo=ZONE),
            closes=datetime(2027, 3, 24, 20, tzinfo=ZONE),
        )
    },
)
IN_TIME = datetime(2027, 3, 12, 9, tzinfo=ZONE)
TEXT = """[[rules]]
id = "sitting-2027-420000"
kind = "sitting"
region = "420000"
source = "测试用的通知"
checked_on = 2026-11-24
confidence = "high"

[rules.value]
year = 2027
levels = ["junior"]
status = "announced"
exam_days = [2027-06-05, 2027-06-06]
"""


@pytest.fixture
def steps(house):
    return exam_steps(house.rules, "420527")


@pytest.fixture
def me(cast):
    return cast.xiaofang.id


def rows(house, table):
    with house.database.reading() as db:
        return db.scalars(select(table).order_by(table.id)).all()


def take(house, person_id, steps, *names, sitting=OPEN_2027, at=IN_TIME):
    for name in names:
        with house.database.writing() as db:
            take_step(db, person_id, name, sitting=sitting, level="junior", steps=steps, at=at)


def done(house, person_id):
    with house.database.reading() as db:
        return [step for _year, _level, step, _at in db.execute(done_steps_of(person_id))]


# ------------------------------------------------------------------ telling about oneself


def test_the_latest_answer_counts_and_the_earlier_stay(house, me):
    for told in ("college", "college", "bachelor"):
        with house.database.writing() as db:
            tell_about_oneself(db, me, "education", told, at=NOW)
    assert [row.answer for row in rows(house, EligibilityFact)] == ["college", "bachelor"]
    with house.database.reading() as db:
        assert [row.answer for row in db.scalars(answers_of(me))] == ["bachelor"]


# ------------------------------------------------------------------ registration


def test_a_step_taken_twice_is_taken_once(house, me, steps):
    take(house, me, steps, "account", "account")
    assert [(row.step, row.done) for row in rows(house, ApplicationStep)] == [("account", True)]
    assert len(rows(house, ExamApplication)) == 1


def test_a_step_cannot_be_skipped(house, me, steps):
    with pytest.raises(StepNotOpenError):
        take(house, me, steps, "account", "paid")
    assert done(house, me) == ["account"]


def test_an_unknown_step_is_refused(house, me, steps):
    with pytest.raises(StepNotOpenError):
        take(house, me, steps, "bribe")


@pytest.mark.parametrize(
    ("sitting", "at"), [(UNKNOWN_2027, NOW), (OPEN_2027, NOW), (UNKNOWN_2027, IN_TIME)]
)
def test_before_registration_opens_only_account_and_photo(house, me, steps, sitting, at):
    take(house, me, steps, "account", "photo", sitting=sitting, at=at)
    with pytest.raises(StepNotOpenError):
        take(house, me, steps, "education-check", sitting=sitting, at=at)
    assert done(house, me) == ["account", "photo"]


def test_undoing_takes_with_it_what_rests_on_the_step(house, me, steps):
    take(house, me, steps, "account", "photo", "education-check", "form")
    for expected in (("photo", "form"), ()):
        with house.database.writing() as db:
            undone = undo_step(
                db, me, "photo", sitting=OPEN_2027, level="junior", steps=steps, at=IN_TIME
            )
        assert undone == expected
    assert done(house, me) == ["account", "education-check"]
    take(house, me, steps, "photo", "form")
    told = [(row.step, row.done) for row in rows(house, ApplicationStep) if row.step == "photo"]
    assert told == [("photo", True), ("photo", False), ("photo", True)]


def test_everything_rests_on_the_account(steps):
    assert resting_on(steps, "account") == tuple(step.step for step in steps)
    assert resting_on(steps, "ticket") == ("ticket",)


def test_the_sheet_is_one_row_however_often_it_is_written(house, me):
    for seat in ("1 号", "2 号", "2 号"):
        with house.database.writing() as db:
            keep_trip(db, me, {"seat": seat}, sitting=OPEN_2027, level="junior", at=NOW)
    assert [row.lines for row in rows(house, TripSheet)] == [{"seat": "2 号"}]


# ------------------------------------------------------------------ marks and certificates


def test_marks_keep_their_history_and_the_same_again_adds_nothing(house, me):
    for zh in (100, 100, 120):
        with house.database.writing() as db:
            enter_marks(db, me, 2026, {"J-ZH": zh, "J-SW": None}, at=NOW)
    with house.database.reading() as db:
        ever = [(row.paper, row.half_marks) for row in db.scalars(results_ever_of(me))]
        now = {row.paper: row.half_marks for row in db.scalars(results_of(me))}
    assert ever == [("J-ZH", 100), ("J-SW", None), ("J-ZH", 120)]
    assert now == {"J-ZH": 120, "J-SW": None}


def test_a_certificate_corrected_is_one_row_and_the_log_knows(house, me):
    for day in (date(2026, 5, 24), date(2026, 5, 24), date(2025, 5, 25)):
        with house.database.writing() as db:
            enter_certificate(db, me, "junior", passed_on=day, at=NOW)
    assert [row.passed_on for row in rows(house, Certificate)] == [date(2025, 5, 25)]
    told = [row.detail for row in rows(house, AuditEntry) if row.action == "certificate-entered"]
    assert [(one["passed_on"], one["was"]) for one in told] == [
        ("2026-05-24", ""),
        ("2025-05-25", "2026-05-24"),
    ]


def test_a_registration_is_kept_once_a_day_and_needs_a_certificate(house, me):
    with pytest.raises(LookupError), house.database.writing() as db:
        register_certificate(db, me, "junior", registered_on=date(2026, 9, 1), at=NOW)
    with house.database.writing() as db:
        enter_certificate(db, me, "junior", passed_on=date(2026, 5, 24), at=NOW)
        for day in (1, 1, 2):
            register_certificate(db, me, "junior", registered_on=date(2026, 9, day), at=NOW)
    days = [row.registered_on.day for row in rows(house, CertificateRegistration)]
    assert days == [1, 2]


# ------------------------------------------------------------------ rules entered here


def test_rules_entered_come_before_those_of_the_files(house, app):
    with app.app_context(), house.database.reading() as db:
        assert next_sitting(rules_now(db), "420527", "junior", NOW.date()).exam_days == ()
    with house.database.writing() as db:
        rules = enter_rules(db, "a.toml", TEXT, "林管理", NOW)
    assert [rule.id for rule in rules] == ["sitting-2027-420000"]
    with app.app_context(), house.database.reading() as db:
        book = rules_now(db)
        assert sitting_of(book, "420527", "junior", 2027).exam_days[0] == date(2027, 6, 5)
        assert sitting_of(book, "130626", "junior", 2027).status == "unannounced"
        assert rules_now(db) is book


def test_the_later_entry_holds_and_the_same_text_is_entered_once(house, app):
    later = TEXT.replace("2027-06-05, 2027-06-06", "2027-06-12, 2027-06-13")
    with house.database.writing() as db:
        for text in (TEXT, TEXT, later):
            enter_rules(db, "a.toml", text, "林管理", NOW)
    assert len(rows(house, RuleOverride)) == 2
    book = merged(house.rules, rows(house, RuleOverride))
    assert sitting_of(book, "420527", "junior", 2027).exam_days[0] == date(2027, 6, 12)


def test_rules_withdrawn_no_longer_hold(house, app):
    with house.database.writing() as db:
        enter_rules(db, "a.toml", TEXT, "林管理", NOW)
    uid = rows(house, RuleOverride)[0].uid
    with house.database.writing() as db:
        assert withdraw_rules(db, uid, "林管理", NOW)
        assert not withdraw_rules(db, uid, "林管理", NOW)
    with app.app_context(), house.database.reading() as db:
        assert next_sitting(rules_now(db), "420527", "junior", NOW.date()).exam_days == ()


def test_faulty_rules_are_refused_with_line_and_fix(house):
    with pytest.raises(ContentError) as fault, house.database.writing() as db:
        enter_rules(db, "a.toml", TEXT.replace('"announced"', '"soon"'), "林管理", NOW)
    assert "a.toml:12" in str(fault.value)
    assert rows(house, RuleOverride) == []


def test_an_entry_a_newer_house_cannot_read_does_not_stop_the_pages(house, caplog):
    row = RuleOverride(name="old.toml", text="[[rules]]\nid = 1\n", by="x", at=NOW)
    assert merged(house.rules, [row]).rules == house.rules.rules
    assert "old.toml" in caplog.text


# ------------------------------------------------------------------ the plan


def test_each_change_of_a_plan_is_a_row_and_keeps_the_rest(house, me):
    monday = date(2027, 3, 1)
    with house.database.writing() as db:
        aim_at(db, me, Goal.OWN, on=date(2027, 4, 30), at=NOW)
        study_a_day(db, me, 40, at=NOW)
        be_busy_in(db, me, {monday: Busy.FARMING}, at=NOW)
        farm(db, me, on=True, at=NOW)
        farm(db, me, on=True, at=NOW)
    plans = rows(house, StudyPlan)
    assert len(plans) == 4
    last = plans[-1]
    assert (last.goal, last.goal_on, last.minutes_per_day) == (Goal.OWN, date(2027, 4, 30), 40)
    assert (last.farming, last.busy_weeks) == (True, {"2027-03-01": "farming"})
    assert [row.minutes_per_day for row in plans] == [25, 40, 40, 40]


def test_a_goal_that_is_no_day_of_ones_own_has_no_day(house, me):
    with house.database.writing() as db:
        aim_at(db, me, Goal.SITTING, on=date(2027, 4, 30), at=NOW)
    assert rows(house, StudyPlan)[0].goal_on is None
