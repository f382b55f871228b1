"""The rulebook as it holds now: the files', with what was entered here put before it."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from flask import current_app, g
from sqlalchemy.orm import Session

from blueprints.web.house import house
from content.problems import ContentError
from content.rules import Rule, Rulebook, parse_rules
from models.road import RuleOverride
from models.road_queries import overrides_in_force

log = logging.getLogger("zhagen")


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


def merged(book: Rulebook, overrides: Iterable[RuleOverride]) -> Rulebook:
    """A rulebook in which each override comes before what was there, the latest first of all."""
    for row in overrides:
        book = book.override(_readable(row))
    return book


def _rules_now(db: Session) -> Rulebook:
    rows = db.scalars(overrides_in_force()).all()
    ids = tuple(row.id for row in rows)
    kept = current_app.extensions.get("rules")
    if kept is None or kept.ids != ids:
        kept = _Kept(ids, merged(house().rules, rows))
        current_app.extensions["rules"] = kept
    return kept.book


def _readable(row: RuleOverride) -> tuple[Rule, ...]:
    """The rules of an override; one that a newer house cannot read is left out, loudly."""
    try:
        return parse_rules(row.text.encode(), row.name)
    except ContentError as fault:
        log.error("rule override %s: %s", row.uid, fault)  # noqa: TRY400 - the fault says it all
        return ()
