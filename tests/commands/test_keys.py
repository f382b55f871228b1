"""`flask keys` and `flask backup`: what an operator types, and what comes of it."""

import fcntl
import json
import re
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from actions.people import find_person
from app import create_app
from models.people import Person
from models.seal import Keyring
from tests.conftest import SECRET, settings_for

NEW = "a-fresh-secret-for-the-tests-0123456789abcdef"


@pytest.fixture
def run(app):
    def run(*words, **more):
        return app.test_cli_runner().invoke(args=list(words), **more)

    return run


@contextmanager
def serving(house):
    """As if a server ran on the same folder."""
    with (house.settings.instance / "zhagen.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def with_keys(house, text):
    """Another application on the same folder with other keys."""
    from dataclasses import replace

    return create_app(replace(settings_for(house.settings.instance), keys=text))


def test_the_sheet_shows_every_key_in_groups_with_its_id(house):
    app = with_keys(house, f"{NEW},{SECRET[::-1]}")
    done = app.test_cli_runner().invoke(args=["keys", "sheet"])
    told = done.stdout
    for key_id in Keyring(f"{NEW},{SECRET[::-1]}").key_ids():
        assert key_id in told
    assert re.sub(r"\s", "", told).count(NEW) == 1
    assert "现在用这一把" in told


def test_one_key_alone_is_not_rotated(run):
    done = run("keys", "rotate")
    assert done.exit_code == 1
    assert "openssl rand" in done.output


def test_from_one_key_to_the_next(house):
    old = SECRET[::-1]
    run = with_keys(house, f"{NEW},{old}").test_cli_runner().invoke
    assert run(args=["keys", "check"]).exit_code == 0
    assert run(args=["keys", "rotate", "--finish"]).exit_code == 1
    assert "people.phone_sealed  15" in run(args=["keys", "rotate"]).output
    with serving(house):
        assert "先停掉它" in run(args=["keys", "rotate", "--finish"]).output
    assert "只留第一把" in run(args=["keys", "rotate", "--finish"]).output
    alone = with_keys(house, NEW)
    assert alone.test_cli_runner().invoke(args=["keys", "check"]).exit_code == 0
    with alone.extensions["house"].database.reading() as db:
        assert find_person(db, "13800138001", Keyring(NEW)).login_name == "xiaofang"


def test_wrong_keys_are_told(house):
    done = with_keys(house, NEW).test_cli_runner().invoke(args=["keys", "check"])
    assert (done.exit_code, "对不上" in done.output) == (1, True)


def test_a_backup_is_made_proved_listed_and_verified(run):
    made = json.loads(run("backup", "create", "--json").output)
    assert made["verified"] is True
    listed = json.loads(run("backup", "list", "--json").output)
    assert [one["verified_at"] is not None for one in listed["backups"]] == [True]
    again = json.loads(run("backup", "verify", "--json").output)
    assert again["file"] == made["file"]
    assert again["missing_files"] == []
    assert "核对于" in run("backup", "list").output


def test_nothing_to_verify_is_said(run):
    done = run("backup", "verify")
    assert (done.exit_code, "还没有备份" in done.output) == (1, True)


def test_a_restore_wants_the_server_stopped_the_key_and_a_yes(house, run):
    made = json.loads(run("backup", "create", "--json").output)["file"]
    with house.database.writing() as db:
        db.scalars(select(Person).where(Person.login_name == "xiaofang")).one().name = "后来"
    key = f"{SECRET[::-1]}\n"
    with serving(house):
        assert "先停掉它" in run("backup", "restore", made, input=f"{key}y\n").output
    assert "照着密钥单再输" in run("backup", "restore", made, input="wrong-key\ny\n").output
    assert run("backup", "restore", made, input=f"{key}n\n").exit_code == 1
    assert name_of(house) == "后来"
    typed = " ".join(SECRET[::-1][n : n + 4] for n in range(0, len(SECRET), 4))
    done = run("backup", "restore", made, input=f"{typed}\ny\n")
    assert done.exit_code == 0, done.output
    assert "所有人要重新登录" in done.output
    assert SECRET[::-1] not in done.output
    assert name_of(house) == "小芳"


def name_of(house):
    with house.database.reading() as db:
        return db.scalar(select(Person.name).where(Person.login_name == "xiaofang"))


def test_a_doctored_file_is_refused_in_plain_words(run, tmp_path):
    path = tmp_path / "zhagen-20260101T000000Z.zgb"
    path.write_bytes(b"PK\x03\x04 not ours")
    for words in (("verify",), ("restore", "--yes")):
        done = run("backup", *words, str(path), input="x\n")
        assert done.exit_code == 1
        assert "这份备份不能用" in done.output
        assert "Traceback" not in done.output
