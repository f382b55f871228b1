"""The rulebook as it holds now: the files', with what was entered here put before it."""

from dataclasses import dataclass

from flask import current_app, g
from sqlalchemy.orm import Session

from actions.rulebook import merged
from blueprints.web.house import house
from content.rules import Rulebook
from models.road_queries import overrides_in_force


@dataclass(frozen=True, slots=True)
class _Kept:
    """A merged rulebook, and the overrides it was merged from."""

    ids: tuple[int, ...]
    book: Rulebook


def rules_now(db: Session) -> Rulebook:
    """The rulebook with every override in force; merged again only when they change."""
    if "rules" not in g:
        g.rules = _rules_now(db)
    return g.rules


def _rules_now(db: Session) -> Rulebook:
    rows = db.scalars(overrides_in_force()).all()
    ids = tuple(row.id for row in rows)
    kept = current_app.extensions.get("rules")
    if kept is None or kept.ids != ids:
        kept = _Kept(ids, merged(house().rules, rows))
        current_app.extensions["rules"] = kept
    return kept.book
