"""Regions and the made province from the command line."""

import json

import pytest
from sqlalchemy import func, select

from models.places import Region


@pytest.fixture
def run(app):
    def run(*words):
        return app.test_cli_runner().invoke(args=list(words))

    return run


def regions(house, prefix):
    with house.database.reading() as db:
        query = select(func.count()).select_from(Region).where(Region.code.startswith(prefix))
        return db.scalar(query)


def test_a_province_is_loaded_once(run, house):
    first, again = run("regions", "load", "42"), run("regions", "load", "42")
    assert first.output.startswith("1589 new")
    assert again.output.startswith("0 new")
    assert regions(house, "42") == 1592


def test_a_province_without_a_file_comes_down_to_its_counties(run, house):
    assert "no townships" in run("regions", "load", "43").output
    assert regions(house, "43") > 100


@pytest.mark.parametrize("word", ["98", "4", "420", "湖北"])
def test_what_is_no_province_is_refused(run, word):
    done = run("regions", "load", word)
    assert done.exit_code == 2
    assert "two digits" in done.output


def test_a_development_zone_is_added_and_a_wrong_code_says_the_fix(run, house):
    assert run("regions", "add", "420527901", "开发区", "--under", "420527").exit_code == 0
    assert regions(house, "420527901") == 1
    wrong = run("regions", "add", "420527101", "开发区", "--under", "420527")
    assert wrong.exit_code == 2
    assert "9xx" in wrong.output
    assert "taken" in run("regions", "add", "420527901", "x", "--under", "420527").output


def test_sums_are_counted_anew(run):
    assert run("regions", "recount").output == "0 sums were wrong\n"


def test_an_agency_founded_brings_its_county_with_townships(run, house):
    words = ("--agency", "新机构", "--region", "420528", "--region-name", "长阳县")
    done = run("people", "found", *words, "--name", "许静", "--phone", "13900139000")
    assert done.exit_code == 0
    assert regions(house, "420528") == 12


def test_a_province_is_made_and_told_as_json(run, house):
    done = run("demo", "province", "--people", "60", "--json")
    told = json.loads(done.output)
    assert (told["guidances"], done.exit_code) == (60, 0)
    assert "shengbu" in told["officers"]
    again = run("demo", "province", "--people", "60")
    assert again.exit_code == 1
    assert "there already" in again.output
