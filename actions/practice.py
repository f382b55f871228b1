"""Verbs of practice: a set put together, a place of it answered, a cause named."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from actions.facts import lock_person
from actions.learning import answer_item
from actions.practice_choice import Wish, supply
from content.course import Item
from content.load import Library
from domain.answers import Mode
from domain.wrong_book import Cause
from models.learning import PracticeSet, WrongCause
from models.practice_queries import GivenSet, causes_of, set_made_by

SIZES: Final = (10, 20)
"""Items in a set; a wish with fewer gives a shorter set. Our choice."""


def start_set(
    db: Session,
    person_id: int,
    wish: Wish,
    *,
    size: int,
    once: UUID,
    library: Library,
    at: datetime,
) -> PracticeSet | None:
    """Put a set together; sent twice it is the same set. None if nothing fits the wish today."""
    lock_person(db, person_id)
    made = db.scalars(set_made_by(person_id, once)).one_or_none()
    if made is not None:
        return made
    items = supply(db, person_id, wish, library=library, at=at).items[:size]
    if not items:
        return None
    made = PracticeSet(
        person_id=person_id,
        once=once,
        mode=wish.mode.value,
        topic=wish.topic,
        items=[item.id for item in items],
        made_at=at,
    )
    db.add(made)
    db.flush()
    return made


def answer_place(
    db: Session,
    run: PracticeSet | GivenSet,
    place: int,
    item: Item,
    *,
    chosen: Iterable[str],
    unknown: bool,
    library: Library,
    at: datetime,
) -> None:
    """Answer one place of a set, counted from 1; a place that is answered stays as it is."""
    answer_item(
        db,
        run.person_id,
        item,
        chosen=() if unknown else chosen,
        unknown=unknown,
        mode=Mode(run.mode),
        once=once_of(run.uid, place),
        library=library,
        at=at,
        place=(run.uid, place),
    )


def once_of(run: UUID, place: int) -> UUID:
    """The id under which a place is answered: one for each place, whatever the form says."""
    return uuid5(run, str(place))


def name_cause(db: Session, person_id: int, item_id: str, cause: Cause, *, at: datetime) -> None:
    """Keep why an answer went wrong; the same cause named again adds nothing."""
    lock_person(db, person_id)
    last = db.scalars(causes_of(person_id, item_id)).first()
    if last is None or last.cause != cause:
        db.add(WrongCause(person_id=person_id, item=item_id, cause=cause.value, at=at))
        db.flush()
