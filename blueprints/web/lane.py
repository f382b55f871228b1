"""The fast lane: public pages and static files answered from memory, before Flask is entered.

It never carries personal data: the key is the path, the encoding and a closed list of cookies,
and the page is made with the session and every other header taken away.
"""

import gzip
import threading
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any

import brotli

from blueprints.assets import Assets
from blueprints.web.language import LANGUAGES, SIZES, THEMES

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Wsgi = Callable[[Environ, StartResponse], Iterable[bytes]]
CHOICES = {"size": SIZES, "theme": THEMES, "lang": tuple(LANGUAGES)}
FOREVER = "public, max-age=31536000, immutable"
CHECK_FIRST = "public, no-cache"
Reply = tuple[str, list[tuple[str, str]], bytes, str]


class Lane:
    """A WSGI application in front of the other one."""

    def __init__(
        self,
        app: Wsgi,
        *,
        shared: Callable[[str], bool],
        assets: Assets,
        headers: dict[str, str],
        host: str,
    ) -> None:
        self._app = app
        self._host = host
        self._shared = shared
        self._assets = assets
        self._headers = list(headers.items())
        self._kept: dict[tuple[str, ...], Reply] = {}
        self._lock = threading.Lock()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from memory, or pass the request on."""
        path = environ.get("PATH_INFO", "")
        if environ.get("REQUEST_METHOD") not in {"GET", "HEAD"}:
            return self._app(environ, start_response)
        if path.startswith("/static/"):
            reply = self._static(path, _encoding(environ))
        elif self._shared(path):
            reply = self._page(environ, path)
        else:
            reply = None
        if reply is None:
            return self._app(environ, start_response)
        return _send(reply, environ, start_response)

    def _static(self, path: str, encoding: str) -> Reply | None:
        asset = self._assets.find(path)
        if asset is None:
            return None
        body, used = {"br": (asset.br, "br"), "gzip": (asset.gzip, "gzip")}.get(
            encoding, (asset.body, "")
        )
        headers = [("Content-Type", asset.content_type), ("Cache-Control", FOREVER)]
        return "200 OK", self._finish(headers, used, body), body, asset.etag

    def _page(self, environ: Environ, path: str) -> Reply | None:
        choices = _choices(environ)
        key = (path, _encoding(environ), *choices.values())
        if key not in self._kept:
            made = self._make(environ, path, choices)
            if made is None:
                return None
            with self._lock:
                self._kept[key] = self._packed(made, key[1])
        return self._kept[key]

    def _make(self, environ: Environ, path: str, choices: dict[str, str]) -> bytes | None:
        """The page as a stranger with these choices would get it."""
        bare = {name: value for name, value in environ.items() if not name.startswith("HTTP_")}
        bare |= {
            "HTTP_HOST": self._host,
            "REQUEST_METHOD": "GET",
            "QUERY_STRING": "",
            "PATH_INFO": path,
            "zhagen.shared": True,
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in choices.items()),
        }
        status: list[str] = []
        body = b"".join(self._app(bare, lambda line, *_rest: status.append(line)))
        return body if status[0].startswith("200") else None

    def _packed(self, body: bytes, encoding: str) -> Reply:
        etag = f'"{sha256(body).hexdigest()[:20]}"'
        if encoding == "br":
            packed = brotli.compress(body, quality=11)
        elif encoding == "gzip":
            packed = gzip.compress(body, 9, mtime=0)
        else:
            packed = body
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Cache-Control", CHECK_FIRST),
            ("Vary", "Cookie, Accept-Encoding, Accept-Language"),
        ]
        return "200 OK", self._finish(headers, encoding, packed), packed, etag

    def _finish(
        self, headers: list[tuple[str, str]], encoding: str, body: bytes
    ) -> list[tuple[str, str]]:
        coded = [("Content-Encoding", encoding)] if encoding else []
        return [*headers, *coded, ("Content-Length", str(len(body))), *self._headers]


def _send(reply: Reply, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    status, headers, body, etag = reply
    if etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        kept = [(n, v) for n, v in headers if n not in {"Content-Length", "Content-Encoding"}]
        start_response("304 Not Modified", [*kept, ("ETag", etag)])
        return []
    start_response(status, [*headers, ("ETag", etag)])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _encoding(environ: Environ) -> str:
    accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
    offered = {part.split(";")[0].strip() for part in accepted.split(",") if "q=0" not in part}
    return "br" if "br" in offered else "gzip" if "gzip" in offered else ""


def _choices(environ: Environ) -> dict[str, str]:
    pairs = environ.get("HTTP_COOKIE", "").split(";")
    found = dict(pair.strip().partition("=")[::2] for pair in pairs)
    chosen = {
        name: found[name] if found.get(name) in allowed else allowed[0]
        for name, allowed in CHOICES.items()
    }
    if found.get("lang") not in LANGUAGES:
        chosen["lang"] = _asked_language(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
    return chosen


def _asked_language(header: str) -> str:
    for part in header.split(","):
        tag = part.split(";")[0].strip().lower()[:2]
        if tag in LANGUAGES:
            return tag
    return "zh"
