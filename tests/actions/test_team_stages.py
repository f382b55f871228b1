"""Stages of founding teams: they follow the steps, keep every row, stop and go on again."""

import random
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from actions.erasure import erase_person, pseudonym
from actions.jobs import Workshop
from actions.pipeline_days import night, write_days
from actions.road import enter_rules
from actions.team_book import told_by, walkbook
from actions.team_merge import NEWEST, Edit
from actions.team_registered import Licence, register_team
from actions.team_stopping import Word, stop_team, take_up_team
from actions.team_walk import (
    PapersMissingError,
    StepLockedError,
    TeamClosedError,
    TeamStoppedError,
    WayMissingError,
    save_paper,
)
from actions.teams import add_member, restore, save_member
from content.rules import parse_rules
from domain.days import local_day
from domain.team_stages import TeamStage, is_team_backward, place_of, stage_of
from models.base import new_uid
from models.founding import FoundingTeam, TeamChange, TeamMember, TeamStageEntered
from models.history import AuditEntry
from models.notices import Notice
from models.people import Person
from models.pipeline import PipelineDay
from models.road import Track
from models.team_queries import stages_entered, team_stages_on
from tests.cast import Cast
from tests.conftest import START
from tests.domain.test_credit_code import agency_code
from tests.founding import LATER, begin, book_of, tell, walk_to

DAY = timedelta(days=1)


@pytest.fixture
def cast(house):
    return Cast(house)


@pytest.fixture
def book(house):
    return book_of(house)


@pytest.fixture
def team(house, cast):
    with house.database.writing() as db:
        return begin(db, cast.li, cast.xiaofang, cast.xiaojun)


def rows(house, team):
    with house.database.reading() as db:
        query = select(TeamStageEntered).where(TeamStageEntered.team_id == team.id)
        return db.scalars(query.order_by(TeamStageEntered.id)).all()


def stages(house, team):
    return [row.stage for row in rows(house, team)]


def now_of(house, team):
    with house.database.reading() as db:
        return db.get_one(FoundingTeam, team.id)


def walked(house, team, book, step, by, at=LATER):
    with house.database.writing() as db:
        walk_to(db, team, book, step, by, at=at)


def told(house, team, book, step, by, at=LATER, **values):
    with house.database.writing() as db:
        tell(db, team, book, step, by, at, **values)


def word(cast, why="没钱了", once=None, at=LATER):
    return Word(why, cast.li, once or new_uid(), at)


def stop(house, team, book, said):
    with house.database.writing() as db:
        return stop_team(db, team.id, said, book=book)


def take_up(house, team, book, said):
    with house.database.writing() as db:
        return take_up_team(db, team.id, said, book=book)


def test_a_new_team_has_its_first_row_and_its_last_day(house, cast, team):
    (row,) = rows(house, team)
    assert (row.stage, row.cause, row.by_id, row.at) == ("preparing", "made", cast.li.id, START)
    found = now_of(house, team)
    assert (found.stage, found.stage_since) == ("preparing", START)
    assert found.stuck_after == local_day(START) + 180 * DAY


def test_a_step_that_ends_a_stage_leads_on_with_who_when_and_why(house, cast, team, book):
    walked(house, team, book, "name", cast.xiaofang)
    assert stages(house, team) == ["preparing", "naming"]
    last = rows(house, team)[-1]
    assert (last.by_id, last.at, last.cause) == (cast.xiaofang.id, LATER, "step:authority:1")
    found = now_of(house, team)
    assert (found.stage, found.stage_since) == ("naming", LATER)
    assert found.stuck_after == local_day(LATER) + 30 * DAY
    with house.database.reading() as db:
        query = select(AuditEntry).where(AuditEntry.action == "team-stage")
        entry = db.scalars(query).one()
    assert entry.detail == {"before": "preparing", "stage": "naming"}


def test_a_step_opened_again_is_a_row_and_done_again_leads_through_all(house, cast, team, book):
    walked(house, team, book, "decision", cast.li)
    told(house, team, book, "authority", cast.li, LATER + DAY, state="doing")
    told(house, team, book, "authority", cast.li, LATER + 2 * DAY, state="done")
    there = ["preparing", "naming", "gathering", "filing", "deciding"]
    assert stages(house, team) == [*there, *there]


def test_what_is_not_the_state_of_a_step_moves_nobody(house, cast, team, book):
    told(house, team, book, "needs-study", cast.li, note="走访了六户")
    assert stages(house, team) == ["preparing"]


def test_the_laws_days_count_from_the_day_told(house, cast, team, book):
    walked(house, team, book, "submit", cast.li)
    day = local_day(START) - 40 * DAY
    told(house, team, book, "submit", cast.li, state="done", done_on=day.isoformat())
    assert now_of(house, team).stuck_after == day + 60 * DAY
    told(house, team, book, "submit", cast.li, done_on=(day + DAY).isoformat())
    assert now_of(house, team).stuck_after == day + 61 * DAY


def test_a_field_given_back_leads_back_too(house, cast, team, book):
    walked(house, team, book, "name", cast.li)
    with house.database.writing() as db:
        change = db.scalars(
            select(TeamChange).where(
                TeamChange.part == "step:authority", TeamChange.field == "state"
            )
        ).one()
        restore(db, team.id, change.id, book=book, by=cast.li, at=LATER + DAY)
    assert stages(house, team) == ["preparing", "naming", "preparing"]


def test_a_registered_team_stays_registered_whatever_was_opened_before(house, cast, team, book):
    walked(house, team, book, "licence", cast.li)
    told(house, team, book, "professionals", cast.li, state="doing")
    assert now_of(house, team).stage == "preparing"
    licence = Licence("甲", agency_code(), START.date(), cast.xiaofang.id)
    with house.database.writing() as db:
        register_team(db, team.id, licence, book=book, by=cast.li, at=LATER + DAY)
    assert now_of(house, team).stage == "licensed"
    for step in ("seal", "bank", "seal-filing", "tax", "first-year"):
        with house.database.writing() as db:
            walk_paper(db, team, book, step, cast.li)
            tell(db, team, book, step, cast.li, LATER + 2 * DAY, state="done")
    found = now_of(house, team)
    assert (found.stage, found.stuck_after) == ("opened", None)
    with pytest.raises(TeamClosedError):
        stop(house, team, book, word(cast))


def walk_paper(db, team, book, step, by):
    """Ready the papers of one step."""
    for name in book.step(step).papers:
        edit = Edit(NEWEST, {"state": "ready"})
        save_paper(db, team.id, book.paper(name), edit, book=book, by=by, at=LATER)


def test_a_stopped_team_goes_on_where_its_steps_stand_with_one_history(house, cast, team, book):
    walked(house, team, book, "premises", cast.li)
    assert stop(house, team, book, word(cast, "带头人外出了"))
    assert (now_of(house, team).stage, now_of(house, team).stuck_after) == ("stopped", None)
    again = word(cast, "人回来了", at=LATER + 9 * DAY)
    assert take_up(house, team, book, again)
    assert stages(house, team) == ["preparing", "naming", "gathering", "stopped", "gathering"]
    assert [row.why for row in rows(house, team)][-2:] == ["带头人外出了", "人回来了"]
    found = now_of(house, team)
    assert found.stuck_after == local_day(LATER) + 129 * DAY


def test_stopping_and_going_on_are_once_each(house, cast, team, book):
    halt, again = word(cast), word(cast)
    assert [stop(house, team, book, halt) for _twice in range(2)] == [True, False]
    assert not stop(house, team, book, word(cast))
    assert [take_up(house, team, book, again) for _twice in range(2)] == [True, False]
    assert not stop(house, team, book, halt)  # the old sending once more
    assert stages(house, team) == ["preparing", "stopped", "preparing"]


def test_nothing_of_a_stopped_team_is_written(house, cast, team, book):
    stop(house, team, book, word(cast))
    with house.database.writing() as db:
        member = db.scalars(select(TeamMember).where(TeamMember.team_id == team.id)).first()
        edit = Edit(NEWEST, {"duty": "会计"})
        for verb in (
            lambda: tell(db, team, book, "needs-study", cast.li, note="x"),
            lambda: walk_paper(db, team, book, "needs-study", cast.li),
            lambda: add_member(db, team.id, cast.xiaomei.id, by=cast.li, at=LATER),
            lambda: save_member(db, team.id, member.id, edit, by=cast.li, at=LATER),
        ):
            with pytest.raises(TeamStoppedError):
                verb()
    assert stages(house, team) == ["preparing", "stopped"]


@pytest.mark.parametrize("seed", range(4))
def test_any_order_of_saves_gives_the_stage_that_the_steps_give(house, cast, team, book, seed):
    luck = random.Random(seed)
    with house.database.writing() as db:
        for paper in book.papers:
            edit = Edit(NEWEST, {"state": "ready"})
            save_paper(db, team.id, paper, edit, book=book, by=cast.li, at=LATER)
        for number in range(60):
            step = luck.choice([one for one in book.steps if luck.random() < 0.9])
            values = {"state": luck.choice(["done", "done", "done", "doing"])}
            if step.either:
                values["branch"] = luck.choice(["direct", "supervised"])
            try:
                tell(db, team, book, step.step, cast.li, LATER + number * DAY, **values)
            except (StepLockedError, WayMissingError, PapersMissingError):
                continue
        said = told_by(db, team.id)
    history = [TeamStage(one) for one in stages(house, team)]
    assert history[-1] == now_of(house, team).stage == stage_of(book.stages, book.steps, said)
    for one, two in pairwise(history):
        assert is_team_backward(one, two) or place_of(two) == place_of(one) + 1


def counted(house, agency, day):
    with house.database.reading() as db:
        return dict(db.execute(team_stages_on(agency, day)).all())


def test_last_months_numbers_are_the_same_today(house, cast, team, book):
    agency, today = team.agency_id, local_day(LATER)
    with house.database.writing() as db:
        begin(db, cast.li, name="乙组", at=START + 3 * DAY)
    walked(house, team, book, "name", cast.li)
    write_days(house.database, agency, today)
    then = counted(house, agency, today)
    assert then == {"naming": 1}
    told(house, team, book, "authority", cast.li, LATER + 5 * DAY, state="doing")
    stop(house, team, book, word(cast, at=LATER + 6 * DAY))
    assert counted(house, agency, today) == then
    assert counted(house, agency, today + 5 * DAY) == {"preparing": 2}
    assert counted(house, agency, today + 6 * DAY) == {"preparing": 1, "stopped": 1}
    write_days(house.database, agency, today + 6 * DAY)
    with house.database.reading() as db:
        for back in range(7):
            day = today + back * DAY
            kept = select(PipelineDay.stage, PipelineDay.people).where(
                PipelineDay.agency_id == agency,
                PipelineDay.track == Track.FOUNDING,
                PipelineDay.day == day,
                PipelineDay.people > 0,
            )
            assert dict(db.execute(kept).all()) == counted(house, agency, day)


SLOWER = """[[rules]]
id = "agency-stage-420527"
kind = "agency-stage"
region = "420527"
source = "秭归县民政局电话答复"
checked_on = 2026-11-24
confidence = "mid"

[rules.value]
stage = "{stage}"
steps = {steps}
usual_days = 10
"""


def rule(house, stage, steps):
    text = SLOWER.format(stage=stage, steps=steps)
    with house.database.writing() as db:
        enter_rules(db, "slower.toml", text, by="tests", at=LATER)
    parse_rules(text.encode(), "slower.toml")


@pytest.fixture
def workshop(house):
    return Workshop(house.database, house.library, house.rules)


def test_a_rule_entered_today_holds_from_the_night_on(house, cast, team, workshop):
    rule(house, "preparing", '["needs-study", "professionals", "authority"]')
    for _twice in range(2):
        night({}, workshop, LATER + DAY)
    assert now_of(house, team).stuck_after == local_day(START) + 10 * DAY
    assert stages(house, team) == ["preparing"]


def test_a_rule_that_moves_a_step_moves_teams_by_the_system(house, cast, team, book, workshop):
    walked(house, team, book, "name", cast.li)
    rule(house, "preparing", '["needs-study", "professionals", "authority", "premises"]')
    for _twice in range(2):
        night({}, workshop, LATER + DAY)
    assert stages(house, team) == ["preparing", "naming", "preparing"]
    last = rows(house, team)[-1]
    assert (last.by_id, last.cause.startswith("system:rules:")) == (None, True)
    with house.database.reading() as db:
        entry = db.scalars(select(AuditEntry).where(AuditEntry.actor == "system")).all()[-1]
        assert entry.action == "team-stage"
        other = walkbook(workshop.rules(db), "130626")
    assert other.stage("preparing").usual_days == 180


def test_a_stopped_team_is_left_alone_at_night(house, cast, team, book, workshop):
    stop(house, team, book, word(cast))
    rule(house, "naming", '["name"]')
    night({}, workshop, LATER + DAY)
    assert stages(house, team) == ["preparing", "stopped"]


def notices(house, kind):
    with house.database.reading() as db:
        query = select(Notice.person_id, Notice.href).where(Notice.kind == kind)
        return sorted(tuple(row) for row in db.execute(query))


def ends(house, team, book, cast, paper, day, state="ready"):
    with house.database.writing() as db:
        edit = Edit(NEWEST, {"state": state, "expires_on": day.isoformat()})
        by = db.get_one(Person, cast.xiaofang.id)
        save_paper(db, team.id, book.paper(paper), edit, book=book, by=by, at=LATER)


def test_members_are_told_once_of_a_paper_that_ends_soon(house, cast, team, book, workshop):
    today = local_day(LATER + DAY)
    ends(house, team, book, cast, "premises", today + 30 * DAY)
    ends(house, team, book, cast, "leader-profile", today + 31 * DAY)
    for _twice in range(2):
        night({}, workshop, LATER + DAY)
    href = f"/founding/{team.uid}/papers/premises"
    told = [(one.id, href) for one in (cast.xiaofang, cast.xiaojun)]
    assert notices(house, "paper-ending") == told
    ends(house, team, book, cast, "premises", today + 29 * DAY)  # another lease, another day
    night({}, workshop, LATER + DAY)
    assert notices(house, "paper-ending") == sorted(told * 2)


def test_nobody_is_told_of_the_papers_of_a_stopped_team(house, cast, team, book, workshop):
    ends(house, team, book, cast, "premises", local_day(LATER) + 5 * DAY)
    stop(house, team, book, word(cast))
    night({}, workshop, LATER + DAY)
    assert notices(house, "paper-ending") == []


def test_who_is_erased_leaves_the_numbers_of_days_gone_by(house, cast, team, book):
    gone = cast.xiaofang
    walked(house, team, book, "name", gone)
    before = counted(house, team.agency_id, local_day(LATER))
    with house.database.writing() as db:
        erase_person(db, gone.id, at=LATER + DAY)
    assert counted(house, team.agency_id, local_day(LATER)) == before == {"naming": 1}
    with house.database.reading() as db:
        by = [name for _row, name in db.execute(stages_entered(team.id))]
    assert by == [pseudonym(gone.uid), "李主任"]
