"""The rulebook as it holds now: the files', with what was entered here put before it."""

import logging
from collections.abc import Iterable
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.problems import ContentError
from content.rules import Rule, Rulebook, parse_rules
from models.road import RuleOverride
from models.road_queries import overrides_in_force
from models.statements import run

log = logging.getLogger("zhagen")
_IN_FORCE: Final = overrides_in_force().with_only_columns(RuleOverride.uid)


def rules_in_force(db: Session, book: Rulebook) -> Rulebook:
    """The rules of the files under every override in force: what pages, jobs and commands read.

    One small question; the merged rulebook is kept beside that of the files, and made again only
    when an override comes or goes.
    """
    uids = tuple(row.uid for row in run(db, _IN_FORCE, {}))
    if not uids:
        return book
    rows = select(RuleOverride).where(RuleOverride.uid.in_(uids)).order_by(RuleOverride.id)
    return book.derived(uids, lambda files: merged(files, db.scalars(rows).all()))


def merged(book: Rulebook, overrides: Iterable[RuleOverride]) -> Rulebook:
    """A rulebook in which each override comes before what was there, the latest first of all."""
    for row in overrides:
        book = book.override(_readable(row))
    return book


def _readable(row: RuleOverride) -> tuple[Rule, ...]:
    """The rules of an override; one that a newer house cannot read is left out, loudly."""
    try:
        return parse_rules(row.text.encode(), row.name)
    except ContentError as fault:
        log.error("rule override %s: %s", row.uid, fault)  # noqa: TRY400 - the fault says it all
        return ()
