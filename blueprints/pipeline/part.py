"""The agency's people: stages, posts, what waits."""

from flask import Blueprint
from sqlalchemy.orm import Session

from blueprints.web.login import actor
from blueprints.words.pipeline import engaged_words, stay_words
from blueprints.words.stages import stage_words
from models.people import Person

bp = Blueprint("pipeline", __name__)


@bp.context_processor
def _words() -> dict[str, object]:
    return {
        "stage_words": stage_words,
        "engaged_words": engaged_words,
        "stay_words": stay_words,
    }


def myself(session: Session) -> Person:
    """The signed-in person's own row, inside a write."""
    return session.get_one(Person, actor().id)


def slug_of(stage: str) -> str:
    """A stage as it stands in addresses."""
    return stage.replace("_", "-")


def stage_of(slug: str) -> str:
    """The stage behind an address."""
    return slug.replace("-", "_")
