"""Certificates: entered, shown, confirmed by somebody else, and counted exactly."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select, update

from actions.credentials import (
    ChangedError,
    CheckedError,
    SecondPersonError,
    check_certificate,
    enter_for,
    keep_evidence,
    keep_number,
    masked,
    number_of,
    version_of,
)
from actions.erasure import erase_person
from actions.handlers import HANDLERS
from actions.holders import count_holder, recount_holders
from actions.jobs import Workshop, run_due
from actions.qualifications import (
    Study,
    confirm_qualification,
    end_qualification,
    log_hours,
    record_qualification,
    take_back_hours,
)
from actions.road import enter_certificate, register_certificate
from actions.upload_reading import Given
from actions.uploads import path_of
from models.base import new_uid
from models.credentials import CertificateCheck, EducationHours, HolderNow, Upload
from models.history import AuditEntry
from models.notices import Notice
from models.people import Membership, Person
from models.pipeline import PeopleCount
from models.road import Certificate, CertificateRegistration
from tests.conftest import START

PASSED = date(2026, 7, 20)
LATER = START + timedelta(hours=1)


def picture(colour="white"):
    file = BytesIO()
    Image.new("RGB", (8, 8), colour).save(file, "JPEG")
    return Given("image/jpeg", file.getvalue(), "证书.jpg")


def enter(house, person, level="junior", *, at=START):
    with house.database.writing() as db:
        enter_certificate(db, person.id, level, passed_on=PASSED, at=at)
        query = select(Certificate).where(
            Certificate.person_id == person.id, Certificate.level == level
        )
        return db.scalars(query).one()


def say(house, held, by, *, agreed=True, words="", seen=None, at=LATER):
    with house.database.writing() as db:
        seen = seen or version_of(db, db.get_one(Certificate, held.id)).text
        who = db.get_one(Person, by.id)
        check_certificate(db, held.id, agreed=agreed, words=words, seen=seen, by=who, at=at)
    return seen


def seen_by(house, held):
    with house.database.reading() as db:
        return version_of(db, db.get_one(Certificate, held.id)).text


def holders(house):
    with house.database.reading() as db:
        query = select(PeopleCount.key, PeopleCount.people)
        return {k: n for k, n in db.execute(query.where(PeopleCount.measure == "holder")) if n}


def test_a_certificate_counts_once_a_second_person_has_confirmed_it(house, cast):
    held = enter(house, cast.xiaofang)
    assert holders(house) == {}
    say(house, held, cast.wang)
    assert holders(house) == {"junior": 1}
    say(house, held, cast.li, agreed=False, words="看不清", at=LATER + timedelta(hours=1))
    assert holders(house) == {}


def test_the_holder_is_told_what_came_of_the_look(house, cast):
    held = enter(house, cast.xiaofang)
    say(house, held, cast.wang)
    say(house, held, cast.li, agreed=False, words="看不清", at=LATER + timedelta(hours=1))
    with house.database.reading() as db:
        told = select(Notice.about).where(Notice.person_id == cast.xiaofang.id)
        assert db.scalars(told.order_by(Notice.id)).all() == [{"agreed": True}, {"agreed": False}]


@pytest.mark.parametrize("who", ["xiaofang"])
def test_a11_nobody_confirms_their_own(house, cast, who):
    held = enter(house, cast.xiaofang)
    with pytest.raises(SecondPersonError):
        say(house, held, getattr(cast, who))


def test_a11_nobody_confirms_what_they_entered_for_another(house, cast):
    with house.database.writing() as db:
        by, fang = db.get_one(Person, cast.li.id), db.get_one(Person, cast.xiaofang.id)
        held = enter_for(db, fang, "junior", passed_on=PASSED, by=by, at=START)
    with pytest.raises(SecondPersonError):
        say(house, held, cast.li)
    say(house, held, cast.wang)
    assert holders(house) == {"junior": 1}


def test_a14_two_look_at_once_one_wins_and_the_other_is_told_who(house, cast):
    held = enter(house, cast.xiaofang)
    seen = seen_by(house, held)
    say(house, held, cast.li, seen=seen)
    with pytest.raises(CheckedError) as told:
        say(house, held, cast.wang, agreed=False, words="不对", seen=seen)
    assert told.value.name == "李主任"
    assert holders(house) == {"junior": 1}


def test_a14_a_change_while_somebody_looks_is_told(house, cast):
    held = enter(house, cast.xiaofang)
    seen = seen_by(house, held)
    with house.database.writing() as db:
        enter_certificate(db, cast.xiaofang.id, "junior", passed_on=date(2025, 7, 20), at=LATER)
    with pytest.raises(ChangedError):
        say(house, held, cast.wang, seen=seen)
    assert holders(house) == {}


def test_the_same_word_sent_twice_is_said_once(house, cast):
    held = enter(house, cast.xiaofang)
    seen = say(house, held, cast.wang)
    say(house, held, cast.wang, seen=seen)
    with house.database.reading() as db:
        assert len(db.scalars(select(CertificateCheck)).all()) == 1


def change_day(db, house, me, held):
    enter_certificate(db, me.id, "junior", passed_on=date(2025, 7, 20), at=LATER + timedelta(1))


def change_number(db, house, me, held):
    keep_number(db, held.id, "AB123456", keyring=house.keyring, by=me, at=LATER + timedelta(days=1))


def change_evidence(db, house, me, held):
    at = LATER + timedelta(days=1)
    keep_evidence(db, held.id, picture(), instance=house.settings.instance, by=me, at=at)


@pytest.mark.parametrize("change", [change_day, change_number, change_evidence])
def test_whatever_changes_takes_the_confirmation_away(house, cast, change):
    held = enter(house, cast.xiaofang)
    say(house, held, cast.wang)
    with house.database.writing() as db:
        change(db, house, db.get_one(Person, cast.xiaofang.id), held)
    assert holders(house) == {}
    say(house, held, cast.wang, at=LATER + timedelta(days=2))
    assert holders(house) == {"junior": 1}


def test_the_number_is_sealed_and_shown_by_its_end(house, cast):
    held = enter(house, cast.xiaofang)
    with house.database.writing() as db:
        me = db.get_one(Person, cast.xiaofang.id)
        keep_number(db, held.id, "2026420012345", keyring=house.keyring, by=me, at=LATER)
        row = db.get_one(Certificate, held.id)
        assert number_of(row, house.keyring) == "2026420012345"
        assert b"12345" not in row.number_sealed
        told = db.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert "12345" not in str(told.detail)
    assert (masked("2026420012345"), masked("12"), masked("")) == ("*********2345", "12", "")


def test_the_evidence_before_goes_from_the_disk(house, cast):
    held = enter(house, cast.xiaofang)
    instance = house.settings.instance
    for number, given in enumerate((picture("white"), picture("red"))):
        with house.database.writing() as db:
            me = db.get_one(Person, cast.xiaofang.id)
            at = LATER + timedelta(minutes=number)
            keep_evidence(db, held.id, given, instance=instance, by=me, at=at)
    work(house)
    assert not path_of(instance, picture("white").sha256).exists()
    assert path_of(instance, picture("red").sha256).exists()
    with house.database.reading() as db:
        assert [
            (u.name, bool(u.sha256)) for u in db.scalars(select(Upload).order_by(Upload.id))
        ] == [
            ("", False),
            ("证书.jpg", True),
        ]


def work(house):
    workshop = Workshop(house.database, house.library, house.rules, house.settings.instance)
    return run_due(workshop, HANDLERS, at=START + timedelta(days=30))


def test_a57_erased_the_file_goes_and_others_keep_theirs(house, cast):
    instance, fang = house.settings.instance, cast.xiaofang
    for person in (fang, cast.xiaojun):
        held = enter(house, person)
        with house.database.writing() as db:
            me = db.get_one(Person, person.id)
            keep_evidence(db, held.id, picture(), instance=instance, by=me, at=LATER)
            if person.id == fang.id:
                given = picture("red")
                keep_evidence(db, held.id, given, instance=instance, by=me, at=LATER)
        say(house, held, cast.li, at=LATER + timedelta(hours=1))
    assert holders(house) == {"junior": 2}
    with house.database.writing() as db:
        erase_person(db, fang.id, at=START + timedelta(days=1))
    work(house)
    assert holders(house) == {"junior": 1}
    assert path_of(instance, picture().sha256).exists()
    assert not path_of(instance, picture("red").sha256).exists()
    with house.database.reading() as db:
        about = db.scalars(select(Upload).where(Upload.person_id == fang.id)).all()
        assert {(u.name, u.sha256, u.deleted_at is None) for u in about} == {("", "", False)}


def test_a_holder_of_two_levels_counts_once_at_the_higher(house, cast):
    for level in ("junior", "middle"):
        say(house, enter(house, cast.xiaofang, level), cast.wang)
    assert holders(house) == {"middle": 1}


def test_counts_can_be_made_again_and_are_the_same(house, cast):
    for person in (cast.xiaofang, cast.xiaojun):
        say(house, enter(house, person), cast.li)
    assert recount_holders(house.database, at=LATER) == 0
    with house.database.writing() as db:
        db.execute(update(PeopleCount).values(people=7).where(PeopleCount.measure == "holder"))
    assert recount_holders(house.database, at=LATER) == 1
    assert holders(house) == {"junior": 2}


def test_who_leaves_the_agency_is_no_longer_counted_there(house, cast):
    say(house, enter(house, cast.xiaofang), cast.wang)
    with house.database.writing() as db:
        mine = Membership.person_id == cast.xiaofang.id
        db.execute(update(Membership).where(mine).values(ends_at=LATER))
        count_holder(db, cast.xiaofang.id, at=LATER + timedelta(hours=1))
        assert db.scalars(select(HolderNow)).all() == []
    assert holders(house) == {}


def test_a_registration_is_kept_once_a_day(house, cast):
    enter(house, cast.xiaofang)
    for _twice in range(2):
        with house.database.writing() as db:
            register_certificate(
                db, cast.xiaofang.id, "junior", registered_on=date(2026, 9, 1), at=LATER
            )
    with house.database.reading() as db:
        assert len(db.scalars(select(CertificateRegistration)).all()) == 1


def test_hours_are_kept_once_and_taken_back_with_their_proof(house, cast):
    once, instance = new_uid(), house.settings.instance
    for _twice in range(2):
        with house.database.writing() as db:
            me = db.get_one(Person, cast.xiaofang.id)
            row = log_hours(
                db,
                me.id,
                Study(date(2026, 10, 1), 90, "小组工作"),
                by=me,
                once=once,
                at=LATER,
                given=picture(),
                instance=instance,
            )
    with house.database.writing() as db:
        me = db.get_one(Person, cast.xiaofang.id)
        assert len(db.scalars(select(EducationHours)).all()) == 1
        assert take_back_hours(db, row.id, by=me, at=LATER)
        assert not take_back_hours(db, row.id, by=me, at=LATER)
    work(house)
    assert not path_of(instance, picture().sha256).exists()


def test_a_degree_counts_once_a_second_person_has_confirmed_it(house, cast):
    with house.database.writing() as db:
        fang, li, wang = (db.get_one(Person, one.id) for one in (cast.xiaofang, cast.li, cast.wang))
        row = record_qualification(db, fang, "sw-degree", "本科", by=li, at=START)
        again = record_qualification(db, fang, "sw-degree", "本科", by=li, at=LATER)
        assert again.id == row.id
        for own in (fang, li):
            with pytest.raises(SecondPersonError):
                confirm_qualification(db, row.id, by=own, at=LATER)
        confirm_qualification(db, row.id, by=wang, at=LATER)
        confirm_qualification(db, row.id, by=wang, at=LATER + timedelta(1))
        assert (row.confirmed_by_id, row.confirmed_at) == (wang.id, LATER)
        with pytest.raises(CheckedError):
            confirm_qualification(db, row.id, by=db.get_one(Person, cast.zhou.id), at=LATER)
        assert end_qualification(db, row.id, "换了证", by=li, at=LATER)
        assert not end_qualification(db, row.id, "换了证", by=li, at=LATER)
