"""Questions about what one person has to do: assignments, open mocks."""

from datetime import date, datetime

from sqlalchemy import Select, select

from models.mocks import Mock, MockClosing
from models.road import Assignment, AssignmentTo


def assignments_of(person_id: int, since: date) -> Select[Assignment]:
    """What was assigned to this person, due since that day and not taken back.

    Who joins a class later is asked by name too (`assign_late`).
    """
    return (
        select(Assignment)
        .join(AssignmentTo, AssignmentTo.assignment_id == Assignment.id)
        .where(AssignmentTo.person_id == person_id)
        .where(Assignment.cancelled_at.is_(None), Assignment.due_on >= since)
        .order_by(Assignment.due_on, Assignment.id)
    )


def open_mocks_of(person_id: int, now: datetime) -> Select[Mock]:
    """This person's mocks that are still running."""
    return (
        select(Mock)
        .outerjoin(MockClosing)
        .where(Mock.person_id == person_id, MockClosing.id.is_(None), Mock.deadline_at > now)
        .order_by(Mock.deadline_at)
    )
