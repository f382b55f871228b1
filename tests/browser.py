"""A careful visitor: every page it opens is inspected."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import brotli
import html5lib
from flask import Flask
from html5lib.html5parser import ParseError
from sqlalchemy import event
from werkzeug.test import TestResponse

from actions.entry import open_session
from models.people import Person

FIRST_VIEW = 14 * 1024
STAFF_VIEW = 60_000
STAFF_PAGES = ("/agency", "/region", "/founding", "/office", "/trainees", "/assign", "/classes")
"""Where staff work; the pages of trainees are lighter."""
XHTML = "{http://www.w3.org/1999/xhtml}"


class Page:
    """One answer, with what a person sees of it."""

    def __init__(self, response: TestResponse, queries: list[str]) -> None:
        self.response = response
        self.status = response.status_code
        self.location = response.headers.get("Location", "")
        self.headers = response.headers
        self.html = response.get_data(as_text=True)
        self.queries = queries
        self.tree: Any = None

    @property
    def text(self) -> str:
        """The words inside main, in order."""
        return " ".join(" ".join(self.all("main")[0].itertext()).split())

    @property
    def title(self) -> str:
        return "".join(self.all("title")[0].itertext()).strip()

    @property
    def h1(self) -> str:
        return " ".join("".join(self.all("h1")[0].itertext()).split())

    def all(self, tag: str) -> list[Any]:
        return list(self.tree.iter(f"{XHTML}{tag}"))

    def hrefs(self) -> list[str]:
        return [a.get("href", "") for a in self.all("a")]

    def errors(self) -> list[str]:
        """The lines of the error summary."""
        boxes = [e for e in self.tree.iter() if e.get("role") == "alert"]
        return [" ".join("".join(a.itertext()).split()) for b in boxes for a in b.iter(f"{XHTML}a")]

    def value(self, name: str) -> str | None:
        """What a field holds now."""
        for field in (*self.all("input"), *self.all("textarea")):
            if field.get("name") == name:
                return (
                    field.get("value") if field.tag.endswith("input") else "".join(field.itertext())
                )
        return None


class Browser:
    """A client that inspects what it gets."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()
        self.token = ""

    def as_person(self, person: Person) -> Browser:
        """Sign in without the cost of a password."""
        token = secrets.token_urlsafe(16)
        house = self.app.extensions["house"]
        with house.database.writing() as db:
            open_session(db, person, token=token, label="tests", at=datetime.now(UTC))
        with self.client.session_transaction() as session:
            session["sid"] = token
        return self

    def get(self, path: str, *, status: int = 200, inspect: bool = True, **more: Any) -> Page:
        page = self._open("GET", path, **more)
        assert page.status == status, (
            f"{path}: {page.status} instead of {status}\n{page.html[:600]}"
        )
        if inspect and page.response.mimetype == "text/html" and status not in range(300, 400):
            check(page, path)
        return page

    def post(
        self, path: str, form: dict[str, Any] | None = None, *, status: int = 303, **more: Any
    ) -> Page:
        """Send a form with this browser's own token."""
        data = {"csrf_token": self.csrf(), "once": str(uuid4()), **(form or {})}
        page = self._open("POST", path, data=data, **more)
        assert page.status == status, (
            f"{path}: {page.status} instead of {status}\n{page.html[:900]}"
        )
        if page.response.mimetype == "text/html" and status not in range(300, 400):
            check(page, path)
        return page

    def follow(self, page: Page) -> Page:
        return self.get(page.location)

    def csrf(self) -> str:
        found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', self._open("GET", "/size").html)
        assert found, "/size has no form"
        return found[1]

    def _open(self, method: str, path: str, **more: Any) -> Page:
        queries: list[str] = []

        def count(_c: Any, _cur: Any, statement: str, *_rest: Any) -> None:
            queries.append(statement)

        engine = self.app.extensions["house"].database.engine
        event.listen(engine, "before_cursor_execute", count)
        try:
            response = self.client.open(path, method=method, **more)
        finally:
            event.remove(engine, "before_cursor_execute", count)
        asked = [q for q in queries if not q.startswith(("BEGIN", "PRAGMA"))]
        return Page(response, asked)


def check(page: Page, path: str) -> None:
    """Assert everything that holds for each page of the house."""
    parser = html5lib.HTMLParser(strict=True)
    try:
        page.tree = parser.parse(page.html)
    except ParseError as trouble:
        raise AssertionError(
            f"{path}: not valid HTML5: {trouble} {parser.errors[-1:]}"
        ) from trouble
    assert len(page.all("h1")) == 1, f"{path}: {len(page.all('h1'))} h1"
    assert len(page.all("main")) == 1, f"{path}: main"
    name = (
        page.title.removeprefix("有错误：")
        .removesuffix(" - 扎根")
        .removesuffix(" - Zhagen")
        .strip()
    )
    assert name in {page.h1, "扎根", "Zhagen"} or page.title == page.h1, (
        f"{path}: {page.title!r} {page.h1!r}"
    )
    _check_ids(page, path)
    _check_labels(page, path)
    assert "<style" not in page.html, path
    assert not re.search(r"\sstyle=|\son[a-z]+=", page.html), f"{path}: inline style or script"
    for script in page.all("script"):
        assert script.get("src"), f"{path}: inline script"
    weight = len(brotli.compress(page.html.encode(), quality=5)) + _css_weight(page)
    most = STAFF_VIEW if path.startswith(STAFF_PAGES) else FIRST_VIEW
    assert weight <= most, f"{path}: {weight} bytes at first view"


def _check_ids(page: Page, path: str) -> None:
    ids = [e.get("id") for e in page.tree.iter() if e.get("id")]
    assert len(ids) == len(set(ids)), f"{path}: id twice {[i for i in ids if ids.count(i) > 1][:3]}"
    for link in page.hrefs():
        if link.startswith("#"):
            assert link[1:] in ids, f"{path}: {link} leads nowhere"


def _check_labels(page: Page, path: str) -> None:
    labelled = {label.get("for") for label in page.all("label")}
    inside = {id(e) for label in page.all("label") for e in label.iter()}
    for field in (*page.all("input"), *page.all("select"), *page.all("textarea")):
        if field.get("type") in {"hidden", "submit"}:
            continue
        named = field.get("id") in labelled or id(field) in inside or field.get("aria-label")
        assert named, f"{path}: {field.get('name')} has no label"
    for picture in page.all("img"):
        assert picture.get("alt") is not None, f"{path}: a picture without words"


def _css_weight(page: Page) -> int:
    return getattr(page, "css_weight", 6500)
