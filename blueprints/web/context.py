"""What every template can use."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, g, request
from flask_babel import gettext as _

from blueprints.web.gates import csrf_token
from blueprints.web.hat import Hat, hat_of
from blueprints.web.house import house
from blueprints.web.language import is_shared_page, language, text_size, theme
from blueprints.web.login import actor_or_none
from blueprints.words.days import (
    clock_words,
    long_day,
    long_moment,
    month_words,
    short_day,
    short_moment,
)
from domain.access import Act
from models.actor import Actor
from models.base import new_uid

DAYS = (clock_words, long_day, long_moment, month_words, short_day, short_moment)


@dataclass(frozen=True, slots=True)
class Entry:
    """One of the five entries at the bottom of a phone."""

    href: str
    label: str
    icon: str
    current: bool
    badge: int = 0


def connect(app: Flask) -> None:
    """Offer it to Jinja."""
    app.context_processor(_context)
    app.add_template_global(_asset, "asset")  # macros see globals only
    app.add_template_global(new_uid, "new_once")
    app.add_template_global(csrf_token, "csrf_token")
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
    return {
        "actor": None if shared else actor_or_none(),
        "locale": "en" if language() == "en" else "zh-CN",
        "text_size": text_size(),
        "theme": theme(),
        "nav": _nav(shared),
        "failed": g.get("failed", False),
        "request_id": request_id(),
        "shared": shared,
        "demo": house().settings.demo,
    }


def _nav(shared: bool) -> list[Entry]:
    actor = None if shared else actor_or_none()
    if shared or (actor is not None and hat_of(actor) is Hat.LEARN):
        return _entries(
            ("/today", _("今天"), "calendar"),
            ("/courses", _("课程"), "book"),
            ("/practice", _("练习"), "pencil"),
            ("/road", _("路线"), "road"),
            ("/me", _("我的"), "people"),
        )
    if actor is None:
        return []
    return _entries(("/today", _("今天"), "calendar"), *_work(actor), ("/me", _("我的"), "people"))


def _work(actor: Actor) -> tuple[tuple[str, str, str], ...]:
    """The three entries between today and oneself, by what somebody is there for."""
    if actor.may(Act.MANAGE):
        return (
            ("/agency", _("进度"), "road"),
            ("/trainees", _("学员"), "people"),
            ("/founding", _("办机构"), "book"),
        )
    if actor.may(Act.FOLLOW):
        return (
            ("/trainees", _("学员"), "people"),
            ("/classes", _("班"), "book"),
            ("/assign", _("布置"), "pencil"),
        )
    if actor.may(Act.WATCH_REGION):
        return (("/region", _("区域"), "road"), ("/courses", _("课程"), "book"))
    if actor.may(Act.RUN_HOUSE):
        return (("/office", _("系统"), "road"), ("/courses", _("课程"), "book"))
    return (("/courses", _("课程"), "book"),)


def _entries(*rows: tuple[str, str, str]) -> list[Entry]:
    here, actor = request.path, None if is_shared_page() else actor_or_none()
    return [
        Entry(
            href,
            label,
            icon,
            here == href or here.startswith(f"{href}/"),
            badge=actor.unseen if actor and href == "/me" else 0,
        )
        for href, label, icon in rows
    ]
