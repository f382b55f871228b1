"""Builds the application; `python app.py` serves it. The only module that knows every other."""

import sys
from datetime import timedelta
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import config
from blueprints import parts
from blueprints.web import (
    asked,
    context,
    db,
    errors,
    gates,
    headers,
    language,
    login,
    notes,
    templates,
)
from blueprints.web.house import House
from blueprints.web.lane import Lane
from blueprints.web.urls import SlugConverter, UidConverter
from commands import groups

FORM_BYTES = 1_000_000


def create_app(settings: config.Settings | None = None) -> Flask:
    """Build the application.

    Raises:
        config.SettingsError: a setting is wrong or missing.
    """
    settings = settings or config.read()
    app = Flask(__name__, static_folder=None)
    app.config.update(_flask_settings(settings))
    app.extensions["house"] = house = House(settings)
    app.url_map.converters.update(uid=UidConverter, slug=SlugConverter)
    app.url_map.strict_slashes = False
    app.jinja_options = {**app.jinja_options, "trim_blocks": True, "lstrip_blocks": True}
    for room in (asked, login, db, notes, headers, templates, language, context, errors, gates):
        room.connect(app)
    for blueprint in parts():
        app.register_blueprint(blueprint)
    for group in groups():
        app.cli.add_command(group)
    _put_lane(app, house)
    return app


def _flask_settings(settings: config.Settings) -> dict[str, object]:
    """Cookie names and Secure follow the scheme of the public address."""
    return {
        "SECRET_KEY": settings.secret_key,
        "SESSION_COOKIE_NAME": "__Host-zhagen" if settings.https else "zhagen",
        "SESSION_COOKIE_SECURE": settings.https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=90),
        "MAX_CONTENT_LENGTH": FORM_BYTES,
        "MAX_FORM_MEMORY_SIZE": FORM_BYTES,
        "MAX_FORM_PARTS": 400,
        "TRUSTED_HOSTS": _hosts(settings),
    }


def _hosts(settings: config.Settings) -> list[str]:
    host = urlsplit(settings.base_url).hostname or ""
    return sorted(config.LOOPBACK) if settings.demo else [host]


def _put_lane(app: Flask, house: House) -> None:
    settings = house.settings
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)
    app.wsgi_app = Lane(
        app.wsgi_app,
        shared=lambda path: path in house.lesson_paths,
        assets=house.assets,
        headers=headers.fixed_headers(settings.https),
        host=urlsplit(settings.base_url).netloc,
    )


if __name__ == "__main__":
    from commands.serve import serve

    sys.exit(serve())
