"""The blueprint of the mocks, and what each of its pages begins with."""

import re
from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, abort, request, url_for
from sqlalchemy.orm import Session

from actions.mock_papers import Books
from actions.mocks import close_overdue
from blueprints.web.db import now, one_or_404, writing
from blueprints.web.house import house
from blueprints.web.login import actor
from blueprints.web.rules import rules_now
from blueprints.words.mocks import code_words, kind_words, left_out_words, left_words, numbers_words
from blueprints.words.practice import marks_words, outcome_words
from models.mock_queries import mock_of
from models.mocks import Mock

bp = Blueprint("mocks", __name__)
_PLACE = re.compile(r"q([1-9][0-9]{0,2})", re.ASCII)


@bp.context_processor
def words() -> dict[str, Callable[..., str]]:
    """The words that the templates of this part speak with."""
    return {
        "code_words": code_words,
        "kind_words": kind_words,
        "left_out_words": left_out_words,
        "left_words": left_words,
        "marks_words": marks_words,
        "numbers_words": numbers_words,
        "outcome_words": outcome_words,
    }


def books(session: Session) -> Books:
    """The courses and rules that the verbs of a mock need, asked in their transaction."""
    return Books(house().library, rules_now(session))


def mock_or_404(uid: UUID) -> Mock:
    """My mock of that address; one whose time is over is closed by whoever looks first."""
    mock = one_or_404(mock_of(actor().id, uid))
    if mock.closing is None and now() > mock.deadline_at:
        with writing() as session:
            close_overdue(session, mock.id, books=books(session), at=now())
        mock = one_or_404(mock_of(actor().id, uid))
    return mock


def number_or_404(place: str, mock: Mock) -> int:
    """The number of the question whose address ends in q7; a paper has no others."""
    found = _PLACE.fullmatch(place)
    if found is None or int(found[1]) > len(mock.items):
        abort(404)
    return int(found[1])


def question_path(mock: Mock, number: int) -> str:
    """The address of one question."""
    return url_for("mocks.question", mock=mock.uid, place=f"q{number}")


def report_path(mock: Mock) -> str:
    """The address of the report."""
    return url_for("mocks.report", mock=mock.uid)


def asks_for_json() -> bool:
    """Whether a programme asks: it is told 409 where a person is led on."""
    return request.accept_mimetypes.best == "application/json"
