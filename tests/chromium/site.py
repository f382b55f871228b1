"""The real application on a free loopback port, in a thread of the test."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext
from werkzeug.serving import WSGIRequestHandler, make_server

from blueprints.web.house import House
from models.people import Person
from tests.browser import Browser
from tests.cast import Cast

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}


class Silent(WSGIRequestHandler):
    """The server of tests keeps no log."""

    def log(self, *_what: Any) -> None:
        """Say nothing."""


class Site:
    """A served application: where it is, and people with a phone in their hand."""

    def __init__(self, app: Flask, url: str) -> None:
        self.app = app
        self.url = url
        self.house: House = app.extensions["house"]
        self.cast = Cast(self.house)

    def visitor(self, chromium: Chromium, **more: Any) -> BrowserContext:
        """A fresh phone of somebody who is not signed in."""
        more.setdefault("viewport", PHONE)
        return chromium.new_context(base_url=self.url, locale="zh-CN", **more)

    def as_person(self, chromium: Chromium, person: Person, **more: Any) -> BrowserContext:
        """A fresh phone of this person, signed in without the cost of a password."""
        phone = self.visitor(chromium, **more)
        phone.add_cookies([self.cookie(person)])
        return phone

    def client(self, person: Person | None) -> FlaskClient:
        """A plain client of this person, or of a stranger."""
        visitor = Browser(self.app)
        return (visitor.as_person(person) if person else visitor).client

    def cookie(self, person: Person) -> dict[str, str]:
        """What a signed-in browser of this person sends."""
        name = self.app.config["SESSION_COOKIE_NAME"]
        found = Browser(self.app).as_person(person).client.get_cookie(name)
        assert found is not None
        return {"name": name, "value": found.value, "url": self.url}


@contextmanager
def served(app: Flask) -> Iterator[Site]:
    """Serve an application until the block ends."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Site(app, f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
