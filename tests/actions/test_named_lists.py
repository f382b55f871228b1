"""Named lists and allowances: each way they end, and twice (A06)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from actions.allowances import Grant, enter_allowance, take_back_allowance
from actions.named_lists import OPEN_FOR, ListClosedError, Wish, open_list
from actions.people import agree, withdraw
from domain.allowances import AllowanceKind, fen_from, yuan
from domain.consent import LEARNING_DATA, NAMED_LISTS
from models.base import new_uid
from models.history import AuditEntry
from models.list_queries import ListKind, lines_of, named_on, people_on
from models.lists import NamedListPerson
from models.notices import Notice
from models.people import Person
from models.places import Region
from tests.conftest import START
from tests.villagers import PAID, agency_id, settle, villager

ONCE = new_uid()


@pytest.fixture
def db(house):
    with house.database.writing() as session:
        yield session


@pytest.fixture
def places(house):
    return settle(house)


def by(db, login):
    return db.scalars(select(Person).where(Person.login_name == login)).one()


def opened(db, kind=ListKind.SITTING, *, once=ONCE, at=START, code="420527"):
    region = db.scalars(select(Region).where(Region.code == code)).one()
    wish = Wish(kind, region.id, 2026, "核对报考费")
    return open_list(db, wish, by=by(db, "like"), once=once, at=at)


def names(db, view, code="420527"):
    return [row[1] for row in db.execute(lines_of(view, code))]


def told(db, action):
    db.flush()
    return db.scalars(select(AuditEntry).where(AuditEntry.action == action)).all()


def test_only_who_agreed_is_named(places, house, db):
    home = places["茅坪镇"][0]
    villager(db, house, "同意的", home=home, road=PAID, agreed=True)
    villager(db, house, "没同意的", home=home, road=PAID)
    villager(db, house, "还在学的", home=home, agreed=True)
    view = opened(db)
    assert names(db, view) == ["同意的"]
    assert view.people == 1
    assert db.scalar(people_on(ListKind.SITTING, "420527", 2026)) == 2


def test_a_look_is_kept_with_everyone_on_it(places, house, db):
    person = villager(db, house, "同意的", road=PAID, agreed=True)
    view = opened(db)
    assert db.scalars(select(NamedListPerson.person_id)).all() == [person.id]
    (entry,) = told(db, "named-list-opened")
    assert (entry.detail["purpose"], entry.detail["people"]) == ("核对报考费", 1)
    assert entry.subject == str(view.uid)


def test_who_stands_on_it_is_told_once_by_each_look(places, house, db):
    person = villager(db, house, "同意的", road=PAID, agreed=True)
    villager(db, house, "没同意的", road=PAID)
    for _ in range(2):
        opened(db)
    rows = db.execute(select(Notice.person_id, Notice.kind, Notice.href)).all()
    assert [tuple(row) for row in rows] == [(person.id, "named-list", "/me/seen")]


def test_opened_twice_with_one_sending_is_one_look(places, house, db):
    villager(db, house, "同意的", road=PAID, agreed=True)
    assert opened(db).id == opened(db, at=START + OPEN_FOR).id
    assert len(told(db, "named-list-opened")) == 1
    with pytest.raises(ListClosedError):
        opened(db, at=START + OPEN_FOR + timedelta(minutes=1))


def test_who_takes_the_agreement_back_is_gone_at_once(places, house, db):
    person = villager(db, house, "同意的", road=PAID, agreed=True)
    view = opened(db)
    withdraw(db, person.id, NAMED_LISTS, at=START)
    db.flush()
    assert names(db, view) == []
    assert db.scalars(named_on(ListKind.SITTING, "420527", 2026)).all() == []


def test_who_lets_nobody_see_their_learning_is_on_no_list(places, house, db):
    person = villager(db, house, "同意的", road=PAID, agreed=True)
    agree(db, person, purpose=LEARNING_DATA, version="1", words="x", at=START)
    assert names(db, opened(db)) == ["同意的"]
    withdraw(db, person.id, LEARNING_DATA, at=START)
    assert names(db, opened(db, once=new_uid())) == []


def test_another_place_is_not_on_the_list(places, house, db):
    villager(db, house, "同意的", home=places["茅坪镇"][0], road=PAID, agreed=True)
    villager(db, house, "定兴人", road=PAID, agency="丙机构", agreed=True)
    assert names(db, opened(db)) == ["同意的"]
    elsewhere = places["归州镇"][1]
    assert opened(db, once=new_uid(), code=elsewhere).people == 0


def paid(db, person, *, once=None, year=2026, fen=6100):
    grant = Grant(person.id, AllowanceKind.EXAM_FEE, year, fen, START.date())
    who = by(db, "li")
    key = once or new_uid()
    return enter_allowance(db, grant, agency_id=agency_id(db), by=who, once=key, at=START)


def test_allowances_of_the_year_are_listed_until_taken_back(places, house, db):
    person = villager(db, house, "同意的", agreed=True)
    row = paid(db, person)
    paid(db, person, year=2025)
    view = opened(db, ListKind.ALLOWANCE)
    assert [line[4:6] for line in db.execute(lines_of(view, "420527"))] == [("exam-fee", 6100)]
    for _twice in range(2):
        take_back_allowance(db, row.id, by=by(db, "li"), at=START)
    assert names(db, view) == []
    assert len(told(db, "allowance-taken-back")) == 1


def test_an_allowance_sent_twice_is_one(house, db):
    person = villager(db, house, "村民")
    assert paid(db, person, once=ONCE).id == paid(db, person, once=ONCE, fen=1).id
    assert len(told(db, "allowance-entered")) == 1


@pytest.mark.parametrize(
    ("text", "fen"),
    [("61", 6100), ("61.5", 6150), ("61.05元", 6105), ("1,200.00", 120000), ("1.", 100), ("0", 0)],
)
def test_amounts_are_read_as_people_write_them(text, fen):
    assert fen_from(text) == fen


@pytest.mark.parametrize("text", ["", "六十一", "-5", "1.234", "1e5", "99999999999", "6 1"])
def test_what_is_no_amount_is_none(text):
    assert fen_from(text) is None


def test_fen_are_shown_only_where_there_are_some():
    assert (yuan(6100), yuan(6150)) == ("61", "61.50")
