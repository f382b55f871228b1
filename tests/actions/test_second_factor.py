"""The second factor: each code counts once, in its time, and recovery codes stand in for it."""

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from actions import second_factor
from actions.entry import open_session
from actions.second_factor import NoFactorError
from models.entry import SignIn
from models.factors import RecoveryCode, SecondFactor
from models.history import AuditEntry
from models.notices import Notice
from models.people import Person
from models.seal import digest
from tests.conftest import START


@pytest.fixture
def wang(house):
    with house.database.reading() as db:
        return db.scalars(select(Person).where(Person.login_name == "wang")).one()


def begun(house, person):
    """The authenticator of somebody who has begun to set up."""
    with house.database.writing() as db:
        factor = second_factor.begin(db, person.id, house.keyring, at=START)
        return pyotp.TOTP(second_factor.secret_of(factor, house.keyring))


def confirmed(house, person):
    """The authenticator and the recovery codes of somebody who has set up."""
    totp = begun(house, person)
    with house.database.writing() as db:
        codes = second_factor.confirm(db, person.id, totp.at(START), house.keyring, at=START)
    return totp, codes


def proves(house, person, code, at):
    with house.database.writing() as db:
        return second_factor.prove(db, person.id, code, house.keyring, at=at)


def test_a_code_of_the_new_secret_confirms_and_gives_ten_recovery_codes(house, wang):
    totp = begun(house, wang)
    with house.database.writing() as db:
        wrong = second_factor.confirm(db, wang.id, "000000", house.keyring, at=START)
        codes = second_factor.confirm(db, wang.id, totp.at(START), house.keyring, at=START)
    assert wrong is None
    assert len(set(codes)) == 10
    with pytest.raises(NoFactorError), house.database.writing() as db:
        second_factor.confirm(db, wang.id, totp.at(START), house.keyring, at=START)


def test_the_secret_is_sealed_and_recovery_codes_are_kept_as_hashes(house, wang):
    totp, codes = confirmed(house, wang)
    with house.database.reading() as db:
        factor = db.scalars(select(SecondFactor)).one()
        kept = db.scalars(select(RecoveryCode.code_hash)).all()
    assert totp.secret.encode() not in factor.secret_sealed
    assert set(kept) == {digest(code.replace("-", "")) for code in codes}


@pytest.mark.parametrize(
    ("drift", "right"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
def test_a_clock_may_be_one_step_off(house, wang, drift, right):
    totp, _codes = confirmed(house, wang)
    later = START + timedelta(minutes=10)
    assert proves(house, wang, totp.at(later + timedelta(seconds=drift)), later) is right


def test_a_code_counts_once_and_none_from_before_it(house, wang):
    totp, _codes = confirmed(house, wang)
    later = START + timedelta(minutes=10)
    code, before = totp.at(later), totp.at(later - timedelta(seconds=30))
    assert proves(house, wang, code, later)
    assert not proves(house, wang, code, later)
    assert not proves(house, wang, before, later)


def test_the_code_that_set_it_up_does_not_also_sign_in(house, wang):
    totp, _codes = confirmed(house, wang)
    assert not proves(house, wang, totp.at(START), START)


def test_a_recovery_code_counts_once_however_it_is_typed(house, wang):
    _totp, codes = confirmed(house, wang)
    assert proves(house, wang, codes[0].lower().replace("-", " "), START)
    assert not proves(house, wang, codes[0], START)
    assert proves(house, wang, codes[1], START)


def test_new_recovery_codes_end_the_old_ones(house, wang):
    _totp, old = confirmed(house, wang)
    with house.database.writing() as db:
        new = second_factor.renew_codes(db, wang.id, at=START)
    assert not proves(house, wang, old[0], START)
    assert proves(house, wang, new[0], START)


def test_what_was_only_begun_proves_nothing_and_is_replaced(house, wang):
    first, second = begun(house, wang), begun(house, wang)
    assert first.secret != second.secret
    assert not proves(house, wang, second.at(START), START)


def test_beginning_again_does_not_touch_a_confirmed_one(house, wang):
    totp, _codes = confirmed(house, wang)
    assert begun(house, wang).secret == totp.secret


def test_turned_off_it_is_gone_and_sessions_have_shown_nothing(house, wang):
    confirmed(house, wang)
    with house.database.writing() as db:
        row = open_session(db, wang, token="t", label="x", at=START, second_factor_at=START)
        second_factor.turn_off(db, wang.id, at=START)
        db.refresh(row)
        assert row.second_factor_at is None
        assert db.scalars(select(SecondFactor)).all() == []
        assert db.scalars(select(RecoveryCode)).all() == []


def test_a_reset_ends_sessions_is_told_and_logged(house, wang):
    confirmed(house, wang)
    with house.database.writing() as db:
        open_session(db, wang, token="t", label="x", at=START)
        by = db.scalars(select(Person).where(Person.login_name == "li")).one()
        mine = db.get_one(Person, wang.id)
        assert second_factor.reset(db, mine, by=by.uid, reason="手机丢了", at=START)
        assert not second_factor.reset(db, mine, by=by.uid, reason="再来", at=START)
    with house.database.reading() as db:
        told = db.scalars(select(AuditEntry).where(AuditEntry.action == "second-factor-reset"))
        assert [(one.actor, one.detail) for one in told] == [(str(by.uid), {"reason": "手机丢了"})]
        assert [one.kind for one in db.scalars(select(Notice))] == ["factor-reset"]
        query = select(SignIn).where(SignIn.person_id == wang.id, SignIn.revoked_at.is_(None))
        assert db.scalars(query).all() == []
