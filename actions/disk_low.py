"""Telling administrators that the disk is nearly full, once a week while it is."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from actions.disk import room
from actions.jobs import Workshop
from actions.notices import tell_person
from domain.days import local_day
from models.health_queries import administrators

JOB: Final = "disk-low"


def tell_when_low(body: Mapping[str, Any], workshop: Workshop, at: datetime) -> None:
    """The daily work: look at the disk; on a full one nothing can be told, so tell before."""
    del body
    instance = workshop.instance
    if instance is None or not room(instance, workshop.database, backup=workshop.backup).low:
        return
    year, week, _day = local_day(at).isocalendar()
    with workshop.database.writing() as db:
        for person_id in db.scalars(administrators(at)).all():
            tell_person(db, person_id, JOB, key=f"{JOB}:{year}-{week}", at=at, href="/office")
