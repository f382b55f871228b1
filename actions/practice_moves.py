"""What a set moved: each item's leaf with the set's answers and without them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from actions.marking import is_right_answer
from content.load import Library
from domain.answers import Answer, Leaf, Mode, Tally, fold_answers, tally
from models.learning import Event
from models.practice_queries import answer_events


@dataclass(frozen=True, slots=True)
class Move:
    """One item: its leaf as if the set had not been, and its leaf now."""

    item_id: str
    before: Leaf | None
    now: Leaf | None

    @property
    def change(self) -> Tally:
        """What the set added to the sums of the item's points."""
        return tally(self.now) - tally(self.before)

    @property
    def entered_book(self) -> bool:
        """The item stands in the wrong-answer book and did not before."""
        return _in_book(self.now) and not _in_book(self.before)

    @property
    def left_book(self) -> bool:
        """The item stood in the wrong-answer book and does not any more."""
        return _in_book(self.before) and not _in_book(self.now)


def moves_of(
    db: Session, person_id: int, run: UUID, items: Iterable[str], *, library: Library
) -> tuple[Move, ...]:
    """The moves of a set's items, in its order; the answers are read once."""
    wanted = list(dict.fromkeys(items))
    all_of: dict[str, list[Answer]] = {item: [] for item in wanted}
    others: dict[str, list[Answer]] = {item: [] for item in wanted}
    for event in db.scalars(answer_events(person_id, wanted)):
        body = json.loads(event.body or "{}")
        answer = _answer(db, event, body, library)
        all_of[event.subject].append(answer)
        if body.get("set") != str(run):
            others[event.subject].append(answer)
    return tuple(Move(i, fold_answers(others[i]), fold_answers(all_of[i])) for i in wanted)


def _in_book(leaf: Leaf | None) -> bool:
    return leaf is not None and leaf.in_wrong_book


def _answer(db: Session, event: Event, body: dict[str, Any], library: Library) -> Answer:
    chosen = frozenset(body["chosen"])
    return Answer(
        at=event.at,
        writer=str(event.writer),
        seq=event.seq,
        item_id=event.subject,
        version=body["version"],
        chosen=chosen,
        unknown=body["unknown"],
        mode=Mode(body["mode"]),
        seconds=body.get("seconds"),
        right=is_right_answer(db, event.subject, body["version"], chosen, library=library),
    )
