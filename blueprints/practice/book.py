"""The wrong-answer book: on the screen, as a table to take away, on paper."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from actions.practice import SIZES
from blueprints.practice.part import bp
from blueprints.practice.shelf import Shelf, shelf_of
from blueprints.practice.table import table_of
from blueprints.practice.wishes import fields_of
from blueprints.web.db import now
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.workbook import download
from blueprints.words.practice import cause_text, cause_words, days_left_words, lapses_words
from domain.access import Act
from domain.days import local_day

ON_PAPER = 10
"""Questions on one print page: about three sheets of A4, light enough for a phone."""


@bp.get("/wrong")
@allow(Act.LEARN)
def wrong() -> ResponseReturnValue:
    """See what went wrong, by point and by cause, and do it again."""
    shelf = _shelf()
    return render_template(
        "practice/wrong.html",
        shelf=shelf,
        redo={**fields_of(shelf.wish), "size": str(SIZES[0])},
        many=min(len(shelf.entries), SIZES[0]),
        cause_text=cause_text,
        cause_words=cause_words,
        days_left_words=days_left_words,
        lapses_words=lapses_words,
    )


@bp.get("/wrong/print")
@allow(Act.LEARN)
def print_wrong() -> ResponseReturnValue:
    """Take the wrong answers along on paper, the right ones at the end."""
    shelf = _shelf()
    pages = max(1, -(-len(shelf.entries) // ON_PAPER))
    page = _page_number(pages)
    first = (page - 1) * ON_PAPER
    return render_template(
        "practice/print.html",
        shelf=shelf,
        first=first,
        ones=shelf.entries[first : first + ON_PAPER],
        page=page,
        pages=pages,
        day=local_day(now()),
        course_of=lambda item: house().library.course(item.course).title,
    )


@bp.get("/wrong.xlsx")
@allow(Act.LEARN)
def wrong_table() -> ResponseReturnValue:
    """Take the wrong answers away as a table."""
    return download(table_of(_shelf().entries, now()), "xlsx")


def _shelf() -> Shelf:
    return shelf_of(*(request.args.get(name, "") for name in ("point", "cause", "course")))


def _page_number(pages: int) -> int:
    """The page asked for; anything else is the first."""
    asked = request.args.get("page", "")
    plain = asked.isascii() and asked.isdigit() and len(asked) <= len(str(pages))
    return int(asked) if plain and 1 <= int(asked) <= pages else 1
