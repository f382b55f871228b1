"""The two gates before every view: the form is ours, and this person may do this."""

import hmac
from collections.abc import Callable
from typing import TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from blueprints.web.house import house
from blueprints.web.login import actor_or_none, visitor_id
from domain.access import Act
from models.actor import Proof

F = TypeVar("F", bound=Callable[..., ResponseReturnValue])
SAFE = {"GET", "HEAD", "OPTIONS"}
BEFORE_PROOF = {"accounts.prove", "accounts.logout"}
"""What a session may do whose person has a second factor and has not shown it."""


def allow(act: Act) -> Callable[[F], F]:
    """Name the act a view lets people do; a view without one is refused to everyone."""

    def mark(view: F) -> F:
        view.act = act  # ty: ignore[missing-attribute]
        return view

    return mark


def act_of(endpoint: str) -> Act | None:
    """The act an endpoint was marked with."""
    return getattr(current_app.view_functions.get(endpoint), "act", None)


def csrf_token() -> str:
    """The token that forms of this browser carry."""
    key = house().settings.secret_key.encode()
    return hmac.digest(key, b"csrf " + visitor_id().encode(), "sha256").hex()


def connect(app: Flask) -> None:
    """Put both gates before every request."""
    app.before_request(_check_form)
    app.before_request(_check_access)


def _check_form() -> None:
    if request.method in SAFE:
        return
    given = request.form.get("csrf_token", "") or request.headers.get("X-CSRF-Token", "")
    if not hmac.compare_digest(given.encode(), csrf_token().encode()):
        g.stale = True
        abort(400)


def _check_access() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # no such address: the 404 follows
    act = act_of(request.endpoint)
    if act is Act.PUBLIC:
        return None
    actor = actor_or_none()
    if actor is None:
        return redirect(url_for("accounts.login", next=_here()), 303)
    if actor.proof is Proof.ASK and request.endpoint not in BEFORE_PROOF:
        return redirect(url_for("accounts.prove", next=_here()), 303)
    if actor.proof is Proof.SET_UP and request.blueprint != "accounts":
        return redirect(url_for("accounts.second_factor"), 303)
    if act is None or not actor.may(act):
        abort(403)
    return None


def _here() -> str | None:
    return request.full_path.rstrip("?") if request.method in SAFE else None
