"""Questions about one person's practice; each is already limited to that person."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from models.learning import (
    ContentVersion,
    Event,
    ItemLeaf,
    Kind,
    PracticeAnswer,
    PracticeSet,
    WrongCause,
)
from models.statements import first, run


class GivenSet(NamedTuple):
    """A practice set as it was put together; it never changes after."""

    id: int
    uid: UUID
    person_id: int
    mode: str
    topic: str
    items: list[str]
    made_at: datetime


class Answered(NamedTuple):
    """What was answered at one place of a set."""

    place: int
    chosen: str
    outcome: str
    at: datetime


_SET: Final = select(*(getattr(PracticeSet, name) for name in GivenSet._fields)).where(
    PracticeSet.person_id == bindparam("person_id"), PracticeSet.uid == bindparam("uid")
)
_ANSWERS: Final = (
    select(*(getattr(PracticeAnswer, name) for name in Answered._fields))
    .where(PracticeAnswer.set_id == bindparam("set_id"))
    .order_by(PracticeAnswer.place)
)


def set_of(db: Session, person_id: int, uid: UUID) -> GivenSet | None:
    """This person's practice set with that public id."""
    row = first(db, _SET, {"person_id": person_id, "uid": uid})
    return GivenSet(*row) if row else None


def answers_in(db: Session, set_id: int) -> dict[int, Answered]:
    """What was answered in a set, by place."""
    return {row.place: Answered(*row) for row in run(db, _ANSWERS, {"set_id": set_id})}


def seen_practice(person_id: int) -> Select[str, datetime]:
    """When this person last answered each practice item ever answered."""
    return select(ItemLeaf.item, ItemLeaf.last_at).where(
        ItemLeaf.person_id == person_id, ItemLeaf.pool == "practice"
    )


def set_made_by(person_id: int, once: UUID) -> Select[PracticeSet]:
    """The set that sending this form made before."""
    return select(PracticeSet).where(PracticeSet.person_id == person_id, PracticeSet.once == once)


def recent_sets(person_id: int, since: datetime) -> Select[PracticeSet, int]:
    """This person's sets made since then, the latest first, with how many places are answered."""
    answered = (
        select(func.count(PracticeAnswer.id))
        .where(PracticeAnswer.set_id == PracticeSet.id)
        .scalar_subquery()
    )
    return (
        select(PracticeSet, answered)
        .where(PracticeSet.person_id == person_id, PracticeSet.made_at >= since)
        .order_by(PracticeSet.made_at.desc(), PracticeSet.id.desc())
        .limit(20)
    )


def leaf_of(person_id: int, item: str) -> Select[ItemLeaf]:
    """What this person's answers to one item add up to."""
    return select(ItemLeaf).where(ItemLeaf.person_id == person_id, ItemLeaf.item == item)


def answer_events(person_id: int, items: Iterable[str]) -> Select[Event]:
    """All this person's answers to these items, as they came."""
    return (
        select(Event)
        .where(Event.person_id == person_id, Event.subject.in_(list(items)))
        .where(Event.kind == Kind.ANSWER, Event.body.is_not(None))
        .order_by(Event.at, Event.writer, Event.seq)
    )


def item_version(version: str) -> Select[str]:
    """The body of an item as it was shown."""
    return select(ContentVersion.body).where(
        ContentVersion.hash == version, ContentVersion.kind == "item"
    )


def latest_causes(person_id: int) -> Select[WrongCause]:
    """The cause this person named last for each item."""
    newest = (
        select(func.max(WrongCause.id))
        .where(WrongCause.person_id == person_id)
        .group_by(WrongCause.item)
    )
    return select(WrongCause).where(WrongCause.id.in_(newest))


def causes_of(person_id: int, item: str) -> Select[WrongCause]:
    """The causes this person named for one item, the latest first."""
    return (
        select(WrongCause)
        .where(WrongCause.person_id == person_id, WrongCause.item == item)
        .order_by(WrongCause.id.desc())
        .limit(1)
    )


def answered_places(set_id: int) -> Select[int]:
    """The places of a set that are answered."""
    return select(PracticeAnswer.place).where(PracticeAnswer.set_id == set_id)


def event_once(person_id: int, once: UUID) -> Select[Event]:
    """The event that was sent under this id."""
    return select(Event).where(Event.person_id == person_id, Event.once == once)
