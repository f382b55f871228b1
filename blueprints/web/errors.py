"""Pages for requests that come to nothing; each says what to do next."""

import logging

from flask import Flask, Response, make_response, render_template
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, TooManyRequests

from actions.disk import is_full
from blueprints.web.context import request_id
from blueprints.web.login import actor_or_none
from blueprints.web.notes import address, noted
from blueprints.web.unsaved import stale, unsaved

MOST_MISSES = 200  # in a quarter of an hour; a person who mistypes never comes near
WALK_PAUSE_SECONDS = 900
OWN_PAGES = {400, 403, 404, 405, 413, 429, 500, 503}
log = logging.getLogger("zhagen")


def connect(app: Flask) -> None:
    """Answer every failure with a page of ours."""
    app.register_error_handler(HTTPException, _expected)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(OSError, _unwritten)
    app.register_error_handler(Exception, _unexpected)


def too_many(seconds: int) -> TooManyRequests:
    """Raise this to ask a visitor to wait."""
    return TooManyRequests(retry_after=max(1, seconds))


def _expected(error: HTTPException) -> Response:
    cause = getattr(error, "original_exception", None)
    if isinstance(cause, OperationalError):  # what a view wants remembered could not be
        return _busy(cause)
    if error.code is None or error.code < 400:  # noqa: PLR2004
        return make_response(error.get_response())
    if error.code == 404 and _walks_ids():  # noqa: PLR2004
        error = too_many(WALK_PAUSE_SECONDS)
    status = error.code or 500
    answer = _page(status if status in OWN_PAGES else 400, status)
    if isinstance(error, TooManyRequests) and isinstance(error.retry_after, int):
        answer.headers["Retry-After"] = str(error.retry_after)
    if error.code == 405 and getattr(error, "valid_methods", None):  # noqa: PLR2004
        answer.headers["Allow"] = ", ".join(error.valid_methods)  # ty: ignore[missing-attribute]
    return answer


def _walks_ids() -> bool:
    """Whether this visitor has asked for very many things that are not theirs or not there."""
    actor = actor_or_none()
    return noted("denied-404", str(actor.uid) if actor else address()).times >= MOST_MISSES


def _busy(error: OperationalError) -> Response:
    log.error("database is full, busy or gone", exc_info=error)
    return _page(507 if is_full(error) else 503, 503)


def _unwritten(error: OSError) -> Response:
    """A file that could not be kept, where there is no room; any other failure is ours."""
    if not is_full(error):
        return _unexpected(error)
    log.error("disk is full", exc_info=error)
    return _page(507, 503)


def _unexpected(error: Exception) -> Response:
    log.error("failure", exc_info=error)
    return _page(500, 500)


def _page(name: int, status: int) -> Response:
    try:
        lost = unsaved() if status >= 500 else stale()  # noqa: PLR2004
        return make_response(render_template(f"errors/{name}.html", lost=lost), status)
    except Exception:
        log.exception("no page for a failure")
        return Response(
            f"服务器出了问题，请稍后再试。编号 {request_id()}", status, mimetype="text/plain"
        )
