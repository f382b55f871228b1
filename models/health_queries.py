"""Questions about the installation itself: jobs and the audit chain; nobody's data."""

from datetime import datetime

from sqlalchemy import Select, case, func, select

from domain.access import Role
from models.class_queries import is_live
from models.history import AuditCheck, AuditEntry, AuditSeal
from models.jobs import Job
from models.people import Membership


def administrators(at: datetime) -> Select[int]:
    """Who runs the house, by inner numbers, in order."""
    query = select(Membership.person_id).where(Membership.role == Role.ADMIN, is_live(at))
    return query.distinct().order_by(Membership.person_id)


def job_counts(overdue_since: datetime, most_tries: int) -> Select[int, int, int]:
    """How many jobs are open; of these, overdue since then; and given up after so many tries."""
    given_up = Job.tries >= most_tries
    late = (Job.run_at < overdue_since) & ~given_up
    return select(
        func.count(Job.id),
        func.coalesce(func.sum(case((late, 1), else_=0)), 0),
        func.coalesce(func.sum(case((given_up, 1), else_=0)), 0),
    ).where(Job.done_at.is_(None))


def last_seal() -> Select[int, datetime]:
    """The number of the newest seal and when what it seals was done."""
    return (
        select(AuditSeal.number, AuditEntry.at)
        .join(AuditEntry, AuditEntry.id == AuditSeal.entry_id)
        .order_by(AuditSeal.number.desc())
        .limit(1)
    )


def unsealed() -> Select[int]:
    """How many entries wait for their seal."""
    sealed = select(AuditSeal.entry_id)
    return select(func.count(AuditEntry.id)).where(AuditEntry.id.not_in(sealed))


def last_check() -> Select[AuditCheck]:
    """What came of reading the whole chain last."""
    return select(AuditCheck).order_by(AuditCheck.id.desc()).limit(1)
