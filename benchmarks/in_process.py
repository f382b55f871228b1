"""What the benchmarks of pages share: a client of one person, and a page asked for many times.

Wall time is held against the budget; the processor's own time is told beside it, because other
work on the machine does not lengthen it.
"""

import json
import secrets
import statistics
import time
from datetime import UTC, datetime

from flask import Flask
from flask.testing import FlaskClient

from actions.entry import open_session
from models.people import Person

WARM_UP = 20
REQUESTS = 200
BUDGET_MS = 100
BUDGET_BYTES = 60_000


def client_of(app: Flask, person_id: int) -> FlaskClient:
    """A client in which this person is signed in."""
    token = secrets.token_urlsafe(32)
    with app.extensions["house"].database.writing() as db:
        person = db.get_one(Person, person_id)
        open_session(db, person, token=token, label="benchmark", at=datetime.now(UTC))
    client = app.test_client()
    with client.session_transaction() as session:
        session["sid"] = token
    return client


def measure(client: FlaskClient, case: str, path: str) -> dict[str, object]:
    """Ask for a page, warm, 200 times: milliseconds and bytes, and whether both budgets hold."""
    times, work, size = [], [], 0
    for number in range(WARM_UP + REQUESTS):
        begun, worked = time.perf_counter(), time.process_time()
        answer = client.get(path)
        took, worked = time.perf_counter() - begun, time.process_time() - worked
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status_code}")
        size = len(answer.data)
        if number >= WARM_UP:
            times.append(1000 * took)
            work.append(1000 * worked)
    cut, own = statistics.quantiles(times, n=100), statistics.quantiles(work, n=100)
    return {
        "case": case,
        "requests": REQUESTS,
        "p50_ms": round(cut[49], 1),
        "p95_ms": round(cut[94], 1),
        "processor_p95_ms": round(own[94], 1),
        "lowest_ms": round(min(times), 1),
        "highest_ms": round(max(times), 1),
        "bytes": size,
        "within_budget": cut[94] <= BUDGET_MS and size <= BUDGET_BYTES,
    }


def say(**line: object) -> None:
    """Print one line of JSON."""
    print(json.dumps(line, ensure_ascii=False), flush=True)
