"""Questions about what one person has to do: assignments, open mocks."""

from datetime import date, datetime

from sqlalchemy import Select, and_, or_, select

from models.mocks import Mock, MockClosing
from models.people import Membership
from models.road import Assignment, AssignmentTo


def assignments_of(person_id: int, since: date) -> Select[Assignment]:
    """What was assigned to this person, or to a class they are in, due since that day."""
    named = select(AssignmentTo.assignment_id).where(AssignmentTo.person_id == person_id)
    classes = select(Membership.class_id).where(
        and_(
            Membership.person_id == person_id,
            Membership.ends_at.is_(None),
            Membership.class_id.is_not(None),
        )
    )
    return (
        select(Assignment)
        .where(or_(Assignment.id.in_(named), Assignment.class_id.in_(classes)))
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
