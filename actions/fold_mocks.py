"""Folds the steps of a mock into the state of its questions."""

from sqlalchemy.orm import Session

from content.load import Library


def project_start(db: Session, person_id: int, mock: str, *, library: Library) -> None:
    """Make the row of a mock from its starting event."""
    raise NotImplementedError


def refold(db: Session, person_id: int, subject: str, *, library: Library) -> None:
    """Recompute one question of a mock from its steps."""
    raise NotImplementedError
