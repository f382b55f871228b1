"""Verbs about people: enter one, change what they may change themselves."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from actions import audit
from actions.facts import lock_person
from actions.passwords import hash_password
from domain.access import Role
from domain.phone import TAIL, normal_phone
from models.base import new_uid
from models.learning import PersonLock
from models.people import Consent, Guidance, Membership, Person
from models.seal import Keyring


class NameTakenError(Exception):
    """Somebody else signs in with this phone number or user name."""


def find_person(db: Session, login: str, keyring: Keyring) -> Person | None:
    """The person who signs in with this phone number or user name."""
    phone = normal_phone(login)
    if phone:
        query = select(Person).where(Person.phone_index == keyring.index(phone))
    else:
        query = select(Person).where(Person.login_name == login.lower())
    return db.scalars(query).one_or_none()


def enter_person(
    db: Session,
    *,
    name: str,
    keyring: Keyring,
    at: datetime,
    phone: str | None = None,
    login_name: str | None = None,
    password: str | None = None,
    password_hash: str = "",
    uid: UUID | None = None,
) -> Person:
    """Enter one person; the phone number is sealed.

    A page hashes the password before it takes the gate and gives `password_hash`; `uid` is
    given where the same sending may come twice.

    Raises:
        NameTakenError: the phone number or user name is somebody's.
    """
    _refuse_taken(db, phone or login_name, keyring)
    person = Person(uid=uid or new_uid(), name=name, login_name=login_name, joined_at=at)
    if phone:
        set_phone(person, phone, keyring)
    person.password_hash = hash_password(password) if password else password_hash
    db.add(person)
    _flush_name(db)
    db.add(PersonLock(person_id=person.id))
    return person


def change_phone(
    db: Session, person_id: int, phone: str, keyring: Keyring, *, at: datetime
) -> None:
    """Give a person another phone number, which they then sign in with.

    Raises:
        NameTakenError: the phone number is somebody else's.
    """
    person = db.get_one(Person, person_id)
    if person.phone_index != keyring.index(phone):
        _refuse_taken(db, phone, keyring)
        set_phone(person, phone, keyring)
        _flush_name(db)
        audit.tell(db, actor=person.uid, action="phone-changed", subject=person.uid, at=at)


def change_login_name(
    db: Session, person_id: int, login_name: str, keyring: Keyring, *, at: datetime
) -> None:
    """Give a person another user name.

    Raises:
        NameTakenError: the user name is somebody else's.
    """
    person = db.get_one(Person, person_id)
    if person.login_name != login_name:
        _refuse_taken(db, login_name, keyring)
        person.login_name = login_name
        _flush_name(db)
        audit.tell(db, actor=person.uid, action="login-name-changed", subject=person.uid, at=at)


def rename(db: Session, person_id: int, name: str, *, at: datetime) -> None:
    """Write a person's name as they say it is written."""
    person = db.get_one(Person, person_id)
    if person.name != name:
        person.name = name
        audit.tell(db, actor=person.uid, action="renamed", subject=person.uid, at=at)
        db.flush()


def _refuse_taken(db: Session, login: str | None, keyring: Keyring) -> None:
    if login and find_person(db, login, keyring) is not None:
        raise NameTakenError


def _flush_name(db: Session) -> None:
    """Flush; where two took the same name at once, the database decides."""
    try:
        db.flush()
    except IntegrityError as taken:
        raise NameTakenError from taken


def set_phone(person: Person, phone: str, keyring: Keyring) -> None:
    """Seal a phone number into its person."""
    person.phone_sealed = keyring.seal(phone, f"people.phone.{person.uid}")
    person.phone_index = keyring.index(phone)
    person.phone_tail = phone[-TAIL:]


def phone_of(person: Person, keyring: Keyring) -> str:
    """The whole phone number, for its owner's own eyes."""
    if person.phone_sealed is None:
        return ""
    return keyring.open(person.phone_sealed, f"people.phone.{person.uid}")


def grant(
    db: Session,
    person: Person,
    role: Role,
    *,
    by: object,
    at: datetime,
    agency_id: int | None = None,
    region_id: int | None = None,
    class_id: int | None = None,
) -> Membership:
    """Give a person a role in one scope."""
    membership = Membership(
        person_id=person.id,
        role=role,
        agency_id=agency_id,
        region_id=region_id,
        class_id=class_id,
        starts_at=at,
    )
    db.add(membership)
    db.flush()
    audit.tell(db, actor=by, action="role-granted", subject=person.uid, at=at, role=role.value)
    return membership


def guide(db: Session, *, mentor_id: int, trainee_id: int, at: datetime) -> None:
    """Put a trainee under a mentor's guidance; asking twice changes nothing."""
    query = select(Guidance.id).where(
        Guidance.mentor_id == mentor_id,
        Guidance.trainee_id == trainee_id,
        Guidance.ends_at.is_(None),
    )
    if db.scalars(query).first() is None:
        db.add(Guidance(mentor_id=mentor_id, trainee_id=trainee_id, starts_at=at))
        db.flush()


def agree(
    db: Session, person: Person, *, purpose: str, version: str, words: str, at: datetime
) -> None:
    """Keep that a person agreed to one purpose, in the words they were shown."""
    db.add(Consent(person_id=person.id, purpose=purpose, version=version, words=words, given_at=at))
    audit.tell(
        db, actor=person.uid, action="consent-given", subject=person.uid, at=at, purpose=purpose
    )
    db.flush()


def refuse(
    db: Session, person: Person, *, purpose: str, version: str, words: str, at: datetime
) -> None:
    """Keep that a person was asked and said no: a row taken back at the moment it was made."""
    row = Consent(person_id=person.id, purpose=purpose, version=version, words=words, given_at=at)
    row.withdrawn_at = at
    db.add(row)
    audit.tell(
        db, actor=person.uid, action="consent-refused", subject=person.uid, at=at, purpose=purpose
    )
    db.flush()


def answer_asked(
    db: Session,
    person: Person,
    *,
    yes: bool,
    purpose: str,
    version: str,
    words: str,
    at: datetime,
) -> bool:
    """Keep the answer of who was asked once; of two sent at once the first. Whether it was that."""
    lock_person(db, person.id)
    known = select(Consent.id).where(Consent.person_id == person.id, Consent.purpose == purpose)
    if db.scalars(known).first() is not None:
        return False
    keep = agree if yes else refuse
    keep(db, person, purpose=purpose, version=version, words=words, at=at)
    return True


def withdraw(db: Session, person_id: int, purpose: str, *, at: datetime) -> None:
    """Take back a person's agreement to one purpose; what they agreed to stays on record."""
    given = (
        update(Consent)
        .where(Consent.person_id == person_id, Consent.purpose == purpose)
        .where(Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=at)
        .returning(Consent.id)
    )
    if db.execute(given).all():
        uid = db.get_one(Person, person_id).uid
        audit.tell(db, actor=uid, action="consent-withdrawn", subject=uid, at=at, purpose=purpose)
        db.flush()
