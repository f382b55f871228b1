"""How long pages of a bureau take where 250,000 people live: in-process, after warming up.

A province is made in a folder of its own, then each page is asked for 200 times by one client.
Prints JSON lines: wall time against the budget, a p95 of 100 ms, and the processor's own time,
which other work on the machine does not lengthen.

    python benchmarks/province_page.py [PEOPLE]
"""

import secrets
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from flask import Flask  # noqa: E402

from actions.jobs import Workshop  # noqa: E402
from actions.province import Province, make_province  # noqa: E402
from actions.region_counts import count_nightly  # noqa: E402
from app import create_app  # noqa: E402
from benchmarks.in_process import BUDGET_MS, client_of, measure, say  # noqa: E402
from config import read  # noqa: E402
from models import migrate  # noqa: E402

PEOPLE = 250_000


def main(people: int) -> None:
    """Make the province, ask, print."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(read({"ZHAGEN_INSTANCE": folder}))
        begun = time.perf_counter()
        made = _make(app, people)
        say(case="province_made", people=people, seconds=round(time.perf_counter() - begun, 1))
        for case, login, path in _cases(made):
            client = client_of(app, made.officers[login])
            say(people=people, budget_ms=BUDGET_MS, **measure(client, case, path))
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


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE)
