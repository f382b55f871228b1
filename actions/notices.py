"""Verbs of telling people: in the product first, by mail where somebody gave an address."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from secrets import compare_digest
from typing import Any, Final

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from actions import audit
from actions.facts import lock_person
from actions.jobs import ask_for
from domain.days import ZONE
from domain.notices import BUNDLE, next_loud
from models.base import new_uid
from models.jobs import Job
from models.notices import Notice, NoticeWish
from models.people import Person
from models.seal import Keyring, digest
from models.statements import on_both, run_all

MAIL_NOTICES: Final = "mail-notices"
MAIL_CODE: Final = "mail-code"
CODE_LIVES: Final = timedelta(minutes=30)
MOST_TRIES: Final = 5
"""So many wrong codes and a new one has to be asked for."""

_TELL = on_both(
    lambda insert: insert(Notice).on_conflict_do_nothing(index_elements=["person_id", "key"])
)


def tell_person(
    db: Session,
    person_id: int,
    kind: str,
    *,
    key: str,
    at: datetime,
    about: Mapping[str, Any] | None = None,
    href: str = "",
) -> Notice:
    """Tell somebody something once: the same `key` again changes nothing.

    `about` holds numbers and words for the sentence that the kind has; no names of others, for
    it may be mailed.
    """
    known = db.scalars(
        select(Notice).where(Notice.person_id == person_id, Notice.key == key)
    ).one_or_none()
    if known is not None:
        return known
    made = Notice(
        person_id=person_id, kind=kind, key=key, about=dict(about or {}), href=href, made_at=at
    )
    db.add(made)
    db.flush()
    _mail_later(db, person_id, at)
    return made


def tell_people(
    db: Session, people: Collection[int], kind: str, *, key: str, at: datetime, href: str = ""
) -> None:
    """Tell many the same thing in few statements; who knows it already is not told again."""
    rows = [
        {"person_id": one, "kind": kind, "key": key, "about": {}, "href": href, "made_at": at}
        for one in people
    ]
    run_all(db, _TELL, [{"uid": new_uid(), **row} for row in rows])
    reached = select(NoticeWish.person_id).where(NoticeWish.email_confirmed_at.is_not(None))
    for person_id in set(db.scalars(reached)) & set(people):
        _mail_later(db, person_id, at)


def see_all(db: Session, person_id: int, *, at: datetime) -> int:
    """Everything told so far was seen; how many were new."""
    seen = (
        update(Notice)
        .where(Notice.person_id == person_id, Notice.seen_at.is_(None))
        .values(seen_at=at)
        .returning(Notice.id)
    )
    return len(db.scalars(seen).all())


def see_of(db: Session, person_id: int, begins: str, *, at: datetime) -> None:
    """What was told with keys that begin so was seen where it happened."""
    db.execute(
        update(Notice)
        .where(Notice.person_id == person_id, Notice.seen_at.is_(None))
        .where(Notice.key.startswith(begins, autoescape=True))
        .values(seen_at=at)
    )


def wish_of(person_id: int) -> Select[NoticeWish]:
    """How this person wants to be told."""
    return select(NoticeWish).where(NoticeWish.person_id == person_id)


def email_of(wish: NoticeWish, person: Person, keyring: Keyring) -> str:
    """The whole address, for its owner and for the mail."""
    return keyring.open(wish.email_sealed, _place(person)) if wish.email_sealed else ""


def give_address(
    db: Session, person: Person, email: str, code: str, *, keyring: Keyring, at: datetime
) -> None:
    """Keep an address that is not yet proved; a mail with the code is asked for."""
    wish = _wish(db, person.id, at)
    wish.email_sealed = keyring.seal(email, _place(person))
    wish.email_confirmed_at = None
    wish.code_hash, wish.code_until, wish.code_tries = digest(code), at + CODE_LIVES, 0
    wish.at = at
    sealed = keyring.seal(code, f"mail.code.{person.uid}").hex()
    body = {"person": person.id, "code": sealed}
    ask_for(db, MAIL_CODE, f"{MAIL_CODE}:{person.id}:{at.isoformat()}", at=at, body=body)
    db.flush()


def prove_address(db: Session, person: Person, code: str, *, at: datetime) -> bool:
    """Whether this is the code that was mailed; then mail may be sent there."""
    wish = _wish(db, person.id, at)
    if wish.code_hash is None or wish.code_until is None or wish.code_until < at:
        return False
    wish.code_tries += 1
    if wish.code_tries > MOST_TRIES or not compare_digest(wish.code_hash, digest(code)):
        return False
    wish.code_hash = wish.code_until = None
    wish.email_confirmed_at = at
    audit.tell(db, actor=person.uid, action="mail-address-proved", subject=person.uid, at=at)
    db.flush()
    return True


def forget_address(db: Session, person: Person, *, at: datetime) -> None:
    """No mail any more; the address goes."""
    wish = _wish(db, person.id, at)
    wish.email_sealed = wish.code_hash = wish.code_until = wish.email_confirmed_at = None
    audit.tell(db, actor=person.uid, action="mail-address-forgotten", subject=person.uid, at=at)
    db.flush()


def set_quiet(db: Session, person_id: int, hours: tuple[int, int], *, at: datetime) -> None:
    """Between these hours no mail leaves."""
    wish = _wish(db, person_id, at)
    wish.quiet_from, wish.quiet_until = hours
    wish.at = at
    db.flush()


def _wish(db: Session, person_id: int, at: datetime) -> NoticeWish:
    lock_person(db, person_id)
    wish = db.scalars(wish_of(person_id)).one_or_none()
    if wish is None:
        wish = NoticeWish(person_id=person_id, at=at)
        db.add(wish)
        db.flush()
    return wish


def _mail_later(db: Session, person_id: int, at: datetime) -> None:
    """Ask for one mail a day: soon, or, where today's has left already, tomorrow."""
    wish = db.scalars(wish_of(person_id)).one_or_none()
    if wish is None or wish.email_confirmed_at is None:
        return
    run_at = next_loud(at + BUNDLE, wish.quiet_from, wish.quiet_until)
    if db.scalar(select(func.count(Job.id)).where(Job.key == _key(person_id, run_at), *_LEFT)):
        run_at = next_loud(run_at + timedelta(days=1), wish.quiet_from, wish.quiet_until)
    ask_for(db, MAIL_NOTICES, _key(person_id, run_at), at=run_at, body={"person": person_id})


_LEFT = (Job.done_at.is_not(None),)


def _key(person_id: int, at: datetime) -> str:
    return f"{MAIL_NOTICES}:{person_id}:{at.astimezone(ZONE).date()}"


def _place(person: Person) -> str:
    return f"notice_wishes.email.{person.uid}"
