"""What may only be done while no server runs."""

import fcntl
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import click

RUNNING = "服务还在运行。先停掉它，再来。"


@contextmanager
def stopped(instance: Path) -> Generator[None]:
    """Hold the lock that a running server holds; refuse where one runs."""
    instance.mkdir(parents=True, exist_ok=True)
    with (instance / "zhagen.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise click.ClickException(RUNNING) from held
        yield
