"""What every template can use."""

from typing import Any

from flask import Flask, g

from blueprints.web.bar import drawn, entries_of
from blueprints.web.gates import csrf_token
from blueprints.web.house import house
from blueprints.web.language import is_shared_page, spoken, text_size, theme
from blueprints.web.login import actor_or_none
from blueprints.words.days import (
    clock_words,
    long_day,
    long_moment,
    month_words,
    short_day,
    short_moment,
)
from models.base import new_uid

DAYS = (clock_words, long_day, long_moment, month_words, short_day, short_moment)


def connect(app: Flask) -> None:
    """Offer it to Jinja."""
    app.context_processor(_context)
    app.add_template_global(_asset, "asset")  # macros see globals only
    app.add_template_global(drawn, "draw_nav")
    app.add_template_global(new_uid, "new_once")
    app.add_template_global(csrf_token, "csrf_token")
    app.add_template_global(request_id, "request_id")
    for words in DAYS:
        app.add_template_global(words)


def _asset(name: str) -> str:
    return house().assets.url(name)


def request_id() -> str:
    """A short name for this request, shown on error pages and written in the log."""
    if "request_id" not in g:
        g.request_id = new_uid().hex[-8:]
    return g.request_id


def _context() -> dict[str, Any]:
    shared = is_shared_page()
    actor = None if shared else actor_or_none()
    return {
        "actor": actor,
        "locale": spoken(),
        "text_size": text_size(),
        "theme": theme(),
        "nav": entries_of(actor, shared=shared),
        "failed": g.get("failed", False),
    }
