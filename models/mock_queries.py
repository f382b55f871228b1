"""Questions about one person's mocks; each is already limited to that person."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from models.classes import RehearsalSheet
from models.learning import ContentVersion
from models.mocks import ExtraTime, Mock, MockAnswer, MockClosing
from models.people import Membership
from models.places import Agency, Region

MOST_SHOWN = 50


def mock_of(person_id: int, uid: UUID) -> Select[Mock]:
    """This person's mock with that public id, and its closing."""
    return (
        select(Mock)
        .options(joinedload(Mock.closing))
        .where(Mock.person_id == person_id, Mock.uid == uid)
    )


def started_by(person_id: int, once: UUID) -> Select[Mock]:
    """The mock that this person started with this form."""
    return select(Mock).where(Mock.person_id == person_id, Mock.once == once)


def unclosed_mock_of(person_id: int, course: str) -> Select[Mock]:
    """This person's mock of a course that nothing has closed yet, the latest."""
    return (
        select(Mock)
        .outerjoin(MockClosing)
        .where(Mock.person_id == person_id, Mock.course == course, MockClosing.id.is_(None))
        .order_by(Mock.id.desc())
        .limit(1)
    )


def sat_on_paper(mock_id: int) -> Select[bool]:
    """Whether a mock was sat in a class's rehearsal and typed in."""
    return select(select(RehearsalSheet.id).where(RehearsalSheet.mock_id == mock_id).exists())


def mocks_of(person_id: int) -> Select[UUID, str, datetime, datetime, datetime, int, int, bool]:
    """This person's mocks in few words, the latest first; without a closing three fields lack.

    `on_paper` says of one that it was sat in a class's rehearsal and typed in.
    """
    sheet = select(RehearsalSheet.id).where(RehearsalSheet.mock_id == Mock.id)
    return (
        select(
            Mock.uid,
            Mock.course,
            Mock.started_at,
            Mock.deadline_at,
            MockClosing.closed_at,
            MockClosing.half_marks,
            MockClosing.full_half_marks,
            sheet.exists().label("on_paper"),
        )
        .outerjoin(MockClosing)
        .where(Mock.person_id == person_id)
        .order_by(Mock.started_at.desc(), Mock.id.desc())
        .limit(MOST_SHOWN)
    )


def answers_of(mock_id: int) -> Select[MockAnswer]:
    """The state of each question of a mock that was touched."""
    return select(MockAnswer).where(MockAnswer.mock_id == mock_id)


def last_moment_of(mock_id: int) -> Select[datetime]:
    """When anything of a mock was saved last."""
    return select(func.max(MockAnswer.at)).where(MockAnswer.mock_id == mock_id)


def sat_items_of(person_id: int, course: str) -> Select[list[str]]:
    """The items of each mock this person has started in a course."""
    return select(Mock.items).where(Mock.person_id == person_id, Mock.course == course)


def extra_minutes_of(person_id: int) -> Select[int]:
    """The extra minutes given to this person; the latest row counts."""
    return (
        select(ExtraTime.minutes)
        .where(ExtraTime.person_id == person_id)
        .order_by(ExtraTime.at.desc(), ExtraTime.id.desc())
        .limit(1)
    )


def region_of(person_id: int, at: datetime) -> Select[str]:
    """The code of the region this person learns in: that of the agency."""
    return (
        select(Region.code)
        .join(Agency, Agency.region_id == Region.id)
        .join(Membership, Membership.agency_id == Agency.id)
        .where(Membership.person_id == person_id)
        .where(or_(Membership.ends_at.is_(None), Membership.ends_at > at))
        .order_by(Membership.id)
        .limit(1)
    )


def item_bodies(db: Session, versions: list[str]) -> dict[str, str]:
    """The bodies of item versions, by hash."""
    query = select(ContentVersion.hash, ContentVersion.body).where(
        ContentVersion.hash.in_(versions), ContentVersion.kind == "item"
    )
    return dict(db.execute(query).all())
