"""Addresses for machines: health, crawlers, security reports, the icon."""

from datetime import timedelta
from functools import cache

from flask import Response, jsonify, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from actions.backup_shelf import is_stale, last_verified
from actions.disk import room
from blueprints.pages.part import bp
from blueprints.web.db import db, now
from blueprints.web.gates import allow
from blueprints.web.house import house
from domain.access import Act
from models import migrate

HEALTH = "application/health+json"
REPORTS_GOOD_FOR = timedelta(days=180)
PERSONAL = ("/me", "/today", "/practice", "/wrong", "/mocks", "/road", "/join", "/search")


@bp.get("/healthz")
@allow(Act.PUBLIC)
def healthz() -> ResponseReturnValue:
    """Say that the process turns."""
    return _health({})


@bp.get("/readyz")
@allow(Act.PUBLIC)
def readyz() -> ResponseReturnValue:
    """Say whether requests can be served: the database answers and has the newest shape.

    A backup that is late and a disk that is nearly full are warnings: requests can be served.
    """
    try:
        db().execute(text("SELECT 1"))
        have = migrate.current(house().database)
    except SQLAlchemyError:
        return _health({"db": (False, ""), "migrations": (False, "")})
    answer = {"db": (True, ""), "migrations": (have == _head(), have or "")}
    return _health(answer, _backup() | _disk())


@bp.get("/robots.txt")
@allow(Act.PUBLIC)
def robots() -> ResponseReturnValue:
    """Ask crawlers to leave personal pages alone."""
    return _text(["User-agent: *", *(f"Disallow: {path}" for path in PERSONAL)])


@bp.get("/.well-known/security.txt")
@allow(Act.PUBLIC)
def security() -> ResponseReturnValue:
    """Say where to report a hole (RFC 9116)."""
    base = house().settings.base_url
    expires = (now() + REPORTS_GOOD_FOR).replace(microsecond=0)
    return _text(
        [
            f"Contact: {base}{url_for('pages.help_index')}",
            f"Expires: {expires.isoformat().replace('+00:00', 'Z')}",
            "Preferred-Languages: zh, en",
            f"Canonical: {base}/.well-known/security.txt",
        ]
    )


@bp.get("/favicon.ico")
@allow(Act.PUBLIC)
def favicon() -> ResponseReturnValue:
    """Lead browsers that ask without being told to the icon."""
    return redirect(house().assets.url("img/icon-192.png"), 302)


def _backup() -> dict[str, list[dict[str, str]]]:
    """When the newest verified backup was made; nothing where the house makes none."""
    settings = house().settings
    if not settings.backup:
        return {}
    last = last_verified(settings.instance)
    word = "warn" if is_stale(settings.instance, now()) else "pass"
    seen = {"observedValue": last.isoformat(), "observedUnit": "time"} if last else {}
    return {"backup": [{"status": word} | seen]}


def _disk() -> dict[str, list[dict[str, str]]]:
    """Whether there is room; how much is nobody's business."""
    settings = house().settings
    wanted = settings.backup and not settings.demo
    left = room(settings.instance, house().database, backup=wanted)
    return {"disk": [{"status": "warn" if left.low else "pass"}]}


def _health(
    checks: dict[str, tuple[bool, str]], more: dict[str, list[dict[str, str]]] | None = None
) -> Response:
    """In the words of draft-inadarei-api-health-check-06."""
    good = all(fine for fine, _seen in checks.values())
    told = {
        name: [{"status": _word(fine)} | ({"observedValue": seen} if seen else {})]
        for name, (fine, seen) in checks.items()
    } | (more or {})
    answer = jsonify({"status": _word(good)} | ({"checks": told} if told else {}))
    answer.status_code = 200 if good else 503
    answer.mimetype = HEALTH
    return answer


def _word(fine: bool) -> str:
    return "pass" if fine else "fail"


@cache
def _head() -> str | None:
    return migrate.head()


def _text(lines: list[str]) -> Response:
    answer = Response("\n".join(lines) + "\n", mimetype="text/plain")
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer
