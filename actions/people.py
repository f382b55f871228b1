"""Verbs about people: enter one, change what they may change themselves."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import audit
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
) -> Person:
    """Enter one person; the phone number is sealed.

    Raises:
        NameTakenError: the phone number or user name is somebody's.
    """
    login = phone or login_name
    if login and find_person(db, login, keyring) is not None:
        raise NameTakenError
    person = Person(uid=new_uid(), name=name, login_name=login_name, joined_at=at)
    if phone:
        set_phone(person, phone, keyring)
    if password:
        person.password_hash = hash_password(password)
    db.add(person)
    db.flush()
    db.add(PersonLock(person_id=person.id))
    return person


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
    db.add(
        Consent(person_id=person.id, purpose=purpose, version=version, words=words, given_at=at)
    )
    db.flush()
