"""Chromium for tests: one of its own per run, and one that may be killed."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Browser, Playwright

PROGRAM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
PATIENCE = 20.0


def launch(play: Playwright) -> Browser:
    """Start a Chromium that Playwright ends."""
    return play.chromium.launch(executable_path=PROGRAM, args=[*QUIET])


class Killable:
    """A Chromium started for one test, whose processes may be killed as a full phone would."""

    def __init__(self, play: Playwright, folder: Path) -> None:
        port_file = folder / "DevToolsActivePort"
        self._process = subprocess.Popen(
            [PROGRAM, *QUIET, "--headless", f"--user-data-dir={folder}",
             "--remote-debugging-port=0", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        self.browser = play.chromium.connect_over_cdp(f"http://127.0.0.1:{_port(port_file)}")

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        """End every process of this Chromium at once, without a farewell."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(PATIENCE)


@contextmanager
def killable(play: Playwright, folder: Path) -> Iterator[Killable]:
    """A Chromium of its own, gone afterwards in any case."""
    chrome = Killable(play, folder)
    try:
        yield chrome
    finally:
        chrome.kill()


def _port(file: Path) -> str:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if file.exists() and (lines := file.read_text().splitlines()):
            return lines[0]
        time.sleep(0.05)
    raise TimeoutError("Chromium did not open its port")
