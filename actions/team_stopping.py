"""Verbs of a team that stops and of one taken up again: both with a reason, both once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from actions.team_book import Walkbook, told_by
from actions.team_merge import lock_team
from actions.team_stages import STOPPED, enter_by_hand, was_caused
from actions.team_walk import TeamClosedError
from domain.team_stages import stage_of
from models.people import Person


@dataclass(frozen=True, slots=True)
class Word:
    """Who says that a team stops or goes on, when, and why; `once` is of that sending."""

    why: str
    by: Person
    once: UUID
    at: datetime


def stop_team(db: Session, team_id: int, word: Word, *, book: Walkbook) -> bool:
    """Stop a team: nothing of it is written until it is taken up again. Whether it was not yet.

    Raises:
        TeamClosedError: the team is a registered agency.
    """
    team = lock_team(db, team_id)
    if team.closed_at is not None:
        raise TeamClosedError
    cause = f"stop:{word.once}"
    if team.stage == STOPPED or was_caused(db, team_id, cause):
        return False
    enter_by_hand(db, team, book, STOPPED, cause=cause, why=word.why, by=word.by, at=word.at)
    return True


def take_up_team(db: Session, team_id: int, word: Word, *, book: Walkbook) -> bool:
    """Let a stopped team go on from where its steps stand. Whether it was stopped."""
    team = lock_team(db, team_id)
    cause = f"again:{word.once}"
    if team.stage != STOPPED or was_caused(db, team_id, cause):
        return False
    stage = stage_of(book.stages, book.steps, told_by(db, team_id))
    enter_by_hand(db, team, book, stage, cause=cause, why=word.why, by=word.by, at=word.at)
    return True
