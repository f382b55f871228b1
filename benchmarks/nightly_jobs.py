"""How long the nightly jobs hold the gate for writes, in a province with nothing counted yet.

The first night everything is wrong, the second nothing is: one JSON line a job and night, with
the longest transaction. Nothing may hold the gate over half a second (decisions.md 2).

    python benchmarks/nightly_jobs.py [PEOPLE]
"""

import secrets
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sqlalchemy import delete, update  # noqa: E402

from actions import audit, holders, pipeline_days, region_counts  # noqa: E402
from actions.handlers import HANDLERS  # noqa: E402
from actions.jobs import Workshop, ask_for, run_due  # noqa: E402
from actions.province import make_province  # noqa: E402
from benchmarks.gate import Gate  # noqa: E402
from benchmarks.in_process import say  # noqa: E402
from blueprints.web.house import House  # noqa: E402
from commands import jobs as command  # noqa: E402
from config import read  # noqa: E402
from models import migrate  # noqa: E402
from models.credentials import HolderNow  # noqa: E402
from models.pipeline import PeopleCount  # noqa: E402
from models.regions import RegionCount  # noqa: E402

PEOPLE = 50_000
BUDGET_MS = 500
ENTRIES = 10_000
NIGHT = (pipeline_days.JOB, holders.JOB, region_counts.JOB)


def main(people: int) -> None:
    """Make the province, spoil what is kept, go through two nights."""
    with tempfile.TemporaryDirectory() as folder:
        house = House(read({"ZHAGEN_INSTANCE": folder}))
        migrate.upgrade(house.database)
        at = datetime.now(UTC)
        with house.database.writing() as db:
            make_province(db, people=people, at=at, password=secrets.token_urlsafe(16))
            _spoil(db, at)
        gate = Gate(house.database)
        _measure(gate, "seal", people, 1, lambda: _seal(house))
        workshop = Workshop(house.database, house.library, house.rules)
        for night in (1, 2):
            for kind in NIGHT:
                with house.database.writing() as db:
                    ask_for(db, kind, f"{kind}:{night}", at=at)
                gate.taken()
                _measure(gate, kind, people, night, lambda: run_due(workshop, HANDLERS, at=at))
        house.database.close()


def _spoil(db, at: datetime) -> None:  # noqa: ANN001
    """Ten thousand entries to seal; no holder is where they count, no sum is right."""
    for number in range(ENTRIES):
        audit.tell(db, actor="x", action="tried", at=at - timedelta(1), subject=str(number))
    db.flush()
    db.execute(delete(HolderNow))
    db.execute(delete(PeopleCount).where(PeopleCount.measure == holders.MEASURE))
    db.execute(update(RegionCount).values(people=7))


def _seal(house: House) -> None:
    command.audit.seal_waiting(house.database)


def _measure(gate: Gate, job: str, people: int, night: int, work) -> None:  # noqa: ANN001
    begun = time.perf_counter()
    work()
    seconds, taken = round(time.perf_counter() - begun, 2), gate.taken()
    well = taken["longest_ms"] <= BUDGET_MS
    told = {"benchmark": "nightly_jobs", "job": job, "people": people, "night": night}
    say(**told, seconds=seconds, **taken, budget_ms=BUDGET_MS, within_budget=well)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE)
