"""Verbs of coming in: sessions, invites, slips, joining."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from actions.entry import (
    CodeSpentError,
    find_invite,
    known_invite,
    make_invite,
    make_slip,
    new_code,
    open_session,
    plain_code,
    revoke_session,
    revoke_sessions,
    set_password,
    take_place,
    use_slip,
)
from actions.joining import Agreed, Newcomer, join_known, join_new
from actions.passwords import fits, hash_password
from actions.people import (
    NameTakenError,
    change_login_name,
    change_phone,
    enter_person,
    find_person,
    phone_of,
    withdraw,
)
from domain.consent import LEARNING_DATA
from models.base import new_uid
from models.entry import InviteUse, RecoverySlip, SignIn
from models.history import AuditEntry
from models.learning import PersonLock
from models.people import Consent, Membership, Person
from models.road import StageEntered
from tests.conftest import START

CAST_STAGES = 4
"""The trainees of the cast, who are in their classes already."""
LATER = START + timedelta(hours=1)
AGREED = [Agreed(LEARNING_DATA, "2026-11", "我同意：…")]


@pytest.fixture
def db(house):
    with house.database.writing() as session:
        yield session


def invite(db, cast, *, places=2, days=3):
    wang = cast.wang
    row, code = make_invite(
        db,
        by=wang,
        agency_id=cast.agency_of(wang),
        class_id=None,
        places=places,
        days=days,
        at=START,
    )
    return row, code


def newcomer(**more):
    given = {"uid": new_uid(), "name": "田小草", "phone": "13800138900", "login_name": None}
    return Newcomer(**{**given, "password_hash": "hash", **more})


def entered(db, person_id):
    return db.scalars(select(StageEntered.stage).where(StageEntered.person_id == person_id)).all()


def count(db, table):
    return db.scalar(select(func.count(table.id)))


def test_a_code_is_ten_letters_that_cannot_be_mistaken():
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert not set("".join(codes)) & set("01OIL")
    assert {len(plain_code(code)) for code in codes} == {10}


def test_only_the_hash_of_a_code_is_kept(db, cast):
    row, code = invite(db, cast)
    assert plain_code(code).encode() not in row.code_hash
    assert row.code_tail == code[-4:]


def test_an_invite_counts_until_it_is_full_old_or_cancelled(db, cast):
    row, code = invite(db, cast, places=1)
    assert find_invite(db, code.lower(), at=LATER).id == row.id
    assert find_invite(db, code, at=START + timedelta(days=3)) is None
    take_place(db, code, db.get_one(Person, cast.xiaomei.id), at=LATER)
    assert find_invite(db, code, at=LATER) is None
    other, code = invite(db, cast)
    other.cancelled_at = LATER
    db.flush()
    assert find_invite(db, code, at=LATER) is None
    assert db.scalars(known_invite(code)).one().id == other.id


def test_a_place_is_numbered_and_taken_once_by_each(db, cast):
    _row, code = invite(db, cast)
    for person in (cast.xiaomei, cast.xiaomei, cast.xiaoqiang):
        take_place(db, code, person, at=LATER)
    taken = db.scalars(select(InviteUse).order_by(InviteUse.place)).all()
    assert [(one.place, one.person_id) for one in taken] == [
        (1, cast.xiaomei.id),
        (2, cast.xiaoqiang.id),
    ]
    with pytest.raises(CodeSpentError):
        take_place(db, code, cast.xiaojun, at=LATER)


def test_joining_twice_with_the_same_uid_is_joining_once(db, house, cast):
    _row, code = invite(db, cast, places=1)
    once = newcomer()
    first = join_new(db, code, once, AGREED, keyring=house.keyring, at=LATER)
    second = join_new(db, code, once, AGREED, keyring=house.keyring, at=LATER)
    assert first is second
    assert [count(db, t) for t in (InviteUse, Consent)] == [1, 1]
    assert entered(db, first.id) == ["in_class"]
    assert db.scalars(select(PersonLock).where(PersonLock.person_id == first.id)).one()


def test_a_spent_code_or_a_taken_phone_leaves_nothing(house, cast):
    with house.database.writing() as db:
        _row, code = invite(db, cast, places=1)
        before = count(db, Person)
    for one, wrong in ((newcomer(), "ABCDE23456"), (newcomer(phone="13800138001"), code)):
        expected = CodeSpentError if wrong != code else NameTakenError
        with pytest.raises(expected), house.database.writing() as db:
            join_new(db, wrong, one, AGREED, keyring=house.keyring, at=LATER)
    with house.database.reading() as db:
        assert [count(db, t) for t in (Person, InviteUse)] == [before, 0]
        assert count(db, StageEntered) == CAST_STAGES


def test_joining_with_a_known_account_adds_a_role_and_takes_a_place(db, cast):
    _row, code = invite(db, cast)
    for _ in range(2):
        join_known(db, code, cast.xiaomei.id, AGREED, at=LATER)
    mine = select(Membership.agency_id).where(Membership.person_id == cast.xiaomei.id)
    assert len(db.scalars(mine).all()) == 2
    assert count(db, InviteUse) == 1


def test_who_is_a_member_already_takes_no_place(db, cast):
    _row, code = invite(db, cast)
    join_known(db, code, cast.xiaofang.id, AGREED, at=LATER)
    assert count(db, InviteUse) == 0


def test_joining_is_told_with_public_ids_only(db, house, cast):
    row, code = invite(db, cast)
    person = join_new(db, code, newcomer(), AGREED, keyring=house.keyring, at=LATER)
    told = db.scalars(select(AuditEntry).where(AuditEntry.action == "joined")).one()
    assert (told.actor, told.subject) == (str(person.uid), str(row.uid))
    everything = repr([vars(one) for one in db.scalars(select(AuditEntry))])
    assert "田小草" not in everything
    assert "13800138900" not in everything


def test_two_of_the_same_number_are_told_apart_by_the_database(house, cast, monkeypatch):
    from actions import people

    monkeypatch.setattr(people, "find_person", lambda *_: None)  # both looked before either wrote
    with pytest.raises(NameTakenError), house.database.writing() as db:
        enter_person(db, name="一", keyring=house.keyring, at=START, phone="13800138001")


def test_a_session_is_kept_as_a_hash_and_ended(db, cast):
    row = open_session(db, cast.xiaofang, token="secret", label="x", at=START)
    assert b"secret" not in row.token_hash
    assert row.ends_at - START == timedelta(days=90)
    revoke_session(db, row.id, at=LATER)
    revoke_session(db, row.id, at=LATER + timedelta(hours=1))
    db.refresh(row)
    assert row.revoked_at == LATER


def test_all_sessions_but_one_are_ended(db, cast):
    kept, *_gone = [
        open_session(db, cast.xiaofang, token=f"t{n}", label="x", at=START) for n in range(3)
    ]
    anothers = open_session(db, cast.wang, token="w", label="x", at=START)
    revoke_sessions(db, cast.xiaofang.id, at=LATER, but=kept.id)
    live = db.scalars(select(SignIn.id).where(SignIn.revoked_at.is_(None))).all()
    assert set(live) == {kept.id, anothers.id}


def test_a_new_password_ends_every_session(db, cast):
    open_session(db, cast.xiaofang, token="t", label="x", at=START)
    set_password(db, cast.xiaofang, hash_password("he-hua-kai-9"), by="x", at=LATER)
    assert db.scalars(select(SignIn.id).where(SignIn.revoked_at.is_(None))).all() == []
    assert fits("he-hua-kai-9", db.get_one(Person, cast.xiaofang.id).password_hash)


def test_a_slip_works_once_and_the_newest_only(db, cast):
    xiaofang = cast.xiaofang
    _old, first = make_slip(db, person=xiaofang, by=cast.wang, at=START)
    _new, second = make_slip(db, person=xiaofang, by=cast.wang, at=START)
    with pytest.raises(CodeSpentError):
        use_slip(db, first, "hash", at=LATER)
    assert use_slip(db, second.lower(), "hash", at=LATER).id == xiaofang.id
    with pytest.raises(CodeSpentError):
        use_slip(db, second, "hash", at=LATER)
    assert count(db, RecoverySlip) == 2


def test_a_slip_ends_after_seven_days(db, cast):
    _row, code = make_slip(db, person=cast.xiaofang, by=cast.wang, at=START)
    with pytest.raises(CodeSpentError):
        use_slip(db, code, "hash", at=START + timedelta(days=7))


def test_a_changed_number_is_sealed_and_found(db, house, cast):
    me = cast.xiaofang.id
    change_phone(db, me, "13900139000", house.keyring, at=LATER)
    person = db.get_one(Person, me)
    assert (phone_of(person, house.keyring), person.phone_tail) == ("13900139000", "9000")
    assert find_person(db, "+86 139 0013 9000", house.keyring).id == me
    assert find_person(db, "13800138001", house.keyring) is None
    with pytest.raises(NameTakenError):
        change_phone(db, me, "13800138002", house.keyring, at=LATER)


def test_a_user_name_is_anybodys_until_it_is_somebodys(db, house, cast):
    me = cast.xiaofang.id
    with pytest.raises(NameTakenError):
        change_login_name(db, me, "xiaojun", house.keyring, at=LATER)
    change_login_name(db, me, "xiaofang", house.keyring, at=LATER)
    change_login_name(db, me, "xiaofang9", house.keyring, at=LATER)
    assert find_person(db, "XiaoFang9", house.keyring).id == me


def test_taking_back_what_was_never_given_tells_nothing(db, cast):
    withdraw(db, cast.xiaofang.id, LEARNING_DATA, at=LATER)
    assert (
        db.scalars(select(AuditEntry).where(AuditEntry.action == "consent-withdrawn")).all() == []
    )
