"""A founding team's walk to a registered agency."""

from flask import Blueprint
from sqlalchemy.orm import Session

from blueprints.web.login import actor
from blueprints.words.stages import stage_words
from blueprints.words.team_stages import label_words
from models.people import Person

bp = Blueprint("founding", __name__)
bp.add_app_template_global(label_words)


@bp.context_processor
def _words() -> dict[str, object]:
    return {"stage_words": stage_words}


def myself(session: Session) -> Person:
    """The signed-in person's own row, inside a write."""
    return session.get_one(Person, actor().id)
