"""Questions about what one person has to do: assignments, open mocks."""

from datetime import datetime

from sqlalchemy import Select, select

from models.mocks import Mock, MockClosing


def open_mocks_of(person_id: int, now: datetime) -> Select[Mock]:
    """This person's mocks that are still running."""
    return (
        select(Mock)
        .outerjoin(MockClosing)
        .where(Mock.person_id == person_id, MockClosing.id.is_(None), Mock.deadline_at > now)
        .order_by(Mock.deadline_at)
    )
