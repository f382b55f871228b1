"""How long pages of a manager take whose agency has 10,000 people: in-process, after warming up.

A province with one large agency is made in a folder of its own and the pipeline's night is done;
then each page is asked for 200 times by one client. Prints JSON lines; the budget is a p95 of
100 ms.

    python benchmarks/agency_page.py [PEOPLE]
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
from sqlalchemy import select  # noqa: E402

from actions import demo_places  # noqa: E402
from actions.jobs import Workshop  # noqa: E402
from actions.pipeline_days import night  # noqa: E402
from actions.province import make_province  # noqa: E402
from app import create_app  # noqa: E402
from benchmarks.in_process import BUDGET_MS, client_of, measure, say  # noqa: E402
from config import read  # noqa: E402
from domain.access import Role  # noqa: E402
from models import migrate  # noqa: E402
from models.people import Membership, Person  # noqa: E402
from models.pipeline import StageNow  # noqa: E402
from models.places import StudyClass  # noqa: E402

PEOPLE = 10_000


def main(people: int) -> None:
    """Make the agency, ask, print."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(read({"ZHAGEN_INSTANCE": folder}))
        manager = _make(app, people)
        client = client_of(app, manager)
        found = [measure(client, *case) for case in _cases(app, manager)]
        for one in found:
            say(people=people, budget_ms=BUDGET_MS, **one)
        app.extensions["house"].database.close()


def _make(app: Flask, people: int) -> int:
    """The large agency with its history, after one night; who runs it."""
    house = app.extensions["house"]
    migrate.upgrade(house.database)
    at, begun = datetime.now(UTC), time.perf_counter()
    word = secrets.token_urlsafe(16)
    with house.database.writing() as db:
        made = make_province(db, people=people, at=at, password=word, biggest_agency=people)
    made_in = time.perf_counter() - begun
    begun = time.perf_counter()
    night({}, Workshop(house.database, house.library, house.rules), at)
    nights = time.perf_counter() - begun
    say(case="agency_made", people=people, seconds=round(made_in, 1), night=round(nights, 1))
    return made.officers[demo_places.MANAGER[0]]


def _cases(app: Flask, manager: int) -> list[tuple[str, str]]:
    """Name and address of each page."""
    with app.extensions["house"].database.reading() as db:
        agency = select(Membership.agency_id).where(
            Membership.person_id == manager, Membership.role == Role.MANAGER
        )
        one = db.scalars(
            select(Person.uid)
            .join(StageNow, StageNow.person_id == Person.id)
            .where(StageNow.agency_id.in_(agency))
            .limit(1)
        ).one()
        study_class = db.scalars(
            select(StudyClass.uid).where(StudyClass.agency_id.in_(agency)).limit(1)
        ).first()
    return [
        ("agency", "/agency"),
        ("agency_of_a_class", f"/agency?class={study_class}"),
        ("agency_people", "/agency/people"),
        ("agency_people_search", "/agency/people?q=王"),
        ("agency_people_stuck", "/agency/people?stuck=1"),
        ("agency_stage", "/agency/stage/studying"),
        ("agency_person", f"/agency/people/{one}"),
        ("agency_posts_near", "/agency/posts?near=contract"),
    ]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE)
