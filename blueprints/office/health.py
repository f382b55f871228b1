"""How the installation is: figures only, nobody's data."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from actions.backup_shelf import backups, is_late
from actions.disk import Room, room
from actions.jobs import MOST_TRIES
from actions.keys import fits
from blueprints.web.db import db, now
from blueprints.web.house import house
from blueprints.web.rules import rules_now
from models import migrate
from models.health_queries import job_counts, last_check, last_seal, unsealed

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
    checked_at: datetime | None
    """When the whole chain of the log was read last, up to which seal, and where it broke."""
    checked_to: int
    broken_at: int | None
    seal: int
    sealed_at: datetime | None
    unsealed: int
    backup: "BackupState"
    disk: Room
    keys: tuple[str, ...]
    keys_fit: bool
    """The ids of the keys, and whether they open and find what the database keeps."""

    @property
    def well(self) -> bool:
        """Whether nothing here asks for a hand."""
        troubles = (self.broken_at, self.jobs_overdue, self.jobs_given_up, self.backup.late)
        troubles = (*troubles, not self.keys_fit, self.disk.low)
        return not any(troubles) and self.migration == self.newest


@dataclass(frozen=True, slots=True)
class BackupState:
    """How the backups stand; read from the folder, not from the database."""

    wanted: bool
    kept: int
    size: int
    newest: datetime | None
    verified: datetime | None
    """When the newest backup that stood the trial was made."""
    late: bool
    """Whether somebody must look: nothing verified in 26 hours, where backups are wanted."""
    demo: bool


def backup_state() -> BackupState:
    """Look at the folder now. A demo that never made one is not late."""
    settings = house().settings
    found = backups(settings.instance)
    return BackupState(
        wanted=settings.backup,
        kept=len(found),
        size=sum(one.size for one in found),
        newest=found[0].made_at if found else None,
        verified=next((one.made_at for one in found if one.verified_at), None),
        late=settings.backup and is_late(settings.instance, now(), demo=settings.demo),
        demo=settings.demo,
    )


def disk_state() -> Room:
    """Look at the disk now; room for a backup is wanted where one is made each night."""
    settings = house().settings
    wanted = settings.backup and not settings.demo
    return room(settings.instance, house().database, backup=wanted)


def health() -> Health:
    """Look at everything now."""
    library, rules = house().library, rules_now(db())
    courses = library.courses.values()
    opened, overdue, given_up = db().execute(job_counts(now() - GRACE, MOST_TRIES)).one()
    check = db().scalars(last_check()).first()
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
        checked_at=check.at if check else None,
        checked_to=check.number if check else 0,
        broken_at=check.broken_at if check else None,
        seal=seal,
        sealed_at=sealed_at,
        unsealed=db().scalar(unsealed()) or 0,
        backup=backup_state(),
        disk=disk_state(),
        keys=tuple(house().keyring.key_ids()),
        keys_fit=fits(db(), house().keyring),
    )
