"""The headers of security.md 3.3 stand on every answer, over a real port."""

import threading
import urllib.error
import urllib.request

import pytest
from flask import abort
from werkzeug.serving import make_server

from app import create_app
from blueprints.web.gates import allow
from blueprints.web.headers import ALWAYS, TLS_ONLY
from domain.access import Act
from tests.conftest import settings_for


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_what):
        return None


@pytest.fixture
def app(own_app):
    """Routes are added here: no other test may see them."""
    return own_app


@pytest.fixture
def port(app):
    @app.get("/answer-422")
    @allow(Act.PUBLIC)
    def answer_422():
        return "422", 422

    @app.get("/answer-500")
    @allow(Act.PUBLIC)
    def answer_500():
        raise RuntimeError("planted")

    @app.get("/answer-403")
    @allow(Act.PUBLIC)
    def answer_403():
        abort(403)

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def fetch(port, path):
    opener = urllib.request.build_opener(NoRedirect)
    try:
        with opener.open(f"http://127.0.0.1:{port}{path}") as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, dict(answer.headers), answer.read()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/today", 303),
        ("/answer-403", 403),
        ("/nothing-here", 404),
        ("/answer-422", 422),
        ("/answer-500", 500),
    ],
)
def test_every_kind_of_answer_has_them(port, path, status):
    found, headers, _body = fetch(port, path)
    assert found == status
    assert {name: headers.get(name) for name in ALWAYS} == ALWAYS
    assert headers["Cache-Control"] == "no-store"
    assert "Cookie" in headers["Vary"]


def test_static_files_and_lessons_have_them_too(port, house):
    lesson = min(house.lesson_paths)
    for path, cache in ((house.assets.url("zhagen.css"), "immutable"), (lesson, "no-cache")):
        status, headers, body = fetch(port, path)
        assert (status, bool(body)) == (200, True)
        assert {name: headers.get(name) for name in ALWAYS} == ALWAYS
        assert cache in headers["Cache-Control"]


def test_a_failure_shows_a_number_and_no_trace(port):
    _status, _headers, body = fetch(port, "/answer-500")
    words = body.decode()
    assert "planted" not in words
    assert "Traceback" not in words
    assert "拍照发给带班老师" in words


def test_production_insists_on_tls_and_names_its_cookie_so(seeded, tmp_path, library_house):
    app = create_app(settings_for(tmp_path, f"sqlite:///{seeded}", demo=False))
    for name in ("library", "rules", "assets"):
        app.extensions["house"].__dict__[name] = getattr(library_house, name)
    answer = app.test_client().get("/login", base_url="https://sg.example.cn")
    cookie = answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"] == TLS_ONLY["Strict-Transport-Security"]
    assert cookie.startswith("__Host-zhagen=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    app.extensions["house"].database.close()


def test_an_unknown_host_is_refused(app):
    answer = app.test_client().get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
