"""A bare WSGI answer of the same bytes as a lesson: the most this server can do on this machine."""

import os
from pathlib import Path

BODY = Path(os.environ["BARE_BODY"]).read_bytes()
HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Encoding", "br"),
    ("Content-Length", str(len(BODY))),
]


def app(_environ, start_response):  # noqa: ANN001, ANN201
    """Answer."""
    start_response("200 OK", HEADERS)
    return [BODY]
