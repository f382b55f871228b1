"""The headers that stand on every answer."""

from flask import Flask, Response, request

from blueprints.web.house import house

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
    app.after_request(_add)


def _add(response: Response) -> Response:
    for name, value in fixed_headers(house().settings.https).items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    response.vary.add("Cookie")
    if request.method == "TRACE":
        response.status_code = 405
    return response
