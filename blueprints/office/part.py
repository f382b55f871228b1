"""The blueprint of the part, and who is asking."""

from flask import Blueprint
from sqlalchemy.orm import Session

from blueprints.web.login import actor
from blueprints.words.accounts import role_words
from models.people import Person

bp = Blueprint("office", __name__)


@bp.context_processor
def _words() -> dict[str, object]:
    return {"role_words": role_words}


def myself(session: Session) -> Person:
    """The signed-in person's own row, inside a write."""
    return session.get_one(Person, actor().id)
