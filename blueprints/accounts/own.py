"""The signed-in person's own rows, for the pages about oneself."""

from flask_babel import gettext as _
from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import joinedload
from wtforms import PasswordField

from blueprints.accounts.limits import password_fits
from blueprints.web.db import db, now
from blueprints.web.login import actor
from domain.access import Role
from domain.consent import LEARNING_DATA
from models.entry import SignIn
from models.people import Consent, Membership, Person


def me() -> Person:
    """My own row."""
    return db().get_one(Person, actor().id)


def my_places() -> Select[Membership]:
    """What I am to whom today, with the names."""
    return (
        select(Membership)
        .where(Membership.person_id == actor().id)
        .where(or_(Membership.ends_at.is_(None), Membership.ends_at > now()))
        .options(
            joinedload(Membership.agency),
            joinedload(Membership.study_class),
            joinedload(Membership.region),
        )
        .order_by(Membership.id)
    )


def my_sessions() -> Select[SignIn]:
    """My sessions that still count, the newest first."""
    return (
        select(SignIn)
        .where(SignIn.person_id == actor().id)
        .where(SignIn.revoked_at.is_(None), SignIn.ends_at > now())
        .order_by(SignIn.id.desc())
    )


def my_consents() -> Select[Consent]:
    """Everything I agreed to or took back, the newest first."""
    query = select(Consent).where(Consent.person_id == actor().id)
    return query.order_by(Consent.id.desc())


def asks_for_agreement(person_id: int) -> bool:
    """Whether a trainee was never asked whether their learning may be seen: others entered them."""
    answered = exists().where(Consent.person_id == person_id, Consent.purpose == LEARNING_DATA)
    learns = exists().where(
        Membership.person_id == person_id,
        Membership.role == Role.TRAINEE,
        or_(Membership.ends_at.is_(None), Membership.ends_at > now()),
    )
    return bool(db().scalar(select(learns & ~answered)))


def is_me(person: Person, field: PasswordField) -> bool:
    """Whether the password in this field is mine; if not, the field says so."""
    if password_fits(str(person.uid), person, field.data or ""):
        return True
    field.errors = [_("密码对不上，看一下再填")]
    return False
