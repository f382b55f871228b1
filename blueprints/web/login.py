"""Sessions: the one module that knows Flask-Login. A session is a row; the cookie holds its id."""

import secrets
from typing import cast

from flask import Flask, Request, g, request, session
from flask_login import LoginManager, current_user

from blueprints.web.db import db, now
from blueprints.web.house import house
from models.actor import Actor, load_actor
from models.seal import digest

TOKEN = "sid"  # noqa: S105 - the name of a value, not one
BEFORE = "pre"


def connect(app: Flask) -> None:
    """Let Flask-Login load people by our session rows."""
    manager = LoginManager()
    # The row decides, not the address or the browser's name; so neither is hashed for nothing.
    vars(manager).update(session_protection=None, _session_identifier_generator=str)
    manager.request_loader(_load)
    manager.init_app(app, add_context_processor=False)


def _load(_request: Request) -> Actor | None:
    token = session.get(TOKEN)
    if not isinstance(token, str):
        return None
    asked = not house().settings.demo  # the house's own wish; an agency may decide otherwise
    return load_actor(db(), digest(token), now(), second_factor=asked)


def actor() -> Actor:
    """The signed-in person; only for views behind the access gate."""
    return known_actor() or cast("Actor", current_user._get_current_object())  # noqa: SLF001


def actor_or_none() -> Actor | None:
    """The signed-in person, or None for a stranger."""
    return known_actor() or (actor() if current_user.is_authenticated else None)


def known_actor() -> Actor | None:
    """The person, if this request has asked for them already; asks for nobody now."""
    found = g.get("_login_user")
    return found if isinstance(found, Actor) else None


def start_session() -> tuple[str, str]:
    """A fresh session for this browser: the token to keep as a hash, and a name for the device."""
    session.clear()
    token = secrets.token_urlsafe(32)
    session[TOKEN] = token
    session.permanent = True
    return token, device_label(request.user_agent.string)


def end_session() -> None:
    """Forget the token in this browser."""
    session.clear()


def visitor_id() -> str:
    """What the CSRF token of this browser hangs on: the session, or an id made before sign-in."""
    known = session.get(TOKEN) or session.get(BEFORE)
    if isinstance(known, str):
        return known
    session[BEFORE] = secrets.token_urlsafe(16)
    return session[BEFORE]


def device_label(agent: str) -> str:
    """A name for a device that its owner can recognise, without keeping the whole agent text."""
    for mark, name in (
        ("MicroMessenger", "微信"),
        ("HarmonyOS", "HarmonyOS"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Macintosh", "Mac"),
        ("Linux", "Linux"),
    ):
        if mark in agent:
            return name
    return "?"
