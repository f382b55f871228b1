"""Leaving for good: what goes, what stays under a pseudonym, and what is erased again."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from actions import audit
from actions.entry import make_invite, make_slip, open_session
from actions.erasure import (
    BELOW,
    GONE,
    LIST,
    erase_person,
    pseudonym,
    replay_erasures,
    request_erasure,
    undo_erasure,
)
from actions.handlers import HANDLERS
from actions.jobs import Workshop, run_due
from actions.learning import answer_item, read_section
from actions.people import agree, find_person, set_phone
from domain.answers import Mode
from models import Base
from models.actor import load_actor
from models.base import new_uid
from models.classes import ClassLeader
from models.credentials import Upload
from models.entry import Device, InviteUse, RecoverySlip
from models.founding import TeamMember
from models.history import AuditEntry
from models.learning import Event, ItemLeaf, PersonLock
from models.lists import Allowance, NamedListPerson
from models.mocks import ExtraTime, Mock, MockAnswer, MockClosing
from models.people import Consent, ErasureRequest, Guidance, Membership, Person
from models.pipeline import Post, StageNow
from models.road import (
    ApplicationStep,
    Assignment,
    AssignmentTo,
    Certificate,
    CertificateRegistration,
    EligibilityFact,
    ExamApplication,
    ExamResult,
    StageEntered,
    StudyPlan,
    Track,
    TripSheet,
)
from models.seal import digest
from tests.actions.lives import live
from tests.conftest import START

DUE = START + timedelta(days=7)
RUN = {name: HANDLERS[name] for name in ("erase-person", "drop-files")}
STAY = {
    Event,
    Consent,
    StageEntered,
    StageNow,
    InviteUse,
    PersonLock,
    ErasureRequest,
    Membership,
    ClassLeader,
    Post,
    TeamMember,
    NamedListPerson,
    Allowance,
    Upload,
}
"""Tables with a person_id whose rows stay: blanked, ended or counted."""


@pytest.fixture
def workshop(house):
    return Workshop(house.database, house.library, house.rules, house.settings.instance)


@pytest.fixture
def lived(house, cast):
    """小芳 has studied, sat a mock, walked the road, and holds a row of every kind."""
    me, wang = cast.xiaofang, cast.wang
    with house.database.writing() as db:
        _study(db, house, me)
        _sit(db, me)
        _walk(db, me, wang, cast.agency_of(wang))
        live(db, house, me, wang, cast.agency_of(wang))
        open_session(db, me, token="t", label="x", at=START)
        make_slip(db, person=me, by=wang, at=START)
        agree(db, me, purpose="learning-data", version="1", words="我同意", at=START)
        db.add(Device(person_id=me.id, label="x", made_at=START))
        person = db.get_one(Person, me.id)
        person.id_card_sealed = house.keyring.seal("42", f"people.id_card.{me.uid}")
        person.id_card_index = house.keyring.index("42")
    return me


def _study(db, house, me):
    library = house.library
    lesson = next(iter(library.courses.values())).lessons[0]
    read_section(db, me.id, lesson, section=1, library=library, at=START)
    item = library.items(pool="practice")[0]
    answer_item(
        db,
        me.id,
        item,
        chosen=[item.options[0].id],
        unknown=False,
        mode=Mode.PRACTICE,
        once=new_uid(),
        library=library,
        at=START,
    )


def _sit(db, me):
    mock = Mock(
        person_id=me.id,
        once=new_uid(),
        course="c",
        seed=1,
        code="B7",
        items=[],
        versions=[],
        minutes=120,
        started_at=START,
        deadline_at=START + timedelta(minutes=120),
    )
    db.add(mock)
    db.flush()
    db.add(MockAnswer(mock_id=mock.id, number=1, at=START))
    db.add(
        MockClosing(
            mock_id=mock.id,
            cause="sitter",
            closed_at=START,
            half_marks=1,
            full_half_marks=2,
            report={},
        )
    )
    db.add(ExtraTime(person_id=me.id, minutes=10, reason="眼睛", given_by_id=me.id, at=START))


def _walk(db, me, wang, agency_id):
    db.add(EligibilityFact(person_id=me.id, question="education", answer="大专", at=START))
    application = ExamApplication(person_id=me.id, sitting="s", level="junior", made_at=START)
    certificate = Certificate(person_id=me.id, level="junior", passed_on=START.date(), at=START)
    assignment = Assignment(
        agency_id=agency_id,
        made_by_id=wang.id,
        once=new_uid(),
        kind="lesson",
        target="x",
        due_on=START.date(),
        reason="r",
        made_at=START,
    )
    db.add_all([application, certificate, assignment])
    db.flush()
    db.add_all(
        [
            ApplicationStep(
                application_id=application.id, step="paid", done=True, by_id=me.id, at=START
            ),
            TripSheet(application_id=application.id, lines={"seat": "7"}, at=START),
            CertificateRegistration(
                certificate_id=certificate.id, registered_on=START.date(), at=START
            ),
            ExamResult(person_id=me.id, year=2026, paper="A", half_marks=120, at=START),
            StudyPlan(person_id=me.id, minutes_per_day=25, busy_weeks={}, at=START),
            AssignmentTo(assignment_id=assignment.id, person_id=me.id),
            StageEntered(
                person_id=me.id,
                agency_id=agency_id,
                track=Track.EXAM,
                stage="in_class",
                cause="x",
                at=START,
            ),
        ]
    )


def everything(house):
    with house.database.reading() as db:
        return {
            name: [tuple(row) for row in db.execute(select(table))]
            for name, table in Base.metadata.tables.items()
        }


def owned(db, table, person_id):
    return db.scalars(select(table).where(table.person_id == person_id)).all()


def leave(house, workshop, person, *, at=DUE):
    with house.database.writing() as db:
        request_erasure(db, person.id, at=START)
    return run_due(workshop, RUN, at=at)


def test_every_table_with_a_person_is_either_gone_or_known_to_stay():
    tables = {m.class_ for m in Base.registry.mappers if "person_id" in m.columns}
    assert tables == set(GONE) | STAY


def test_every_table_below_a_table_that_goes_is_cleared_first():
    gone = {table.__tablename__ for table in GONE}
    below = {
        mapper.class_
        for mapper in Base.registry.mappers
        for key in mapper.local_table.foreign_keys
        if key.column.table.name in gone
    }
    assert below == {table for table, _column, _parent in BELOW}


def test_nothing_happens_before_the_seven_days_are_over(house, workshop, lived):
    leave(house, workshop, lived, at=DUE - timedelta(seconds=1))
    with house.database.reading() as db:
        assert db.get_one(Person, lived.id).name == "小芳"
        assert owned(db, ItemLeaf, lived.id)


def test_who_changed_their_mind_is_not_erased(house, workshop, lived):
    with house.database.writing() as db:
        request_erasure(db, lived.id, at=START)
        undo_erasure(db, lived.id, at=START + timedelta(days=6))
    run_due(workshop, RUN, at=DUE)
    with house.database.reading() as db:
        assert db.get_one(Person, lived.id).name == "小芳"
    assert not (house.settings.instance / LIST).exists()


def test_who_asked_undid_and_asked_again_is_erased_on_the_second_day(house, workshop, lived):
    again = START + timedelta(days=3)
    with house.database.writing() as db:
        request_erasure(db, lived.id, at=START)
        undo_erasure(db, lived.id, at=START + timedelta(days=1))
        request_erasure(db, lived.id, at=again)
    run_due(workshop, RUN, at=DUE)
    with house.database.reading() as db:
        assert db.get_one(Person, lived.id).name == "小芳"
    run_due(workshop, RUN, at=again + timedelta(days=7))
    with house.database.reading() as db:
        assert db.get_one(Person, lived.id).name == pseudonym(lived.uid)


def test_a57_name_numbers_and_password_go(house, workshop, lived):
    leave(house, workshop, lived)
    with house.database.reading() as db:
        person = db.get_one(Person, lived.id)
    kept = (person.name, person.login_name, person.password_hash, person.phone_tail)
    assert kept == (pseudonym(lived.uid), None, "", "")
    sealed = (person.phone_sealed, person.phone_index, person.id_card_sealed, person.id_card_index)
    assert sealed == (None, None, None, None)


def test_a57_everything_folded_and_filled_in_goes(house, workshop, lived):
    with house.database.reading() as db:
        empty = {table for table in GONE if not owned(db, table, lived.id)}
    leave(house, workshop, lived)
    with house.database.reading() as db:
        for table in GONE:
            assert owned(db, table, lived.id) == [], table
        for table, _column, _parent in BELOW:
            assert db.scalars(select(table)).all() == [], table
    assert {table.__name__ for table in empty} <= {"PracticeSet", "WrongCause"}


def test_a57_facts_keep_their_place_and_lose_their_words(house, workshop, lived):
    with house.database.reading() as db:
        before = [(e.writer, e.seq, e.kind, e.at) for e in owned(db, Event, lived.id)]
    leave(house, workshop, lived)
    with house.database.reading() as db:
        events = owned(db, Event, lived.id)
    assert [(e.writer, e.seq, e.kind, e.at) for e in events] == before
    assert {(e.body, e.body_hash, e.subject, e.once) for e in events} == {(None, None, "", None)}


def test_a57_ties_end_and_counts_stay(house, workshop, lived):
    leave(house, workshop, lived)
    with house.database.reading() as db:
        assert [m.ends_at for m in owned(db, Membership, lived.id)] == [DUE]
        guided = db.scalars(select(Guidance).where(Guidance.trainee_id == lived.id)).all()
        assert [one.ends_at for one in guided] == [DUE]
        assert [c.withdrawn_at for c in owned(db, Consent, lived.id)] == [DUE]
        assert {s.stage for s in owned(db, StageEntered, lived.id)} == {"in_class", "left"}
        assert [r.done_at for r in owned(db, ErasureRequest, lived.id)] == [DUE]


def test_a57_no_word_of_theirs_is_left_anywhere(house, workshop, lived):
    leave(house, workshop, lived)
    left = {name: repr(rows) for name, rows in everything(house).items()}
    del left["content_versions"]  # the courses tell of people with such names too
    for words in ("小芳", "xiaofang", "13800138001", "眼睛"):
        assert [name for name, rows in left.items() if words in rows] == []


def test_a57_the_old_session_and_the_old_number_are_nobodys(house, workshop, lived):
    leave(house, workshop, lived)
    with house.database.reading() as db:
        assert load_actor(db, digest("t"), DUE) is None
        assert find_person(db, "13800138001", house.keyring) is None


def test_a57_the_audit_log_keeps_the_pseudonym_and_stays_whole(house, workshop, lived):
    with house.database.writing() as db:
        audit.seal(db)
    leave(house, workshop, lived)
    with house.database.writing() as db:
        audit.seal(db)
        assert audit.broken_link(db) is None
        acts = db.scalars(select(AuditEntry).where(AuditEntry.subject == str(lived.uid))).all()
    told = [one.action for one in acts if one.action != "stage-entered"]
    assert told[-2:] == ["erasure-asked", "person-erased"]


def test_others_rows_are_untouched(house, cast, workshop, lived):
    with house.database.writing() as db:
        _study(db, house, cast.xiaojun)
        _sit(db, cast.xiaojun)
    with house.database.reading() as db:
        before = [len(owned(db, table, cast.xiaojun.id)) for table in GONE]
        mocks = db.scalars(select(Mock.id).where(Mock.person_id == cast.xiaojun.id)).all()
    leave(house, workshop, lived)
    with house.database.reading() as db:
        assert [len(owned(db, table, cast.xiaojun.id)) for table in GONE] == before
        assert db.scalars(select(MockAnswer.mock_id)).all() == mocks
        assert db.get_one(Person, cast.xiaojun.id).name == "小军"


def test_the_list_stands_outside_the_database(house, workshop, lived):
    leave(house, workshop, lived)
    lines = (house.settings.instance / LIST).read_text().splitlines()
    assert [json.loads(line) for line in lines] == [{"uid": str(lived.uid), "at": DUE.isoformat()}]


def test_who_was_erased_is_erased_again_after_a_restore(house, cast, workshop, lived):
    leave(house, workshop, lived)
    with house.database.writing() as db:  # as an older backup has it
        person = db.get_one(Person, lived.id)
        person.name = "小芳"
        set_phone(person, "13800138001", house.keyring)
    with house.database.writing() as db:
        assert replay_erasures(db, house.settings.instance, at=DUE) == 1
        assert replay_erasures(db, house.settings.instance, at=DUE) == 0
        assert db.get_one(Person, lived.id).phone_sealed is None


def test_erasing_twice_is_erasing_once(house, workshop, lived):
    leave(house, workshop, lived)
    before = everything(house)
    with house.database.writing() as db:
        erase_person(db, lived.id, at=DUE)
    after = everything(house)
    assert {n for n in before if before[n] != after[n]} == {"audit_entries"}
    run_due(workshop, RUN, at=DUE)
    assert len((house.settings.instance / LIST).read_text().splitlines()) == 1


def test_the_number_is_free_for_a_new_account(house, cast, workshop, lived):
    leave(house, workshop, lived)
    with house.database.writing() as db:
        make_invite(
            db,
            by=cast.wang,
            agency_id=cast.agency_of(cast.wang),
            class_id=None,
            places=1,
            days=1,
            at=DUE,
        )
        from actions.people import enter_person

        fresh = enter_person(db, name="小芳", keyring=house.keyring, at=DUE, phone="13800138001")
        assert fresh.id != lived.id


def test_a_list_that_cannot_be_written_erases_nothing_and_is_tried_again(house, workshop, lived):
    (house.settings.instance / LIST).mkdir()
    leave(house, workshop, lived)
    with house.database.reading() as db:
        assert db.get_one(Person, lived.id).name == "小芳"
        trouble = db.execute(
            text("SELECT trouble, tries FROM jobs WHERE kind='erase-person'")
        ).one()
        assert trouble[0].startswith("IsADirectoryError")
        assert trouble[1] == 1
        assert db.scalars(select(RecoverySlip)).all()
