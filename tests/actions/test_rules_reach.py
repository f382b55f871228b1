"""A rule entered by page changes what every job does, not only what pages show."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from actions.concerns import watch_nightly
from actions.handlers import HANDLERS
from actions.jobs import Workshop, ask_for, run_due
from actions.marking import keep_versions
from actions.mock_papers import Books
from actions.mocks import save_step, start_mock
from actions.region_counts import JOB as COUNT_REGIONS
from actions.road import enter_marks, enter_rules, tell_about_oneself, withdraw_rules
from actions.rulebook import rules_in_force
from actions.stages import Move, enter_stage
from actions.watch_again import ask_to_watch
from blueprints.web.house import House
from commands.demo import load_demo
from domain.eligibility_answers import NO, YES
from models import migrate
from models.base import new_uid
from models.mocks import Mock, MockClosing
from models.pipeline import StageNow
from models.regions import RegionCount
from models.road import RuleOverride
from models.watch import ConcernNow
from tests.conftest import START, furnish, settings_for
from tests.villagers import agency_id, settle, villagers

FILES = Path(__file__).resolve().parents[2] / "rulebook"
PASSED = {"J-ZH": 130, "J-SW": 140}
SITTING = """
[[rules]]
id = "sitting-2026-420000-late"
kind = "sitting"
region = "420000"
source = "tests"
checked_on = 2026-11-24
confidence = "high"

[rules.value]
year = 2026
levels = ["junior"]
status = "announced"
exam_days = [2026-12-28]

[rules.value.windows.registration]
opens = 2026-11-21T09:00:00
closes = 2026-11-28T20:00:00
"""


@pytest.fixture
def workshop(house):
    return Workshop(house.database, house.library, house.rules)


@pytest.fixture
def enter(house):
    """Enter a rule of the files anew, as an administrator does by page, with other values."""

    def enter(rule_id, *changes, text=""):
        text = text or rule_text(rule_id)
        for before, after in changes:
            assert before in text
            text = text.replace(before, after)
        with house.database.writing() as db:
            enter_rules(db, "entered.toml", text, "tests", START)

    return enter


def rule_text(rule_id):
    texts = (path.read_text() for path in FILES.glob("*.toml"))
    blocks = (
        block
        for text in texts
        for block in re.split(r"(?=^\[\[rules\]\])", text, flags=re.MULTILINE)
    )
    return next(block for block in blocks if f'id = "{rule_id}"\n' in block)


def tell_enough(house, person):
    """The answers of somebody who may sit junior level."""
    told = {"education": "high-school", "practice": YES, "certificate": NO}
    with house.database.writing() as db:
        for question, answer in (told | {"spells": "2015-03-01.."}).items():
            tell_about_oneself(db, person.id, question, answer, at=START)


def found(house, query):
    with house.database.reading() as db:
        return list(db.scalars(query))


def test_rules_are_merged_again_only_when_they_change(house, enter):
    def now():
        with house.database.reading() as db:
            return rules_in_force(db, house.rules)

    assert now() is house.rules
    enter("paper-j-zh", ("minutes = 120", "minutes = 90"))
    book = now()
    assert book.get("paper-j-zh").value["minutes"] == 90
    assert now() is book
    with house.database.writing() as db:
        withdraw_rules(db, db.scalars(select(RuleOverride.uid)).one(), "tests", START)
    assert now() is house.rules


@pytest.mark.parametrize(("line", "stage"), [(120, "passed"), (135, "studying")])
def test_stages_follow_the_pass_mark_entered(house, cast, workshop, enter, line, stage):
    for paper in ("paper-j-zh", "paper-j-sw"):
        enter(paper, ("pass_half_marks = 120", f"pass_half_marks = {line}"))
    with house.database.writing() as db:
        here = agency_id(db)
        for place in ("studying", "registered_paid"):
            move = Move(cast.xiaofang.id, here, place, cause=f"tests:{place}")
            enter_stage(db, move, by_id=None, at=START)
        enter_marks(db, cast.xiaofang.id, 2026, PASSED, at=START + timedelta(hours=1))
    run_due(workshop, HANDLERS, at=START + timedelta(hours=2))
    query = select(StageNow.stage).where(StageNow.person_id == cast.xiaofang.id)
    assert found(house, query) == [stage]


def test_a_mock_closed_by_its_job_earns_what_was_entered(house, cast, workshop, enter):
    books = Books(house.library, house.rules)
    course = house.library.course("junior-comprehensive-2025")
    with house.database.writing() as db:
        mock = start_mock(db, cast.xiaofang.id, course, once=new_uid(), books=books, at=START).mock
        at, key = START + timedelta(minutes=1), house.library.item(mock.items[0]).key
        save_step(db, mock.id, 1, chosen=key, flagged=False, once=new_uid(), books=books, at=at)
    enter("marking-single", ("full_half_marks = 2", "full_half_marks = 3"))
    run_due(workshop, HANDLERS, at=START + timedelta(hours=3))
    assert found(house, select(MockClosing.half_marks)) == [3]


def test_the_numbers_of_regions_count_by_the_conditions_entered(house, workshop, enter):
    place = settle(house)["茅坪镇"]
    one = villagers(house, 1, home=place[0])[0]
    tell_enough(house, one)
    eligible = select(RegionCount.key).where(
        RegionCount.measure == "eligible", RegionCount.code == place[1]
    )
    keys = []
    for night in range(2):
        with house.database.writing() as db:
            ask_for(db, COUNT_REGIONS, f"tests:{night}", at=START)
        run_due(workshop, HANDLERS, at=START)
        keys += found(house, eligible)
        enter("eligibility-j1", ("years = 4", "years = 30"))
    assert keys == ["rest", "part"]


def test_concerns_know_the_dates_entered(house, cast, workshop, enter):
    def needs():
        mine = select(ConcernNow.need).where(ConcernNow.person_id == cast.xiaofang.id)
        return set(found(house, mine))

    tell_enough(house, cast.xiaofang)
    watch_nightly({}, workshop, START)
    before = needs()
    enter("", text=SITTING)
    with house.database.writing() as db:
        ask_to_watch(db, cast.xiaofang.id, at=START)
    run_due(workshop, HANDLERS, at=START)
    assert needs() - before == {"unpaid"}
    by_person = needs()
    watch_nightly({}, workshop, START)
    assert needs() == by_person


def test_the_demo_sits_mocks_by_the_rules_entered(tmp_path, library_house):
    house = furnish(House(settings_for(tmp_path)), library_house)
    migrate.upgrade(house.database)
    text = rule_text("paper-j-zh").replace("minutes = 120", "minutes = 90")
    with house.database.writing() as db:
        keep_versions(db, house.library)
        enter_rules(db, "entered.toml", text, "tests", START)
    load_demo(house)
    first = next(one.id for one in house.library.courses.values() if one.paper == "J-ZH")
    ours = found(house, select(Mock.minutes).where(Mock.course == first))
    others = found(house, select(Mock.minutes).where(Mock.course != first))
    assert (set(ours), set(others)) == ({90}, {120})
    house.database.close()
