"""Requests per second of a lesson, a personal page and an answer, as ratios to a bare answer.

All four are measured in one run, in turns, by `wrk` with 16 connections; each figure is the
median of five rounds, with the lowest and the highest beside it. Prints JSON lines.
"""

import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.people import Targets, enter_people  # noqa: E402

CONNECTIONS = 16
SECONDS = 3
ROUNDS = 5
LESSON = "/courses/junior-comprehensive-2025/jc04-01"


def main() -> None:
    """Serve both, measure in turns, print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        targets = enter_people(folder)
        (folder / "targets").write_text("\n".join(targets.answers))
        with _product(folder) as product, _bare(folder, product) as bare:
            _report(_rounds(folder, product, bare, targets))


def _rounds(folder: Path, product: str, bare: str, targets: Targets) -> dict[str, list[dict]]:
    cases = {
        "bare": [bare + "/"],
        "lesson": ["-H", "Accept-Encoding: br", product + LESSON],
        "personal_page": ["-H", f"Cookie: zhagen={targets.cookie}", product + "/today"],
        "answer_by_form": ["-s", str(ROOT / "benchmarks" / "answers.lua"), product],
    }
    found: dict[str, list[dict]] = {name: [] for name in cases}
    for number in range(ROUNDS):
        for name, arguments in cases.items():
            found[name].append(_wrk(arguments, folder, number))
    return found


def _wrk(arguments: list[str], folder: Path, number: int) -> dict:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", *arguments]
    environment = {**os.environ, "TARGETS": str(folder / "targets"), "ROUND": str(number)}
    text = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=True
    ).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", text)
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)", text)
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    if rate is None or p99 is None:
        raise SystemExit(f"wrk said: {text}")
    scale = {"us": 0.001, "ms": 1.0, "s": 1000.0}[p99[2]]
    return {
        "rate": float(rate[1]),
        "p99_ms": float(p99[1]) * scale,
        "failed": int(failed[1]) if failed else 0,
    }


def _report(found: dict[str, list[dict]]) -> None:
    bare = statistics.median(one["rate"] for one in found["bare"])
    for name, rounds in found.items():
        rates = [one["rate"] for one in rounds]
        line = {
            "case": name,
            "connections": CONNECTIONS,
            "requests_per_second": round(statistics.median(rates)),
            "lowest": round(min(rates)),
            "highest": round(max(rates)),
            "of_bare_percent": round(100 * statistics.median(rates) / bare, 2),
            "p99_ms": round(statistics.median(one["p99_ms"] for one in rounds), 1),
            "failed": sum(one["failed"] for one in rounds),
        }
        print(json.dumps(line))


@contextmanager
def _product(folder: Path) -> Iterator[str]:
    port = _free_port()
    environment = {**os.environ, "ZHAGEN_INSTANCE": str(folder), "PORT": str(port)}
    with _server([sys.executable, str(ROOT / "app.py")], environment, port) as address:
        yield address


@contextmanager
def _bare(folder: Path, product: str) -> Iterator[str]:
    asked = urllib.request.Request(product + LESSON, headers={"Accept-Encoding": "br"})
    with urllib.request.urlopen(asked) as answer:
        (folder / "body").write_bytes(answer.read())
    port = _free_port()
    command = [str(Path(sys.executable).parent / "granian"), "--interface", "wsgi"]
    command += ["--port", str(port), "--workers", "1", "--blocking-threads", "3"]
    environment = {**os.environ, "BARE_BODY": str(folder / "body")}
    with _server([*command, "benchmarks.bare:app"], environment, port) as address:
        yield address


@contextmanager
def _server(command: list[str], environment: dict[str, str], port: int) -> Iterator[str]:
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int, process: subprocess.Popen) -> None:
    for _try in range(300):
        if process.poll() is not None:
            raise SystemExit("the server ended at once")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server did not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    main()
