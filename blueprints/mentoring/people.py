"""The people a mentor or manager answers for, as lists show them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from flask import abort
from sqlalchemy import Select

from blueprints.web.db import db, now
from blueprints.web.login import actor
from blueprints.words.mentoring import named, person_words
from models.mentoring_queries import trainees_of
from models.people import Membership, Person
from models.places import StudyClass


@dataclass(slots=True)
class Trainee:
    """One trainee with the classes and agencies in which this mentor or manager meets them."""

    person: Person
    classes: dict[UUID, StudyClass] = field(default_factory=dict)
    agencies: set[int] = field(default_factory=set)

    @property
    def where(self) -> str:
        """What tells people of one name apart: their classes and the end of the phone number."""
        return person_words([one.name for one in self.classes.values()], self.person.phone_tail)

    @property
    def words(self) -> str:
        """Name and what tells apart, in one line."""
        return named(self.person.name, self.where)


def my_trainees() -> list[Trainee]:
    """Everyone this person answers for, by name; one query."""
    return _gather(trainees_of(actor(), now()))


def trainees_among(ids: Select[int]) -> list[Trainee]:
    """Those of mine that a query names, by name; one query."""
    return _gather(trainees_of(actor(), now()).where(Person.id.in_(ids)))


def trainees_by_uid(uids: Sequence[UUID]) -> list[Trainee]:
    """Those of mine with these public ids, by name; no query for none."""
    return _gather(trainees_of(actor(), now()).where(Person.uid.in_(uids))) if uids else []


def trainee_or_404(uid: UUID) -> Trainee:
    """The one with that public id; for others it does not exist."""
    found = _gather(trainees_of(actor(), now()).where(Person.uid == uid))
    if not found:
        abort(404)
    return found[0]


def _gather(query: Select[Membership]) -> list[Trainee]:
    found: dict[int, Trainee] = {}
    for row in db().scalars(query):
        one = found.setdefault(row.person_id, Trainee(row.person))
        if row.agency_id:
            one.agencies.add(row.agency_id)
        if row.study_class:
            one.classes[row.study_class.uid] = row.study_class
    return list(found.values())
