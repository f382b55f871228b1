"""Folds one person's answers to one item, and moves the sums of its points by the difference."""

import json
from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Integer, Row, String, and_, bindparam, select
from sqlalchemy.orm import Session

from actions.marking import is_right_answer
from content.course import Item
from content.load import Library
from domain.answers import (
    TALLY_FIELDS,
    Answer,
    Leaf,
    Mode,
    Tally,
    fold_answers,
    in_order,
    tally,
)
from models.base import UTCDateTime
from models.learning import Event, ItemLeaf, Kind, PointSum, PracticeAnswer, PracticeSet
from models.learning_queries import LEAF_SUMS, stored_tally
from models.statements import on_both, run, run_all

COUNTED_POOLS: Final = {"practice", "mock"}
Place = tuple[UUID, int]
"""A practice set and the number of a question in it."""

_EVENTS: Final = (
    select(
        Event.at,
        Event.writer,
        Event.seq,
        Event.body,
        *(getattr(ItemLeaf, name) for name in LEAF_SUMS),
    )
    .outerjoin(
        ItemLeaf, and_(ItemLeaf.person_id == Event.person_id, ItemLeaf.item == Event.subject)
    )
    .where(
        Event.person_id == bindparam("person_id"),
        Event.subject == bindparam("item"),
        Event.kind == Kind.ANSWER,
        Event.body.is_not(None),
    )
)
"""The answers to one item, each beside the leaf as it was stored before."""
_LEAF_COLUMNS: Final = [
    column.name
    for column in ItemLeaf.__table__.columns
    if column.name not in {"id", "person_id", "item"}
]
_STORE: Final = on_both(
    lambda insert: (new := insert(ItemLeaf)).on_conflict_do_update(
        index_elements=["person_id", "item"],
        set_={name: new.excluded[name] for name in _LEAF_COLUMNS},
    )
)
_MOVE: Final = on_both(
    lambda insert: (new := insert(PointSum)).on_conflict_do_update(
        index_elements=["person_id", "point"],
        set_={name: getattr(PointSum, name) + new.excluded[name] for name in TALLY_FIELDS},
    )
)
_IN_OWN_SET: Final = select(
    PracticeSet.id,
    bindparam("number", type_=Integer),
    bindparam("given", type_=String),
    bindparam("came_to", type_=String),
    bindparam("when", type_=UTCDateTime),
).where(PracticeSet.person_id == bindparam("owner"), PracticeSet.uid == bindparam("set"))
_PLACE: Final = on_both(
    lambda insert: (
        new := insert(PracticeAnswer).from_select(
            ["set_id", "place", "chosen", "outcome", "at"], _IN_OWN_SET
        )
    ).on_conflict_do_update(
        index_elements=["set_id", "place"],
        set_={name: new.excluded[name] for name in ("chosen", "outcome", "at")},
    )
)


def refold(db: Session, person_id: int, item_id: str, *, library: Library) -> None:
    """Recompute the leaf of one item from all its answers; move the sums of its points."""
    who = {"person_id": person_id, "item": item_id}
    rows = run(db, _EVENTS, who)
    answers, places = _read(db, item_id, rows, library)
    leaf = fold_answers(answers)
    if leaf is None:
        return
    item = library.find_item(item_id)
    run_all(db, _STORE, [{**who, "pool": item.pool if item else "gone", **_columns(leaf)}])
    _store_places(db, person_id, answers, places)
    if item is not None and item.pool in COUNTED_POOLS:
        move_sums(db, person_id, item, tally(leaf) - stored_tally(rows[0]))


def move_sums(db: Session, person_id: int, item: Item, change: Tally) -> None:
    """Add a difference to the sums of each point of an item."""
    moved = {name: getattr(change, name) for name in TALLY_FIELDS}
    rows = [{"person_id": person_id, "point": point, **moved} for point in item.points]
    run_all(db, _MOVE, rows)


def _read(
    db: Session, item_id: str, rows: Iterable[Row[*tuple[Any, ...]]], library: Library
) -> tuple[list[Answer], dict[tuple[str, int], Place]]:
    """The answers, and at which place of a practice set each was given (by writer and number)."""
    answers: list[Answer] = []
    places: dict[tuple[str, int], Place] = {}
    for at, writer, seq, text, *_leaf in rows:
        body = json.loads(text)
        chosen = frozenset(body["chosen"])
        answer = Answer(
            at=at,
            writer=str(writer),
            seq=seq,
            item_id=item_id,
            version=body["version"],
            chosen=chosen,
            unknown=body["unknown"],
            mode=Mode(body["mode"]),
            seconds=body.get("seconds"),
            right=is_right_answer(db, item_id, body["version"], chosen, library=library),
        )
        answers.append(answer)
        if body.get("set"):
            places[answer.writer, seq] = (UUID(body["set"]), body["place"])
    return answers, places


def _columns(leaf: Leaf) -> dict[str, Any]:
    memory = leaf.memory
    return {
        "rights": leaf.rights,
        "wrongs": leaf.wrongs,
        "unknowns": leaf.unknowns,
        "unmarked": leaf.unmarked,
        "first_at": leaf.first_at,
        "last_at": leaf.last_at,
        "last_outcome": leaf.last_outcome.value,
        "last_chosen": "".join(sorted(leaf.last_chosen)),
        "last_version": leaf.last_version,
        "last_mode": leaf.last_mode.value,
        "standing": leaf.standing.value if leaf.standing else None,
        "wrong_at": leaf.wrong_at,
        "right_days": leaf.right_days,
        "last_right_at": leaf.last_right_at,
        "in_wrong_book": leaf.in_wrong_book,
        "steady": leaf.steady,
        "stability": memory.stability if memory else None,
        "difficulty": memory.difficulty if memory else None,
        "reviewed_at": memory.reviewed_at if memory else None,
        "due_at": memory.due if memory else None,
    }


def _store_places(
    db: Session,
    person_id: int,
    answers: Iterable[Answer],
    places: dict[tuple[str, int], Place],
) -> None:
    """The answer as it stands at each place of a practice set: the last one in order counts."""
    last = {places[a.writer, a.seq]: a for a in in_order(answers) if (a.writer, a.seq) in places}
    rows = [
        {
            "owner": person_id,
            "set": uid,
            "number": number,
            "given": "".join(sorted(answer.chosen)),
            "came_to": answer.outcome.value,
            "when": answer.at,
        }
        for (uid, number), answer in last.items()
    ]
    run_all(db, _PLACE, rows)
