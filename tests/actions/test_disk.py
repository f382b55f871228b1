"""Room on the disk: a backup never takes the last of it, and administrators are told in time."""

import shutil
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from actions import backup, backup_shelf, backup_sqlite
from actions.disk import AHEAD, SPARE, NoRoomError, room
from actions.disk_low import JOB, tell_when_low
from actions.handlers import DAILY, HANDLERS
from actions.jobs import Workshop
from models.notices import Notice
from tests.conftest import START


@pytest.fixture
def home(house):
    return house.settings.instance


@pytest.fixture
def on_file(app):
    """A house on SQLite, whose backups we make ourselves; PostgreSQL's own are in test_backup."""
    return app.extensions["house"]


@pytest.fixture
def disk(monkeypatch):
    """A disk with so many bytes left, and so many less each time somebody looks."""

    def disk(left, less=0):
        def usage(_path):
            nonlocal left
            now, left = left, left - less
            return SimpleNamespace(total=20_000_000_000, free=now)

        monkeypatch.setattr(shutil, "disk_usage", usage)

    return disk


def made(house):
    return backup.create(house.database, house.settings.instance, house.keyring, at=START)


@pytest.mark.parametrize("short", [1, 0])
def test_a_backup_stops_before_it_takes_what_people_need(on_file, disk, short):
    """Before it begins, and between two pieces."""
    home = on_file.settings.instance
    copy = backup_sqlite.bytes_of(on_file.database)
    disk(copy + SPARE - short, less=copy + 1)
    with pytest.raises(NoRoomError):
        made(on_file)
    assert backup_shelf.backups(home) == []
    assert list((home / "backups").glob(".work-*")) == []


def test_a_backup_that_there_is_no_room_to_try_is_not_called_bad(on_file, disk):
    home, path = on_file.settings.instance, made(on_file)
    for left in (path.stat().st_size, path.stat().st_size + 1):
        disk(left + SPARE - 1)
        with pytest.raises(NoRoomError):
            backup.verify(path, on_file.database, home, on_file.keyring, at=START)
    assert backup_shelf.last_verified(home) is None


def test_room_for_the_next_backup_is_asked_for_where_one_is_made(house, home, disk):
    disk(SPARE)
    assert not room(home, house.database, backup=True).full
    disk(SPARE - 1)
    assert room(home, house.database, backup=True).full
    (backup_shelf.shelf_of(home) / backup_shelf.name_for(START)).write_bytes(b"x" * 1000)
    disk(AHEAD + 3000)
    assert room(home, house.database, backup=True).low is house.database.is_sqlite
    assert not room(home, house.database, backup=False).low


def test_administrators_are_told_once_a_week(house, home, disk):
    shop = Workshop(house.database, house.library, house.rules, home)
    disk(AHEAD)
    tell_when_low({}, shop, START)
    assert told(house) == []
    disk(AHEAD - 1)
    for days in (0, 1, 7):
        tell_when_low({}, shop, START + timedelta(days=days))
    tell_when_low({}, replace(shop, instance=None), START + timedelta(days=14))
    assert told(house) == ["/office", "/office"]
    assert JOB in DAILY.keys() & HANDLERS.keys()


def told(house):
    with house.database.reading() as db:
        return db.scalars(select(Notice.href).where(Notice.kind == JOB)).all()
