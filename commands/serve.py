"""Serves the product: one process, one lock, the newest database shape, jobs beside the pages."""

import fcntl
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import TextIO

import click
from flask import Flask

import config
from actions.marking import keep_versions
from blueprints.web import logs
from blueprints.web.house import House
from commands.demo import describe, load_demo
from commands.jobs import run_beside
from content.problems import ContentError
from models import migrate

THREADS = 3
ALREADY = "已在运行：同一个数据目录只能开一个进程。先停掉那一个，或换一个 ZHAGEN_INSTANCE。"


def serve() -> int:
    """Check everything, then serve until stopped; the exit status."""
    try:
        settings = config.read()
        with _alone(settings):
            _prepare(settings)
            _granian(settings)
    except config.SettingsError as trouble:
        return _refuse(f"设置不对：{trouble}")
    except ContentError as trouble:
        return _refuse("\n".join(f"{p.file}:{p.line}: {p.message}" for p in trouble.problems))
    except BlockingIOError:
        return _refuse(ALREADY)
    return 0


def serving_app() -> Flask:
    """The application as the server's worker runs it."""
    from app import create_app

    logs.set_up()
    app = create_app()
    run_beside(app)
    return app


def _refuse(words: str) -> int:
    click.echo(words, err=True)
    return 1


@contextmanager
def _alone(settings: config.Settings) -> Generator[TextIO]:
    """Hold the lock of the instance folder; a second process is refused."""
    settings.instance.mkdir(parents=True, exist_ok=True)
    with (settings.instance / "zhagen.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield lock


def _prepare(settings: config.Settings) -> None:
    house = House(settings)
    _ = house.library, house.rules, house.assets  # faulty content stops the start
    migrate.upgrade(house.database)
    with house.database.writing() as db:
        keep_versions(db, house.library)
    if settings.demo:
        load_demo(house)
        click.echo(describe(settings))
    house.database.close()


def _granian(settings: config.Settings) -> None:
    from granian.constants import Interfaces
    from granian.server import Server

    Server(
        "commands.serve:serving_app",
        factory=True,
        interface=Interfaces.WSGI,
        address="127.0.0.1" if settings.demo else "0.0.0.0",  # noqa: S104 - behind a proxy
        port=settings.port,
        workers=1,
        blocking_threads=THREADS,
        log_access=False,
    ).serve()


if __name__ == "__main__":
    sys.exit(serve())
