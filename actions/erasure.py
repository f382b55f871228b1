"""Verbs of leaving for good: asked for, undone within seven days, else carried out by a job.

What goes and what stays is decisions.md 18: the bodies of a person's facts are blanked while
writer, number, type and time stay, so that the rows of others keep their order; everything
folded from them goes; the name becomes a pseudonym; counts stay.
"""

import json
import os
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from actions import audit
from actions.holders import forget_holder
from actions.jobs import Workshop, ask_for
from actions.leaving import forget_in_tracks
from actions.uploads import drop_uploads_about
from models.base import Base
from models.classes import Absence, ClassLeader, RehearsalSheet, Silence
from models.credentials import CertificateCheck, EducationHours, HolderNow, Qualification
from models.entry import Device, RecoverySlip, SignIn
from models.factors import RecoveryCode, SecondFactor
from models.founding import TeamMember
from models.learning import (
    DaySum,
    Event,
    ItemLeaf,
    LessonProgress,
    PointSum,
    PracticeAnswer,
    PracticeSet,
    WrongCause,
)
from models.messages import Conversation, ConversationSeen, Message
from models.mocks import ExtraTime, Mock, MockAnswer, MockClosing
from models.notices import Notice, NoticeWish
from models.people import Consent, ErasureRequest, Guidance, Membership, Person
from models.pipeline import Candidate
from models.road import (
    ApplicationStep,
    AssignmentTo,
    Certificate,
    CertificateRegistration,
    EligibilityFact,
    ExamApplication,
    ExamResult,
    StudyPlan,
    TripSheet,
)
from models.roster import ImportRow, PendingMembership
from models.watch import ConcernNow

JOB: Final = "erase-person"
DAYS_TO_UNDO: Final = 7
LIST: Final = "erasures.jsonl"
BELOW: Final[tuple[tuple[type[Base], InstrumentedAttribute[int], type[Base]], ...]] = (
    (PracticeAnswer, PracticeAnswer.set_id, PracticeSet),
    (MockAnswer, MockAnswer.mock_id, Mock),
    (MockClosing, MockClosing.mock_id, Mock),
    (ApplicationStep, ApplicationStep.application_id, ExamApplication),
    (TripSheet, TripSheet.application_id, ExamApplication),
    (CertificateRegistration, CertificateRegistration.certificate_id, Certificate),
    (CertificateCheck, CertificateCheck.certificate_id, Certificate),
    (RehearsalSheet, RehearsalSheet.mock_id, Mock),
)
"""Rows that hang on a row of the person: their table, the column, the table it points to."""
GONE: Final[tuple[type[Base], ...]] = (
    LessonProgress,
    ItemLeaf,
    PointSum,
    DaySum,
    WrongCause,
    PracticeSet,
    Mock,
    ExtraTime,
    EligibilityFact,
    ExamApplication,
    ExamResult,
    Certificate,
    StudyPlan,
    AssignmentTo,
    SignIn,
    RecoverySlip,
    Device,
    RehearsalSheet,
    Absence,
    Silence,
    ConversationSeen,
    Candidate,
    ImportRow,
    PendingMembership,
    EducationHours,
    Qualification,
    HolderNow,
    SecondFactor,
    RecoveryCode,
    Notice,
    NoticeWish,
    ConcernNow,
)
"""Tables of which every row of the person goes."""


def request_erasure(db: Session, person_id: int, *, at: datetime) -> ErasureRequest:
    """Ask for a person to be erased in seven days; asking twice is asking once."""
    known = db.scalars(open_requests(person_id)).first()
    if known is not None:
        return known
    request = ErasureRequest(
        person_id=person_id, asked_at=at, due_at=at + timedelta(days=DAYS_TO_UNDO)
    )
    db.add(request)
    db.flush()
    ask_for(db, JOB, f"{JOB}:{request.id}", at=request.due_at, body={"request": request.id})
    _tell(db, person_id, "erasure-asked", at)
    return request


def undo_erasure(db: Session, person_id: int, *, at: datetime) -> None:
    """Take back the request while there is time; nothing changes where none is open."""
    opened = db.scalars(open_requests(person_id)).all()
    for request in opened:
        request.undone_at = at
    if opened:
        _tell(db, person_id, "erasure-undone", at)
        db.flush()


def open_requests(person_id: int) -> Select[ErasureRequest]:
    """This person's requests that are neither undone nor carried out."""
    return select(ErasureRequest).where(
        ErasureRequest.person_id == person_id,
        ErasureRequest.undone_at.is_(None),
        ErasureRequest.done_at.is_(None),
    )


def erase_when_due(db: Session, body: Mapping[str, Any], workshop: Workshop, at: datetime) -> None:
    """The job: erase whoever did not change their mind, and add them to the list on disk.

    The list stands outside the database and its backups, so that a restore can erase again.
    """
    request = db.get(ErasureRequest, body["request"])
    if request is None or request.undone_at is not None or request.done_at is not None:
        return
    if workshop.instance is None:
        raise RuntimeError("no instance folder to keep the list of erasures in")
    erase_person(db, request.person_id, at=at)
    _list(workshop.instance / LIST, db.get_one(Person, request.person_id).uid, at)


def erase_person(db: Session, person_id: int, *, at: datetime) -> None:
    """Erase one person now; erasing twice is erasing once."""
    forget_holder(db, person_id)
    for table, column, parent in BELOW:
        owned = select(parent.id).where(_owner(parent) == person_id)
        db.execute(delete(table).where(column.in_(owned)))
    for table in GONE:
        db.execute(delete(table).where(_owner(table) == person_id))
    drop_uploads_about(db, person_id, at=at)
    _blank_events(db, person_id)
    _blank_messages(db, person_id)
    _blank_person(db, person_id)
    _end_ties(db, person_id, at)
    forget_in_tracks(db, person_id, at=at)
    _tell(db, person_id, "person-erased", at)
    db.flush()


def replay_erasures(db: Session, instance: Path, *, at: datetime) -> int:
    """Erase again, after a restore, everyone on the list; how many were still there."""
    again = 0
    for uid in _listed(instance / LIST):
        person = db.scalars(select(Person).where(Person.uid == uid)).one_or_none()
        if person is not None and person.name != pseudonym(uid):
            erase_person(db, person.id, at=at)
            again += 1
    return again


def pseudonym(uid: UUID) -> str:
    """What an erased person is called in the rows that stay."""
    return f"已注销{uid.hex[-6:]}"


def _owner(table: type[Base]) -> InstrumentedAttribute[int]:
    return table.person_id  # ty: ignore[missing-attribute]


def _blank_events(db: Session, person_id: int) -> None:
    db.execute(
        update(Event)
        .where(Event.person_id == person_id)
        .values(body=None, body_hash=None, subject="", once=None, device_at=None, device_ms=None)
    )


def _blank_messages(db: Session, person_id: int) -> None:
    """What they said, and what was said to them as a trainee: both are about them."""
    theirs = select(Conversation.id).where(Conversation.trainee_id == person_id)
    said = (Message.by_id == person_id) | Message.conversation_id.in_(theirs)
    db.execute(update(Message).where(said).values(text=""))


def _blank_person(db: Session, person_id: int) -> None:
    person = db.get_one(Person, person_id)
    person.name = pseudonym(person.uid)
    person.login_name = None
    person.password_hash = person.phone_tail = person.language = person.village = ""
    person.phone_sealed = person.phone_index = None
    person.id_card_sealed = person.id_card_index = None


def _end_ties(db: Session, person_id: int, at: datetime) -> None:
    """End what others may still count: roles, guidance, agreements and the request itself."""
    mine = (Guidance.trainee_id == person_id) | (Guidance.mentor_id == person_id)
    for change in (
        update(Membership).where(Membership.person_id == person_id, Membership.ends_at.is_(None)),
        update(Guidance).where(mine, Guidance.ends_at.is_(None)),
        update(ClassLeader).where(
            ClassLeader.person_id == person_id, ClassLeader.ends_at.is_(None)
        ),
        update(TeamMember).where(TeamMember.person_id == person_id, TeamMember.ends_at.is_(None)),
    ):
        db.execute(change.values(ends_at=at))
    agreed = update(Consent).where(Consent.person_id == person_id, Consent.withdrawn_at.is_(None))
    db.execute(agreed.values(withdrawn_at=at))
    opened = update(ErasureRequest).where(
        ErasureRequest.person_id == person_id,
        ErasureRequest.undone_at.is_(None),
        ErasureRequest.done_at.is_(None),
    )
    db.execute(opened.values(done_at=at))


def _tell(db: Session, person_id: int, action: str, at: datetime) -> None:
    uid = db.get_one(Person, person_id).uid
    audit.tell(db, actor=uid, action=action, subject=uid, at=at)


def _list(path: Path, uid: UUID, at: datetime) -> None:
    line = json.dumps({"uid": str(uid), "at": at.isoformat()})
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
        file.flush()
        os.fsync(file.fileno())


def _listed(path: Path) -> Iterator[UUID]:
    if path.exists():
        for line in path.read_text("utf-8").splitlines():
            yield UUID(json.loads(line)["uid"])
