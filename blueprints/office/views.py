"""Administration: tenants, people and grants, rules, audit log, health; a manager's own share."""

from blueprints.office import (
    agencies,
    audit,
    entering,
    grants,
    mentors,
    overview,
    people,
    rules,
    security,
)
from blueprints.office.part import bp

__all__ = [
    "agencies",
    "audit",
    "bp",
    "entering",
    "grants",
    "mentors",
    "overview",
    "people",
    "rules",
    "security",
]
