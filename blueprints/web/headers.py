"""The headers that stand on every answer."""

from collections.abc import Mapping
from functools import partial

from flask import Flask, Response, request

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self)",
    "X-Frame-Options": "DENY",
}
TLS_ONLY = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}


def fixed_headers(https: bool) -> dict[str, str]:
    """The headers that do not depend on the page."""
    return {**ALWAYS, **TLS_ONLY} if https else dict(ALWAYS)


def connect(app: Flask) -> None:
    """Add the headers to each answer; pages are personal unless they say otherwise."""
    https = app.extensions["house"].settings.https
    usual = {**fixed_headers(https), "Cache-Control": "no-store", "Vary": "Cookie"}
    app.after_request(partial(_add, {name.lower(): (name, usual[name]) for name in usual}))


def _add(usual: Mapping[str, tuple[str, str]], response: Response) -> Response:
    given = {name.lower() for name, _value in response.headers}
    response.headers.extend([usual[name] for name in usual if name not in given])
    if "vary" in given:
        response.vary.add("Cookie")
    if request.method == "TRACE":
        response.status_code = 405
    return response
