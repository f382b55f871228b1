"""Agreements: what is asked once is answered once, also by two sendings at the same moment."""

from datetime import datetime
from threading import Barrier, Thread

import pytest
from sqlalchemy import delete, select

from actions.people import answer_asked
from domain.consent import LEARNING_DATA
from models.people import Consent, Person
from tests.cast import Cast
from tests.conftest import START


def answer(house, person_id: int, at: datetime = START, *, yes: bool) -> bool:
    told = {"purpose": LEARNING_DATA, "version": "1", "words": "谁看得到"}
    with house.database.writing() as db:
        return answer_asked(db, db.get_one(Person, person_id), yes=yes, **told, at=at)


@pytest.fixture
def xiaofang(house):
    """小芳, who was never asked."""
    person = Cast(house).xiaofang
    with house.database.writing() as db:
        db.execute(delete(Consent).where(Consent.person_id == person.id))
    return person.id


def test_a14_yes_and_no_sent_at_once_leave_one_answer(house, xiaofang):
    gate, came = Barrier(4), {}

    def run(place: int) -> None:
        gate.wait()
        came[place] = answer(house, xiaofang, yes=place % 2 == 0)

    threads = [Thread(target=run, args=(place,)) for place in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(came.values()) == [False, False, False, True]
    first = next(place for place, kept in came.items() if kept)
    with house.database.reading() as db:
        row = db.scalars(select(Consent).where(Consent.person_id == xiaofang)).one()
        assert (row.withdrawn_at is None) == (first % 2 == 0)
