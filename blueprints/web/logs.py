"""One JSON object a line, with public ids only: what people typed never enters the log."""

import json
import logging
import traceback
from datetime import UTC, datetime
from errno import errorcode

from flask import has_request_context, request
from sqlalchemy.exc import DBAPIError

from blueprints.web.context import request_id
from blueprints.web.login import known_actor


class Line(logging.Formatter):
    """Formats a record as one line that nothing in it can break in two."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; of a failure its kind and its places, not its words."""
        said: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "event": record.getMessage(),
        }
        if has_request_context():
            actor = known_actor()
            said |= {
                "request": request_id(),
                "route": request.url_rule.rule if request.url_rule else "",
                "method": request.method,
                "actor": str(actor.uid) if actor else "",
            }
        if record.exc_info and record.exc_info[1]:
            said |= _failure(record.exc_info[1])
        return json.dumps(said, ensure_ascii=True)


def set_up() -> None:
    """Send the log of the whole process to standard error in this form."""
    handler = logging.StreamHandler()
    handler.setFormatter(Line())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)  # asked for on each look at the shape


def _failure(failure: BaseException) -> dict[str, object]:
    frames = traceback.extract_tb(failure.__traceback__)
    return {
        "failure": type(failure).__name__,
        "code": _code(failure),
        "places": [f"{f.filename.rsplit('/', 2)[-1]}:{f.lineno} {f.name}" for f in frames[-8:]],
    }


def _code(failure: BaseException) -> str:
    """What the database or the system calls it, where it has a name for it; never words."""
    cause = failure.orig if isinstance(failure, DBAPIError) else failure
    named = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
    return str(named or errorcode.get(getattr(cause, "errno", None) or 0, ""))
