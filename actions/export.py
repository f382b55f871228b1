"""A person's own copy of everything kept about them: plain values, table by table.

Nothing that proves who somebody is leaves with it: no hash, no index, no sealed bytes; what is
sealed is opened for its owner.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from actions.people import phone_of
from models.base import Base
from models.classes import Absence, ClassLeader, RehearsalSheet, Silence
from models.credentials import (
    CertificateCheck,
    EducationHours,
    HolderNow,
    Qualification,
    Upload,
)
from models.entry import Device, Invite, InviteUse, RecoverySlip, SignIn
from models.factors import RecoveryCode, SecondFactor
from models.founding import TeamMember
from models.history import AuditEntry, Note
from models.learning import (
    DaySum,
    Event,
    ItemLeaf,
    LessonProgress,
    PersonLock,
    PointSum,
    PracticeAnswer,
    PracticeSet,
    WrongCause,
)
from models.lists import Allowance, NamedListPerson
from models.messages import Conversation, ConversationSeen, Message
from models.mocks import ExtraTime, Mock, MockAnswer, MockClosing
from models.notices import Notice, NoticeWish
from models.people import Consent, ErasureRequest, Guidance, Membership, Person
from models.pipeline import Candidate, Post, StageNow
from models.places import Agency, Region, StudyClass
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
    TripSheet,
)
from models.roster import ImportRow, PendingMembership
from models.seal import Keyring, SealBrokenError
from models.watch import ConcernNow

Row = dict[str, Any]
Copy = dict[str, list[Row]]
Anything = Select[*tuple[Any, ...]]
FORMAT: Final = 1
HIDDEN: Final = ("_hash", "sealed", "_index")
"""Ends of column names that stay here: they are of use to nobody but the house."""

OWN: Final[tuple[type[Base], ...]] = (
    Consent,
    LessonProgress,
    Event,
    ItemLeaf,
    PointSum,
    DaySum,
    PracticeSet,
    WrongCause,
    Mock,
    ExtraTime,
    StudyPlan,
    EligibilityFact,
    ExamApplication,
    ExamResult,
    StageEntered,
    SignIn,
    Device,
    RecoverySlip,
    PersonLock,
    ErasureRequest,
    StageNow,
    Post,
    Candidate,
    ImportRow,
    PendingMembership,
    Absence,
    Silence,
    ClassLeader,
    RehearsalSheet,
    ConversationSeen,
    TeamMember,
    Upload,
    EducationHours,
    Qualification,
    HolderNow,
    NamedListPerson,
    Allowance,
    SecondFactor,
    RecoveryCode,
    Notice,
    NoticeWish,
    ConcernNow,
)
"""Tables whose rows of the person are copied as they are."""


def copy_of(db: Session, person: Person, keyring: Keyring, *, at: datetime) -> dict[str, Any]:
    """Everything kept about one person, ready for JSON."""
    tables: Copy = {"people": [_profile(person, keyring)]}
    for table in OWN:
        owner = table.person_id  # ty: ignore[missing-attribute]
        tables[table.__tablename__] = _plain(db, select(table).where(owner == person.id))
    for name, query in _beside(person).items():
        tables[name] = [_values(row._mapping) for row in db.execute(query)]  # noqa: SLF001
    tables["certificates"] = _certificates(db, person, keyring)
    return {"format": FORMAT, "made_at": at.isoformat(), "tables": tables}


def as_json(copy: Mapping[str, Any]) -> bytes:
    """The copy as a JSON file, readable as it stands."""
    return json.dumps(copy, ensure_ascii=False, indent=1).encode()


def _profile(person: Person, keyring: Keyring) -> Row:
    row = _values(_columns(person))
    row["phone"] = phone_of(person, keyring)
    row["id_card"] = _opened(person.id_card_sealed, f"people.id_card.{person.uid}", keyring)
    return row


def _certificates(db: Session, person: Person, keyring: Keyring) -> list[Row]:
    query = select(Certificate).where(Certificate.person_id == person.id)
    return [
        _values(_columns(one))
        | {"number": _opened(one.number_sealed, f"certificates.number.{one.uid}", keyring)}
        for one in db.scalars(query)
    ]


def _beside(person: Person) -> dict[str, Anything]:
    """Rows that name the person in their own way, or hang on a row of theirs."""
    me = person.id
    return {
        **_hanging(me),
        "memberships": select(
            Membership.role,
            Agency.name.label("agency"),
            StudyClass.name.label("class"),
            Region.name.label("region"),
            Membership.starts_at,
            Membership.ends_at,
        )
        .outerjoin(Agency, Agency.id == Membership.agency_id)
        .outerjoin(StudyClass, StudyClass.id == Membership.class_id)
        .outerjoin(Region, Region.id == Membership.region_id)
        .where(Membership.person_id == me),
        "guidances": select(Person.name.label("mentor"), Guidance.starts_at, Guidance.ends_at)
        .join(Person, Person.id == Guidance.mentor_id)
        .where(Guidance.trainee_id == me),
        "invite_uses": select(Invite.code_tail, InviteUse.used_at)
        .join(Invite)
        .where(InviteUse.person_id == me),
        "messages": select(Conversation.about, Message.at, Person.name.label("by"), Message.text)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .join(Person, Person.id == Message.by_id)
        .where((Message.by_id == me) | (Conversation.trainee_id == me))
        .order_by(Message.id),
        "assignments": select(*_shown(Assignment))
        .join(AssignmentTo, AssignmentTo.assignment_id == Assignment.id)
        .where(AssignmentTo.person_id == me),
        "audit_entries": select(AuditEntry.at, AuditEntry.action).where(
            AuditEntry.subject == str(person.uid)
        ),
        "notes": select(Note.minute, Note.kind, Note.route, Note.times).where(
            Note.subject == str(person.uid)
        ),
    }


def _hanging(me: int) -> dict[str, Anything]:
    """Rows below a row of the person."""
    return {
        "practice_answers": _below(PracticeAnswer, PracticeSet, PracticeAnswer.set_id, me),
        "mock_answers": _below(MockAnswer, Mock, MockAnswer.mock_id, me),
        "mock_closings": _below(MockClosing, Mock, MockClosing.mock_id, me),
        "application_steps": _below(
            ApplicationStep, ExamApplication, ApplicationStep.application_id, me
        ),
        "trip_sheets": _below(TripSheet, ExamApplication, TripSheet.application_id, me),
        "certificate_registrations": _below(
            CertificateRegistration, Certificate, CertificateRegistration.certificate_id, me
        ),
        "certificate_checks": _below(
            CertificateCheck, Certificate, CertificateCheck.certificate_id, me
        ),
    }


def _below(table: type[Base], parent: Any, link: Any, me: int) -> Anything:  # noqa: ANN401
    """The rows of a table that hang on this person's rows of another, under that row's uid."""
    name = parent.__tablename__.removesuffix("s")
    return (
        select(parent.uid.label(name), *_shown(table))
        .join(parent, parent.id == link)
        .where(parent.person_id == me)
        .order_by(link, table.id)
    )


def _plain(db: Session, query: Anything) -> list[Row]:
    return [_values(_columns(row)) for row in db.scalars(query)]


def _columns(row: Base) -> Row:
    return {column.key: getattr(row, column.key) for column in _shown(type(row))}


def _shown(table: type[Base]) -> list[Any]:
    return [getattr(table, c.key) for c in table.__mapper__.column_attrs if _is_shown(c.key)]


def _is_shown(name: str) -> bool:
    """Inner numbers stay here too: they say nothing to anybody."""
    return name != "id" and not name.endswith(("_id", *HIDDEN))


def _values(row: Mapping[str, Any]) -> Row:
    return {name: _value(value) for name, value in row.items()}


def _value(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _opened(sealed: bytes | None, place: str, keyring: Keyring) -> str:
    if sealed is None:
        return ""
    try:
        return keyring.open(sealed, place)
    except SealBrokenError:
        return ""
