"""The blueprint of the part, and who is asking."""

from flask import Blueprint
from sqlalchemy.orm import Session

from blueprints.web.login import actor
from models.people import Person

bp = Blueprint("mentoring", __name__)


def myself(session: Session) -> Person:
    """The signed-in person's own row, inside a write."""
    return session.get_one(Person, actor().id)
