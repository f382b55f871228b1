"""The rulebook as it holds now: the files', with what was entered here put before it."""

from flask import g
from sqlalchemy.orm import Session

from actions.rulebook import rules_in_force
from blueprints.web.house import house
from content.rules import Rulebook


def rules_now(db: Session) -> Rulebook:
    """The rulebook with every override in force, asked for once a request."""
    if "rules" not in g:
        g.rules = rules_in_force(db, house().rules)
    return g.rules
