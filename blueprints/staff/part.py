"""Certificates, hours and degrees of an agency's people, and the files that show them."""

from flask import Blueprint
from sqlalchemy.orm import Session

from blueprints.web.evidence import widen
from blueprints.web.login import actor
from blueprints.words.staff import (
    certificate_words,
    check_look,
    check_words,
    kind_words,
    study_words,
)
from models.people import Person

bp = Blueprint("staff", __name__)
widen(bp)


@bp.context_processor
def _words() -> dict[str, object]:
    return {
        "certificate_words": certificate_words,
        "check_look": check_look,
        "check_words": check_words,
        "kind_words": kind_words,
        "study_words": study_words,
    }


def myself(session: Session) -> Person:
    """The signed-in person's own row, inside a write."""
    return session.get_one(Person, actor().id)
