"""Verbs of moving people along a track by hand: one, many at once, and taking a move back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from actions.facts import lock_person
from actions.stages import Move, enter_stage, stage_now
from domain.pipeline import UNDO, Entry, Stay, stays
from domain.stages import ExamStage
from models.road import StageEntered, Track


class MovedMeanwhileError(Exception):
    """Somebody else moved this person after the page was opened."""

    def __init__(self, last: StageEntered) -> None:
        super().__init__(last.stage)
        self.last = last


class HasLeftError(Exception):
    """Who left comes back by their own yes, not by a move."""


class NothingToTakeBackError(Exception):
    """There is no move by which this person came to where they stand."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Who moves somebody, when, and which row of their history they had before their eyes."""

    by_id: int | None
    at: datetime
    once: UUID
    seen: UUID | None


@dataclass(frozen=True, slots=True)
class Moved:
    """What came of a move of many: how many went, and who stayed because they stood elsewhere."""

    went: int
    stayed: tuple[int, ...]


def history_of(person_id: int, agency_id: int, track: Track) -> Select[StageEntered]:
    """One person's rows in one agency and track, in order."""
    return (
        select(StageEntered)
        .where(
            StageEntered.person_id == person_id,
            StageEntered.agency_id == agency_id,
            StageEntered.track == track,
        )
        .order_by(StageEntered.at, StageEntered.id)
    )


def move_person(
    db: Session, person_id: int, agency_id: int, stage: str, *, why: str, turn: Turn
) -> StageEntered:
    """Move a person to an exam stage; sent twice they are moved once.

    Raises:
        HasLeftError: they left the agency.
        MovedMeanwhileError: somebody else moved them since.
        StageJumpError: the stage cannot follow.
    """
    move = Move(person_id, agency_id, stage, cause=f"move:{turn.once}", why=why)
    return _in_turn(db, move, turn)


def take_back(db: Session, person_id: int, agency_id: int, *, turn: Turn) -> StageEntered:
    """Take the last move back: the stay before goes on as if it had not been; the rows remain.

    Raises:
        MovedMeanwhileError: somebody else moved them since.
        NothingToTakeBackError: they stand where they began.
    """
    lock_person(db, person_id)
    rows = db.scalars(history_of(person_id, agency_id, Track.EXAM)).all()
    cause = f"{UNDO}{turn.seen}"
    _refuse_stale(rows, turn, cause)
    if may_take_back(rows) or any(row.cause == cause for row in rows):
        before = stays_of(rows)[-2:][0]
        move = Move(person_id, agency_id, before.stage, cause=cause, back=True, since=before.begun)
        return enter_stage(db, move, by_id=turn.by_id, at=turn.at)
    raise NothingToTakeBackError


def stays_of(rows: Iterable[StageEntered]) -> list[Stay]:
    """The stays that a history tells of."""
    return stays(Entry(row.stage, row.at, row.cause) for row in rows)


def may_take_back(rows: Iterable[StageEntered]) -> bool:
    """Whether the last move in this history can be taken back; leaving is answered by returning."""
    found = stays_of(rows)
    return len(found) > 1 and ExamStage.LEFT not in {one.stage for one in found[-2:]}


def move_people(
    db: Session,
    people: Iterable[int],
    agency_id: int,
    way: tuple[str, str],
    *,
    why: str,
    turn: Turn,
) -> Moved:
    """Move many from one stage to another; who no longer stands in the first one stays.

    Raises:
        HasLeftError: these have left the agency.
        StageJumpError: the stage cannot follow.
    """
    before, after = way
    if before == ExamStage.LEFT:
        raise HasLeftError
    stayed: list[int] = []
    went = 0
    for person_id in sorted(set(people)):
        move = Move(person_id, agency_id, after, cause=f"move:{turn.once}", why=why)
        if _moves_from(db, move, before, turn):
            went += 1
        else:
            stayed.append(person_id)
    return Moved(went, tuple(stayed))


def _moves_from(db: Session, move: Move, before: str, turn: Turn) -> bool:
    lock_person(db, move.person_id)
    rows = db.scalars(history_of(move.person_id, move.agency_id, Track.EXAM)).all()
    if any(row.cause == move.cause for row in rows):
        return True
    now = stage_now(db, move.person_id, move.agency_id)
    if now is None or now.stage != before:
        return False
    enter_stage(db, move, by_id=turn.by_id, at=turn.at)
    return True


def _in_turn(db: Session, move: Move, turn: Turn) -> StageEntered:
    lock_person(db, move.person_id)
    rows = db.scalars(history_of(move.person_id, move.agency_id, move.track)).all()
    _refuse_stale(rows, turn, move.cause)
    if rows and rows[-1].stage == ExamStage.LEFT and rows[-1].uid == turn.seen:
        raise HasLeftError
    return enter_stage(db, move, by_id=turn.by_id, at=turn.at)


def _refuse_stale(rows: Iterable[StageEntered], turn: Turn, cause: str) -> None:
    """Refuse to move whom somebody else moved since; the same sending again is no other."""
    last = None
    for row in rows:
        if row.cause == cause:
            return
        last = row
    if last is not None and last.uid != turn.seen:
        raise MovedMeanwhileError(last)
