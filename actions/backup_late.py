"""Telling administrators that no backup was proved for more than a day, once each time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from actions.backup_shelf import is_late, last_verified
from actions.jobs import Workshop
from actions.notices import tell_person
from models.health_queries import administrators

JOB: Final = "backup-late"


def tell_when_late(body: Mapping[str, Any], workshop: Workshop, at: datetime) -> None:
    """The daily work: look at the folder; while the same backup is the last good one, tell once.

    Who becomes an administrator meanwhile is told the next day. A demo that never made a backup is
    not late.
    """
    del body
    instance = workshop.instance
    if instance is None or not workshop.backup or not is_late(instance, at, demo=workshop.demo):
        return
    last = last_verified(instance)
    key = f"{JOB}:{last.isoformat() if last else 'never'}"
    with workshop.database.writing() as db:
        for person_id in db.scalars(administrators(at)).all():
            about = {"never": last is None}
            tell_person(db, person_id, JOB, key=key, at=at, about=about, href="/office")
