"""Keys: everything is sealed with the newest, nothing is lost on the way, the old one can go."""

import pytest
from sqlalchemy import LargeBinary, select

from actions import candidates, credentials, keys, mail, notices, roster, second_factor
from actions.mail import Smtp, set_smtp
from actions.notices import give_address
from actions.people import find_person, phone_of
from models import Base
from models.factors import SecondFactor
from models.notices import HouseSetting, NoticeWish
from models.people import Person
from models.pipeline import Candidate
from models.road import Certificate
from models.seal import Keyring
from tests.conftest import SECRET, START

OLD = SECRET[::-1]
NEW = "a-fresh-secret-for-the-tests-0123456789abcdef"
BOTH = Keyring(f"{NEW},{OLD}")
ALONE = Keyring(NEW)


@pytest.fixture
def full(house):
    """One value in several sealed columns, made by the verbs that make them."""
    with house.database.writing() as db:
        people = {one.login_name: one for one in db.scalars(select(Person)) if one.login_name}
        second_factor.begin(db, people["wang"].id, house.keyring, at=START)
        give_address(db, people["wang"], "w@example.cn", "1", keyring=house.keyring, at=START)
        smtp = Smtp("smtp.example.cn", 465, "tls", "z", "z@example.cn", "tall-river-stone")
        set_smtp(db, smtp, by=people["lin"], keyring=house.keyring, at=START)
    return house


def test_every_sealed_column_is_listed():
    """A column that holds sealed bytes and is missing here would be lost with the old key."""
    sealed = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary) and column.name.endswith("sealed")
    }
    assert sealed == {one.name for one in keys.COLUMNS}
    indexed = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("_index")
    }
    listed = {f"{c.table.__tablename__}.{c.index.key}" for c in keys.COLUMNS if c.index}
    assert indexed == listed


def test_the_places_are_those_the_verbs_use():
    """The bytes open only at their place: what is written here must be what they write."""
    by_name = {one.name: one.place for one in keys.COLUMNS}
    uid = "0190a0b0-0000-7000-8000-000000000009"
    row = {
        "certificates.number_sealed": credentials._place(Certificate(uid=uid)),
        "candidates.phone_sealed": candidates._place(Candidate(uid=uid)),
        "second_factors.secret_sealed": second_factor._place(SecondFactor(uid=uid)),
        "notice_wishes.email_sealed": notices._place(Person(uid=uid)),
    }
    for name, place in row.items():
        assert by_name[name].format(uid) == place
    imported = roster._place(uid)
    assert by_name["import_rows.sealed"].format(uid, 7) == f"{imported}.7"
    assert by_name["house_settings.sealed"].format(mail.SECRET) == mail.SECRET


def test_everything_opens_with_the_new_key_and_people_are_found(full):
    done = {one.name: one for one in keys.rotate(full.database, BOTH, at=START)}
    assert {one.lost for one in done.values()} == {0}
    assert done["people.phone_sealed"].sealed == 15
    for name in ("second_factors.secret_sealed", "notice_wishes.email_sealed"):
        assert done[name].sealed == 1
    assert done["house_settings.sealed"].sealed == 1
    with full.database.reading() as db:
        person = find_person(db, "13800138001", BOTH)
        assert phone_of(person, ALONE) == "13800138001"
        factor = db.scalars(select(SecondFactor)).one()
        assert len(second_factor.secret_of(factor, ALONE)) == 32
        wish, wang = db.scalars(select(NoticeWish)).one(), find_person(db, "wang", BOTH)
        assert notices.email_of(wish, wang, ALONE) == "w@example.cn"
        assert db.scalars(select(HouseSetting).where(HouseSetting.sealed.is_not(None))).one()
        assert keys.fits(db, BOTH)
        assert not keys.fits(db, ALONE)


def test_again_changes_nothing(full):
    keys.rotate(full.database, BOTH, at=START)
    assert {one.sealed for one in keys.rotate(full.database, BOTH, at=START)} == {0}


def test_slices_leave_nobody_out(full, monkeypatch):
    monkeypatch.setattr(keys, "SLICE", 4)
    done = {one.name: one.sealed for one in keys.rotate(full.database, BOTH, at=START)}
    assert done["people.phone_sealed"] == 15


def test_what_no_key_opens_is_counted_and_left_alone(full):
    with full.database.writing() as db:
        person = db.scalars(select(Person).where(Person.login_name == "wang")).one()
        kept = person.phone_sealed = Keyring("x" * 9 + SECRET).seal("1", "elsewhere")
    done = {one.name: one for one in keys.rotate(full.database, BOTH, at=START)}
    assert done["people.phone_sealed"].lost == 1
    with full.database.reading() as db:
        query = select(Person.phone_sealed).where(Person.login_name == "wang")
        assert db.scalar(query) == kept


def test_the_old_key_can_go_once_everything_is_sealed_anew(full):
    with pytest.raises(keys.KeysNotReadyError):
        keys.let_go(full.database, BOTH, ALONE, at=START)
    keys.rotate(full.database, BOTH, at=START)
    assert keys.let_go(full.database, BOTH, ALONE, at=START) == 15
    with full.database.reading() as db:
        assert find_person(db, "13800138001", ALONE).login_name == "xiaofang"
        assert find_person(db, "13800138001", BOTH) is None
        assert keys.fits(db, ALONE)
        assert not keys.fits(db, BOTH)
