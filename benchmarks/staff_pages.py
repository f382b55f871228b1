"""How long pages of an agency's staff take where 10,000 people belong to it: in-process.

A province with such an agency is made in a folder of its own, its concerns are kept as each
morning, then each page is asked for 200 times by its manager. Prints JSON lines: wall time against
the budget, a p95 of 100 ms, and the processor's own time, which other work on the machine does not
lengthen. A page may have 60 KB.

    python benchmarks/staff_pages.py [PEOPLE]
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
from flask.testing import FlaskClient  # noqa: E402

from actions.concerns import watch_nightly  # noqa: E402
from actions.demo_places import MANAGER  # noqa: E402
from actions.jobs import Workshop  # noqa: E402
from actions.province import make_province  # noqa: E402
from app import create_app  # noqa: E402
from benchmarks.in_process import BUDGET_MS, client_of, measure, say  # noqa: E402
from config import read  # noqa: E402
from models import migrate  # noqa: E402

PEOPLE = 10_000
CASES = (
    ("trainees", "/trainees"),
    ("trainees_silent", "/trainees?reason=silent"),
    ("trainees_searched", "/trainees?q=7"),
    ("today", "/today"),
    ("assign_read", "/assign/new/read"),
    ("assign_date", "/assign/new/date"),
    ("extra_time", "/extra-time"),
    ("recovery_slips", "/recovery-slips"),
)


def main(people: int) -> None:
    """Make the agency, ask, print."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(read({"ZHAGEN_INSTANCE": folder}))
        manager = _make(app, people)
        client = client_of(app, manager)
        found = [measure(client, case, path) for case, path in (*CASES, _second(client))]
        for one in found:
            say(people=people, budget_ms=BUDGET_MS, **one)
        app.extensions["house"].database.close()


def _make(app: Flask, people: int) -> int:
    """The agency and its morning; the manager."""
    house, at = app.extensions["house"], datetime.now(UTC)
    migrate.upgrade(house.database)
    with house.database.writing() as db:
        made = make_province(
            db,
            people=2 * people,
            at=at,
            password=secrets.token_urlsafe(16),
            biggest_agency=people,
        )
    begun = time.perf_counter()
    watch_nightly({}, Workshop(house.database, house.library, house.rules), at)
    seconds = round(time.perf_counter() - begun, 1)
    say(case="watch_nightly", people=2 * people, seconds=seconds)
    return made.officers[MANAGER[0]]


def _second(client: FlaskClient) -> tuple[str, str]:
    """The second page of the list."""
    text = client.get("/trainees").get_data(as_text=True)
    _before, _rel, rest = text.partition('rel="next"')
    href = (_before + rest).split('href="/trainees?after=')[-1].split('"')[0]
    return "trainees_page_2", f"/trainees?after={href}"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE)
