"""Saving a part that several edit: saved, or asked which of two values to keep."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from actions.team_merge import NEWEST, Clash, ClashError, Edit
from actions.team_walk import (
    LicenceMissingError,
    PapersMissingError,
    StepLockedError,
    TeamClosedError,
    TeamStoppedError,
    WayMissingError,
)
from blueprints.founding.desk import Desk
from blueprints.founding.forms import texts_of
from blueprints.founding.values import value_words
from blueprints.web.db import writing
from blueprints.web.forms import Form
from blueprints.words.founding import clash_title, field_words
from blueprints.words.team_stages import closed_words

KEEP: Final = "keep_"
THEIRS: Final = "theirs"
MINE: Final = "mine"
DIGITS: Final = 10

REFUSALS: Final = (
    StepLockedError,
    WayMissingError,
    PapersMissingError,
    LicenceMissingError,
    TeamClosedError,
)
Refusal = (
    StepLockedError | WayMissingError | PapersMissingError | LicenceMissingError | TeamClosedError
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of sending a form: the fields saved, a refusal, or what is to be asked."""

    saved: list[str] = field(default_factory=list)
    refused: Refusal | None = None
    clash: ClashError | None = None


def sent_edit(form: Form) -> Edit:
    """What a good form sends: its own version, its fields, and what was chosen on the way.

    A version that is none is taken as the oldest, so that a broken form overwrites nothing.
    """
    values = texts_of(form)
    seen = {f: _number("seen") for f in values if request.form.get(KEEP + f) == MINE}
    theirs = {f for f in values if request.form.get(KEEP + f) == THEIRS}
    kept = {f: text for f, text in values.items() if f not in theirs}
    return Edit(_number("version"), kept, seen)


def save(verb: Callable[[Session], list[str]]) -> Outcome:
    """Run a verb that saves."""
    try:
        with writing() as session:
            return Outcome(saved=verb(session))
    except ClashError as clash:
        return Outcome(clash=clash)
    except REFUSALS as refusal:
        return Outcome(refused=refusal)


def refused_words(refusal: Exception) -> str:
    """Why nothing of the team was written."""
    return closed_words(stopped=isinstance(refusal, TeamStoppedError))


def ask(desk: Desk, form: Form, clash: ClashError, **page: Any) -> ResponseReturnValue:  # noqa: ANN401
    """Show both values of each field side by side; what was typed stays typed."""
    both = {one.field: _both(desk, one) for one in clash.clashes}
    html = render_template(
        "founding/clash.html",
        title=clash_title([one.by for one in clash.clashes]),
        desk=desk,
        form=form,
        both=both,
        version=_number("version"),
        seen=clash.version,
        rest=[(f.name, f.data) for f in form if f.name not in both],
        **page,
    )
    return html, 422


def _both(desk: Desk, clash: Clash) -> dict[str, Any]:
    return {
        "label": field_words(clash.field),
        "theirs": value_words(desk, clash.field, clash.theirs),
        "mine": value_words(desk, clash.field, clash.mine),
        "by": clash.by,
        "at": clash.at,
    }


def _number(name: str) -> int:
    text = request.form.get(name, "")
    good = text.isascii() and text.isdecimal() and len(text) <= DIGITS
    return min(int(text), NEWEST) if good else 0
