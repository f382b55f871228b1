"""Classes: who studies together, the week, rehearsals. Whose class it is, is decided here."""

from uuid import UUID

from flask import Blueprint
from sqlalchemy.orm import Session

from blueprints.web.db import now, one_or_404
from blueprints.web.login import actor
from models.class_queries import classes_followed, classes_kept, works_for
from models.people import Person
from models.places import StudyClass

bp = Blueprint("classes", __name__)


def myself(session: Session) -> Person:
    """The signed-in person's own row, inside a write."""
    return session.get_one(Person, actor().id)


def class_or_404(uid: UUID) -> StudyClass:
    """A class this mentor or manager follows; for others it does not exist."""
    return one_or_404(classes_followed(actor(), now()).where(StudyClass.uid == uid))


def kept_or_404(uid: UUID) -> StudyClass:
    """A class this person keeps going, as its staff or as its 学习组长."""
    return one_or_404(classes_kept(actor(), now()).where(StudyClass.uid == uid))


def is_staff(row: StudyClass) -> bool:
    """Whether this person is there as mentor or manager, not as 学习组长."""
    return works_for(actor(), row)
