"""Whose credentials somebody may enter: a manager everybody's they see, a mentor their own."""

from uuid import UUID

from blueprints.web.db import db, now
from blueprints.web.login import actor
from models.credential_queries import people_to_enter_for
from models.people import Person


def may_enter(person_id: int) -> bool:
    """Whether this person may enter something for that one."""
    query = people_to_enter_for(actor(), now()).where(Person.id == person_id)
    return db().scalars(query).first() is not None


def choices() -> tuple[list[tuple[str, str]], dict[UUID, int]]:
    """The people to choose from, with what tells them apart, and their ids by public id."""
    people = db().scalars(people_to_enter_for(actor(), now())).all()
    return [(str(one.uid), _named(one)) for one in people], {one.uid: one.id for one in people}


def _named(person: Person) -> str:
    return f"{person.name} {person.phone_tail}".strip()
