"""The command line: what an operator types, and what comes of it."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, select, text

from domain.access import Role
from domain.days import local_day
from models.classes import Rehearsal, RehearsalSheet
from models.founding import FoundingTeam
from models.health_queries import administrators
from models.learning import ContentVersion
from models.learning_queries import readings_of
from models.mock_queries import mocks_of
from models.people import Person
from models.team_queries import stages_entered


@pytest.fixture
def run(app):
    def run(*words):
        return app.test_cli_runner().invoke(args=list(words))

    return run


FOUND = ("people", "found", "--agency", "新机构", "--region", "420528", "--region-name", "长阳县")


def test_the_first_manager_gets_a_code_that_sets_a_password(run, house, visitor):
    done = run(*FOUND, "--name", "许静", "--phone", "+86 139 0013 9000")
    assert done.exit_code == 0
    code = done.output.split()[-1]
    assert visitor.get("/recover").status == 200
    with house.database.reading() as db:
        person = db.scalars(select(Person).where(Person.name == "许静")).one()
    assert (person.phone_tail, len(code)) == ("9000", 11)


def test_a_number_that_is_somebodys_enters_nobody(run, house):
    done = run(*FOUND, "--name", "许静", "--phone", "13800138001")
    assert done.exit_code != 0
    assert "somebody has this number" in done.output
    with house.database.reading() as db:
        assert db.scalars(select(Person).where(Person.name == "许静")).first() is None


def test_the_first_administrator_comes_from_the_machine_itself(run, house, visitor):
    words = ("people", "administrator", "--name", "陆海", "--phone", "13900139001")
    first, again = run(*words), run(*words)
    assert (first.exit_code, again.exit_code) == (0, 0)
    form = {"code": first.output.split()[-1], "password": "xia-tian-de-feng-7"}
    assert "这个码用不了" in visitor.post("/recover", form, status=422).text
    visitor.post("/recover", {**form, "code": again.output.split()[-1]})
    visitor.get("/office")
    with house.database.reading() as db:
        person = db.scalars(select(Person).where(Person.name == "陆海")).one()
        assert [one.role for one in person.memberships] == [Role.ADMIN]


def test_nobody_else_becomes_administrator_by_a_number_mistyped(run, house, cast):
    done = run("people", "administrator", "--name", "陆海", "--phone", "13800138001")
    assert done.exit_code == 2
    assert "somebody else has this number" in done.output
    with house.database.reading() as db:
        assert db.scalars(administrators(datetime.now(UTC))).all() == [cast.lin.id]


@pytest.mark.parametrize(("option", "value"), [("--phone", "123"), ("--region", "42052")])
def test_a_wrong_option_says_the_fix(run, option, value):
    words = [*FOUND, "--name", "许静", "--phone", "13900139000"]
    words[words.index(option) + 1] = value
    done = run(*words)
    assert done.exit_code == 2
    assert "write a" in done.output


def test_the_content_is_clean_and_counted(run, house):
    done = run("courses", "check", "--json")
    report = json.loads(done.output)
    assert (done.exit_code, report["errors"]) == (0, [])
    assert {course["id"] for course in report["courses"]} == set(house.library.courses)


def test_the_rules_are_clean_and_sourced(run):
    done = run("rules", "check", "--json")
    report = json.loads(done.output)
    assert (done.exit_code, report["errors"], report["unsourced"]) == (0, [], 0)


def test_the_demo_is_entered_once(run, house):
    assert run("demo", "load").output.startswith("entered")
    with house.database.reading() as db:
        before = len(db.scalars(select(Person.id)).all())
    assert run("demo", "load").output.startswith("already there")
    with house.database.reading() as db:
        assert len(db.scalars(select(Person.id)).all()) == before


def test_the_demo_is_entered_where_nothing_was_kept_yet(run, house):
    with house.database.writing() as db:
        db.execute(text("DROP TRIGGER content_versions_no_delete"))
        db.execute(delete(ContentVersion))
    assert run("demo", "load").exit_code == 0


def test_the_demo_shows_three_teams_each_with_a_history(run, house):
    assert run("demo", "load").exit_code == 0
    with house.database.reading() as db:
        teams = {team.stage: team for team in db.scalars(select(FoundingTeam))}
        assert set(teams) == {"preparing", "deciding", "stopped"}
        waiting = teams["deciding"]
        assert waiting.stuck_after < local_day(datetime.now(UTC))
        came = [row.stage for row, _by in db.execute(stages_entered(waiting.id))]
    assert came[::-1] == [
        "preparing", "naming", "gathering", "filing", "deciding", "gathering", "filing", "deciding",
    ]  # fmt: skip


def test_the_demo_has_life_in_every_paper(run, house):
    assert run("demo", "load").exit_code == 0
    papers = {one.id for one in house.library.courses.values() if one.kind == "exam"}
    with house.database.reading() as db:
        xiulan = db.scalars(select(Person.id).where(Person.login_name == "xiulan")).one()
        read = {one.course for one in readings_of(db, xiulan).values() if one.finished_at}
        sat = {one.course for one in db.execute(mocks_of(xiulan)) if one.closed_at}
        days = db.scalars(select(Rehearsal).order_by(Rehearsal.held_on)).all()
        typed = db.scalars(select(RehearsalSheet.course).where(
            RehearsalSheet.rehearsal_id == days[0].id
        )).all()  # fmt: skip
    assert read == sat == set(typed) == papers
    assert [{paper["course"] for paper in day.papers} for day in days] == [papers, papers]


def test_the_demos_tables_equal_those_folded_again(run):
    assert run("demo", "load").exit_code == 0
    assert run("counters", "check").output == "0 people differ\n0 stages and counts differ\n"


def test_the_audit_chain_of_the_demo_is_whole(run):
    assert run("demo", "load").exit_code == 0
    assert run("audit", "check").output == "whole\n"
