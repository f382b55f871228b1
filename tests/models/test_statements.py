"""Statements that go past SQLAlchemy give, say and refuse what they would on the usual road."""

import sqlite3
from datetime import timedelta

import pytest
from sqlalchemy import bindparam, event, insert, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError

from models.base import Database, new_uid
from models.learning import DaySum, Event, Kind
from models.statements import first, run, run_all
from tests.conftest import START
from tests.models.test_concern_queries import person

EVENTS = select(Event.__table__).where(Event.person_id == bindparam("who")).order_by(Event.seq)
ADD = insert(Event)
RENAME = update(Event).where(Event.seq == bindparam("number")).values(subject=bindparam("name"))


@pytest.fixture
def db(house):
    with house.database.writing() as session:
        yield session


@pytest.fixture
def fang(db):
    return person(db, "xiaofang").id


def fact(who, seq, **more):
    return {
        "person_id": who, "writer": new_uid(), "seq": seq, "epoch": 1, "once": new_uid(),
        "kind": Kind.NOTE, "schema": 1, "subject": "100%", "device_at": None, "device_ms": None,
        "at": START + timedelta(microseconds=seq), "body": "扎根", "body_hash": bytes(32), **more,
    }  # fmt: skip


def test_rows_come_out_as_on_the_usual_road(db, fang):
    rows = [fact(fang, 1), fact(fang, 2, once=None, device_at=START)]
    run_all(db, ADD, rows)
    found = run(db, EVENTS, {"who": fang})
    usual = db.connection().execute(EVENTS, {"who": fang}).all()
    assert [tuple(row) for row in found] == [tuple(row) for row in usual]
    assert [row._asdict() for row in found] == [
        {"id": x.id, **y} for x, y in zip(usual, rows, strict=True)
    ]


def test_what_changes_rows_gives_none(db, fang):
    run_all(db, ADD, [fact(fang, 1)])
    assert run(db, RENAME, {"number": 1, "name": "it's %s"}) == []
    assert first(db, EVENTS, {"who": fang}).subject == "it's %s"
    assert first(db, EVENTS, {"who": 0}) is None
    run_all(db, ADD, [])


def test_who_listens_to_the_engine_hears_them(house, db, fang):
    heard = []
    event.listen(
        house.database.engine, "before_cursor_execute", lambda *told: heard.append(told[2])
    )
    run(db, EVENTS, {"who": fang})
    assert len(heard) == 1
    assert heard[0].startswith("SELECT")


def test_a_refusal_is_the_one_everybody_knows_and_tells_no_values(db, fang):
    run_all(db, ADD, [fact(fang, 1, body="mine alone")])
    again = fact(fang, 2, once=first(db, EVENTS, {"who": fang}).once, body="mine alone")
    with pytest.raises(IntegrityError) as refused, db.begin_nested():
        run_all(db, ADD, [again])
    assert "mine alone" not in str(refused.value)


def test_it_stands_in_the_transaction_of_its_session(house):
    with house.database.rehearsing() as session:
        who = person(session, "xiaofang").id
        run_all(session, ADD, [fact(who, 7)])
        assert first(session, EVENTS, {"who": who}).seq == 7
    with house.database.reading() as session:
        assert run(session, EVENTS, {"who": who}) == []


def test_what_needs_help_each_time_is_not_taken(db, fang):
    listed = select(Event.id).where(Event.seq.in_(bindparam("numbers", expanding=True)))
    with pytest.raises(ValueError, match="widen"):
        run(db, listed, {"numbers": [1]})
    with pytest.raises(ValueError, match="default"):
        run_all(db, insert(DaySum), [{"person_id": fang, "day": START.date()}])


def test_a_busy_database_is_told_as_elsewhere(tmp_path):
    house = Database(f"sqlite:///{tmp_path}/busy.db")
    other = sqlite3.connect(tmp_path / "busy.db", isolation_level=None)
    with house.reading() as session:
        session.execute(text("PRAGMA busy_timeout=1"))
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="locked"), house.writing() as session:
        session.connection()
    other.close()
    house.close()
