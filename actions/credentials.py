"""Verbs of certificates: enter, number, evidence, and the check by a second person.

Whatever is changed in a certificate takes its confirmation away (`Certificate.at`); a second
person confirms, never the holder and never who entered it. Sending the same again changes nothing.
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import audit
from actions.facts import lock_person
from actions.holders import count_holder
from actions.notices import tell_person
from actions.road_stages import ask_to_follow
from actions.upload_reading import Given
from actions.uploads import drop_upload, keep_upload
from models.credential_queries import checks_of
from models.credentials import CertificateCheck
from models.people import Person
from models.road import Certificate
from models.seal import Keyring, SealBrokenError

SHOWN: Final = 4
"""So many signs at the end of a number are shown."""


class SecondPersonError(Exception):
    """The holder, or who entered it, cannot be the one who confirms it."""


class CheckedError(Exception):
    """Somebody else was faster: `name` has already looked at it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class ChangedError(Exception):
    """What is to be confirmed has changed since it was looked at."""


@dataclass(frozen=True, slots=True)
class Version:
    """What somebody looked at: when the certificate was last changed, and its last check."""

    changed_at: datetime
    check_id: int

    @property
    def text(self) -> str:
        """The version as a hidden field carries it."""
        return f"{self.changed_at.isoformat()} {self.check_id}"


def enter_for(
    db: Session, person: Person, level: str, *, passed_on: date, by: Person, at: datetime
) -> Certificate:
    """Enter somebody's certificate, or correct its day; another person then confirms it."""
    lock_person(db, person.id)
    query = select(Certificate).where(
        Certificate.person_id == person.id, Certificate.level == level
    )
    held = db.scalars(query).one_or_none()
    if held is not None and held.passed_on == passed_on:
        return held
    if held is None:
        held = Certificate(person_id=person.id, level=level, passed_on=passed_on, at=at)
        db.add(held)
        db.flush()
    held.passed_on = passed_on
    _change(db, held, by, at, "certificate-entered")
    ask_to_follow(db, person.id, at=at)
    return held


def keep_number(
    db: Session, certificate_id: int, number: str, *, keyring: Keyring, by: Person, at: datetime
) -> None:
    """Keep the number of a certificate, sealed."""
    held = _locked(db, certificate_id)
    if number_of(held, keyring) != number:
        held.number_sealed = keyring.seal(number, _place(held))
        _change(db, held, by, at, "certificate-number-entered")


def keep_evidence(
    db: Session, certificate_id: int, given: Given, *, instance: Path, by: Person, at: datetime
) -> None:
    """Keep a picture or PDF of a certificate in the place of the one before."""
    held = _locked(db, certificate_id)
    before = held.upload_id
    made = keep_upload(db, given, instance=instance, by=by, at=at, person_id=held.person_id)
    held.upload_id = made.id
    drop_upload(db, before, at=at)
    _change(db, held, by, at, "certificate-evidence-given")


def show_certificate(
    db: Session,
    certificate_id: int,
    given: Given | None,
    number: str,
    *,
    instance: Path,
    keyring: Keyring,
    by: Person,
    at: datetime,
) -> None:
    """Keep what shows a certificate: a file, its number, or both; what is left out stays."""
    if given is not None:
        keep_evidence(db, certificate_id, given, instance=instance, by=by, at=at)
    if number:
        keep_number(db, certificate_id, number, keyring=keyring, by=by, at=at)


def number_of(held: Certificate, keyring: Keyring) -> str:
    """The whole number of a certificate; nothing where there is none or it does not open."""
    if held.number_sealed is None:
        return ""
    try:
        return keyring.open(held.number_sealed, _place(held))
    except SealBrokenError:
        return ""


def masked(number: str) -> str:
    """A number with all but its end hidden."""
    return "*" * max(0, len(number) - SHOWN) + number[-SHOWN:] if number else ""


def tell_number_shown(db: Session, person: Person, *, by: Person, at: datetime) -> None:
    """Keep in the audit log that somebody saw a whole number."""
    audit.tell(db, actor=by.uid, action="certificate-number-shown", subject=person.uid, at=at)
    db.flush()


def version_of(db: Session, held: Certificate) -> Version:
    """The version of a certificate that a check speaks of."""
    last = db.execute(checks_of(held.id).limit(1)).first()
    return Version(held.at, last[0].id if last else 0)


def check_certificate(
    db: Session,
    certificate_id: int,
    *,
    agreed: bool,
    words: str,
    seen: str,
    by: Person,
    at: datetime,
) -> None:
    """Confirm a certificate, or send it back with a reason; sent twice it is said once.

    Raises:
        SecondPersonError: it is one's own, or one entered it.
        ChangedError: the certificate was changed since `seen` was looked at.
        CheckedError: somebody else has looked at it meanwhile.
    """
    held = _locked(db, certificate_id)
    if by.id in {held.person_id, held.by_id}:
        raise SecondPersonError
    now = version_of(db, held)
    if now.text != seen and _said_already(db, held, now, by, agreed=agreed, words=words):
        return
    _refuse_other(db, held, now, seen)
    row = CertificateCheck(certificate_id=held.id, by_id=by.id, agreed=agreed, words=words, at=at)
    db.add(row)
    action = "certificate-confirmed" if agreed else "certificate-sent-back"
    tell_of(db, held.person_id, action, by, at, level=held.level)
    db.flush()
    told = {"key": f"certificate:{row.id}", "about": {"agreed": agreed}}
    tell_person(db, held.person_id, "certificate", at=at, href="/road/certificate", **told)
    count_holder(db, held.person_id, at=at)


def tell_of(
    db: Session, person_id: int, action: str, by: Person, at: datetime, **detail: object
) -> None:
    """Write in the audit log what was done about somebody's credentials."""
    who = db.get_one(Person, person_id).uid
    audit.tell(db, actor=by.uid, action=action, subject=who, at=at, **detail)


def _locked(db: Session, certificate_id: int) -> Certificate:
    held = db.get_one(Certificate, certificate_id)
    lock_person(db, held.person_id)
    db.refresh(held)
    return held


def _change(db: Session, held: Certificate, by: Person, at: datetime, action: str) -> None:
    """Say who changed a certificate; it counts again once somebody else has looked at it."""
    held.at = at
    held.by_id = None if by.id == held.person_id else by.id
    tell_of(db, held.person_id, action, by, at, level=held.level)
    count_holder(db, held.person_id, at=at)


def _said_already(
    db: Session, held: Certificate, now: Version, by: Person, *, agreed: bool, words: str
) -> bool:
    last = db.get(CertificateCheck, now.check_id)
    if last is None or last.at < held.at:
        return False
    return (last.by_id, last.agreed, last.words) == (by.id, agreed, words)


def _refuse_other(db: Session, held: Certificate, now: Version, seen: str) -> None:
    """Refuse a check of something else than what was looked at."""
    if now.text == seen:
        return
    if not seen.startswith(held.at.isoformat()):
        raise ChangedError
    last = db.get_one(CertificateCheck, now.check_id)
    raise CheckedError(db.get_one(Person, last.by_id).name)


def _place(held: Certificate) -> str:
    return f"certificates.number.{held.uid}"
