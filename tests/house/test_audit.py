"""The audit log: append-only, chained, and a broken link is named."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from actions import audit
from tests.conftest import START


def tell_some(house, number=3):
    with house.database.writing() as db:
        for count in range(number):
            at = START + timedelta(minutes=count)
            audit.tell(db, actor="x", action="tried", at=at, subject=str(count))
        audit.seal(db)


def test_a_sealed_chain_is_whole(house):
    tell_some(house)
    with house.database.reading() as db:
        assert audit.broken_link(db) is None


@pytest.mark.parametrize(
    "verb", ["UPDATE audit_entries SET action = 'x'", "DELETE FROM audit_entries"]
)
def test_an_administrator_cannot_change_an_entry(house, verb):
    tell_some(house)
    with pytest.raises(DatabaseError, match="append-only"), house.database.writing() as db:
        db.execute(text(verb))


def test_a_changed_entry_is_named_even_when_the_trigger_was_taken_away(house):
    tell_some(house)
    with house.database.writing() as db:
        last = db.execute(text("SELECT max(number) FROM audit_seals")).scalar_one()
        db.execute(text("DROP TRIGGER audit_entries_no_update"))
        db.execute(
            text(
                "UPDATE audit_entries SET action = 'x' WHERE id = "
                "(SELECT entry_id FROM audit_seals WHERE number = :n)"
            ),
            {"n": last - 1},
        )
    with house.database.reading() as db:
        assert audit.broken_link(db) == last - 1


def test_a_back_dated_entry_gets_the_next_seal(house):
    tell_some(house)
    with house.database.writing() as db:
        before = db.execute(text("SELECT max(number) FROM audit_seals")).scalar_one()
        audit.tell(db, actor="x", action="late", at=START - timedelta(days=400))
        assert audit.seal(db) == 1
        assert db.execute(text("SELECT max(number) FROM audit_seals")).scalar_one() == before + 1
    with house.database.reading() as db:
        assert audit.broken_link(db) is None
