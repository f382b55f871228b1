"""Ways into an agency: roster files, candidates, the waiting room."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, request
from sqlalchemy.orm import Session

from actions.roster_reading import MOST_BYTES
from blueprints.web.login import actor
from models.people import Person

bp = Blueprint("roster", __name__)
ROUND_THE_FILE: Final = 100_000
"""What a form needs beside its file."""


@bp.url_value_preprocessor
def _let_a_file_in(endpoint: str | None, _values: Mapping[str, Any] | None) -> None:
    """One form of the house carries a whole file: only it may be larger than the others (A45)."""
    if endpoint == "roster.upload":
        request.max_content_length = MOST_BYTES + ROUND_THE_FILE


def myself(session: Session) -> Person:
    """The signed-in person's own row, inside a write."""
    return session.get_one(Person, actor().id)
