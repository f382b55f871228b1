"""People for the benchmark: each with a session and a practice set to answer."""

import random
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from actions.entry import open_session
from actions.marking import keep_versions
from actions.people import enter_person, grant
from app import create_app
from blueprints.web.gates import csrf_token
from config import read
from content.course import Item
from domain.access import Role
from models import migrate
from models.base import new_uid
from models.learning import PracticeSet
from models.places import Agency, Region

PEOPLE = 200
SETS = 15
ITEMS = 10


@dataclass(frozen=True, slots=True)
class Targets:
    """One cookie for reading, and a line (path, cookie, form) for each answer."""

    cookie: str
    answers: list[str]


def enter_people(folder: Path) -> Targets:
    """Enter them into a new demo instance."""
    app = create_app(read({"ZHAGEN_INSTANCE": str(folder)}))
    house = app.extensions["house"]
    migrate.upgrade(house.database)
    at = datetime.now(UTC)
    lines, cookies = [], []
    with house.database.writing() as db:
        keep_versions(db, house.library)
        region = Region(code="42", name="benchmark")
        db.add(region)
        db.flush()
        agency = Agency(name="benchmark", region_id=region.id)
        db.add(agency)
        db.flush()
        items = house.library.items(pool="practice")
        for number in range(PEOPLE):
            person = enter_person(
                db, name=f"p{number}", keyring=house.keyring, at=at, login_name=f"p{number}"
            )
            grant(db, person, Role.TRAINEE, by="benchmark", at=at, agency_id=agency.id)
            token = secrets.token_urlsafe(32)
            open_session(db, person, token=token, label="benchmark", at=at)
            cookie, form_token = _browser(app, token)
            cookies.append(cookie)
            for own in _sets(items, number):
                practice = _set(db, person.id, own, at)
                lines += [
                    f"/practice/{practice.uid}/{place} {cookie} {_form(form_token, item)}"
                    for place, item in enumerate(own, 1)
                ]
    house.database.close()
    random.Random(PEOPLE).shuffle(lines)  # noqa: S311 - the same order every time
    return Targets(cookies[0], lines)


def _sets(items: tuple[Item, ...], number: int) -> Iterator[list[Item]]:
    """Sets that together hold each item about once, so that every answer is a first one."""
    for start in range(number, number + SETS * ITEMS, ITEMS):
        yield [items[(start + k) % len(items)] for k in range(ITEMS)]


def _set(db: Session, person_id: int, items: list[Item], at: datetime) -> PracticeSet:
    row = PracticeSet(
        person_id=person_id,
        once=new_uid(),
        mode="practice",
        topic="mixed",
        items=[item.id for item in items],
        made_at=at,
    )
    db.add(row)
    db.flush()
    return row


def _form(token: str, item: Item) -> str:
    return "&".join([f"csrf_token={token}", *(f"chosen={option}" for option in sorted(item.key))])


def _browser(app, token: str) -> tuple[str, str]:  # noqa: ANN001
    """The cookie and the form token of a browser with this session."""
    client = app.test_client()
    with client.session_transaction() as session:
        session["sid"] = token
    cookie = client.get_cookie("zhagen")
    with app.test_request_context("/", headers={"Cookie": f"zhagen={cookie.value}"}):
        return cookie.value, csrf_token()
