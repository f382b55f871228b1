"""Rows of the parts around a trainee that go when the trainee goes."""

from sqlalchemy import select

from models.base import new_uid
from models.classes import Absence, Rehearsal, RehearsalSheet
from models.credentials import CertificateCheck, EducationHours, Qualification
from models.factors import RecoveryCode, SecondFactor
from models.messages import Conversation, ConversationSeen
from models.mocks import Mock
from models.notices import Notice, NoticeWish
from models.pipeline import Candidate
from models.places import StudyClass
from models.road import Certificate
from models.roster import ImportRow, PendingMembership, RosterImport
from tests.conftest import START

WHO = {"at": START}


def live(db, house, me, wang, agency_id):
    """One row of each table that goes."""
    _study_together(db, me, wang, agency_id)
    _come_in(db, me, wang, agency_id)
    _show(db, me, wang)
    sealed = house.keyring.seal("x", f"second_factors.secret.{me.uid}")
    db.add_all(
        [
            SecondFactor(person_id=me.id, secret_sealed=sealed, made_at=START),
            RecoveryCode(person_id=me.id, code_hash=b"1", made_at=START),
            Notice(person_id=me.id, kind="x", key="x", about={"name": "小芳"}, made_at=START),
            NoticeWish(person_id=me.id, **WHO),
        ]
    )
    db.flush()


def _study_together(db, me, wang, agency_id):
    class_id = db.scalars(select(StudyClass.id)).first()
    mock_id = db.scalars(select(Mock.id).where(Mock.person_id == me.id)).first()
    rehearsal = Rehearsal(
        class_id=class_id,
        held_on=START.date(),
        papers=[],
        made_by_id=wang.id,
        once=new_uid(),
        **WHO,
    )
    talk = Conversation(trainee_id=me.id, agency_id=agency_id, about="x", made_at=START)
    db.add_all([rehearsal, talk])
    db.flush()
    db.add_all(
        [
            RehearsalSheet(
                rehearsal_id=rehearsal.id,
                person_id=me.id,
                course="c",
                mock_id=mock_id,
                typed_by_id=wang.id,
                **WHO,
            ),
            Absence(
                person_id=me.id,
                from_on=START.date(),
                until_on=START.date(),
                reason="眼睛",
                told_by_id=me.id,
                **WHO,
            ),
            ConversationSeen(conversation_id=talk.id, person_id=me.id, message_id=1, **WHO),
        ]
    )


def _come_in(db, me, wang, agency_id):
    roster = RosterImport(
        agency_id=agency_id,
        by_id=wang.id,
        once=new_uid(),
        file_name="x.csv",
        sha256="0",
        columns={},
        counts={},
        read_at=START,
        expires_at=START,
    )
    db.add(roster)
    db.flush()
    db.add_all(
        [
            ImportRow(import_id=roster.id, number=1, person_id=me.id, made={"name": "小芳"}),
            PendingMembership(
                person_id=me.id,
                agency_id=agency_id,
                role="trainee",
                waits_for="manager",
                cause="x",
                made_at=START,
            ),
            Candidate(
                agency_id=agency_id,
                name="小芳",
                person_id=me.id,
                made_by_id=wang.id,
                once=new_uid(),
                **WHO,
            ),
        ]
    )


def _show(db, me, wang):
    certificate = db.scalars(select(Certificate).where(Certificate.person_id == me.id)).one()
    db.add_all(
        [
            CertificateCheck(certificate_id=certificate.id, by_id=wang.id, agreed=True, **WHO),
            EducationHours(
                person_id=me.id,
                day=START.date(),
                minutes=60,
                subject="x",
                by_id=me.id,
                once=new_uid(),
                **WHO,
            ),
            Qualification(person_id=me.id, kind="sw-degree", words="x", by_id=me.id, **WHO),
        ]
    )
