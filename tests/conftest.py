"""The stage and the cast that all tests share."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, settings

from actions.marking import keep_versions
from app import create_app
from blueprints.web.house import House
from config import Settings
from models import migrate
from tests.browser import Browser
from tests.cast import Cast, enter_cast
from tests.engines import Postgres
from tests.widths import keep_widths

SECRET = "0123456789abcdef0123456789abcdef-for-tests"
START = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def pytest_configure(config: pytest.Config) -> None:
    """Let the tests live in the hours after START, on whatever day they are run.

    A run of browser tests alone lives today: the clock of Chromium cannot be set.
    """
    keep_widths()
    settings.register_profile(
        "untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.load_profile("untimed")  # a busy machine must not make a property fail
    if config.option.markexpr != "browser":
        there = time_machine.travel(START + timedelta(hours=6))
        there.start()
        config.add_cleanup(there.stop)


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """Override pytest-flask: its shared request context hands one client's user to the next."""


def settings_for(folder: Path, url: str | None = None, *, demo: bool = True) -> Settings:
    return Settings(
        demo=demo,
        secret_key=SECRET,
        keys=SECRET[::-1],
        database_url=url or f"sqlite:///{folder / 'zhagen.db'}",
        base_url="http://127.0.0.1:8000" if demo else "https://sg.example.cn",
        instance=folder,
        port=8000,
        trusted_proxies=0,
    )


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the newest shape, the content's versions and the cast."""
    folder = tmp_path_factory.mktemp("seeded")
    seed(House(settings_for(folder)))
    return folder / "zhagen.db"


def seed(house: House) -> None:
    """Bring a database to the newest shape, and enter the versions and the cast."""
    migrate.upgrade(house.database)
    with house.database.writing() as db:
        keep_versions(db, house.library)
        enter_cast(db, house, at=START)
    house.database.close()


@pytest.fixture(scope="session")
def library_house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A house whose content is read once for the whole run."""
    return House(settings_for(tmp_path_factory.mktemp("content")))


@pytest.fixture(scope="session")
def built_app(tmp_path_factory: pytest.TempPathFactory, library_house: House) -> Flask:
    """The application, built once a run: its routes and templates are compiled once."""
    app = create_app(settings_for(tmp_path_factory.mktemp("built")))
    furnish(app.extensions["house"], library_house)
    return app


@pytest.fixture
def app(built_app: Flask, seeded: Path, tmp_path: Path, library_house: House) -> Iterator[Flask]:
    """The application in a house of its own, on its own copy of the seeded database."""
    shutil.copy(seeded, tmp_path / "zhagen.db")
    house = furnish(House(settings_for(tmp_path)), library_house)
    built = dict(built_app.extensions)
    built_app.extensions["house"] = house
    yield built_app
    house.database.close()
    built_app.extensions.clear()
    built_app.extensions.update(built)


@pytest.fixture
def own_app(seeded: Path, tmp_path: Path, library_house: House) -> Iterator[Flask]:
    """An application built for one test, for those that add routes to it."""
    shutil.copy(seeded, tmp_path / "zhagen.db")
    app = create_app(settings_for(tmp_path))
    house = furnish(app.extensions["house"], library_house)
    yield app
    house.database.close()


def furnish(house: House, library_house: House) -> House:
    """Give a house the content that was read once."""
    for name in ("library", "rules", "assets"):
        house.__dict__[name] = getattr(library_house, name)
    return house


@pytest.fixture
def house(app: Flask) -> House:
    return app.extensions["house"]


@pytest.fixture
def cast(house: House) -> Cast:
    """小芳 (trainee), 王老师 (her mentor), 陈老师 (another county) and the others."""
    return Cast(house)


@pytest.fixture
def visitor(app: Flask) -> Browser:
    """A careful visitor who is not signed in."""
    return Browser(app)


@pytest.fixture
def xiaofang(app: Flask, cast: Cast) -> Browser:
    """The trainee, signed in."""
    return Browser(app).as_person(cast.xiaofang)


@pytest.fixture
def wang(app: Flask, cast: Cast) -> Browser:
    """Her mentor, signed in."""
    return Browser(app).as_person(cast.wang)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """An embedded PostgreSQL with a seeded database to copy from."""
    runtime = Path(tempfile.mkdtemp(prefix="zg"))  # a socket's path must be short
    runtime.chmod(0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    with Postgres(runtime / "data") as server:
        seed(House(settings_for(tmp_path_factory.mktemp("pg"), server.url("seeded"))))
        yield server
    shutil.rmtree(runtime, ignore_errors=True)
