"""SQLite takes texts of any length, PostgreSQL none that is longer than its column says."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, event
from sqlalchemy.orm import Mapper

from models.base import Base


def keep_widths() -> None:
    """Let every row that a test writes fit, whatever the engine."""
    for moment in ("before_insert", "before_update"):
        event.listen(Base, moment, _fits, propagate=True)


def _fits(mapper: Mapper[Any], _connection: object, row: Any) -> None:
    for name, column in mapper.columns.items():
        width = column.type.length if isinstance(column.type, String) else None
        text = getattr(row, name)
        if width and isinstance(text, str):
            assert len(text) <= width, f"{mapper.local_table}.{name}: {len(text)} of {width}"
