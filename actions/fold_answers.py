"""Folds one person's answers to one item, and moves the sums of its points by the difference."""

import json
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.marking import is_right_answer
from content.course import Item
from content.load import Library
from domain.answers import TALLY_FIELDS, Answer, Leaf, Mode, Outcome, Tally, fold_answers, tally
from models.learning import Event, ItemLeaf, Kind, PointSum, PracticeAnswer, PracticeSet

COUNTED_POOLS = {"practice", "mock"}


def refold(db: Session, person_id: int, item_id: str, *, library: Library) -> None:
    """Recompute the leaf of one item from all its answers; move the sums of its points."""
    answers = list(_answers(db, _events(db, person_id, item_id)))
    row = db.scalars(
        select(ItemLeaf).where(ItemLeaf.person_id == person_id, ItemLeaf.item == item_id)
    ).one_or_none()
    before = stored_tally(row)
    leaf = fold_answers(answers)
    item = library.find_item(item_id)
    if leaf is not None:
        row = row or ItemLeaf(person_id=person_id, item=item_id, pool=item.pool if item else "gone")
        _store(row, leaf)
        db.add(row)
    if item is not None and item.pool in COUNTED_POOLS:
        move_sums(db, person_id, item, tally(leaf) - before)


def stored_tally(row: ItemLeaf | None) -> Tally:
    """What a stored leaf adds to the sums."""
    if row is None:
        return Tally()
    return Tally(
        answered=int(row.standing is not None),
        right_now=int(row.standing == Outcome.RIGHT),
        steady=int(row.steady),
        in_wrong_book=int(row.in_wrong_book),
        rights=row.rights,
        wrongs=row.wrongs,
        unknowns=row.unknowns,
        unmarked=row.unmarked,
    )


def move_sums(db: Session, person_id: int, item: Item, change: Tally) -> None:
    """Add a difference to the sums of each point of an item."""
    query = select(PointSum).where(
        PointSum.person_id == person_id, PointSum.point.in_(item.points)
    )
    sums = {row.point: row for row in db.scalars(query)}
    for point in item.points:
        row = sums.get(point)
        if row is None:
            row = PointSum(person_id=person_id, point=point, **dict.fromkeys(TALLY_FIELDS, 0))
            db.add(row)
        for name in TALLY_FIELDS:
            setattr(row, name, getattr(row, name) + getattr(change, name))


def _events(db: Session, person_id: int, item_id: str) -> Sequence[Event]:
    return db.scalars(
        select(Event)
        .where(Event.person_id == person_id, Event.subject == item_id)
        .where(Event.kind == Kind.ANSWER, Event.body.is_not(None))
        .order_by(Event.at, Event.writer, Event.seq)
    ).all()


def _answers(db: Session, events: Iterable[Event]) -> Iterable[Answer]:
    for event in events:
        body = json.loads(event.body or "{}")
        chosen = frozenset(body["chosen"])
        answer = Answer(
            at=event.at,
            writer=str(event.writer),
            seq=event.seq,
            item_id=event.subject,
            version=body["version"],
            chosen=chosen,
            unknown=body["unknown"],
            mode=Mode(body["mode"]),
            seconds=body.get("seconds"),
            right=is_right_answer(db, body["version"], chosen),
        )
        if body.get("set"):
            _store_place(db, event.person_id, body, answer)
        yield answer


def _store(row: ItemLeaf, leaf: Leaf) -> None:
    same = ("rights", "wrongs", "unknowns", "unmarked", "first_at", "last_at", "last_outcome")
    same += ("last_version", "last_mode", "standing", "wrong_at", "right_days", "last_right_at")
    for name in (*same, "in_wrong_book", "steady"):
        setattr(row, name, getattr(leaf, name))
    row.last_chosen = "".join(sorted(leaf.last_chosen))
    memory = leaf.memory
    row.stability = memory.stability if memory else None
    row.difficulty = memory.difficulty if memory else None
    row.reviewed_at = memory.reviewed_at if memory else None
    row.due_at = memory.due if memory else None


def _store_place(db: Session, person_id: int, body: dict, answer: Answer) -> None:
    """The answer as it stands at its place of a practice set: the last one in order counts."""
    found = db.execute(
        select(PracticeSet.id, PracticeAnswer)
        .outerjoin(
            PracticeAnswer,
            (PracticeAnswer.set_id == PracticeSet.id) & (PracticeAnswer.place == body["place"]),
        )
        .where(PracticeSet.uid == UUID(body["set"]), PracticeSet.person_id == person_id)
    ).one_or_none()
    if found is None:
        return
    set_id, row = found
    row = row or PracticeAnswer(set_id=set_id, place=body["place"])
    row.chosen = "".join(sorted(answer.chosen))
    row.outcome, row.at = answer.outcome, answer.at
    db.add(row)
