"""What administrators and managers look after, for the matrix."""

from __future__ import annotations

from typing import Any

from domain.access import Role


def make(db: Any, house: Any, cast: Any, scope: str, people: Any) -> dict[str, Any]:
    """Somebody of the staff of the scope's agency."""
    del db, house, cast, scope
    _trainee, mentor, _manager = people
    return {"staff_id": mentor.uid}


COLLEAGUES = {"staff_id": frozenset({Role.MANAGER})}
