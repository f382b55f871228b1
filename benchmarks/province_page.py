"""How long pages of a bureau take where 250,000 people live: in-process, after warming up.

A province is made in a folder of its own, then each page is asked for 200 times by one client.
Prints JSON lines: wall time against the budget, a p95 of 100 ms, and the processor's own time,
which other work on the machine does not lengthen.

    python benchmarks/province_page.py [PEOPLE]
"""

import json
import secrets
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from flask import Flask  # noqa: E402
from flask.testing import FlaskClient  # noqa: E402

from actions.entry import open_session  # noqa: E402
from actions.jobs import Workshop  # noqa: E402
from actions.province import Province, make_province  # noqa: E402
from actions.region_counts import count_nightly  # noqa: E402
from app import create_app  # noqa: E402
from config import read  # noqa: E402
from models import migrate  # noqa: E402
from models.people import Person  # noqa: E402

PEOPLE = 250_000
WARM_UP = 20
REQUESTS = 200
BUDGET_MS = 100


def main(people: int) -> None:
    """Make the province, ask, print."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(read({"ZHAGEN_INSTANCE": folder}))
        begun = time.perf_counter()
        made = _make(app, people)
        _say(case="province_made", people=people, seconds=round(time.perf_counter() - begun, 1))
        for case in _cases(made):
            _say(people=people, budget_ms=BUDGET_MS, **_measure(app, made, *case))
        app.extensions["house"].database.close()


def _make(app: Flask, people: int) -> Province:
    house = app.extensions["house"]
    migrate.upgrade(house.database)
    at = datetime.now(UTC)
    with house.database.writing() as db:
        made = make_province(db, people=people, at=at, password=secrets.token_urlsafe(16))
    count_nightly({}, Workshop(house.database, house.library, house.rules), at)
    return made


def _cases(made: Province) -> list[tuple[str, str, str]]:
    """Name, who asks, and the address."""
    county = made.county
    return [
        ("province", "shengbu", "/region"),
        ("province_stages", "shengbu", "/region?show=stages"),
        ("province_outcomes", "shengbu", f"/region/{county[:2]}/outcomes"),
        ("province_organisations", "shengju", "/region"),
        ("province_stations", "shengju", f"/region/{county[:2]}/stations"),
        ("county", "shengbu", f"/region/{county}"),
        ("county_outcomes", "xianbu", f"/region/{county}/outcomes"),
    ]


def _measure(app: Flask, made: Province, case: str, login: str, path: str) -> dict:
    client = _client(app, made.officers[login])
    times, work = [], []
    for number in range(WARM_UP + REQUESTS):
        begun, worked = time.perf_counter(), time.process_time()
        answer = client.get(path)
        took, worked = time.perf_counter() - begun, time.process_time() - worked
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status_code}")
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
    }


def _client(app: Flask, person_id: int) -> FlaskClient:
    token = secrets.token_urlsafe(32)
    with app.extensions["house"].database.writing() as db:
        person = db.get_one(Person, person_id)
        open_session(db, person, token=token, label="benchmark", at=datetime.now(UTC))
    client = app.test_client()
    with client.session_transaction() as session:
        session["sid"] = token
    return client


def _say(**line: object) -> None:
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE)
