"""How the installation is: figures only, nobody's data."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from actions.audit import broken_link
from actions.jobs import MOST_TRIES
from blueprints.web.db import db, now
from blueprints.web.house import house
from models import migrate
from models.health_queries import job_counts, last_seal, unsealed

GRACE = timedelta(minutes=5)
"""A job may wait so long before we call it overdue."""


@dataclass(frozen=True, slots=True)
class Health:
    """Everything the page shows."""

    engine: str
    migration: str
    newest: str
    courses: int
    lessons: int
    items: int
    rules: int
    jobs_open: int
    jobs_overdue: int
    jobs_given_up: int
    broken_at: int | None
    seal: int
    sealed_at: datetime | None
    unsealed: int

    @property
    def well(self) -> bool:
        """Whether nothing here asks for a hand."""
        troubles = (self.broken_at, self.jobs_overdue, self.jobs_given_up)
        return not any(troubles) and self.migration == self.newest


def health() -> Health:
    """Look at everything now."""
    library, rules = house().library, house().rules
    courses = library.courses.values()
    opened, overdue, given_up = db().execute(job_counts(now() - GRACE, MOST_TRIES)).one()
    seal, sealed_at = db().execute(last_seal()).one_or_none() or (0, None)
    return Health(
        engine=house().database.engine.dialect.name,
        migration=migrate.current(house().database) or "",
        newest=migrate.head() or "",
        courses=len(courses),
        lessons=sum(len(course.lessons) for course in courses),
        items=len(library.items()),
        rules=len(rules.rules),
        jobs_open=opened,
        jobs_overdue=overdue,
        jobs_given_up=given_up,
        broken_at=broken_link(db()),
        seal=seal,
        sealed_at=sealed_at,
        unsealed=db().scalar(unsealed()) or 0,
    )
