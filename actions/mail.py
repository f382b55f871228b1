"""Mail by SMTP: optional, outside the gate, and nothing depends on it.

The settings are rows an administrator wrote; the password is sealed and never read back to a
page. A mail holds counts and addresses of this site, never another person's name.
"""

import smtplib
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import audit
from actions.jobs import LaterError, Outside, Workshop
from actions.notices import MAIL_CODE, MAIL_NOTICES, email_of, wish_of
from domain.notices import is_quiet, next_loud
from models.notices import HouseSetting, Notice
from models.people import Person
from models.seal import Keyring

SECONDS: Final = 15
"""A server that does not answer within this time is in trouble."""
PLAIN_KEYS: Final = ("host", "port", "security", "user", "sender")
SECURITIES: Final = ("starttls", "tls", "none")
SECRET: Final = "smtp.password"  # noqa: S105 - the name of a row


@dataclass(frozen=True, slots=True)
class Smtp:
    """How mail leaves; `security` is starttls, tls, or none (for a server on this machine)."""

    host: str
    port: int
    security: str
    user: str
    sender: str
    password: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one address."""

    to: str
    subject: str
    text: str
    at: datetime


def smtp_settings(db: Session, keyring: Keyring) -> Smtp | None:
    """The settings, or None where no mail is set up."""
    rows = {row.key: row for row in db.scalars(select(HouseSetting)) if row.key.startswith("smtp.")}
    values = {key: rows[f"smtp.{key}"].value for key in PLAIN_KEYS if f"smtp.{key}" in rows}
    if not values.get("host"):
        return None
    secret = rows.get(SECRET)
    password = keyring.open(secret.sealed, SECRET) if secret and secret.sealed else ""
    return Smtp(
        values["host"],
        int(values["port"]),
        values["security"],
        values["user"],
        values["sender"],
        password,
    )


def set_smtp(db: Session, smtp: Smtp, *, by: Person, keyring: Keyring, at: datetime) -> None:
    """Write the settings; an empty password leaves the one kept before."""
    for key in PLAIN_KEYS:
        _setting(db, f"smtp.{key}", by, at).value = str(getattr(smtp, key))
    if smtp.password:
        _setting(db, SECRET, by, at).sealed = keyring.seal(smtp.password, SECRET)
    audit.tell(db, actor=by.uid, action="mail-set-up", subject=smtp.host, at=at)
    db.flush()


def drop_smtp(db: Session, *, by: Person, at: datetime) -> None:
    """No mail any more; the password goes."""
    for row in db.scalars(select(HouseSetting).where(HouseSetting.key.startswith("smtp."))):
        db.delete(row)
    audit.tell(db, actor=by.uid, action="mail-taken-down", at=at)
    db.flush()


def deliver(smtp: Smtp, letter: Letter) -> None:
    """Hand one mail to the server.

    Raises:
        OSError: the server cannot be reached, or its certificate is not to be trusted.
        smtplib.SMTPException: the server refuses the sign-in or the mail.
    """
    with _server(smtp) as server:
        if smtp.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if smtp.user:
            server.login(smtp.user, smtp.password)
        server.send_message(message_of(smtp, letter))


def _server(smtp: Smtp) -> smtplib.SMTP:
    if smtp.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=SECONDS, context=context)
    return smtplib.SMTP(smtp.host, smtp.port, timeout=SECONDS)


def message_of(smtp: Smtp, letter: Letter) -> EmailMessage:
    """The mail as it leaves: plain text, marked as sent by a machine."""
    message = EmailMessage()
    message["From"] = smtp.sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = make_msgid(domain=smtp.sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message


def mail_code(body: Mapping[str, Any], workshop: Workshop, at: datetime) -> None:
    """The job: mail the code that proves an address."""
    with workshop.database.reading() as db:
        ready = _ready(db, body["person"], workshop)
        if ready is None:
            return
        person, smtp, email, keyring = ready
        code = keyring.open(bytes.fromhex(body["code"]), f"mail.code.{person.uid}")
    deliver(smtp, _letter(workshop, person, "code", {"code": code}, email, at))


def mail_notices(body: Mapping[str, Any], workshop: Workshop, at: datetime) -> None:
    """The job: one mail with everything not yet seen nor mailed; in quiet hours it waits."""
    with workshop.database.reading() as db:
        ready = _ready(db, body["person"], workshop)
        wish = db.scalars(wish_of(body["person"])).one_or_none()
        waiting = db.scalars(_unmailed(body["person"])).all()
    if ready is None or wish is None or wish.email_confirmed_at is None or not waiting:
        return
    if is_quiet(at, wish.quiet_from, wish.quiet_until):
        raise LaterError(next_loud(at, wish.quiet_from, wish.quiet_until))
    person, smtp, email, _keyring = ready
    deliver(smtp, _letter(workshop, person, "notices", _told(waiting), email, at))
    with workshop.database.writing() as db:
        for row in db.scalars(select(Notice).where(Notice.id.in_([one.id for one in waiting]))):
            row.mailed_at = at


HANDLERS: Final = {MAIL_CODE: Outside(mail_code), MAIL_NOTICES: Outside(mail_notices)}


def _ready(
    db: Session, person_id: int, workshop: Workshop
) -> tuple[Person, Smtp, str, Keyring] | None:
    """The person, the server and the address; None where one of them is missing."""
    if workshop.keyring is None or workshop.speak is None:
        return None
    person = db.get_one(Person, person_id)
    smtp = smtp_settings(db, workshop.keyring)
    wish = db.scalars(wish_of(person_id)).one_or_none()
    email = email_of(wish, person, workshop.keyring) if wish else ""
    return (person, smtp, email, workshop.keyring) if smtp and email else None


def _letter(
    workshop: Workshop, person: Person, kind: str, about: Mapping[str, Any], to: str, at: datetime
) -> Letter:
    if workshop.speak is None:
        raise RuntimeError("nobody to put the mail into words")
    subject, text = workshop.speak(person.language, kind, about)
    return Letter(to, subject, text, at)


def _told(rows: Sequence[Notice]) -> dict[str, Any]:
    return {"notices": [{"kind": row.kind, "about": row.about} for row in rows]}


def _unmailed(person_id: int) -> Any:  # noqa: ANN401
    query = select(Notice).where(Notice.person_id == person_id, Notice.seen_at.is_(None))
    return query.where(Notice.mailed_at.is_(None)).order_by(Notice.id)


def _setting(db: Session, key: str, by: Person, at: datetime) -> HouseSetting:
    row = db.scalars(select(HouseSetting).where(HouseSetting.key == key)).one_or_none()
    if row is None:
        row = HouseSetting(key=key, at=at)
        db.add(row)
    row.by_id, row.at = by.id, at
    return row
