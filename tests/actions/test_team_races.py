"""Founding teams while others do something else to them at the same moment."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from actions.team_registered import (
    CodeTakenError,
    Licence,
    NotInTeamError,
    register_team,
)
from actions.team_stopping import Word, stop_team
from actions.team_walk import TeamClosedError, TeamStoppedError
from actions.teams import end_member
from models.base import new_uid
from models.founding import FoundingTeam, TeamMember, TeamStageEntered, TeamStep
from models.people import Membership, Person
from models.places import Agency
from tests.cast import Cast
from tests.conftest import START
from tests.domain.test_credit_code import agency_code
from tests.founding import LATER, begin, book_of, tell, walk_to

REFUSED = (CodeTakenError, NotInTeamError, TeamClosedError)
DAY = timedelta(days=1)


@pytest.fixture
def cast(house):
    return Cast(house)


@pytest.fixture
def book(house):
    return book_of(house)


@pytest.fixture
def decided(house, cast, book):
    """Make teams of 小芳 and 小军 that the registrar has decided about."""

    def make(name):
        with house.database.writing() as db:
            team = begin(db, cast.li, cast.xiaofang, cast.xiaojun, name=name)
            walk_to(db, team, book, "licence", cast.li)
        return team

    return make


def register(house, cast, team, book):
    name = f"{team.name}社会工作服务中心"
    licence = Licence(name, agency_code(), START.date(), cast.xiaofang.id)
    with house.database.writing() as db:
        by = db.get_one(Person, cast.li.id)
        return register_team(db, team.id, licence, book=book, by=by, at=LATER + DAY).id


def stop(house, cast, team, book):
    with house.database.writing() as db:
        word = Word("没钱了", db.get_one(Person, cast.li.id), new_uid(), LATER + DAY)
        return stop_team(db, team.id, word, book=book)


def at_once(*verbs):
    """Run verbs in threads that begin together; what each came to, or why it was refused."""
    gate, came = Barrier(len(verbs)), [None] * len(verbs)

    def run(place, verb):
        gate.wait()
        try:
            came[place] = verb()
        except REFUSED as refusal:
            came[place] = type(refusal)

    threads = [Thread(target=run, args=pair) for pair in enumerate(verbs)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return came


def test_a14_who_left_the_team_meanwhile_runs_no_agency(house, cast, decided, book):
    team = decided("甲组")
    with house.database.writing() as db:
        member = select(TeamMember).where(TeamMember.person_id == cast.xiaofang.id)
        end_member(db, team.id, db.scalars(member).one().id, by=cast.li, at=LATER)
    with house.database.reading() as db:
        before = db.scalar(select(func.count(Membership.id)))
    with pytest.raises(NotInTeamError):
        register(house, cast, team, book)
    with house.database.reading() as db:
        assert db.scalar(select(func.count(Membership.id))) == before
        assert db.get_one(FoundingTeam, team.id).credit_code is None


def test_a15_one_code_brought_by_two_teams_at_once_is_one_teams(house, cast, decided, book):
    teams = [decided("甲组"), decided("乙组")]
    came = at_once(*(lambda team=team: register(house, cast, team, book) for team in teams))
    assert came.count(CodeTakenError) == 1
    with house.database.reading() as db:
        closed = select(FoundingTeam.id).where(FoundingTeam.closed_at.is_not(None))
        assert len(db.scalars(closed).all()) == 1
        grown = select(Agency).where(Agency.name.endswith("社会工作服务中心"))
        assert len(db.scalars(grown).all()) == 1


def test_a14_a_step_saved_while_the_team_stops_is_kept_before_it_or_refused(
    house, cast, decided, book
):
    team = decided("甲组")

    def save():
        with house.database.writing() as db:
            by = db.get_one(Person, cast.xiaofang.id)
            return tell(db, team, book, "licence", by, LATER + DAY, note="在路上")

    saved, stopped = at_once(save, lambda: stop(house, cast, team, book))
    assert stopped is True
    assert saved in (["note"], TeamStoppedError)
    with house.database.reading() as db:
        note = select(TeamStep.note).where(TeamStep.team_id == team.id, TeamStep.step == "licence")
        assert (db.scalars(note).one_or_none() or "") == ("在路上" if saved == ["note"] else "")
        last = select(TeamStageEntered.stage).order_by(TeamStageEntered.id.desc())
        row = db.get_one(FoundingTeam, team.id)
        assert (row.stage, db.scalars(last).first()) == ("stopped", "stopped")


def test_a14_a_team_is_registered_or_it_stops(house, cast, decided, book):
    team = decided("甲组")
    at_once(
        lambda: register(house, cast, team, book),
        lambda: stop(house, cast, team, book),
    )
    with house.database.reading() as db:
        row = db.get_one(FoundingTeam, team.id)
        assert (row.closed_at is None) == (row.stage == "stopped")
        assert (row.registered_agency_id is None) == (row.stage == "stopped")
